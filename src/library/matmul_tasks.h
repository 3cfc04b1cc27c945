// Large matrix products as tasks; the operands are two-dimensional and fit the kernels.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "library/call.h"
#include "library/product.h"

namespace phylanx::library {

/// a's last two dimensions (of the element at `data`) as a matrix.
template <class T>
Matrix<T> as_matrix(const Array& a) {
    constexpr auto item = static_cast<int64_t>(sizeof(T));
    return {a.as<T>(), a.shape[a.ndim - 2], a.shape[a.ndim - 1], a.strides[a.ndim - 2] / item,
            a.strides[a.ndim - 1] / item};
}

/// y = a @ x for float and double: y and x are contiguous, a has one unit stride. Blocks of rows, or of
/// columns with partial sums that are folded in a fixed tree.
template <class T>
void submit_matrix_vector(const Call& call, const Array& a, const Array& x, const Array& y);

/// c = a @ b, c is C-ordered. Tiles of c; blocks of the inner dimension where c is small. Where b is a's
/// transpose only one half is computed.
template <class T>
void submit_matrix_matrix(const Call& call, const Array& a, const Array& b, const Array& c);

/// out[k] = sum over p < count of parts[p * n + k], added in a fixed tree; `parts` is destroyed.
template <class T>
void submit_fold(const Call& call, Buffer* parts, int64_t count, int64_t n, const Array& out);

}  // namespace phylanx::library
