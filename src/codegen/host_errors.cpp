// Errors that the entry function raises: entries of the program's table and the branches to them.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "codegen/host.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;
using support::ErrorClass;

struct ErrorName {
    std::string_view name;
    ErrorClass error;
};
constexpr ErrorName kErrors[] = {
    {"ValueError", ErrorClass::Value},
    {"TypeError", ErrorClass::Type},
    {"IndexError", ErrorClass::Index},
    {"KeyError", ErrorClass::Key},
    {"OverflowError", ErrorClass::Overflow},
    {"ZeroDivisionError", ErrorClass::ZeroDivision},
    {"NameError", ErrorClass::Name},
    {"UnboundLocalError", ErrorClass::UnboundLocal},
    {"AttributeError", ErrorClass::Attribute},
    {"SyntaxError", ErrorClass::Syntax},
    {"RuntimeError", ErrorClass::Runtime},
    {"MemoryError", ErrorClass::Memory},
    {"AssertionError", ErrorClass::Assertion},
    {"LinAlgError", ErrorClass::LinAlg},
    {"FloatingPointError", ErrorClass::FloatingPoint},
    {"NotImplementedError", ErrorClass::NotImplemented},
};

// The attribute holds the enum's number or the name of Python's class, with or without "Error".
ErrorClass error_class_of(const ir::Op& op) {
    auto it = op.attrs.find("error_class");
    support::internal_check(it != op.attrs.end(), "'{}' without an error class", ops::info(op.code).name);
    if (auto* number = std::get_if<std::int64_t>(&it->second)) return static_cast<ErrorClass>(*number);
    auto* text = std::get_if<std::string>(&it->second);
    support::internal_check(text != nullptr, "an error class of another kind than int or str");
    for (auto& e : kErrors)
        if (*text == e.name || *text + "Error" == e.name) return e.error;
    throw support::InternalError("unknown error class " + *text);
}

}  // namespace

int Host::raise_index(Error error, const std::string& message, const Op& op) {
    auto key = std::make_tuple(error, message, op.span.line, op.span.column, op.file);
    auto [it, is_new] = raises_.try_emplace(key, static_cast<int>(program_.raises.size()));
    if (is_new) program_.raises.push_back({error, message, op.span, op.file});
    return it->second;
}

void Host::raise(Error error, const std::string& message, const Op& op, Value* a, Value* c) {
    Value* zero = b_.getInt64(0);
    Value* code = call_int("phx_raise", {frame_, b_.getInt32(raise_index(error, message, op)), a ? a : zero, c ? c : zero});
    b_.CreateStore(code, code_);
    b_.CreateBr(fail_);
}

void Host::raise_if(Value* condition, Error error, const std::string& message, const Op& op, Value* a, Value* c) {
    if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition); known && known->isZero()) return;
    llvm::BasicBlock* bad = block("raise");
    llvm::BasicBlock* good = block("checked");
    b_.CreateCondBr(condition, bad, good, llvm::MDBuilder(m_.getContext()).createBranchWeights(1, 1 << 20));
    enter(bad);
    raise(error, message, op, a, c);
    enter(good);
}

void Host::emit_raise(const Op& op) {
    Error error = error_class_of(op);
    auto message = ir::attr_or<std::string>(op, "message", "");
    // Operands after the condition stand for {0} and {1} of the message.
    std::size_t first = op.code == ops::OpCode::check ? 1 : 0;
    auto extra = [&](std::size_t i) { return op.operands.size() > i ? index(op.operands[i]) : nullptr; };
    Value* a = extra(first);
    Value* c = extra(first + 1);
    if (op.code == ops::OpCode::check) {
        raise_if(b_.CreateNot(truth(op.operands.at(0))), error, message, op, a, c);
        return;
    }
    raise(error, message, op, a, c);
    dead_ = true;
}

}  // namespace phylanx::codegen
