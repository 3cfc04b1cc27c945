// Moving elements between arrays of any layout, without looking at what they mean.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <span>

#include "library/array.h"

namespace phylanx::library {

/// dst[...] = src[...] for arrays of one shape and dtype that do not overlap.
void copy_elements(const Array& dst, const Array& src);
/// The same for one extent of dimension 0: rows [begin, end).
inline void copy_rows(const Array& dst, const Array& src, int64_t begin, int64_t end) {
    copy_elements(rows(dst, begin, end), rows(src, begin, end));
}

/// src seen in another shape by NumPy's broadcasting rule; nothing where it does not fit.
std::optional<Array> broadcast_view(const Array& src, std::span<const int64_t> shape);

/// a's elements in C order under another shape of the same size, without a copy; nothing where strides
/// do not allow it.
std::optional<Array> reshape_view(const Array& a, std::span<const int64_t> shape);

}  // namespace phylanx::library
