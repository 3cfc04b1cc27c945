// Conversions of numbers that depend neither on the locale nor on the C library's rounding.
// SPDX-License-Identifier: BSL-1.0
#include "physl/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

namespace phylanx::physl {
namespace {

/// n for a number written as d.ddd times ten to the n; huge when the exponent is.
long decimal_magnitude(std::string_view text) {
    const auto e = std::min(text.find_first_of("eE"), text.size());
    const auto point = static_cast<long>(std::min(text.find('.'), e));
    const auto digit = static_cast<long>(text.find_first_of("123456789"));
    long exponent = 0;
    if (e < text.size()) {
        const char* first = text.data() + e + 1;
        if (*first == '+') ++first;
        const auto result = std::from_chars(first, text.data() + text.size(), exponent);
        if (result.ec != std::errc()) exponent = *first == '-' ? -1'000'000'000 : 1'000'000'000;
    }
    return exponent + (digit < point ? point - 1 - digit : point - digit);
}

}  // namespace

std::optional<std::int64_t> to_integer(std::string_view digits, bool negative) {
    const std::string text = (negative ? "-" : "") + std::string(digits);
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc()) return std::nullopt;
    return value;
}

std::optional<double> to_float(std::string_view text, bool negative) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    // The library does not say which end of the range was left.
    if (result.ec == std::errc::result_out_of_range) {
        if (decimal_magnitude(text) >= 0) return std::nullopt;
        value = 0;
    }
    return negative ? -value : value;
}

std::string to_text(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    char buffer[32];
    const auto end = std::to_chars(std::begin(buffer), std::end(buffer), value).ptr;
    std::string text(buffer, end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

}  // namespace phylanx::physl
