// Python objects: what cannot be known or done natively is a call into Python, in program order.
// SPDX-License-Identifier: BSL-1.0
#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

// Python's operator module and NumPy's names for an op, by the style of the call.
std::string callee_of(OpCode code, Style style) {
    static const std::map<OpCode, std::string> kOperators{
        {OpCode::add, "add"}, {OpCode::sub, "sub"}, {OpCode::mul, "mul"}, {OpCode::truediv, "truediv"},
        {OpCode::floordiv, "floordiv"}, {OpCode::mod, "mod"}, {OpCode::pow, "pow"}, {OpCode::neg, "neg"},
        {OpCode::pos, "pos"}, {OpCode::invert, "invert"}, {OpCode::bit_and, "and_"}, {OpCode::bit_or, "or_"},
        {OpCode::bit_xor, "xor"}, {OpCode::lshift, "lshift"}, {OpCode::rshift, "rshift"}, {OpCode::eq, "eq"},
        {OpCode::ne, "ne"}, {OpCode::lt, "lt"}, {OpCode::le, "le"}, {OpCode::gt, "gt"}, {OpCode::ge, "ge"},
        {OpCode::matmul, "matmul"}, {OpCode::abs, "abs"}};
    if (auto it = kOperators.find(code); style == Style::Operator && it != kOperators.end())
        return "op:" + it->second;
    const std::string_view wanted = style == Style::Math ? "math." : style == Style::Operator ? "builtin." : "np.";
    std::string_view spellings = ops::info(code).numpy;
    std::string_view first;
    while (!spellings.empty()) {
        std::size_t end = std::min(spellings.find(' '), spellings.size());
        std::string_view one = spellings.substr(0, end);
        spellings.remove_prefix(std::min(end + 1, spellings.size()));
        if (one.starts_with(wanted)) {
            first = one;
            break;
        }
        if (first.empty() && (one.starts_with("np.") || one.starts_with("builtin."))) first = one;
    }
    if (first.empty()) return {};
    if (first.starts_with("builtin.")) return "call:builtins." + std::string(first.substr(8));
    if (first.starts_with("np.")) return "call:numpy." + std::string(first.substr(3));
    return "call:" + std::string(first);
}

// Whether a call may change or keep a list that it is given. NumPy's functions and Python's operators do not.
bool may_keep(std::string_view callee) {
    for (std::string_view prefix : {"op:i", "expr:", "method:", "setattr:", "setitem:", "list:", "tuple:"})
        if (callee.starts_with(prefix)) return true;
    if (!callee.starts_with("call:")) return false;
    callee.remove_prefix(5);
    for (std::string_view prefix : {"np.", "numpy.", "math.", "builtins.", "len", "sum", "min", "max", "sorted",
                                    "print", "isinstance", "any", "all", "str", "repr"})
        if (callee.starts_with(prefix)) return false;
    return true;
}

}  // namespace

// A list that was made here or given as an argument has to be a Python object, the same for everybody.
void Lowerer::let_go(const Val& v) {
    if (v.is(Val::Kind::Sequence) && v.is_list) {
        if (v.origin != 0) throw NeedListObject{v.origin};
        if (v.parameter >= 0) throw NeedStatic(static_cast<std::size_t>(v.parameter), true);
        refuse("a list that is shared or changed here");
    }
    if (v.is(Val::Kind::Sequence))
        for (auto& item : v.items()) let_go(item);
}

ValueId Lowerer::operand(const Val& v) {
    using Kind = Val::Kind;
    switch (v.kind) {
        case Kind::Runtime: return settle(v).id;
        case Kind::None: return emit(OpCode::constant, {}, Type::none());
        case Kind::Str: return emit(OpCode::constant, {}, Type::str(), {{"value", v.text}});
        default: return to_any(v).id;
    }
}

Val Lowerer::to_any(const Val& v) {
    using Kind = Val::Kind;
    if (v.is_any()) return v;
    if (v.weak != kNone) return to_any(settle(v));
    switch (v.kind) {
        case Kind::Runtime: return emit_val(OpCode::box, {v.id}, Type::any());
        case Kind::None:
        case Kind::Str: return emit_val(OpCode::box, {operand(v)}, Type::any());
        case Kind::Sequence: return foreign(v.is_list ? "list:" : "tuple:", v.items());
        case Kind::Slice: return foreign("slice:", v.items());
        case Kind::Range: return foreign("call:builtins.range", v.items());
        case Kind::Ellipsis: return foreign("ellipsis:", {});
        case Kind::Dtype:
            if (v.id != kNone) return Val::value(v.id, Type::any());
            return foreign("dtype:" + std::string(arrays::name(v.dtype)), {});
        default: refuse("a function or iterator used as a value");
    }
}

Val Lowerer::foreign(const std::string& callee, const std::vector<Val>& operands,
                     const std::vector<std::pair<std::string, Val>>& keywords, const std::string& reason) {
    if (quiet_ != 0) refuse("a call into Python where np.errstate holds");
    if (may_keep(callee)) {
        for (auto& v : operands) let_go(v);
        for (auto& [name, v] : keywords) let_go(v);
    }
    std::vector<ValueId> ids;
    std::vector<std::string> names;
    for (auto& v : operands) ids.push_back(operand(v));
    for (auto& [name, v] : keywords) {
        ids.push_back(operand(v));
        names.push_back(name);
    }
    ++foreign_calls_;
    if (!reason.empty()) findings_.push_back({span_, callee, reason});
    return emit_val(OpCode::foreign, std::move(ids), Type::any(), {{"callee", callee}, {"keywords", names}});
}

Val Lowerer::foreign_op(OpCode code, Style style, const Args& args, const std::string& reason) {
    std::string callee = callee_of(code, style);
    if (callee.empty()) refuse(fmt::format("{}: {}", ops::info(code).name, reason));
    return foreign(callee, args.positional, args.keywords, reason);
}

Val Lowerer::unbox(const Val& v, Type t) { return emit_val(OpCode::unbox, {v.id}, std::move(t)); }

}  // namespace phylanx::sema
