// PhySL text to tree.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

#include "physl/tree.h"

namespace phylanx::physl {

/// Parses a program: any number of expressions. Throws support::UserError (class Syntax) whose span
/// is the place in `text`; text left over after the last expression gives "Incomplete parse: ...".
Tree parse(std::string_view text, std::string file = "<text>");

/// Parses a file of rewrite rules, `pattern : replacement` any number of times. The expressions of
/// the tree are pattern, replacement, pattern, replacement ...
Tree parse_rules(std::string_view text, std::string file = "<rules>");

}  // namespace phylanx::physl
