// Matrix products on raw memory: matrix-vector kernels for vectors, OpenBLAS, loops for what it does not know.
// SPDX-License-Identifier: BSL-1.0
#include "library/product.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "library/blas.h"
#include "library/dispatch.h"
#include "library/gemv.h"
#include "library/small_matrix.h"

namespace phylanx::library {
namespace {

using std::int64_t;

/// A Matrix whose dtype is known.
template <class T>
struct View {
    const T* data;
    int64_t rows;
    int64_t cols;
    int64_t rs;
    int64_t cs;

    explicit View(const Matrix& m)
        : data(reinterpret_cast<const T*>(m.data)), rows(m.rows), cols(m.cols), rs(m.rs), cs(m.cs) {}
};

template <class T>
std::optional<BlasMatrix<T>> blas_matrix(const View<T>& m) {
    const int64_t across = std::max<int64_t>(m.cols, 1), down = std::max<int64_t>(m.rows, 1);
    if ((m.cs == 1 || m.cols <= 1) && (m.rs >= across || m.rows <= 1))
        return BlasMatrix<T>{m.data, m.rows <= 1 ? across : m.rs, false};
    if ((m.rs == 1 || m.rows <= 1) && (m.cs >= down || m.cols <= 1))
        return BlasMatrix<T>{m.data, m.cols <= 1 ? down : m.cs, true};
    return std::nullopt;
}

/// A vector with unit stride: itself, or gathered into memory of its own.
template <class T>
class Line {
   public:
    Line(const T* data, int64_t n, int64_t stride) : data_(data) {
        if (stride == 1 || n <= 1) return;
        T* copy = n <= kRoom ? room_ : (heap_ = std::make_unique_for_overwrite<T[]>(n)).get();
        if (stride == -1) std::reverse_copy(data - (n - 1), data + 1, copy);
        else for (int64_t i = 0; i < n; ++i) copy[i] = data[i * stride];
        data_ = copy;
    }
    const T* get() const { return data_; }

   private:
    static constexpr int64_t kRoom = 512;  // tasks' stacks may be small
    const T* data_;
    T room_[kRoom];
    std::unique_ptr<T[]> heap_;
};

/// y = a x by the kernel that fits a's layout; x and y are contiguous.
template <class T>
void multiply_vector(const View<T>& a, const T* x, T* y) {
    const GemvKernels<T>& kernels = gemv_kernels<T>();
    if (a.cs == 1 || a.cols == 1)
        kernels.rows(a.data, a.rs, x, y, a.rows, a.cols);
    else
        kernels.columns(a.data, a.cs, x, y, a.cols, a.rows);
}

/// Rows of c in strips that stay in the first-level cache; float16 is summed in float.
template <class T>
void multiply_loops(const View<T>& a, const View<T>& b, T* c, int64_t ldc) {
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

/// The kernels of small matrices are faster than BLAS until packing pays.
constexpr int64_t kSmallTerms = 32 * 32 * 32;
constexpr int64_t kSmallComplexTerms = 16 * 16 * 16;
/// Where a result has few rows or columns, BLAS packs for too little work (measured: doubles; sums of at least this length).
constexpr int64_t kThin = 16;
constexpr int64_t kThinTerms = 64;

template <class T>
void multiply_blas(const View<T>& a, const View<T>& b, T* c, int64_t ldc) {
    init_blas();
    gemm(*blas_matrix(a), *blas_matrix(b), c, ldc, a.rows, b.cols, a.cols);
}

template <class T>
bool is_small(const View<T>& a, const View<T>& b) {
    const int64_t terms = a.rows * b.cols * a.cols;
    if (is_complex_type<T>) return terms <= kSmallComplexTerms;
    if (a.rows <= 1 || b.cols <= 1) return false;
    if (terms <= kSmallTerms) return true;
    return std::is_same_v<T, double> && std::min(a.rows, b.cols) <= kThin && a.cols >= kThinTerms;
}

/// Two short vectors may have any strides.
template <class T>
bool is_short_dot(const View<T>& a, const View<T>& b) {
    return a.rows == 1 && b.cols == 1 && a.cols <= kShortDot;
}

template <class T>
void multiply(const Matrix& am, const Matrix& bm, char* out, int64_t ldc) {
    const View<T> a(am), b(bm);
    T* c = reinterpret_cast<T*>(out);
    if (a.rows == 0 || b.cols == 0) return;
    if (a.cols == 0) {
        for (int64_t i = 0; i < a.rows; ++i) std::fill_n(c + i * ldc, b.cols, T(0));
        return;
    }
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
        if (is_short_dot(a, b)) {
            const Line<T> x(a.data, a.cols, a.cs), y(b.data, b.rows, b.rs);
            return gemv_kernels<T>().rows(x.get(), a.cols, y.get(), c, 1, a.cols);
        }
        // A block of operands of any strides may be too large or too thin to be small itself; nothing else takes such.
        if (is_small(a, b) || !blas_matrix(a) || !blas_matrix(b))
            return small_matrix_kernels<T>().multiply(
                {a.data, a.rs, a.cs, b.data, b.rs, b.cs, c, ldc, a.rows, b.cols, a.cols});
        if (b.cols == 1 && ldc == 1)
            return multiply_vector(a, Line<T>(b.data, b.rows, b.rs).get(), c);
        if (a.rows == 1)
            return multiply_vector(View<T>(bm.transposed()), Line<T>(a.data, a.cols, a.cs).get(), c);
    }
    if constexpr (is_complex_type<T>)
        if (is_small(a, b))
            return multiply_small_complex<typename T::value_type>(
                {a.data, a.rs, a.cs, b.data, b.rs, b.cs, c, ldc, a.rows, b.cols, a.cols});
    if constexpr (is_blas_type<T>)
        multiply_blas(a, b, c, ldc);
    else
        multiply_loops(a, b, c, ldc);
}

/// The upper triangle by BLAS, the lower one mirrored in square tiles.
template <class T>
void multiply_self(const Matrix& am, char* out, int64_t ldc) {
    constexpr int64_t kTile = 32;
    const View<T> a(am);
    T* c = reinterpret_cast<T*>(out);
    init_blas();
    syrk(*blas_matrix(a), c, ldc, a.rows, a.cols);
    for (int64_t i = 0; i < a.rows; i += kTile)
        for (int64_t j = 0; j <= i; j += kTile)
            for (int64_t r = i; r < std::min(i + kTile, a.rows); ++r)
                for (int64_t s = j; s < std::min(j + kTile, r); ++s) c[r * ldc + s] = c[s * ldc + r];
}

template <class T>
void fold(char* parts, int64_t count, int64_t n, int64_t begin, int64_t end, char* out) {
    T* partial = reinterpret_cast<T*>(parts);
    for (int64_t step = 1; step < count; step *= 2)
        for (int64_t p = 0; p + step < count; p += 2 * step) {
            T* sum = partial + p * n;
            const T* other = partial + (p + step) * n;
            for (int64_t k = begin; k < end; ++k) sum[k] += other[k];
        }
    std::copy(partial + begin, partial + end, reinterpret_cast<T*>(out) + begin);
}

template <class T>
bool fits(const Matrix& m) {
    if (reinterpret_cast<std::uintptr_t>(m.data) % alignof(T) != 0) return false;
    if constexpr (is_blas_type<T>)
        return blas_matrix(View<T>(m)).has_value();
    else
        return true;
}

template <class T>
bool takes(const Matrix& a, const Matrix& b) {
    if constexpr (is_blas_type<T>)
        if ((reinterpret_cast<std::uintptr_t>(a.data) | reinterpret_cast<std::uintptr_t>(b.data)) % alignof(T) == 0 &&
            (is_small(View<T>(a), View<T>(b)) || (!is_complex_type<T> && is_short_dot(View<T>(a), View<T>(b)))))
            return true;
    return fits<T>(a) && fits<T>(b);
}

template <class T, auto Kernel>
void vector_kernel(const char* a, int64_t lda, const char* x, char* y, int64_t rows, int64_t cols) {
    (gemv_kernels<T>().*Kernel)(reinterpret_cast<const T*>(a), lda, reinterpret_cast<const T*>(x),
                                reinterpret_cast<T*>(y), rows, cols);
}

template <class T>
constexpr ProductKernels make_kernels() {
    ProductKernels k{fits<T>, takes<T>, multiply<T>, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
    if constexpr (is_blas_type<T>) k.fold = fold<T>;
    if constexpr (is_blas_type<T> && !is_complex_type<T>) {
        k.multiply_self = multiply_self<T>;
        k.rows = vector_kernel<T, &GemvKernels<T>::rows>;
        k.stream_rows = vector_kernel<T, &GemvKernels<T>::stream_rows>;
        k.columns = vector_kernel<T, &GemvKernels<T>::columns>;
        k.add_columns = vector_kernel<T, &GemvKernels<T>::add_columns>;
    }
    return k;
}

}  // namespace

const ProductKernels& product_kernels(arrays::DType dtype) {
    return with_type(dtype, [](auto tag) -> const ProductKernels& {
        static constexpr ProductKernels kernels = make_kernels<typename decltype(tag)::type>();
        return kernels;
    });
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

}  // namespace phylanx::library
