// Reductions: axes, keepdims, accumulating dtypes; mean and variance by NumPy's own steps.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "sema/lowerer.h"

namespace phylanx::sema {

std::vector<std::int64_t> Lowerer::axes_of(const Val& axis, int ndim) {
    std::vector<std::int64_t> axes;
    if (axis.is(Val::Kind::Unbound) || axis.is(Val::Kind::None)) {
        for (int d = 0; d < ndim; ++d) axes.push_back(d);
        return axes;
    }
    if (axis.is(Val::Kind::Sequence) && axis.is_list) refuse("axes that stand in a list; give a tuple");
    for (std::int64_t a : static_ints(axis, "axis")) {
        if (a < -ndim || a >= ndim)
            throw support::UserError(ErrorClass::Axis, span_,
                                     fmt::format("axis {} is out of bounds for array of dimension {}", a, ndim));
        axes.push_back(a < 0 ? a + ndim : a);
    }
    std::sort(axes.begin(), axes.end());
    if (std::adjacent_find(axes.begin(), axes.end()) != axes.end())
        throw support::UserError(ErrorClass::Value, span_, "duplicate value in 'axis'");
    return axes;
}

std::int64_t Lowerer::axis_of(const Val& axis, int ndim) {
    if (axis.is(Val::Kind::Sequence)) refuse("an axis that is no int");
    return axes_of(axis, ndim).at(0);
}

Val Lowerer::insert_axes(const Val& a, const std::vector<std::int64_t>& axes) {
    std::vector<std::string> spec;
    const int ndim = a.type.ndim() + static_cast<int>(axes.size());
    for (int d = 0; d < ndim; ++d)
        spec.push_back(std::find(axes.begin(), axes.end(), d) != axes.end() ? "new" : "full");
    return emit_val(OpCode::slice, {a.id}, Type::array(a.type.dtype(), ndim), {{"spec", spec}});
}

Val Lowerer::reduce(OpCode code, const Val& a0, const Val& axis, bool keepdims, std::optional<DType> dtype) {
    Val a = item(a0);
    if (a.is(Val::Kind::Sequence)) a = array_of(a, std::nullopt);
    a = numpy_scalar(a);
    if (!a.is_scalar() && !a.is_array()) refuse("a reduction of this value");
    const bool extreme = code == OpCode::reduce_max || code == OpCode::reduce_min;
    if (extreme && arrays::is_complex(a.type.dtype())) refuse("max or min of complex numbers");
    DType t = dtype.value_or(ops::reduce_type(code, a.type.dtype()));
    // float16 is summed in float32, as NumPy does, and rounded at the end.
    const bool half = t == DType::F16 && !extreme;
    a = ops::info(code).rule == ops::DTypeRule::logical ? elem(OpCode::ne, {a, bool_val(false)}, Style::NumPy)
                                                        : cast(a, half ? DType::F32 : t);
    if (half) t = DType::F32;
    auto finish = [&](Val v) { return half ? cast(v, DType::F16) : v; };
    if (!a.is_array()) return finish(a);
    auto axes = axes_of(axis, a.type.ndim());
    const int kept = a.type.ndim() - static_cast<int>(axes.size());
    // Over no axes NumPy gives a new array too.
    Val r = axes.empty() ? array_of(a, std::nullopt) : emit_val(code, {a.id}, Type::array(t, kept), {{"axes", axes}});
    if (keepdims) return finish(insert_axes(r, axes));
    return finish(kept == 0 ? item(r) : r);
}

Val Lowerer::count(const Val& a, const std::vector<std::int64_t>& axes) {
    Val n = int_val(1);
    for (std::int64_t d : axes) n = elem(OpCode::mul, {n, dim(a, static_cast<int>(d))}, Style::Operator);
    return n;
}

// A quotient that is no number where nothing was counted, of which NumPy warns in words of its own.
Val Lowerer::per_count(const Val& total, const Val& n, DType t, const char* warning) {
    const bool plain = t == DType::F64 || t == DType::C128;  // others meet an int64: a ufunc's work in NumPy
    Val r = elem(OpCode::truediv, {total, n}, plain ? Style::Operator : Style::NumPy);
    if (ir::Op& op = g_.op(g_.region(region_).ops.back()); op.code == OpCode::truediv) op.attrs["warning"] = std::string(warning);
    return r;
}

Val Lowerer::mean(const Val& a0, const Val& axis, bool keepdims, std::optional<DType> dtype, const char* warning) {
    Val a = a0.is(Val::Kind::Sequence) ? array_of(a0, std::nullopt) : numpy_scalar(item(a0));
    if (!a.is_array() && !a.is_scalar()) refuse("the mean of this value");
    DType t = dtype.value_or(arrays::is_inexact(a.type.dtype()) ? a.type.dtype() : DType::F64);
    if (!arrays::is_inexact(t)) refuse("the mean in an integer dtype");
    const bool half = t == DType::F16;
    Val total = reduce(OpCode::reduce_add, a, axis, keepdims, half ? DType::F32 : t);
    Val n = a.is_array() ? count(a, axes_of(axis, a.type.ndim())) : int_val(1);
    // NumPy divides by an int64: sums of complex64 in double precision.
    if (t == DType::C64) total = cast(total, DType::C128);
    return cast(per_count(total, cast(n, arrays::real_of(total.type.dtype())), t, warning), t);
}

Val Lowerer::variance(const Val& a0, const Val& axis, const Val& ddof, bool keepdims, std::optional<DType> dtype) {
    Val a = a0.is(Val::Kind::Sequence) ? array_of(a0, std::nullopt) : numpy_scalar(item(a0));
    if (!a.is_array()) refuse("the variance of a scalar");
    if (a.type.dtype() == DType::F16) refuse("the variance of float16");
    const char* warning = "Degrees of freedom <= 0 for slice";
    Val average = mean(a, axis, true, dtype, warning);
    Val centred = elem(OpCode::sub, {a, average}, Style::NumPy);
    Val squares = arrays::is_complex(centred.type.dtype())
                      ? elem(OpCode::add,
                             {elem(OpCode::square, {elem(OpCode::real, {centred}, Style::NumPy)}, Style::NumPy),
                              elem(OpCode::square, {elem(OpCode::imag, {centred}, Style::NumPy)}, Style::NumPy)},
                             Style::NumPy)
                      : elem(OpCode::mul, {centred, centred}, Style::NumPy);
    Val total = reduce(OpCode::reduce_add, squares, axis, keepdims, std::nullopt);
    Val n = count(a, axes_of(axis, a.type.ndim()));
    DType t = total.type.dtype();
    Val freedom = cast(n, t);
    if (!ddof.is(Val::Kind::Unbound)) {
        freedom = elem(OpCode::sub, {freedom, weak_to(ddof, t)}, Style::NumPy);
        freedom = elem(OpCode::maximum, {freedom, cast(int_val(0), t)}, Style::NumPy);
    }
    return per_count(total, freedom, t, warning);
}

// The greatest element of nothing is the initial value, where without it there is none.
Val Lowerer::extreme_with_initial(OpCode code, const Val& a0, const Val& axis, bool keepdims, const Val& initial0) {
    Val a = a0.is(Val::Kind::Sequence) ? array_of(a0, std::nullopt) : numpy_scalar(item(a0));
    Val initial = item(initial0);
    if (!(a.is_array() || a.is_scalar()) || !initial.is_scalar()) refuse("max or min with this initial value");
    const DType t = a.type.dtype();
    const DType wider = common_dtype({a, initial});
    if (wider != t && !arrays::is_bool(t)) refuse("max or min with an initial value of another type");
    initial = initial.type.is(TypeKind::PyInt) && !arrays::is_bool(t) ? weak_to(initial, t) : cast(initial, t);
    const OpCode fold = code == OpCode::reduce_max ? OpCode::maximum : OpCode::minimum;
    auto all = [&] { return elem(fold, {reduce(code, a, axis, keepdims, std::nullopt), initial}, Style::NumPy); };
    if (!a.is_array()) return all();
    const auto axes = axes_of(axis, a.type.ndim());
    auto nothing = [&]() -> Val {
        std::vector<Val> shape;
        for (int d = 0; d < a.type.ndim(); ++d) {
            const bool gone = std::find(axes.begin(), axes.end(), d) != axes.end();
            if (!gone) shape.push_back(dim(a, d));
            else if (keepdims) shape.push_back(int_val(1));
        }
        return shape.empty() ? initial : create(OpCode::full, shape, t, &initial);
    };
    Val empty = elem(OpCode::eq, {count(a, axes), int_val(0)}, Style::Operator);
    return if_(truth_value(empty), nothing, all);
}

Val Lowerer::norm(Val a, const Val& axis, bool keepdims) {
    if (!arrays::is_inexact(a.type.dtype())) a = cast(a, DType::F64);
    const bool whole = axis.is(Val::Kind::Unbound) && !keepdims;
    auto part = [&](OpCode code) { return elem(code, {a}, Style::NumPy); };
    auto square = [&](const Val& v) { return elem(OpCode::square, {v}, Style::NumPy); };
    // NumPy's own way: the dot product of the flattened array with itself.
    auto with_itself = [&](const Val& v) {
        Val flat = reshape(v, {int_val(-1)});
        return matmul(flat, flat, "dot");
    };
    Val s;
    if (arrays::is_complex(a.type.dtype())) {
        Val re = part(OpCode::real), im = part(OpCode::imag);
        s = whole ? elem(OpCode::add, {with_itself(re), with_itself(im)}, Style::Operator)
                  : reduce(OpCode::reduce_add, elem(OpCode::add, {square(re), square(im)}, Style::NumPy), axis, keepdims,
                           std::nullopt);
    } else {
        s = whole ? with_itself(a) : reduce(OpCode::reduce_add, square(a), axis, keepdims, std::nullopt);
    }
    return elem(OpCode::sqrt, {s}, Style::NumPy);
}

}  // namespace phylanx::sema
