// Sorting one line of elements, and the indices that would sort it, in np.sort's order.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <numeric>

#include "library/order.h"

namespace phylanx::library {

/// The unsigned integer whose order is T's; NaN comes last, whatever its sign.
template <class T>
struct RadixKey {
    static constexpr bool available = std::is_integral_v<T> || is_float_type<T>;
    using type = std::conditional_t<
        sizeof(T) == 1, std::uint8_t,
        std::conditional_t<sizeof(T) == 2, std::uint16_t,
                           std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;
    static constexpr type kTop = type(type(1) << (8 * sizeof(T) - 1));

    static type from(const T& x) {
        const type bits = std::bit_cast<type>(x);
        if constexpr (is_float_type<T>) {
            if (x != x) return type(-1);
            if (x == T(0)) return kTop;  // both zeros are equal
            return bits & kTop ? type(~bits) : type(bits | kTop);
        } else if constexpr (std::is_signed_v<T>) {
            return bits ^ kTop;
        } else {
            return bits;
        }
    }
};

/// Least digit first, a byte a round; rounds in which all keys agree are skipped. Stable. key(e) gives
/// an unsigned integer; `spare` has room for n elements; the result ends in `data`.
template <class E, class KeyOf>
void radix_sort(E* data, E* spare, std::int64_t n, KeyOf key) {
    constexpr int kRounds = sizeof(key(*data));
    const auto digit = [&](const E& e, int round) { return (key(e) >> (8 * round)) & 255; };
    std::array<std::array<std::int64_t, 256>, kRounds> counts{};
    for (std::int64_t i = 0; i < n; ++i)
        for (int r = 0; r < kRounds; ++r) ++counts[r][digit(data[i], r)];
    E *from = data, *to = spare;
    for (int r = 0; r < kRounds; ++r) {
        auto& count = counts[r];
        if (count[digit(from[0], r)] == n) continue;
        std::exclusive_scan(count.begin(), count.end(), count.begin(), std::int64_t{0});
        for (std::int64_t i = 0; i < n; ++i) to[count[digit(from[i], r)]++] = from[i];
        std::swap(from, to);
    }
    if (from != data) std::copy_n(from, n, data);
}

inline constexpr std::int64_t kRadixLine = 1024;  // below, comparing wins

/// Equal elements, which only -0.0 and 0.0 tell apart, keep their order.
template <class T>
void sort_line(T* data, std::int64_t n) {
    if constexpr (RadixKey<T>::available) {
        if (n >= kRadixLine) {
            const auto spare = std::make_unique_for_overwrite<T[]>(n);
            return radix_sort(data, spare.get(), n, RadixKey<T>::from);
        }
    }
    if constexpr (is_float_type<T>) std::stable_sort(data, data + n, sorts_before<T>);
    else std::sort(data, data + n, sorts_before<T>);
}

/// index[0 .. n) = the order of line[0 .. n); equal elements keep theirs.
template <class T>
void argsort_line(const T* line, std::int64_t* index, std::int64_t n) {
    if constexpr (RadixKey<T>::available) {
        if (n >= kRadixLine) {
            struct Entry {
                T value;
                std::int64_t index;
            };
            const auto entries = std::make_unique_for_overwrite<Entry[]>(2 * n);
            for (std::int64_t i = 0; i < n; ++i) entries[i] = {line[i], i};
            radix_sort(entries.get(), entries.get() + n, n,
                       [](const Entry& e) { return RadixKey<T>::from(e.value); });
            for (std::int64_t i = 0; i < n; ++i) index[i] = entries[i].index;
            return;
        }
    }
    std::iota(index, index + n, std::int64_t{0});
    std::stable_sort(index, index + n, [line](std::int64_t a, std::int64_t b) {
        return sorts_before(line[a], line[b]);
    });
}

}  // namespace phylanx::library
