// Short ways along one line: argmax, argmin, cumsum, sort.
// SPDX-License-Identifier: BSL-1.0
#include "launch/fp_status.h"
#include "library/axis_kernels.h"
#include "library/call.h"
#include "library/quick.h"
#include "library/sort_kernels.h"

namespace phylanx::library {
namespace {

/// One line, whose only axis is meant, if any.
bool is_line(const CallInfo& call) {
    const auto axis = ir::attr_or<int64_t>(call.op, "axis", 0);
    return call.operands[0].ndim() == 1 && (axis == 0 || axis == -1);
}

template <class T, bool Greatest>
bool arg_extremum_of_line(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    const int64_t n = a.dims[0];
    if (!is_ready(a) || n == 0 || n > kQuickElements || !is_aligned<T>(a, 1)) return false;
    T room[kQuickElements];
    const int64_t found = arg_extremum<T, Greatest>(as_line(a, room), n), one = 1;
    char* to = quick_result(frame, call, out, sizeof(int64_t), {&one, static_cast<std::size_t>(call.results[0].ndim())});
    std::memcpy(to, &found, sizeof found);
    return true;
}

/// Along the last axis (inner 1) or the first one of a matrix in C order.
template <class T, bool Greatest, bool Last>
bool arg_extrema_of_matrix(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    const int64_t rows = a.dims[0], columns = a.dims[1], n = Last ? columns : rows, count = Last ? rows : columns;
    if (!is_ready(a) || rows * columns > kQuickElements || rows * columns == 0) return false;
    if (!is_aligned<T>(a, 2) || a.dims[3] != sizeof(T) || a.dims[2] != columns * a.dims[3]) return false;
    char* to = quick_result(frame, call, out, sizeof(int64_t), {&count, 1});
    arg_extrema<T, Greatest>(reinterpret_cast<const T*>(a.data), reinterpret_cast<int64_t*>(to), 0, Last ? rows : 1, n,
                             Last ? 1 : columns);
    return true;
}

template <bool Greatest>
QuickFn choose_arg_extremum(const CallInfo& call) {
    if (call.operands[0].ndim() == 2 && call.results[0].is_array() && call.results[0].ndim() == 1) {
        const auto axis = ir::attr_or<int64_t>(call.op, "axis", -1);
        return with_type(call.operands[0].dtype(), [axis](auto tag) -> QuickFn {
            using T = typename decltype(tag)::type;
            return axis == 0 || axis == -2 ? arg_extrema_of_matrix<T, Greatest, false>
                                           : arg_extrema_of_matrix<T, Greatest, true>;
        });
    }
    if (!is_line(call)) return nullptr;
    return with_type(call.operands[0].dtype(), [](auto tag) -> QuickFn {
        return arg_extremum_of_line<typename decltype(tag)::type, Greatest>;
    });
}

template <class T>
bool cumsum_of_line(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    const int64_t n = a.dims[0];
    if (!is_ready(a) || n > kQuickElements || !is_aligned<T>(a, 1)) return false;
    T room[kQuickElements];
    const T* line = as_line(a, room);
    T* to = reinterpret_cast<T*>(quick_result(frame, call, out, sizeof(T), {&n, 1}));
    const launch::FpStatus status;
    running_folds<T, false>(line, to, 0, 1, n, 1);
    if (const int raised = status.raised()) note_fp(frame.run, call, frame.step, raised);
    return true;
}

template <class T>
bool sort_of_line(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    const int64_t n = a.dims[0];
    if (!is_ready(a) || n > kQuickElements || !is_aligned<T>(a, 1)) return false;
    const char* from = a.data;
    const int64_t stride = a.dims[1];
    T* to = reinterpret_cast<T*>(quick_result(frame, call, out, sizeof(T), {&n, 1}));
    copy_line<sizeof(T)>(reinterpret_cast<char*>(to), sizeof(T), from, stride, n);
    sort_line(to, n);
    return true;
}

}  // namespace

QuickFn quick_argmax(CallInfo& call) { return choose_arg_extremum<true>(call); }
QuickFn quick_argmin(CallInfo& call) { return choose_arg_extremum<false>(call); }

QuickFn quick_cumsum(CallInfo& call) {
    if (!is_line(call) || call.operands[0].dtype() != call.results[0].dtype()) return nullptr;
    return with_type(call.operands[0].dtype(), [](auto tag) -> QuickFn { return cumsum_of_line<typename decltype(tag)::type>; });
}

QuickFn quick_sort(CallInfo& call) {
    // Floats have two zeros, and which comes first is as NumPy's own sort has it.
    if (!is_line(call) || arrays::is_inexact(call.operands[0].dtype())) return nullptr;
    return with_type(call.operands[0].dtype(), [](auto tag) -> QuickFn {
        using T = typename decltype(tag)::type;
        return sort_of_line<std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>>;
    });
}

}  // namespace phylanx::library
