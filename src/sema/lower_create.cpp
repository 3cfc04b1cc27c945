// Creation of arrays, and the ops that are composed of others.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

// Where a new axis goes among the `ndim` that there are with it.
std::int64_t new_axis(std::int64_t k, int ndim, Span span) {
    if (k < -ndim || k >= ndim)
        throw support::UserError(ErrorClass::Axis, span,
                                 fmt::format("axis {} is out of bounds for array of dimension {}", k, ndim));
    return k < 0 ? k + ndim : k;
}

}  // namespace

std::optional<DType> Lowerer::dtype_arg(const Val& v) {
    if (v.is(Val::Kind::Unbound) || v.is(Val::Kind::None)) return std::nullopt;
    if (v.is(Val::Kind::Dtype)) return v.dtype;
    if (v.is(Val::Kind::Str))
        if (auto t = arrays::dtype_from_name(v.text)) return t;
    refuse("this dtype");
}

// NumPy takes no truth value for a number of elements.
ValueId Lowerer::extent(const Val& v) {
    if (v.is_scalar() && arrays::is_bool(v.type.dtype())) refuse("a truth value as an extent");
    return as_int(v, "shape");
}

Val Lowerer::create(OpCode code, const std::vector<Val>& shape, DType dtype, const Val* fill) {
    std::vector<ValueId> operands;
    if (fill) operands.push_back(fill->id);
    for (auto& d : shape) operands.push_back(extent(d));
    return emit_val(code, std::move(operands), Type::array(dtype, static_cast<int>(shape.size())));
}

Val Lowerer::to_array(const Val& v, std::optional<DType> dtype) {
    if (v.is(Val::Kind::Sequence)) return array_of(v, dtype);
    if (v.is_array()) return dtype ? cast(v, *dtype) : v;
    if (!v.is_scalar()) refuse("this value as an array");
    Val s = dtype ? fitted(v, *dtype) : numpy_scalar(v);
    return create(OpCode::full, {}, s.type.dtype(), &s);
}

// np.array of numbers, of arrays, or of nested lists of these.
Val Lowerer::array_of(const Val& v, std::optional<DType> dtype) {
    if (!v.is(Val::Kind::Sequence)) {
        if (v.is_array()) return emit_val(OpCode::copy, {(dtype ? cast(v, *dtype) : v).id},
                                          Type::array(dtype.value_or(v.type.dtype()), v.type.ndim()));
        return to_array(v, dtype);
    }
    if (v.items().empty()) return create(OpCode::empty, {int_val(0)}, dtype.value_or(DType::F64));
    std::vector<Val> items;
    for (auto& i0 : v.items()) {
        Val i = i0.is(Val::Kind::Sequence) ? array_of(i0, std::nullopt) : item(i0);
        if (!i.is_scalar() && !i.is_array()) refuse("an array of such values");
        items.push_back(i);
    }
    bool arrays = items[0].is_array();
    for (auto& i : items)
        if (i.is_array() != arrays || (arrays && i.type.ndim() != items[0].type.ndim()))
            refuse("an array of numbers and arrays mixed");
    std::vector<Val> strong = items;  // in a sequence Python's numbers have the dtypes that they have alone
    for (auto& i : strong)
        if (i.type.is_python_number()) i.type = Type::scalar(i.type.dtype());
    DType t = dtype.value_or(common_dtype(strong));
    const auto n = static_cast<std::int64_t>(items.size());
    std::vector<Val> shape{int_val(n)};
    if (arrays) {
        for (int d = 0; d < items[0].type.ndim(); ++d) {
            shape.push_back(dim(items[0], d));
            for (auto& i : items)  // a row that would be broadcast is an error in NumPy
                check(elem(OpCode::eq, {dim(i, d), shape.back()}, Style::Operator).id, ErrorClass::Value,
                      "setting an array element with a sequence. The requested array has an inhomogeneous shape");
        }
    }
    Val result = create(OpCode::empty, shape, t);
    for (std::int64_t k = 0; k < n; ++k) setitem(result, {int_val(k)}, items[static_cast<std::size_t>(k)]);
    return result;
}

Val Lowerer::library(OpCode code, std::map<std::string, Val>& p) {
    auto given = [&](const char* name) { return p.contains(name) && !p[name].is(Val::Kind::Unbound); };
    auto array = [&](const char* name) { return to_array(p[name], std::nullopt); };
    auto axis_attrs = [&](const Val& a) {
        Attrs attrs;
        if (given("axis")) attrs["axis"] = axis_of(p["axis"], a.type.ndim());
        return attrs;
    };
    auto dtype = [&] { return dtype_arg(p["dtype"]); };
    switch (code) {
        case OpCode::zeros:
        case OpCode::empty: return create(code, shape_list(p["shape"]), dtype().value_or(DType::F64));
        case OpCode::full: {
            Val fill = item(p["fill_value"]);
            if (!fill.is_scalar()) refuse("full of an array");
            auto t = dtype();
            if (t) fill = fill.type.is(TypeKind::PyInt) ? weak_to(fill, *t) : cast(fill, *t);
            else fill = numpy_scalar(fill);
            return create(code, shape_list(p["shape"]), fill.type.dtype(), &fill);
        }
        case OpCode::arange: {
            if (!given("stop")) {
                p["stop"] = p["start"];
                p["start"] = int_val(0);
            }
            if (!given("step")) p["step"] = int_val(1);
            std::vector<Val> parts{item(p["start"]), item(p["stop"]), item(p["step"])};
            for (auto& v : parts)
                if (!v.is_scalar()) refuse("arange of these values");
            for (auto& v : parts) v = numpy_scalar(v);
            DType t = arrays::promote(DType::I64, common_dtype(parts));
            if (arrays::is_complex(t)) refuse("arange of this dtype");
            DType out = dtype().value_or(t);
            // Lengths are computed in the arguments' type; the values then take the dtype asked for.
            DType work = arrays::is_integer(t) ? DType::I64 : DType::F64;
            std::vector<ValueId> ids;
            for (auto& v : parts) ids.push_back(cast(v, work).id);
            return cast(emit_val(code, std::move(ids), Type::array(work, 1)), out);
        }
        case OpCode::linspace: {
            std::vector<ValueId> ids;
            for (const char* name : {"start", "stop"}) {
                Val v = item(p[name]);
                if (!v.is_scalar() || arrays::is_complex(v.type.dtype())) refuse("linspace of these values");
                ids.push_back(cast(v, DType::F64).id);
            }
            ids.push_back(as_int(given("num") ? p["num"] : int_val(50), "linspace"));
            bool endpoint = !given("endpoint") || static_bool(p["endpoint"], "endpoint");
            Val r = emit_val(code, std::move(ids), Type::array(DType::F64, 1), {{"endpoint", endpoint}});
            auto t = dtype();
            if (t && arrays::is_integer(*t)) r = elem(OpCode::floor, {r}, Style::NumPy);
            return t ? cast(r, *t) : r;
        }
        case OpCode::eye: {
            Val n = p["N"], m = given("M") ? p["M"] : n, k = given("k") ? p["k"] : int_val(0);
            return emit_val(code, {extent(n), extent(m), as_int(k, "eye")},
                            Type::array(dtype().value_or(DType::F64), 2));
        }
        case OpCode::copy: return array_of(p["a"], std::nullopt);
        case OpCode::reshape: return reshape(p["a"], shape_list(p["shape"]));
        case OpCode::matmul: return matmul(p["x1"], p["x2"]);
        case OpCode::concatenate: {
            std::vector<Val> parts;
            if (!p["arrays"].is(Val::Kind::Sequence)) refuse("concatenate of this value");
            for (auto& v : p["arrays"].items()) parts.push_back(to_array(v, std::nullopt));
            return concatenate(parts, given("axis") ? static_int(p["axis"], "axis") : 0);
        }
        case OpCode::argmax:
        case OpCode::argmin: {
            Val a = array("a");
            if (arrays::is_complex(a.type.dtype())) refuse("argmax of complex numbers");
            Attrs attrs = axis_attrs(a);
            int n = attrs.contains("axis") ? a.type.ndim() - 1 : 0;
            Val r = emit_val(code, {a.id}, Type::array(DType::I64, n), attrs);
            if (given("keepdims") && static_bool(p["keepdims"], "keepdims"))
                return insert_axes(r, axes_of(p["axis"], a.type.ndim()));
            return n == 0 ? item(r) : r;
        }
        case OpCode::cumsum:
        case OpCode::cumprod: {
            Val a = array("a");
            DType t = dtype().value_or(ops::reduce_type(code, a.type.dtype()));
            Attrs attrs = axis_attrs(a);
            return emit_val(code, {cast(a, t).id}, Type::array(t, attrs.contains("axis") ? a.type.ndim() : 1), attrs);
        }
        case OpCode::sort:
        case OpCode::argsort: {
            Val a = array("a");
            if (arrays::is_complex(a.type.dtype())) refuse("sort of complex numbers");
            if (code == OpCode::argsort && a.type.ndim() == 0) refuse("argsort of a number");
            if (!given("axis")) p["axis"] = int_val(-1);
            Attrs attrs = axis_attrs(a);
            if (given("stable")) attrs["stable"] = true;
            return emit_val(code, {a.id}, Type::array(code == OpCode::sort ? a.type.dtype() : DType::I64, a.type.ndim()),
                            std::move(attrs));
        }
        case OpCode::solve:
        case OpCode::inv:
        case OpCode::det:
        case OpCode::cholesky: {
            Val a = array("a");
            std::vector<Val> parts{a};
            if (code == OpCode::solve) parts.push_back(array("b"));
            DType t = common_dtype(parts);
            if (!arrays::is_inexact(t)) t = DType::F64;
            if (t == DType::F16 || a.type.ndim() < 2) refuse("linear algebra on this array");
            std::vector<ValueId> ids;
            // As NumPy does it: in double precision, whatever the result is.
            const DType work = arrays::is_complex(t) ? DType::C128 : DType::F64;
            for (auto& v : parts) ids.push_back(cast(v, work).id);
            if (code == OpCode::solve && parts[1].type.ndim() != 1 && parts[1].type.ndim() != a.type.ndim())
                refuse("solve with stacks of different rank");
            int n = code == OpCode::det ? a.type.ndim() - 2
                    : code != OpCode::solve ? a.type.ndim()
                    : parts[1].type.ndim() == 1 ? a.type.ndim() - 1 : a.type.ndim();
            Val r = cast(emit_val(code, std::move(ids), Type::array(work, n)), t);
            return n == 0 ? item(r) : r;
        }
        case OpCode::nonzero: {
            Val a = array("a");
            return emit_val(code, {a.id}, Type::array(DType::I64, 1));
        }
        default: refuse(std::string(ops::info(code).name));
    }
}

Val Lowerer::compose(OpCode code, Style style, std::map<std::string, Val>& p) {
    auto given = [&](const char* name) { return p.contains(name) && !p[name].is(Val::Kind::Unbound); };
    auto flag = [&](const char* name) { return given(name) && static_bool(p[name], name); };
    auto array = [&](const char* name) { return to_array(p[name], std::nullopt); };
    auto dtype = [&] { return dtype_arg(p["dtype"]); };
    auto like = [&](OpCode op, const Val& fill) {
        Val a = array("a");
        DType t = dtype().value_or(a.type.dtype());
        Val f = item(fill);
        if (f.is(Val::Kind::Sequence)) f = array_of(f, std::nullopt);
        if (f.is_array()) {
            if (arrays::is_complex(f.type.dtype()) && !arrays::is_complex(t)) refuse("complex values into a real array");
            const Val to = create(OpCode::empty, shape_tuple(a).items(), t);
            assign(to, cast(f, t));
            return to;
        }
        if (f.runtime()) f = f.type.is(TypeKind::PyInt) ? weak_to(f, t) : cast(item(f), t);
        return create(op, shape_tuple(a).items(), t, f.runtime() ? &f : nullptr);
    };
    switch (code) {
        case OpCode::reduce_add:
        case OpCode::reduce_mul:
        case OpCode::reduce_max:
        case OpCode::reduce_min:
        case OpCode::reduce_and:
        case OpCode::reduce_or: {
            const bool extreme = code == OpCode::reduce_max || code == OpCode::reduce_min;
            if (extreme && given("initial"))
                return extreme_with_initial(code, p["a"], p["axis"], flag("keepdims"), p["initial"]);
            Val r = reduce(code, p["a"], p["axis"], flag("keepdims"), dtype());
            if (!given("initial")) return r;
            Val initial = item(p["initial"]);
            const DType t = r.type.dtype();
            if (!initial.is_scalar() || (arrays::is_complex(initial.type.dtype()) && !arrays::is_complex(t)))
                refuse("an initial value of this kind");
            initial = initial.type.is(TypeKind::PyInt) && !arrays::is_bool(t) ? weak_to(initial, t) : cast(initial, t);
            return elem(code == OpCode::reduce_add ? OpCode::add : OpCode::mul, {r, initial}, Style::NumPy);
        }
        case OpCode::select:
            if (!given("x") || !given("y")) refuse("where with one argument");
            return select(p["condition"], p["x"], p["y"]);
        case OpCode::transpose: {
            const Val& given_value = p["a"];  // a number of NumPy's has this method, which gives it itself
            if (given_value.is_scalar() && !given_value.type.is_python_number() && !given("axes")) return given_value;
            Val a = array("a");
            if (!given("axes")) return transpose(a, {});
            std::vector<std::int64_t> axes = static_ints(p["axes"], "axes");
            if (axes.empty() && a.type.ndim() > 0) throw support::UserError(ErrorClass::Value, span_, "axes don't match array");
            return transpose(a, std::move(axes));
        }
        case OpCode::broadcast_to: {
            Val a = array("a");
            auto dims = shape_list(p["shape"]);
            std::vector<ValueId> ids{a.id};
            for (auto& d : dims) ids.push_back(extent(d));
            if (static_cast<int>(dims.size()) < a.type.ndim())
                throw support::UserError(ErrorClass::Value, span_, "input operand has more dimensions than allowed by the axis remapping");
            return emit_val(code, std::move(ids), Type::array(a.type.dtype(), static_cast<int>(dims.size())));
        }
        case OpCode::diagonal: {
            Val a = array("a");
            const int n = a.type.ndim();
            if (n < 2) throw support::UserError(ErrorClass::Value, span_, "diag requires an array of at least two dimensions");
            auto i = axis_of(given("axis1") ? p["axis1"] : int_val(0), n);
            auto j = axis_of(given("axis2") ? p["axis2"] : int_val(1), n);
            if (i == j) throw support::UserError(ErrorClass::Value, span_, "axis1 and axis2 cannot be the same");
            std::vector<std::int64_t> perm;
            for (int d = 0; d < n; ++d)
                if (d != i && d != j) perm.push_back(d);
            perm.push_back(i);
            perm.push_back(j);
            a = transpose(a, perm);
            return emit_val(code, {a.id}, Type::array(a.type.dtype(), n - 1),
                            {{"offset", given("offset") ? static_int(p["offset"], "offset") : std::int64_t{0}}});
        }
        case OpCode::trace: {
            Val a = array("a");
            if (a.type.ndim() != 2) refuse("trace of more than two dimensions");
            Val d = emit_val(OpCode::diagonal, {a.id}, Type::array(a.type.dtype(), 1), {{"offset", std::int64_t{0}}});
            return reduce(OpCode::reduce_add, d, Val{}, false, std::nullopt);
        }
        case OpCode::mean: return mean(p["a"], p["axis"], flag("keepdims"), dtype());
        case OpCode::var:
        case OpCode::std: {
            Val v = variance(p["a"], p["axis"], p["ddof"], flag("keepdims"), dtype());
            return code == OpCode::var ? v : elem(OpCode::sqrt, {v}, Style::NumPy);
        }
        case OpCode::dot:
            return dot(p["a"], p["b"]);
        case OpCode::inner: return inner(p["a"], p["b"]);
        case OpCode::outer: {
            Val a = array("a"), b = array("b");
            if (a.type.ndim() != 1) a = reshape(a, {int_val(-1)});
            if (b.type.ndim() != 1) b = reshape(b, {int_val(-1)});
            return elem(OpCode::mul, {insert_axes(a, {1}), insert_axes(b, {0})}, Style::NumPy);
        }
        case OpCode::clip: {
            Val a = p["a"];
            if (!given("a_min") && !given("a_max")) return elem(OpCode::pos, {a}, Style::NumPy);
            if (given("a_min") && given("a_max"))
                if (auto r = clipped(a, p["a_min"], p["a_max"])) return *r;
            if (given("a_min")) a = elem(OpCode::maximum, {a, bound(a, p["a_min"], true)}, Style::NumPy);
            return given("a_max") ? elem(OpCode::minimum, {a, bound(a, p["a_max"], false)}, Style::NumPy) : a;
        }
        case OpCode::ones: {
            DType t = dtype().value_or(DType::F64);
            Val one = cast(int_val(1), t);
            return create(OpCode::full, shape_list(p["shape"]), t, &one);
        }
        case OpCode::zeros_like: return like(OpCode::zeros, Val{});
        case OpCode::empty_like: return like(OpCode::empty, Val{});
        case OpCode::ones_like: return like(OpCode::full, int_val(1));
        case OpCode::full_like: return like(OpCode::full, p["fill_value"]);
        case OpCode::identity: {
            ValueId n = extent(p["n"]);
            return emit_val(OpCode::eye, {n, n, int_val(0).id}, Type::array(dtype().value_or(DType::F64), 2));
        }
        case OpCode::ravel: {
            Val r = reshape(array("a"), {int_val(-1)});
            g_.op(g_.region(region_).ops.back()).attrs["copies_strided"] = true;
            return r;
        }
        case OpCode::flatten: {
            Val c = array_of(p["a"], std::nullopt);
            return reshape(c, {int_val(-1)});
        }
        case OpCode::astype: {
            auto t = dtype();
            if (!t) refuse("astype without a dtype");
            Val a = p["a"];
            if (!a.is_array()) return cast(item(a), *t);
            return a.type.dtype() == *t ? array_of(a, t) : cast(a, *t);
        }
        case OpCode::asarray: return to_array(p["a"], dtype());
        case OpCode::array: return array_of(p["a"], dtype());
        case OpCode::expand_dims: {
            Val a = array("a");
            std::vector<std::int64_t> axes = static_ints(p["axis"], "axis");
            const int n = a.type.ndim() + static_cast<int>(axes.size());
            for (auto& k : axes) k = new_axis(k, n, span_);
            auto sorted = axes;
            std::sort(sorted.begin(), sorted.end());
            if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
                throw support::UserError(ErrorClass::Value, span_, "repeated axis");
            return insert_axes(a, axes);
        }
        case OpCode::squeeze: {
            Val a = array("a");
            auto axes = given("axis") ? axes_of(p["axis"], a.type.ndim()) : ones_of(a);
            std::vector<Val> index;
            for (int d = 0; d < a.type.ndim(); ++d) {
                bool gone = std::find(axes.begin(), axes.end(), d) != axes.end();
                if (gone)
                    check(elem(OpCode::eq, {dim(a, d), int_val(1)}, Style::Operator).id, ErrorClass::Value,
                          "cannot select an axis to squeeze out which has size not equal to one");
                index.push_back(gone ? int_val(0) : Val::of(Val::Kind::Slice, {Val::none(), Val::none(), Val::none()}));
            }
            return *basic_slice(a, index);
        }
        case OpCode::swapaxes:
        case OpCode::moveaxis: {
            Val a = array("a");
            const bool swap = code == OpCode::swapaxes;
            auto i = axis_of(p[swap ? "axis1" : "source"], a.type.ndim());
            auto j = axis_of(p[swap ? "axis2" : "destination"], a.type.ndim());
            std::vector<std::int64_t> perm;
            for (int d = 0; d < a.type.ndim(); ++d) perm.push_back(d);
            if (swap) std::swap(perm[static_cast<std::size_t>(i)], perm[static_cast<std::size_t>(j)]);
            else {
                perm.erase(perm.begin() + i);
                perm.insert(perm.begin() + j, i);
            }
            return transpose(a, perm);
        }
        case OpCode::stack:
        case OpCode::vstack:
        case OpCode::hstack: {
            const Val& list = p[code == OpCode::stack ? "arrays" : "tup"];
            if (!list.is(Val::Kind::Sequence) || list.items().empty()) refuse("stacking of this value");
            std::vector<Val> parts;
            for (auto& v : list.items()) {
                Val a = to_array(v, std::nullopt);
                if (code != OpCode::stack && a.type.ndim() == 0) a = insert_axes(a, {0});
                if (code == OpCode::vstack && a.type.ndim() == 1) a = insert_axes(a, {0});
                if (code == OpCode::stack) {
                    std::int64_t axis = given("axis") ? static_int(p["axis"], "axis") : 0;
                    a = insert_axes(a, {new_axis(axis, a.type.ndim() + 1, span_)});
                }
                parts.push_back(a);
            }
            for (auto& a : parts) {
                bool same = code != OpCode::stack || a.type.ndim() == parts[0].type.ndim();
                if (!same) throw support::UserError(ErrorClass::Value, span_, "all input arrays must have the same shape");
                for (int d = 0; code == OpCode::stack && d < a.type.ndim(); ++d)
                    check(elem(OpCode::eq, {dim(a, d), dim(parts[0], d)}, Style::Operator).id, ErrorClass::Value,
                          "all input arrays must have the same shape");
            }
            if (code == OpCode::stack) return concatenate(parts, given("axis") ? static_int(p["axis"], "axis") : 0);
            return concatenate(parts, code == OpCode::hstack && parts.at(0).type.ndim() > 1 ? 1 : 0);
        }
        case OpCode::count_nonzero: {
            Val a = elem(OpCode::ne, {array("a"), bool_val(false)}, Style::NumPy);
            return reduce(OpCode::reduce_add, a, p["axis"], flag("keepdims"), DType::I64);
        }
        case OpCode::norm: {
            if (given("ord")) refuse("this norm");
            return norm(array("x"), p["axis"], flag("keepdims"));
        }
        case OpCode::ndim: return int_val(array("a").type.ndim());
        case OpCode::size: return getattr(array("a"), "size");
        case OpCode::shape_of: return shape_tuple(p["a"].is(Val::Kind::Sequence) ? array("a") : p["a"]);
        case OpCode::len: return length(p["x"]);
        case OpCode::to_int:
        case OpCode::to_float: {
            Val x = given("x") ? item(p["x"]) : int_val(0);
            Type t = code == OpCode::to_int ? Type::py_int() : Type::py_float();
            if (!x.is_scalar() || arrays::is_complex(x.type.dtype())) refuse("int() or float() of this value");
            if (x.type == t) return x;
            if (code == OpCode::to_float)
                if (auto c = constant<std::int64_t>(x)) return float_val(static_cast<double>(*c));
            if (code == OpCode::to_int && arrays::is_inexact(x.type.dtype())) {
                // One test for what is as good as always so: NaN fails it too.
                Val f = Val::value(emit(OpCode::cast, {x.id}, Type::py_float()), Type::py_float());
                Val size = emit_val(OpCode::abs, {f.id}, Type::py_float());
                const ValueId fits = emit(OpCode::lt, {size.id, float_val(9223372036854775808.0).id}, Type::py_bool());
                return if_(fits, [&] { return emit_val(OpCode::cast, {x.id}, t); }, [&] {
                    check(emit(OpCode::invert, {emit(OpCode::isnan, {f.id}, Type::py_bool())}, Type::py_bool()),
                          ErrorClass::Value, "cannot convert float NaN to integer");
                    check(bool_val(false).id, ErrorClass::Overflow,
                          "this float is beyond the 64 bits that an int has in compiled code");
                    return int_val(0);
                });
            }
            return emit_val(OpCode::cast, {x.id}, t);
        }
        case OpCode::to_bool: return given("x") ? truth(p["x"]) : bool_val(false);
        case OpCode::py_round: {
            Val x = item(p["x"]);
            if (!x.is_scalar() || arrays::is_complex(x.type.dtype())) refuse("round of this value");
            if (x.type.is(TypeKind::PyInt)) return x;
            if (!x.type.is(TypeKind::PyFloat)) refuse("round of a NumPy scalar");
            Val r = emit_val(OpCode::rint, {x.id}, Type::py_float());
            std::map<std::string, Val> q{{"x", r}};
            return compose(OpCode::to_int, style, q);
        }
        case OpCode::divmod: {
            std::vector<Val> both;
            for (OpCode part : {OpCode::floordiv, OpCode::mod}) {
                both.push_back(elem(part, {p["x1"], p["x2"]}, style));
                if (ir::Op& op = g_.op(g_.region(region_).ops.back()); op.code == part) op.attrs["told_as"] = std::string("divmod");
            }
            return Val::sequence(std::move(both));
        }
        default: refuse(std::string(ops::info(code).name));
    }
}

}  // namespace phylanx::sema
