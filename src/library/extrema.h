// Places of extrema along the rows or columns of small and large arrays, compiled for this processor.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace phylanx::library {

/// NaN beats all, the first one wins. T: a real dtype of C++.
template <class T, bool Greatest>
struct ExtremumKernels {
    /// out[k] = the first place of the extremum of column k of n rows of `width` elements; n > 0.
    void (*columns)(const T* from, std::int64_t* out, std::int64_t n, std::int64_t width);
    /// out[o] = that of row o of `count` rows of n elements, all lying together; n > 0.
    void (*rows)(const T* from, std::int64_t* out, std::int64_t count, std::int64_t n);
};

/// For bool, all integers, float and double.
template <class T, bool Greatest>
const ExtremumKernels<T, Greatest>& extremum_kernels();

}  // namespace phylanx::library
