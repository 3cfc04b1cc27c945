// Matrix products on raw memory: matrix-vector kernels for vectors and small sizes, OpenBLAS, loops for integers.
// SPDX-License-Identifier: BSL-1.0
#include "library/product.h"

#include <algorithm>
#include <memory>

#include "library/gemv.h"

namespace phylanx::library {
namespace {

using std::int64_t;

/// A vector with unit stride: itself, or gathered into memory of its own.
template <class T>
class Line {
   public:
    Line(const T* data, int64_t n, int64_t stride) : data_(data) {
        if (stride == 1 || n <= 1) return;
        T* copy = n <= kRoom ? room_ : (heap_ = std::make_unique_for_overwrite<T[]>(n)).get();
        for (int64_t i = 0; i < n; ++i) copy[i] = data[i * stride];
        data_ = copy;
    }
    const T* get() const { return data_; }

   private:
    static constexpr int64_t kRoom = 512;
    const T* data_;
    T room_[kRoom];
    std::unique_ptr<T[]> heap_;
};

/// y = a x by the kernel that fits a's layout; x and y are contiguous.
template <class T>
void multiply_vector(const Matrix<T>& a, const T* x, T* y) {
    const GemvKernels<T>& kernels = gemv_kernels<T>();
    if (a.cs == 1 || a.cols == 1)
        kernels.rows(a.data, a.rs, x, y, a.rows, a.cols);
    else
        kernels.columns(a.data, a.cs, x, y, a.cols, a.rows);
}

/// Rows of c in strips that stay in the first-level cache; float16 is summed in float.
template <class T>
void multiply_loops(const Matrix<T>& a, const Matrix<T>& b, T* c, int64_t ldc) {
    using Sum = std::conditional_t<std::is_same_v<T, half>, float, T>;
    constexpr int64_t kStrip = 256;
    Sum sums[kStrip];
    for (int64_t j = 0; j < b.cols; j += kStrip) {
        const int64_t width = std::min(kStrip, b.cols - j);
        for (int64_t i = 0; i < a.rows; ++i) {
            std::fill_n(sums, width, Sum(0));
            for (int64_t p = 0; p < a.cols; ++p) {
                const Sum x = static_cast<Sum>(a.data[i * a.rs + p * a.cs]);
                const T* row = b.data + p * b.rs + j * b.cs;
                for (int64_t q = 0; q < width; ++q)
                    sums[q] = wrapping_add(sums[q],
                                           wrapping_multiply(x, static_cast<Sum>(row[q * b.cs])));
            }
            for (int64_t q = 0; q < width; ++q) c[i * ldc + j + q] = static_cast<T>(sums[q]);
        }
    }
}

/// Calling BLAS costs some 80 ns: below this many terms plain loops are faster.
constexpr int64_t kSmallProduct = 64;

template <class T>
void multiply_blas(const Matrix<T>& a, const Matrix<T>& b, T* c, int64_t ldc) {
    if constexpr (!is_complex_type<T>) {
        if (b.cols == 1 && ldc == 1) {
            const Line<T> x(b.data, b.rows, b.rs);
            return multiply_vector(a, x.get(), c);
        }
        if (a.rows == 1) {
            const Line<T> x(a.data, a.cols, a.cs);
            return multiply_vector(b.transposed(), x.get(), c);
        }
    }
    if (a.rows * b.cols * a.cols <= kSmallProduct) return multiply_loops(a, b, c, ldc);
    init_blas();
    gemm(*blas_matrix(a), *blas_matrix(b), c, ldc, a.rows, b.cols, a.cols);
}

}  // namespace

template <class T>
std::optional<BlasMatrix<T>> blas_matrix(const Matrix<T>& m) {
    const int64_t across = std::max<int64_t>(m.cols, 1), down = std::max<int64_t>(m.rows, 1);
    if ((m.cs == 1 || m.cols <= 1) && (m.rs >= across || m.rows <= 1))
        return BlasMatrix<T>{m.data, m.rows <= 1 ? across : m.rs, false};
    if ((m.rs == 1 || m.rows <= 1) && (m.cs >= down || m.cols <= 1))
        return BlasMatrix<T>{m.data, m.cols <= 1 ? down : m.cs, true};
    return std::nullopt;
}

template <class T>
void multiply(const Matrix<T>& a, const Matrix<T>& b, T* c, int64_t ldc) {
    if (a.rows == 0 || b.cols == 0) return;
    if (a.cols == 0) {
        for (int64_t i = 0; i < a.rows; ++i) std::fill_n(c + i * ldc, b.cols, T(0));
        return;
    }
    if constexpr (is_blas_type<T>)
        multiply_blas(a, b, c, ldc);
    else
        multiply_loops(a, b, c, ldc);
}

double product_ns(arrays::DType dtype, int64_t m, int64_t n, int64_t k) {
    const double terms = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
    const double size = static_cast<double>(arrays::item_size(dtype));
    if (!arrays::is_inexact(dtype) || dtype == arrays::DType::F16) return 0.5 * terms;
    if (arrays::is_complex(dtype)) return (size == 16 ? 0.26 : 0.13) * terms;
    if (m == 1 || n == 1)  // bound by reading: from memory where it cannot be in a cache
        return terms * size * (terms * size > 8e6 ? 0.1 : 0.0125);
    return (size == 8 ? 0.065 : 0.033) * terms;
}

template std::optional<BlasMatrix<float>> blas_matrix(const Matrix<float>&);
template std::optional<BlasMatrix<double>> blas_matrix(const Matrix<double>&);
template std::optional<BlasMatrix<std::complex<float>>> blas_matrix(const Matrix<std::complex<float>>&);
template std::optional<BlasMatrix<std::complex<double>>> blas_matrix(
    const Matrix<std::complex<double>>&);
template void multiply(const Matrix<bool>&, const Matrix<bool>&, bool*, int64_t);
template void multiply(const Matrix<std::int8_t>&, const Matrix<std::int8_t>&, std::int8_t*, int64_t);
template void multiply(const Matrix<std::int16_t>&, const Matrix<std::int16_t>&, std::int16_t*, int64_t);
template void multiply(const Matrix<std::int32_t>&, const Matrix<std::int32_t>&, std::int32_t*, int64_t);
template void multiply(const Matrix<int64_t>&, const Matrix<int64_t>&, int64_t*, int64_t);
template void multiply(const Matrix<std::uint8_t>&, const Matrix<std::uint8_t>&, std::uint8_t*, int64_t);
template void multiply(const Matrix<std::uint16_t>&, const Matrix<std::uint16_t>&, std::uint16_t*,
                       int64_t);
template void multiply(const Matrix<std::uint32_t>&, const Matrix<std::uint32_t>&, std::uint32_t*,
                       int64_t);
template void multiply(const Matrix<std::uint64_t>&, const Matrix<std::uint64_t>&, std::uint64_t*,
                       int64_t);
template void multiply(const Matrix<half>&, const Matrix<half>&, half*, int64_t);
template void multiply(const Matrix<float>&, const Matrix<float>&, float*, int64_t);
template void multiply(const Matrix<double>&, const Matrix<double>&, double*, int64_t);
template void multiply(const Matrix<std::complex<float>>&, const Matrix<std::complex<float>>&,
                       std::complex<float>*, int64_t);
template void multiply(const Matrix<std::complex<double>>&, const Matrix<std::complex<double>>&,
                       std::complex<double>*, int64_t);

}  // namespace phylanx::library
