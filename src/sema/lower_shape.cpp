// Attributes and methods of arrays; shapes, reshaping, products.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

// ".sum" -> reduce_add, from the op table's spellings.
const std::map<std::string, OpCode, std::less<>>& methods() {
    static const auto table = [] {
        std::map<std::string, OpCode, std::less<>> t;
        auto rows = ops::all();
        for (std::size_t k = 0; k < rows.size(); ++k) {
            std::string_view rest = rows[k].numpy;
            while (!rest.empty()) {
                std::size_t end = std::min(rest.find(' '), rest.size());
                if (rest[0] == '.') t.emplace(rest.substr(1, end - 1), static_cast<OpCode>(k));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        return t;
    }();
    return table;
}

}  // namespace

Val Lowerer::dim(const Val& a, int d) {
    return emit_val(OpCode::shape, {a.id}, Type::py_int(), {{"dim", static_cast<std::int64_t>(d)}});
}

Val Lowerer::shape_tuple(const Val& a) {
    std::vector<Val> dims;
    if (a.is_array())
        for (int d = 0; d < a.type.ndim(); ++d) dims.push_back(dim(a, d));
    return Val::sequence(std::move(dims));
}

Val Lowerer::getattr(const Val& a, const std::string& name) {
    if (a.is(Val::Kind::Dtype) && name == "itemsize")
        return int_val(static_cast<std::int64_t>(arrays::item_size(a.dtype)));
    if (a.is(Val::Kind::Dtype) || (!a.runtime() && !a.is(Val::Kind::Sequence)))
        return foreign("attr:" + name, {a}, {}, "an attribute of a Python object");
    if (a.is_array() || a.is_scalar()) {
        const bool numpy = !a.type.is_python_number();
        if (name == "shape" && numpy) return shape_tuple(a);
        if (name == "ndim" && numpy) return int_val(a.is_array() ? a.type.ndim() : 0);
        if (name == "dtype" && numpy) {
            Val t = Val::of_dtype(a.type.dtype());
            t.text = "dtype";  // not a class
            return t;
        }
        if (name == "itemsize" && numpy) return int_val(static_cast<std::int64_t>(arrays::item_size(a.type.dtype())));
        if ((name == "size" || name == "nbytes") && numpy) {
            std::vector<std::int64_t> axes;
            for (int d = 0; a.is_array() && d < a.type.ndim(); ++d) axes.push_back(d);
            const Val n = count(a, axes);
            if (name == "size") return n;
            return elem(OpCode::mul, {n, int_val(static_cast<std::int64_t>(arrays::item_size(a.type.dtype())))},
                        Style::Operator);
        }
        if (name == "mT" && a.is_array() && a.type.ndim() >= 2) {
            std::vector<std::int64_t> perm;
            for (int d = 0; d < a.type.ndim(); ++d) perm.push_back(d);
            std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
            return transpose(a, perm);
        }
        if (name == "T" && a.is_array()) return transpose(a, {});
        if (name == "real" || name == "imag")
            return numpy ? elem(name == "real" ? OpCode::real : OpCode::imag, {a}, Style::NumPy)
                         : part_of_number(a, name == "imag");
    }
    return foreign("attr:" + name, {a}, {}, "an attribute that has no native form");
}

Val Lowerer::part_of_number(const Val& x, bool imaginary) {
    if (x.type.is(TypeKind::PyComplex)) {
        const Val part = elem(imaginary ? OpCode::imag : OpCode::real, {numpy_scalar(x)}, Style::NumPy);
        return emit_val(OpCode::cast, {part.id}, Type::py_float());
    }
    const bool is_float = x.type.is(TypeKind::PyFloat);
    if (imaginary) return is_float ? float_val(0.0) : int_val(0);
    return is_float ? x : Val::value(emit(OpCode::cast, {x.id}, Type::py_int()), Type::py_int());
}

Val Lowerer::part(const Val& a, bool imaginary) {
    return emit_val(OpCode::part, {a.id}, Type::array(arrays::real_of(a.type.dtype()), a.type.ndim()), {{"imaginary", imaginary}});
}

// prelude: how the name of the method's `define` begins, if the front end has sent one along.
Val Lowerer::method(const std::string& name, const Val& a, Args args, const char* prelude) {
    bool native = a.is_array() || (a.is_scalar() && !a.type.is_python_number());
    auto in_python = [&](const std::string& why) {
        std::vector<Val> operands{a};
        for (auto& v : args.positional) operands.push_back(v);
        return foreign("method:" + name, operands, args.keywords, why);
    };
    if (!native) {
        let_go(a);
        return in_python("a method of a Python object");
    }
    for (auto& v : args.positional)
        if (v.is_any()) return in_python("an argument is a Python object");
    if (a.is_array() && (name == "resize" || name == "setflags"))
        refuse("'" + name + "' changes an array in place; make a new one, as by np.resize or copy");
    if (name == "item" && a.is_scalar() && args.positional.empty()) {
        DType t = a.type.dtype();
        return emit_val(OpCode::cast, {a.id},
                        arrays::is_bool(t) ? Type::py_bool() : arrays::is_integer(t) ? Type::py_int()
                        : arrays::is_complex(t) ? Type::py_complex() : Type::py_float());
    }
    // NumPy's scalars are what these give of them; of arrays only conj, and of real ones.
    const bool conj = name == "conj" || name == "conjugate";
    if (args.positional.empty() && args.keywords.empty() && a.is_scalar() &&
        (name == "copy" || (conj && !arrays::is_complex(a.type.dtype()))))
        return a;
    if (name == "fill" && a.is_array() && args.positional.size() == 1) {
        assign(a, args.positional[0]);
        return Val::none();
    }
    if (auto define = defines_.find(prelude + name); define != defines_.end()) {
        Args all = args;
        all.positional.insert(all.positional.begin(), a);
        return native_or(define->second, std::move(all), in_python);
    }
    auto it = methods().find(name);
    if (it == methods().end()) return in_python("a method that has no native form");
    OpCode code = it->second;
    // Unlike the function, the method gives the array itself where there is nothing to do.
    if (code == OpCode::conj && a.is_array() && !arrays::is_complex(a.type.dtype()) && args.positional.empty()) return a;
    if (code == OpCode::reshape || code == OpCode::transpose) {
        // Both take their numbers as a tuple or one by one.
        if (!args.keywords.empty()) return in_python("keyword arguments of this method");
        if (code == OpCode::reshape && args.positional.empty()) return in_python("no shape");
        std::vector<Val> list = args.positional;
        if (list.size() == 1 && list[0].is(Val::Kind::Sequence)) list = list[0].items();
        if (code == OpCode::reshape) return reshape(a, list);
        if (list.size() == 1 && list[0].is(Val::Kind::None)) list.clear();
        return transpose(a, list.empty() ? std::vector<std::int64_t>{}
                                         : static_ints(Val::sequence(list), "axes"));
    }
    Args all;
    all.positional.push_back(a);
    for (auto& v : args.positional) all.positional.push_back(v);
    all.keywords = args.keywords;
    const std::size_t before = findings_.size();
    // A method's parameters are those of the function behind `a`, so positions agree.
    Val r = op_call(code, Style::NumPy, std::move(all));
    (void)before;
    return r;
}

Val Lowerer::transpose(const Val& a, std::vector<std::int64_t> perm) {
    const int n = a.type.ndim();
    if (perm.empty())
        for (int d = n; d-- > 0;) perm.push_back(d);
    std::vector<bool> seen(static_cast<std::size_t>(n));
    bool ok = static_cast<int>(perm.size()) == n;
    for (auto& p : perm) {
        if (p < 0) p += n;
        ok = ok && p >= 0 && p < n && !seen[static_cast<std::size_t>(p)];
        if (ok) seen[static_cast<std::size_t>(p)] = true;
    }
    if (!ok) throw support::UserError(ErrorClass::Value, span_, "axes don't match array");
    return emit_val(OpCode::transpose, {a.id}, a.type, {{"perm", perm}});
}

std::vector<Val> Lowerer::shape_list(const Val& v) {
    if (v.is(Val::Kind::Sequence)) return v.items();
    if (v.is_array()) refuse("a shape given as an array; give a tuple");
    return {v};
}

Val Lowerer::reshape(const Val& a0, const std::vector<Val>& dims) {
    Val a = a0.is_array() ? a0 : to_array(a0, std::nullopt);
    std::vector<ValueId> operands{a.id};
    for (auto& d : dims) operands.push_back(extent(d));
    return emit_val(OpCode::reshape, std::move(operands), Type::array(a.type.dtype(), static_cast<int>(dims.size())));
}

Val Lowerer::matmul(Val a, Val b, const char* told_as) {
    for (Val* v : {&a, &b}) {
        if (v->is(Val::Kind::Sequence)) *v = array_of(*v, std::nullopt);
        if (v->is_any()) return foreign("op:matmul", {a, b}, {}, "an operand is a Python object");
        if (!v->is_array() || v->type.ndim() == 0)
            throw support::UserError(ErrorClass::Value, span_,
                                     fmt::format("matmul: Input operand {} does not have enough dimensions (has 0, gufunc "
                                                 "core with signature (n?,k),(k,m?)->(n?,m?) requires 1)", v == &b ? 1 : 0));
    }
    DType t = arrays::promote(a.type.dtype(), b.type.dtype());
    if (t == DType::F16) refuse("matmul of float16");
    int na = a.type.ndim(), nb = b.type.ndim();
    int n = std::max(na, 2) > std::max(nb, 2) ? std::max(na, 2) : std::max(nb, 2);
    n -= (na == 1) + (nb == 1);
    Attrs attrs;
    if (std::string_view(told_as) != "matmul") attrs["told_as"] = std::string(told_as);
    Val r = emit_val(OpCode::matmul, {cast(a, t).id, cast(b, t).id}, Type::array(t, n), std::move(attrs));
    return n == 0 ? item(r) : r;
}

// The dimensions of extent 1, which decide the type of what is left.
std::vector<std::int64_t> Lowerer::ones_of(const Val& a) {
    if (auto it = ones_.find(a.id); it != ones_.end()) return it->second;
    auto p = parameters_.find(a.id);
    if (p != parameters_.end() && g_.region(g_.body).args[p->second] == a.id) throw NeedStatic(p->second);
    refuse("squeeze without an axis");
}

// NumPy makes arrays of both: a Python number has its default dtype.
Val Lowerer::dot(Val a, Val b) {
    for (Val* v : {&a, &b})
        if (v->is(Val::Kind::Sequence)) *v = array_of(*v, std::nullopt);
        else *v = numpy_scalar(item(*v));
    if (a.is_scalar() || b.is_scalar()) return elem(OpCode::mul, {a, b}, Style::NumPy);
    if (b.type.ndim() > 2 && a.type.ndim() > 1) refuse("dot of stacks");
    return matmul(a, b, "dot");
}

Val Lowerer::inner(Val a, Val b) {
    for (Val* v : {&a, &b})
        if (v->is(Val::Kind::Sequence)) *v = array_of(*v, std::nullopt);
        else *v = numpy_scalar(item(*v));
    if (a.is_scalar() || b.is_scalar()) return elem(OpCode::mul, {a, b}, Style::NumPy);
    if (b.type.ndim() > 2) refuse("inner of stacks");
    return matmul(a, b.type.ndim() == 2 ? transpose(b, {}) : b, "dot");
}

Val Lowerer::concatenate(const std::vector<Val>& parts, std::int64_t axis) {
    if (parts.empty()) throw support::UserError(ErrorClass::Value, span_, "need at least one array to concatenate");
    DType t = common_dtype(parts);
    std::vector<ValueId> ids;
    int n = parts[0].type.ndim();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Val& p = parts[i];
        const int ndim = p.is_array() ? p.type.ndim() : 0;
        if (ndim == 0)
            throw support::UserError(ErrorClass::Value, span_, "zero-dimensional arrays cannot be concatenated");
        if (ndim != n)
            throw support::UserError(
                ErrorClass::Value, span_,
                fmt::format("all the input arrays must have same number of dimensions, but the array at index 0 has {} "
                            "dimension(s) and the array at index {} has {} dimension(s)", n, i, ndim));
        ids.push_back(cast(p, t).id);
    }
    if (axis < -n || axis >= n)
        throw support::UserError(ErrorClass::Axis, span_,
                                 fmt::format("axis {} is out of bounds for array of dimension {}", axis, n));
    return emit_val(OpCode::concatenate, std::move(ids), Type::array(t, n), {{"axis", axis < 0 ? axis + n : axis}});
}

}  // namespace phylanx::sema
