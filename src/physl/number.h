// The text of numbers: to values, and back in the shortest form.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phylanx::physl {

/// The value of decimal digits; nothing when it does not fit 64 bits.
std::optional<std::int64_t> to_integer(std::string_view digits, bool negative);

/// The nearest float64 (0 when too small); nothing when it would be infinite.
std::optional<double> to_float(std::string_view text, bool negative);

/// The shortest text that reads back as the same float64; always with a point or an exponent, but
/// inf, -inf and nan.
std::string to_text(double value);

}  // namespace phylanx::physl
