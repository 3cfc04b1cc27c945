// Reads the graph's text form back (printer.h).
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "ir/graph.h"

namespace phylanx::ir {

/// One graph; `//` starts a comment. Throws UserError (Syntax) with the place in the text. Only the
/// form is checked, not what `verify` checks; values must be defined before they are used.
Graph parse_graph(std::string_view text);

}  // namespace phylanx::ir
