// One matrix product on raw memory, by whichever kernel is fastest for its sizes; no tasks.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "arrays/dtype.h"

namespace phylanx::library {

/// A matrix of any dtype: element (i, j) lies `i * rs + j * cs` elements of `item` bytes behind data.
struct Matrix {
    const char* data;
    std::int64_t item;
    std::int64_t rows;
    std::int64_t cols;
    std::int64_t rs;
    std::int64_t cs;

    Matrix transposed() const { return {data, item, cols, rows, cs, rs}; }
    Matrix row_block(std::int64_t begin, std::int64_t end) const {
        return {data + begin * rs * item, item, end - begin, cols, rs, cs};
    }
    Matrix column_block(std::int64_t begin, std::int64_t end) const {
        return {data + begin * cs * item, item, rows, end - begin, rs, cs};
    }
};

/// As GemvRows and GemvColumns in gemv.h.
using VectorKernel = void (*)(const char* a, std::int64_t lda, const char* x, char* y,
                              std::int64_t rows, std::int64_t cols);

/// What the products of one dtype are made of.
struct ProductKernels {
    /// Whether `multiply` takes the operand as it lies: for BLAS one stride is 1 and the other spans the rest.
    bool (*fits)(const Matrix& m);
    /// Whether it takes these two: small matrices may have any strides.
    bool (*takes)(const Matrix& a, const Matrix& b);
    /// c (a.rows x b.cols, rows `ldc` elements apart) = a times b. Equal calls give equal bits.
    void (*multiply)(const Matrix& a, const Matrix& b, char* c, std::int64_t ldc);
    /// c = a times its transpose, computed by half; null where BLAS does not know the dtype as real.
    void (*multiply_self)(const Matrix& a, char* c, std::int64_t ldc);
    /// out[k] = sum over p < count of parts[p * n + k] for k in [begin, end), in a fixed tree; `parts` is
    /// destroyed. Null where sums are never split.
    void (*fold)(char* parts, std::int64_t count, std::int64_t n, std::int64_t begin, std::int64_t end,
                 char* out);
    /// For float and double, else null.
    VectorKernel rows;
    VectorKernel stream_rows;
    VectorKernel columns;
    VectorKernel add_columns;
};
const ProductKernels& product_kernels(arrays::DType dtype);

/// The dot of vectors of at most this length is one call of one kernel, whatever their strides.
inline constexpr std::int64_t kShortDot = 8192;

/// Up to here a product is over before another thread could have taken it up: all ways do it in one piece then.
inline constexpr double kAtOnceNs = 6000;

/// Predicted nanoseconds of `multiply`.
double product_ns(arrays::DType dtype, std::int64_t m, std::int64_t n, std::int64_t k);

}  // namespace phylanx::library
