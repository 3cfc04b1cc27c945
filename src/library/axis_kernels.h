// Kernels along one axis of C-ordered arrays, seen as (outer, n, inner): arg-extrema and running folds.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

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

/// The first index of the extremum of line[0 .. n), n > 0. Long lines go by blocks whose extremum is
/// found without branches; only the winning block is searched.
template <class T, bool Greatest>
int64_t arg_extremum(const T* line, int64_t n) {
    constexpr int64_t kBlock = 512, kLanes = 8;
    T best = line[0];
    int64_t first = 0, i = 1;
    if constexpr (!is_complex_type<T> && !std::is_same_v<T, half>) {
        if (is_nan(best)) return 0;
        for (i = 0; i + kBlock <= n; i += kBlock) {
            T lanes[kLanes];
            bool nan[kLanes]{};
            std::fill(lanes, lanes + kLanes, best);
            for (int64_t k = i; k < i + kBlock; k += kLanes)
                for (int64_t j = 0; j < kLanes; ++j) {
                    const T x = line[k + j];
                    lanes[j] = Greatest ? (x > lanes[j] ? x : lanes[j]) : (x < lanes[j] ? x : lanes[j]);
                    nan[j] |= x != x;
                }
            bool changed = false;
            for (int64_t j = 0; j < kLanes; ++j) changed |= nan[j] || beats<T, Greatest>(lanes[j], best);
            if (!changed) continue;
            for (int64_t k = i; k < i + kBlock; ++k)
                if (beats<T, Greatest>(line[k], best)) {
                    best = line[k];
                    first = k;
                }
            if (is_nan(best)) return first;
        }
    }
    for (; i < n; ++i)
        if (beats<T, Greatest>(line[i], best)) {
            best = line[i];
            first = i;
        }
    return first;
}

/// out[o, k] = index of the extremum of src[o, :, k], for o in [begin, end).
template <class T, bool Greatest>
void arg_extrema(const T* src, int64_t* out, int64_t begin, int64_t end, int64_t n, int64_t inner) {
    if (inner == 1) {
        for (int64_t o = begin; o < end; ++o) out[o] = arg_extremum<T, Greatest>(src + o * n, n);
        return;
    }
    constexpr int64_t kStrip = 512;  // columns whose best values stay in the first-level cache
    T best[kStrip];
    for (int64_t o = begin; o < end; ++o)
        for (int64_t k = 0; k < inner; k += kStrip) {
            const int64_t width = std::min(kStrip, inner - k);
            const T* base = src + o * n * inner + k;
            int64_t* index = out + o * inner + k;
            std::copy_n(base, width, best);
            std::fill_n(index, width, int64_t{0});
            for (int64_t i = 1; i < n; ++i)
                for (int64_t j = 0; j < width; ++j)
                    if (beats<T, Greatest>(base[i * inner + j], best[j])) {
                        best[j] = base[i * inner + j];
                        index[j] = i;
                    }
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
