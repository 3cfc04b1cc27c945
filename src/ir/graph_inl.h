// Attribute templates of graph.h.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/error.h"

namespace phylanx::ir {

template <class T>
const T& attr(const Op& op, const std::string& key) {
    auto it = op.attrs.find(key);
    support::internal_check(it != op.attrs.end() && std::holds_alternative<T>(it->second),
                            "op '{}' lacks attribute '{}'", ops::info(op.code).name, key);
    return std::get<T>(it->second);
}

template <class T>
T attr_or(const Op& op, const std::string& key, T fallback) {
    auto it = op.attrs.find(key);
    if (it == op.attrs.end()) return fallback;
    support::internal_check(std::holds_alternative<T>(it->second), "op '{}': attribute '{}' has another type",
                            ops::info(op.code).name, key);
    return std::get<T>(it->second);
}

}  // namespace phylanx::ir
