// Checks that a graph is well formed.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "ir/graph.h"

namespace phylanx::ir {

/// All that is wrong with the graph, one message each; empty for a well-formed one. Checked: every
/// value is defined once and before its uses, in the same region or one around it; regions end in
/// one terminator; operands, results and attributes fit the op's row; carried and returned values
/// have their op's types.
std::vector<std::string> find_errors(const Graph& g);

/// Throws InternalError with the messages and the graph's text; `when` tells after which stage.
void verify(const Graph& g, const std::string& when = {});

/// What others can see the graph do, in order: calls into Python, checks, returns, and the number
/// of writes between them. A pass may not change it.
std::string effect_order(const Graph& g);

}  // namespace phylanx::ir
