// One matrix product on raw memory, by whichever kernel is fastest for its sizes; no tasks.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "library/blas.h"
#include "library/dispatch.h"

namespace phylanx::library {

/// A matrix: element (i, j) at data[i * rs + j * cs].
template <class T>
struct Matrix {
    const T* data;
    std::int64_t rows;
    std::int64_t cols;
    std::int64_t rs;
    std::int64_t cs;

    Matrix transposed() const { return {data, cols, rows, cs, rs}; }
    Matrix row_block(std::int64_t begin, std::int64_t end) const {
        return {data + begin * rs, end - begin, cols, rs, cs};
    }
    Matrix column_block(std::int64_t begin, std::int64_t end) const {
        return {data + begin * cs, rows, end - begin, rs, cs};
    }
};

/// What BLAS calls the matrix, where it can take it: one stride is 1, the other spans the rest.
template <class T>
std::optional<BlasMatrix<T>> blas_matrix(const Matrix<T>& m);

/// c (a.rows x b.cols, rows `ldc` apart) = a times b. Types of BLAS need operands that blas_matrix accepts;
/// a product with one column needs ldc == 1. Does not depend on how c's rows are split into calls beyond
/// rounding; equal calls give equal bits.
template <class T>
void multiply(const Matrix<T>& a, const Matrix<T>& b, T* c, std::int64_t ldc);

/// Predicted nanoseconds of `multiply`.
double product_ns(arrays::DType dtype, std::int64_t m, std::int64_t n, std::int64_t k);

}  // namespace phylanx::library
