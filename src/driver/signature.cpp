// The text of a signature: for people, and for the key of the disk cache (so it says all).
// SPDX-License-Identifier: BSL-1.0
#include <fmt/ranges.h>

#include <algorithm>
#include <type_traits>

#include "driver/compile.h"
#include "support/error.h"


namespace phylanx::driver {
namespace {

std::string to_text(const sema::StaticValue& value) {
    return std::visit(
        [](const auto& v) -> std::string {
            using T = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<T, std::monostate>) return {};
            else if constexpr (std::is_same_v<T, std::string>) return fmt::format("{}'{}'", v.size(), v);
            else if constexpr (std::is_same_v<T, double>) return fmt::format("{:a}", v);
            else if constexpr (std::is_same_v<T, arrays::DType>) return std::string(arrays::name(v));
            else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>)
                return fmt::format("({})", fmt::join(v, ", "));
            else return fmt::format("{}", v);
        },
        value);
}

}  // namespace

std::string Signature::to_string() const {
    std::string text = "(";
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (i > 0) text += ", ";
        text += parameters[i].to_string();
        if (i >= statics.size() || statics[i].index() == 0) continue;
        if (parameters[i].is_array()) text += " that is argument ";
        else text += " = ";
        text += to_text(statics[i]);
    }
    text += ")";
    // Strides that are known are part of what was compiled.
    if (std::ranges::find(compact, true) != compact.end()) {
        text += " compact";
        if (std::ranges::find(compact, false) != compact.end())
            for (std::size_t i = 0; i < compact.size(); ++i)
                if (compact[i]) text += fmt::format(" {}", i);
    }
    return text;
}

}  // namespace phylanx::driver
