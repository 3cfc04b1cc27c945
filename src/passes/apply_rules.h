// Rewrites by the user's rules: what has the form of a pattern becomes its replacement.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ir/graph.h"

namespace phylanx::passes {

/// Both sides of a rule as functions of the same parameters, as sema made them for some types.
struct RuleSides {
    ir::Graph pattern;
    ir::Graph replacement;
};

struct RewriteRule {
    std::string name;
    std::size_t num_parameters = 0;
    std::vector<ir::DType> dtypes;  // of results for which it holds; empty: all
    /// Null where a side cannot be compiled for these types.
    std::function<const RuleSides*(const std::vector<ir::Type>&)> lower;
};

/// Before: as sema made the graph (patterns are compared in this form). After: every op that ends a
/// pattern's form, with operands of the very types, gives the replacement's value; the first rule
/// wins, and what a rule has made is not the end of a pattern again. Not where results differ in
/// type, where memory that the form reads is written in between, or where the replacement shares no
/// memory with the parameters although the pattern does. Returns how many were rewritten.
std::size_t apply_rules(ir::Graph& g, const std::vector<RewriteRule>& rules);

}  // namespace phylanx::passes
