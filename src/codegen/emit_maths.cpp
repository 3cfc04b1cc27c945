// Emit hooks of mathematical functions and powers.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/Constants.h>

#include <optional>

#include "codegen/emit_hooks.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;

Num function(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return complex_maths(e, op.code, op.in, op.args);
    llvm::SmallVector<Value*, 2> args;
    for (auto& a : op.args) args.push_back(a.re);
    return {e.maths(op.code, std::span(args.data(), args.size()))};
}

const llvm::Constant* constant_of(Value* v) {
    auto* c = llvm::dyn_cast<llvm::Constant>(v);
    return c && c->getType()->isVectorTy() ? c->getSplatValue() : c;
}

// NumPy's short cuts for a constant exponent, whose results differ from pow's in some bits.
std::optional<Num> simple_power(Emitter& e, const ElemOp& op) {
    auto* c = llvm::dyn_cast_or_null<llvm::ConstantFP>(constant_of(op.args[1].re));
    if (!c || arrays::is_complex(op.in)) return std::nullopt;
    Num x = op.args[0];
    ElemOp unary{op.code, op.in, op.out, op.args.first(1)};
    if (c->isExactlyValue(2.0)) return emit_square(e, unary);
    if (c->isExactlyValue(1.0)) return x;
    if (c->isExactlyValue(0.5)) return emit_sqrt(e, unary);
    if (c->isExactlyValue(0.0)) return Num{e.number(op.in, 1)};
    if (c->isExactlyValue(-1.0)) return emit_reciprocal(e, unary);
    return std::nullopt;
}

// NumPy squares where a number that is known only when it runs is 2; a branch of its own, since powers are dear.
Num power_or_square(Emitter& e, const ElemOp& op) {
    auto& b = e.b;
    Value* x = op.args[0].re;
    Value* is_two = b.CreateFCmpOEQ(op.args[1].re, llvm::ConstantFP::get(x->getType(), 2.0));
    Value* square = b.CreateFMul(x, x);
    llvm::BasicBlock* before = b.GetInsertBlock();
    auto* other = llvm::BasicBlock::Create(e.context(), "power", before->getParent());
    auto* done = llvm::BasicBlock::Create(e.context(), "powered", before->getParent());
    b.CreateCondBr(e.lanes > 1 ? b.CreateAndReduce(is_two) : is_two, done, other);
    b.SetInsertPoint(other);
    // An element's bits do not depend on its neighbours' exponents.
    Value* power = b.CreateSelect(is_two, square, function(e, op).re);
    llvm::BasicBlock* after = b.GetInsertBlock();
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto* r = b.CreatePHI(x->getType(), 2);
    r->addIncoming(square, before);
    r->addIncoming(power, after);
    return {r};
}

Num integer_power(Emitter& e, const ElemOp& op) {
    auto& b = e.b;
    Value* base = op.args[0].re;
    Value* exponent = op.args[1].re;
    if (auto* c = llvm::dyn_cast_or_null<llvm::ConstantInt>(constant_of(exponent)); c && c->getZExtValue() <= 4) {
        Value* r = e.integer(op.in, 1);
        for (std::uint64_t i = 0; i < c->getZExtValue(); ++i) r = b.CreateMul(r, base);
        return {r};
    }
    if (arrays::is_signed(op.in)) {
        Value* negative = b.CreateICmpSLT(exponent, e.integer(op.in, 0));
        if (e.on_negative_power) e.on_negative_power(negative);
        exponent = b.CreateSelect(negative, e.integer(op.in, 0), exponent);
    }
    llvm::Type* element = compute_type(e.context(), op.in);
    bool is_signed = arrays::is_signed(op.in);
    return {e.by_lane({{base, exponent}}, element, [&](std::span<Value* const> v) -> Value* {
        llvm::SmallVector<Value*, 2> wide;
        for (auto* x : v) wide.push_back(is_signed ? b.CreateSExt(x, b.getInt64Ty()) : b.CreateZExt(x, b.getInt64Ty()));
        return b.CreateTrunc(e.call("phxm_ipow", b.getInt64Ty(), std::span(wide.data(), 2)), element);
    })};
}

}  // namespace

Num emit_exp(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_exp2(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_expm1(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_log(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_log2(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_log10(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_log1p(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_sin(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_cos(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_tan(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arcsin(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arccos(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arctan(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_sinh(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_cosh(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_tanh(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arcsinh(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arccosh(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arctanh(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_cbrt(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_arctan2(Emitter& e, const ElemOp& op) { return function(e, op); }
Num emit_hypot(Emitter& e, const ElemOp& op) { return function(e, op); }

Num emit_pow(Emitter& e, const ElemOp& op) {
    if (arrays::is_bool(op.in)) return {e.b.CreateOr(op.args[0].re, e.b.CreateNot(op.args[1].re))};
    if (!arrays::is_inexact(op.in)) return integer_power(e, op);
    if (auto simple = simple_power(e, op)) return *simple;
    return arrays::is_complex(op.in) || e.scalar_maths ? function(e, op) : power_or_square(e, op);
}

}  // namespace phylanx::codegen
