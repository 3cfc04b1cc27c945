// float16 to and from float32 without the processor's help.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace phylanx::codegen {

inline float float_from_half(std::uint16_t bits) {
    int exponent = bits >> 10 & 31;
    float fraction = static_cast<float>(bits & 1023);
    float size = exponent == 31  ? (fraction == 0 ? INFINITY : NAN)
                 : exponent == 0 ? std::ldexp(fraction, -24)
                                 : std::ldexp(fraction + 1024, exponent - 25);
    return bits & 0x8000 ? -size : size;
}

/// Rounds to nearest, halves to even.
inline std::uint16_t half_from_float(float x) {
    auto sign = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16 & 0x8000);
    float size = std::fabs(x);
    if (std::isnan(x)) return sign | 0x7e00;
    if (size >= 65520) return sign | 0x7c00;
    int exponent = size < 0x1p-14f ? -14 : std::ilogb(size);
    // In units of the last place, where nearbyint rounds as wanted; a carry into the exponent comes by itself.
    auto units = static_cast<std::uint16_t>(std::nearbyint(std::ldexp(size, 10 - exponent)));
    return static_cast<std::uint16_t>(sign | (units + ((exponent + 14) << 10)));
}

}  // namespace phylanx::codegen
