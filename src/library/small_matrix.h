// Products and factorizations of small matrices: calling BLAS or LAPACK takes longer than the work.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <complex>
#include <cstdint>

namespace phylanx::library {

/// Systems of this order at most are solved here.
inline constexpr std::int64_t kSmallOrder = 16;

/// c (m x n, rows ldc elements apart) = a (m x k) times b (k x n); strides in elements. c lies apart from both.
template <class T>
struct SmallProduct {
    const T* a;
    std::int64_t a_rs, a_cs;
    const T* b;
    std::int64_t b_rs, b_cs;
    T* c;
    std::int64_t ldc;
    std::int64_t m, n, k;
};

/// a x = b for a of order n and `columns` right-hand sides, both at most kSmallOrder; without b the unit matrix.
template <class T>
struct SmallSystem {
    const T* a;
    std::int64_t a_rs, a_cs;
    const T* b;
    std::int64_t b_rs, b_cs;
    T* x;
    std::int64_t x_rs;  // its columns lie side by side
    std::int64_t n, columns;
};

/// The kernels for this processor. Equal sizes and values give equal bits, wherever they lie.
template <class T>
struct SmallMatrixKernels {
    void (*multiply)(const SmallProduct<T>&);
    /// False where a pivot is zero or not finite: LAPACK decides then.
    bool (*solve)(const SmallSystem<T>&);
    /// The product of the pivots; 0 or infinity where it leaves the range in which T is exact.
    T (*determinant)(const T* a, std::int64_t rs, std::int64_t cs, std::int64_t n);
    /// The lower factor, zeros above the diagonal, from the lower triangle of a; false where a pivot is not positive or
    /// not finite: LAPACK decides then.
    bool (*cholesky)(const T* a, std::int64_t rs, std::int64_t cs, T* factor, std::int64_t ldc, std::int64_t n);
};
/// T is float or double.
template <class T>
const SmallMatrixKernels<T>& small_matrix_kernels();

/// The product of complex numbers; T is float or double.
template <class T>
void multiply_small_complex(const SmallProduct<std::complex<T>>& product);

/// The determinant as the product of pivots, of order kSmallOrder at most; false where that leaves the range of T, or is 0.
template <class T>
bool small_determinant(const T* a, std::int64_t rs, std::int64_t cs, std::int64_t n, T& value);

}  // namespace phylanx::library
