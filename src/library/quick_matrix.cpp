// Short ways of products and of systems of small order: matmul, solve, inv, det, cholesky.
// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <limits>

#include "launch/fp_status.h"
#include "library/call.h"
#include "library/gemv.h"
#include "library/product.h"
#include "library/quick.h"
#include "library/small_matrix.h"

namespace phylanx::library {
namespace {

template <class T, int Ndim>
inline Matrix as_operand(const ArrayDesc& a, bool vector_is_row) {
    constexpr int64_t item = sizeof(T);
    if (Ndim == 2) return {a.data, item, a.dims[0], a.dims[1], a.dims[2] / item, a.dims[3] / item};
    const int64_t n = a.dims[0], stride = a.dims[1] / item;
    return vector_is_row ? Matrix{a.data, item, 1, n, n, stride} : Matrix{a.data, item, n, 1, stride, 1};
}

template <class T, int A, int B>
bool product(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc &a_desc = *in[0].array, &b_desc = *in[1].array;
    if (!is_ready(a_desc) || !is_ready(b_desc) || !is_aligned<T>(a_desc, A) || !is_aligned<T>(b_desc, B)) return false;
    const Matrix a = as_operand<T, A>(a_desc, true), b = as_operand<T, B>(b_desc, false);
    if (a.cols != b.rows || a.cols == 0 || a.rows == 0 || b.cols == 0) return false;
    const DType dtype = call.results[0].dtype();
    if (product_ns(dtype, a.rows, b.cols, a.cols) > kAtOnceNs) return false;
    const ProductKernels& kernels = product_kernels(dtype);
    if (!kernels.takes(a, b)) return false;
    int64_t shape[2] = {a.rows, b.cols};
    if (A == 1) shape[0] = b.cols;
    char* to = quick_result(frame, call, out, sizeof(T), {shape, static_cast<std::size_t>(A + B - 2)});
    const launch::FpStatus status;
    kernels.multiply(a, b, to, b.cols);
    if (const int raised = status.raised()) [[unlikely]]
        note_fp(frame.run, call, frame.step, raised);
    return true;
}

/// Of two short vectors whose elements lie side by side.
template <class T>
bool dot(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc &a = *in[0].array, &b = *in[1].array;
    const int64_t n = a.dims[0];
    constexpr int64_t item = sizeof(T);
    if (n != b.dims[0] || n == 0 || n > kShortDot || a.dims[1] != item || b.dims[1] != item)
        return product<T, 1, 1>(frame, call, in, out);
    if (!is_ready(a) || !is_ready(b) || !is_aligned<T>(a, 1) || !is_aligned<T>(b, 1)) return false;
    const auto *x = reinterpret_cast<const T*>(a.data), *y = reinterpret_cast<const T*>(b.data);
    const auto multiply = gemv_kernels<T>().rows;
    T sum;
    multiply(x, n, y, &sum, 1, n);
    char* to = quick_result(frame, call, out, item, {});
    std::memcpy(to, &sum, sizeof sum);
    if (std::isfinite(sum)) [[likely]]  // then nothing on the way was infinite or not a number
        return true;
    const launch::FpStatus status;
    multiply(x, n, y, &sum, 1, n);
    if (const int raised = status.raised()) note_fp(frame.run, call, frame.step, raised);
    return true;
}

template <class T>
inline bool is_small_square(const ArrayDesc& a) {
    return is_ready(a) && a.dims[0] == a.dims[1] && a.dims[0] > 0 && a.dims[0] <= kSmallOrder && is_aligned<T>(a, 2);
}
template <class T>
inline int64_t stride(const ArrayDesc& a, int d) {
    return a.dims[d] / static_cast<int64_t>(sizeof(T));
}
template <class T>
inline const T* elements(const ArrayDesc& a) {
    return reinterpret_cast<const T*>(a.data);
}

template <class T, int B>
bool solve(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc &a = *in[0].array, &b = *in[1].array;
    if (!is_small_square<T>(a) || !is_ready(b) || !is_aligned<T>(b, B)) return false;
    const int64_t n = a.dims[0], columns = B == 1 ? 1 : b.dims[1];
    if (b.dims[0] != n || columns == 0 || columns > kSmallOrder) return false;
    SmallSystem<T> s{elements<T>(a), stride<T>(a, 2), stride<T>(a, 3), elements<T>(b),
                     stride<T>(b, B), B == 1 ? 1 : stride<T>(b, 3), nullptr, columns, n, columns};
    T x[kSmallOrder * kSmallOrder];
    s.x = x;
    if (!small_matrix_kernels<T>().solve(s)) return false;
    const int64_t shape[2] = {n, columns};
    std::memcpy(quick_result(frame, call, out, sizeof(T), {shape, B}), x, sizeof(T) * static_cast<std::size_t>(n * columns));
    return true;
}

template <class T>
bool inv(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    if (!is_small_square<T>(a)) return false;
    const int64_t n = a.dims[0];
    T x[kSmallOrder * kSmallOrder];
    const SmallSystem<T> s{elements<T>(a), stride<T>(a, 2), stride<T>(a, 3), nullptr, 0, 0, x, n, n, n};
    if (!small_matrix_kernels<T>().solve(s)) return false;
    const int64_t shape[2] = {n, n};
    std::memcpy(quick_result(frame, call, out, sizeof(T), shape), x, sizeof(T) * static_cast<std::size_t>(n * n));
    return true;
}

template <class T>
bool det(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    if (!is_small_square<T>(a)) return false;
    T value;
    if (!small_determinant(elements<T>(a), stride<T>(a, 2), stride<T>(a, 3), a.dims[0], value)) return false;
    std::memcpy(quick_result(frame, call, out, sizeof(T), {}), &value, sizeof(T));
    return true;
}

template <class T>
bool cholesky(Frame& frame, const CallInfo& call, const Cell* in, Cell* out) {
    const ArrayDesc& a = *in[0].array;
    if (!is_small_square<T>(a)) return false;
    const int64_t n = a.dims[0], shape[2] = {n, n};
    T factor[kSmallOrder * kSmallOrder];
    if (!small_matrix_kernels<T>().cholesky(elements<T>(a), stride<T>(a, 2), stride<T>(a, 3), factor, n, n)) return false;
    std::memcpy(quick_result(frame, call, out, sizeof(T), shape), factor, sizeof(T) * static_cast<std::size_t>(n * n));
    return true;
}

/// fn(Tag<T>) for float and double matrices; there is no short way for others.
template <class Fn>
QuickFn with_small_matrix(const CallInfo& call, const Fn& fn) {
    if (call.operands[0].ndim() != 2) return nullptr;
    for (const ir::Type& t : call.operands)
        if (t.dtype() != call.results[0].dtype()) return nullptr;
    if (call.results[0].dtype() == DType::F64) return fn(Tag<double>());
    if (call.results[0].dtype() == DType::F32) return fn(Tag<float>());
    return nullptr;
}

}  // namespace

QuickFn quick_matmul(CallInfo& call) {
    const int a = call.operands[0].ndim(), b = call.operands[1].ndim();
    const DType dtype = call.results[0].dtype();
    if (a < 1 || a > 2 || b < 1 || b > 2 || call.operands[0].dtype() != dtype || call.operands[1].dtype() != dtype)
        return nullptr;
    return with_type(dtype, [&](auto tag) -> QuickFn {
        using T = typename decltype(tag)::type;
        if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>)
            if (a == 1 && b == 1) return dot<T>;
        if (a == 1) return b == 1 ? product<T, 1, 1> : product<T, 1, 2>;
        return b == 1 ? product<T, 2, 1> : product<T, 2, 2>;
    });
}

QuickFn quick_solve(CallInfo& call) {
    const int ndim = call.operands[1].ndim();
    if (ndim < 1 || ndim > 2) return nullptr;
    return with_small_matrix(call, [&](auto tag) -> QuickFn {
        using T = typename decltype(tag)::type;
        return ndim == 1 ? solve<T, 1> : solve<T, 2>;
    });
}

QuickFn quick_inv(CallInfo& call) {
    return with_small_matrix(call, [](auto tag) -> QuickFn { return inv<typename decltype(tag)::type>; });
}

QuickFn quick_det(CallInfo& call) {
    return with_small_matrix(call, [](auto tag) -> QuickFn { return det<typename decltype(tag)::type>; });
}

QuickFn quick_cholesky(CallInfo& call) {
    return with_small_matrix(call, [](auto tag) -> QuickFn { return cholesky<typename decltype(tag)::type>; });
}

}  // namespace phylanx::library
