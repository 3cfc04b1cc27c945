// Large matrix products as tasks; the operands are two-dimensional and fit the kernels.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "library/call.h"
#include "library/product.h"

namespace phylanx::library {

/// a's last two dimensions (of the element at a.data) as a matrix.
inline Matrix as_matrix(const Array& a) {
    return {a.data,
            a.item,
            a.shape[a.ndim - 2],
            a.shape[a.ndim - 1],
            a.strides[a.ndim - 2] / a.item,
            a.strides[a.ndim - 1] / a.item};
}

/// y = a @ x for float and double: y and x are contiguous, a has one unit stride. Blocks of rows, or of
/// columns with partial sums that are folded in a fixed tree.
void submit_matrix_vector(const Call& call, const Array& a, const Array& x, const Array& y);

/// A product that takes its vector from the steps that the frame has put off, over the same rows: all of them go through the
/// matrix together. False where it is none; nothing has happened then.
bool finish_chain(const Call& call);

/// c = a @ b, c is C-ordered. Tiles of c; blocks of the inner dimension where c is small. Where b is a's
/// transpose only one half is computed.
void submit_matrix_matrix(const Call& call, const Array& a, const Array& b, const Array& c);

/// c = a @ b by whichever of these fits; any sizes and strides, c is C-ordered and not empty. Copies of operands that the
/// kernels do not take as they lie are kept in `keep` and by the tasks.
void submit_product(const Call& call, Array a, Array b, const Array& c, std::vector<Scratch>& keep);

/// out = the sum of `count` arrays of out's size that lie one after the other in `parts`, which are
/// destroyed; added in a fixed tree.
void submit_fold(const Call& call, Buffer* parts, int64_t count, const Array& out);

}  // namespace phylanx::library
