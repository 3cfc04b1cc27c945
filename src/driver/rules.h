// The user's rewrite rules: from their text to what the pass takes.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "passes/apply_rules.h"

namespace phylanx::driver {

/// Any number of `__rule("name", "pattern", "replacement", "float64 float32")`; the last `define` of each text
/// is the side, helpers stand before it. Throws UserError (Syntax) on other texts.
std::vector<passes::RewriteRule> read_rules(const std::string& text);

}  // namespace phylanx::driver
