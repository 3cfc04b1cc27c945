// Calls of ufuncs that are no ops of the table: their inner loops are called natively (library/ufunc.cpp). Which loop
// it is, NumPy's rule says: the one of the operands' very dtypes, or the first that they can be cast to safely.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cfenv>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

struct InnerLoop {
    std::string name;  // "dd->d"
    std::vector<DType> in, out;
};

std::optional<DType> dtype_of(char c) {
    switch (c) {
        case '?': return DType::Bool;
        case 'b': return DType::I8;
        case 'h': return DType::I16;
        case 'i': return DType::I32;
        case 'l': return sizeof(long) == 8 ? DType::I64 : DType::I32;
        case 'q': return DType::I64;
        case 'B': return DType::U8;
        case 'H': return DType::U16;
        case 'I': return DType::U32;
        case 'L': return sizeof(long) == 8 ? DType::U64 : DType::U32;
        case 'Q': return DType::U64;
        case 'e': return DType::F16;
        case 'f': return DType::F32;
        case 'd': return DType::F64;
        case 'F': return DType::C64;
        case 'D': return DType::C128;
        default: return std::nullopt;
    }
}

}  // namespace

// "divide invalid": np.errstate's words, as the flags that they ignore.
std::int64_t quiet_flags(std::string_view words) {
    std::int64_t flags = 0;
    if (words.find("divide") != words.npos) flags |= FE_DIVBYZERO;
    if (words.find("over") != words.npos) flags |= FE_OVERFLOW;
    if (words.find("invalid") != words.npos) flags |= FE_INVALID;
    return flags;
}

namespace {

// Blank-separated; those with dtypes that are not compiled are left out.
std::vector<InnerLoop> read_loops(const std::string& text) {
    std::vector<InnerLoop> loops;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        InnerLoop loop{text.substr(at, end - at), {}, {}};
        at = end + 1;
        bool known = true, behind = false;
        for (char c : loop.name) {
            if (c == '-' || c == '>') {
                behind = true;
                continue;
            }
            const auto t = dtype_of(c);
            known = known && t;
            if (known) (behind ? loop.out : loop.in).push_back(*t);
        }
        if (known) loops.push_back(std::move(loop));
    }
    return loops;
}

// Whether a Python number may be taken for one of this dtype.
bool accepts(DType t, const Type& number) {
    if (arrays::is_complex(t)) return true;
    if (arrays::is_inexact(t)) return !number.is(TypeKind::PyComplex);
    return number.is(TypeKind::PyInt) && !arrays::is_bool(t);
}

// The number of dimensions of each operand's core.
std::vector<int> core_ndims(const std::string& signature) {
    std::vector<int> counts;
    for (std::size_t i = 0; i < signature.size(); ++i) {
        if (signature[i] != '(') continue;
        const std::string core = signature.substr(i + 1, signature.find(')', i) - i - 1);
        const bool none = core.find_first_not_of(' ') == std::string::npos;
        counts.push_back(none ? 0 : 1 + static_cast<int>(std::count(core.begin(), core.end(), ',')));
    }
    return counts;
}

}  // namespace

std::optional<Val> Lowerer::ufunc_call(const UfuncCall& call, std::vector<Val> operands) {
    const std::vector<InnerLoop> loops = read_loops(call.types);
    if (loops.empty()) return std::nullopt;
    const std::size_t num_in = loops[0].in.size(), num_out = loops[0].out.size();
    if (operands.size() < num_in || num_in + num_out > 8) return std::nullopt;
    bool all_numbers = true;
    for (std::size_t k = 0; k < num_in; ++k) {
        Val& v = operands[k];
        v = v.is(Val::Kind::Sequence) ? array_of(v, std::nullopt) : settle(v);
        if (!v.is_array() && !v.is_scalar()) return std::nullopt;
        all_numbers = all_numbers && v.is_scalar() && v.type.is_python_number();
    }
    // A Python number gives way to dtypes of its own kind or above; beside lower ones it has that of itself alone.
    const auto rank = [](DType t) { return arrays::is_bool(t) ? 0 : arrays::is_integer(t) ? 1 : 2; };
    int highest = 0;
    for (std::size_t k = 0; k < num_in; ++k)
        if (!operands[k].type.is_python_number()) highest = std::max(highest, rank(operands[k].type.dtype()));
    auto is_weak = [&](std::size_t k) {
        const ir::Type& t = operands[k].type;
        return !all_numbers && t.is_python_number() && !t.is(TypeKind::PyBool) && rank(t.dtype()) <= highest;
    };
    auto fits = [&](const InnerLoop& loop, bool exactly) {
        if (loop.in.size() != num_in || loop.out.size() != num_out) return false;
        for (std::size_t k = 0; k < num_in; ++k) {
            const DType t = loop.in[k], from = operands[k].type.dtype();
            const bool ok = is_weak(k) ? accepts(t, operands[k].type)
                            : exactly ? from == t : arrays::promote(from, t) == t;
            if (!ok) return false;
        }
        return true;
    };
    auto find = [&](bool exactly) {
        return std::find_if(loops.begin(), loops.end(), [&](const InnerLoop& l) { return fits(l, exactly); });
    };
    auto loop = find(true);
    if (loop == loops.end()) loop = find(false);
    if (loop == loops.end()) return std::nullopt;
    // Most ufuncs count with truth values as int8; these two do not.
    if (call.told_as == "gcd" || call.told_as == "lcm")
        for (std::size_t k = 0; k < num_in; ++k)
            if (arrays::is_bool(operands[k].type.dtype())) return std::nullopt;

    std::vector<int> cores = core_ndims(call.core);
    cores.resize(num_in + num_out, 0);
    int stack = 0;
    std::vector<ValueId> ids;
    for (std::size_t k = 0; k < num_in; ++k) {
        const Val number = is_weak(k) ? weak_to(operands[k], loop->in[k]) : operands[k];
        const Val a = to_array(number, loop->in[k]);
        if (a.type.ndim() < cores[k]) return std::nullopt;
        stack = std::max(stack, a.type.ndim() - cores[k]);
        ids.push_back(a.id);
    }
    for (std::size_t k = num_in; k < operands.size(); ++k) ids.push_back(as_int(operands[k], "an extent"));
    std::vector<Type> types;
    for (std::size_t k = 0; k < num_out; ++k) types.push_back(Type::array(loop->out[k], stack + cores[num_in + k]));
    Attrs attrs{{"loop", call.where + ":" + loop->name}, {"told_as", call.told_as}};
    if (!call.core.empty()) attrs["core"] = call.core;
    if (!call.error.empty()) attrs["error"] = call.error;
    if (call.changes) {
        attrs["changes"] = true;
        types.insert(types.begin(), g_.type(ids[0]));
    }
    if (call.axis) attrs["axis"] = *call.axis;
    const OpId op = emit_op(OpCode::ufunc, std::move(ids), types, std::move(attrs));
    std::vector<Val> results;
    for (std::size_t k = 0; k < types.size(); ++k) results.push_back(item(Val::value(g_.op(op).results[k], types[k])));
    return types.size() == 1 ? results[0] : Val::sequence(std::move(results));
}

// __ufunc("numpy.gcd", "", "bb->b BB->B", "np.gcd", operands...): the last text is what Python calls otherwise. In the
// prelude __ask_ufunc("numpy.linalg...", "(m,m)->(m)", "d->d", "what went wrong", operands..., extents...), and
// __ask_ufunc_along with the axis before the operands.
Val Lowerer::ufunc(const Node& node) {
    auto text = [&](std::size_t i) { return tree_[node.children.at(i)].text; };
    UfuncCall call{text(0), text(1), text(2), text(0).substr(text(0).rfind('.') + 1), ""};
    call.changes = node.text == "__ask_ufunc_changing";
    const bool in_prelude = node.text.starts_with("__ask_");
    if (in_prelude) call.error = text(3);
    Args args = arguments(node, 4);
    if (ended_) return Val::none();
    if (node.text == "__ask_ufunc_along") {
        call.axis = static_int(args.positional.at(0), "the axis");
        args.positional.erase(args.positional.begin());
    }
    const std::string callee = "call:" + text(3);
    const char* reason = "a ufunc of other values than numbers and arrays";
    for (auto& v : args.positional)
        if (v.is_any()) {
            if (in_prelude) refuse(reason);
            return foreign(callee, args.positional, {}, reason);
        }
    const std::size_t num_ops = g_.region(region_).ops.size();
    if (auto r = ufunc_call(call, args.positional)) return *r;
    if (in_prelude) refuse("no loop of " + call.where + " for these dtypes");
    g_.region(region_).ops.resize(num_ops);
    return foreign(callee, args.positional, {}, "no loop for these dtypes");
}

// op(operands, out=, where=, dtype=); nothing where NumPy has to say what that is.
std::optional<Val> Lowerer::ufunc_into(OpCode code, std::vector<Val> operands, const Val& out, const Val& where,
                                       const Val& dtype) {
    using Kind = Val::Kind;
    const bool product = code == OpCode::matmul, has_out = !out.is(Kind::Unbound), has_where = !where.is(Kind::Unbound);
    if (has_out && !out.is_array()) return std::nullopt;
    if (has_where && (!has_out || product || !where.runtime() || where.is_any() || !arrays::is_bool(where.type.dtype())))
        return std::nullopt;
    for (auto& v : operands) {
        v = v.is(Kind::Sequence) ? array_of(v, std::nullopt) : settle(item(v));
        if (!v.is_array() && !v.is_scalar()) return std::nullopt;
    }
    const auto asked = dtype_arg(dtype);
    const auto rule = ops::info(code).rule;
    if (asked && (rule == ops::DTypeRule::compare || rule == ops::DTypeRule::logical || rule == ops::DTypeRule::predicate ||
                  rule == ops::DTypeRule::real_part))
        return std::nullopt;
    if (asked && !product) {
        const auto types = ops::elem_types(code, *asked);
        if (!types || types->operand != *asked || types->result != *asked) return std::nullopt;
    }
    const DType common = asked.value_or(common_dtype(operands));
    for (auto& v : operands) {
        const bool weak = v.type.is_python_number();
        if (!is_same_kind(weak && !v.type.is(TypeKind::PyBool) && !asked ? common : v.type.dtype(), common))
            return std::nullopt;
        if (weak) v = weak_to(v, common);
        else if (asked) v = cast(v, common);
        // Where the condition does not hold nothing is computed: one is an argument that no function warns of.
        if (has_where) v = select(where, v, code == OpCode::arctanh ? int_val(0) : int_val(1));
    }
    if (has_where && arrays::is_bool(common)) return std::nullopt;
    Val r = product ? matmul(operands[0], operands[1]) : elem(code, operands, Style::NumPy);
    if (!has_out || ended_) return r;
    if (!r.runtime() || r.is_any() || !is_same_kind(r.type.dtype(), out.type.dtype())) return std::nullopt;
    if (r.is_array() && r.type.ndim() > out.type.ndim()) return std::nullopt;
    if (product && (!r.is_array() || r.type.ndim() != out.type.ndim())) return std::nullopt;
    if (product)
        for (int d = 0; d < r.type.ndim(); ++d)
            check(elem(OpCode::eq, {dim(r, d), dim(out, d)}, Style::Operator).id, ErrorClass::Value,
                  "matmul: Output operand 0 has a mismatch in its core dimensions");
    check_writeable(out, "output array is read-only");
    r = r.is_array() ? cast(r, out.type.dtype()) : r;
    assign(out, has_where ? select(where, r, out) : r);
    return out;
}

// __ufunc_with("np_add", "np.add", operands..., __arg(out, o), __arg(where, w), __arg(dtype, t))
Val Lowerer::ufunc_with_keywords(OpCode code, const Node& node) {
    const std::string callee = "call:" + tree_[node.children.at(1)].text;
    Args args = arguments(node, 2);
    if (ended_) return Val::none();
    Val out, where, dtype;
    bool known = true;
    for (auto& [name, v] : args.keywords) {
        if (v.is(Val::Kind::None)) continue;
        if (name == "out" && v.is(Val::Kind::Sequence) && !v.is_list && v.items().size() == 1) out = v.items()[0];
        else if (name == "out") out = settle(v);
        else if (name == "where" && v.is_scalar() && constant<bool>(v).value_or(false)) continue;
        else if (name == "where") where = settle(v);
        else dtype = v;
        known = known && !v.is_any();
    }
    for (auto& v : args.positional) known = known && !v.is_any();
    const std::size_t num_ops = g_.region(region_).ops.size(), num_findings = findings_.size();
    if (known) {
        try {
            if (auto r = ufunc_into(code, args.positional, out, where, dtype)) return *r;
        } catch (const support::UserError& e) {
            if (e.error_class != ErrorClass::NotImplemented) throw;
        }
        if (ended_) return Val::none();
        g_.region(region_).ops.resize(num_ops);
        findings_.resize(num_findings);
    }
    return foreign(callee, args.positional, args.keywords, "keyword arguments of this function");
}

}  // namespace phylanx::sema
