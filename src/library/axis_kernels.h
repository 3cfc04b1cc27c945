// Kernels along one axis of C-ordered arrays, seen as (outer, n, inner): arg-extrema and running folds.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "launch/fp_status.h"
#include "library/extrema.h"
#include "library/order.h"

namespace phylanx::library {

using std::int64_t;

/// True where x takes the place of the best so far: NaN beats all, the first one wins.
template <class T, bool Greatest>
inline bool beats(const T& x, const T& best) {
    if constexpr (is_float_type<T> || is_complex_type<T>) {
        if (is_nan(best)) return false;
        if (is_nan(x)) return true;
    }
    return Greatest ? less(best, x) : less(x, best);
}

/// The first index of the extremum of line[0 .. n), n > 0.
template <class T, bool Greatest>
int64_t arg_extremum(const T* line, int64_t n) {
    constexpr int64_t kShort = 16;
    if constexpr (!is_complex_type<T> && !std::is_same_v<T, half>) {
        if (n > kShort) {
            const launch::KeptFpStatus kept;  // comparing NaN is no error here
            int64_t first = 0;
            extremum_kernels<T, Greatest>().rows(line, &first, 1, n);
            return first;
        }
    }
    T best = line[0];
    int64_t first = 0;
    for (int64_t i = 1; i < n; ++i)
        if (beats<T, Greatest>(line[i], best)) {
            best = line[i];
            first = i;
        }
    return first;
}

/// out[o, k] = index of the extremum of src[o, :, k], for o in [begin, end).
template <class T, bool Greatest>
void arg_extrema(const T* src, int64_t* out, int64_t begin, int64_t end, int64_t n, int64_t inner) {
    if constexpr (is_complex_type<T> || std::is_same_v<T, half>) {
        const auto line = std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(n));
        for (int64_t o = begin; o < end; ++o)
            for (int64_t k = 0; k < inner; ++k) {
                const T* from = src + o * n * inner + k;
                for (int64_t i = 0; i < n; ++i) line[i] = from[i * inner];
                out[o * inner + k] = arg_extremum<T, Greatest>(line.get(), n);
            }
    } else {
        const auto& kernels = extremum_kernels<T, Greatest>();
        const launch::KeptFpStatus kept;  // comparing NaN is no error here
        if (inner == 1) return kernels.rows(src + begin * n, out + begin, end - begin, n);
        for (int64_t o = begin; o < end; ++o) kernels.columns(src + o * n * inner, out + o * inner, n, inner);
    }
}

template <class T, bool Product>
inline T fold_next(const T& sum, const T& x) {
    if constexpr (!Product)
        return wrapping_add(sum, x);
    else if constexpr (is_complex_type<T>)
        return T(sum.real() * x.real() - sum.imag() * x.imag(),
                 sum.real() * x.imag() + sum.imag() * x.real());
    else
        return wrapping_multiply(sum, x);
}

/// out[o, i, k] = fold of src[o, 0 .. i, k], one after the other as NumPy does, for o in [begin, end).
template <class T, bool Product>
void running_folds(const T* src, T* out, int64_t begin, int64_t end, int64_t n, int64_t inner) {
    if (n == 0) return;
    for (int64_t o = begin; o < end; ++o) {
        const T* from = src + o * n * inner;
        T* to = out + o * n * inner;
        if (inner == 1) {
            T sum = to[0] = from[0];
            for (int64_t i = 1; i < n; ++i) to[i] = sum = fold_next<T, Product>(sum, from[i]);
            continue;
        }
        std::copy_n(from, inner, to);
        for (int64_t i = inner; i < n * inner; ++i)
            to[i] = fold_next<T, Product>(to[i - inner], from[i]);
    }
}

}  // namespace phylanx::library
