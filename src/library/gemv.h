// Matrix-vector kernels for matrices whose rows are contiguous: float and double, vectorized by hand.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace phylanx::library {

/// y[i] = sum over j of a[i * lda + j] * x[j], for 0 <= i < rows; lda counts elements.
/// Each row is summed in an order that depends on cols only.
template <class T>
using GemvRows = void (*)(const T* a, std::int64_t lda, const T* x, T* y, std::int64_t rows,
                          std::int64_t cols);
/// y[j] = sum over i of a[i * lda + j] * x[i], for 0 <= j < cols.
template <class T>
using GemvColumns = GemvRows<T>;

/// The kernels for this processor; T is float or double.
template <class T>
struct GemvKernels {
    GemvRows<T> rows;
    GemvRows<T> stream_rows;  // the same bits, row after row: faster from memory, where rows side by side confuse prefetching
    GemvColumns<T> columns;
    GemvColumns<T> add_columns;  // y[j] += ...
};
template <class T>
const GemvKernels<T>& gemv_kernels();

}  // namespace phylanx::library
