// NumPy's order of elements: NaN is the greatest when sorting, and complex numbers compare part by part.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "library/dispatch.h"

namespace phylanx::library {

template <class T>
inline bool is_nan(const T& x) {
    if constexpr (is_complex_type<T>)
        return x.real() != x.real() || x.imag() != x.imag();
    else if constexpr (is_float_type<T>)
        return x != x;
    else
        return false;
}

/// a < b where neither is NaN.
template <class T>
inline bool less(const T& a, const T& b) {
    if constexpr (is_complex_type<T>)
        return a.real() < b.real() || (a.real() == b.real() && a.imag() < b.imag());
    else
        return a < b;
}

/// The order of np.sort. Complex numbers with NaN come last: first by which parts are NaN (imaginary,
/// real, both), then by the parts that are not.
template <class T>
inline bool sorts_before(const T& a, const T& b) {
    if constexpr (is_complex_type<T>) {
        const auto rank = [](const T& z) {
            return 2 * (z.real() != z.real()) + (z.imag() != z.imag());
        };
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        if (a.real() < b.real()) return true;
        if (b.real() < a.real()) return false;
        return a.imag() < b.imag();
    } else if constexpr (is_float_type<T>) {
        return a < b || (b != b && a == a);
    } else {
        return a < b;
    }
}

}  // namespace phylanx::library
