// The graph as text that `parse_graph` reads back.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "ir/graph.h"

namespace phylanx::ir {

struct PrintOptions {
    bool spans = false;  // `@line:column-line:column #file` after each op
};

/// The text form; values are numbered in program order, so equal graphs give equal texts:
///
///     graph f(%x.0: float64[:], %n.1: int) -> float64[:] {
///       %2: int = constant() {value = 0}
///       %3: float64[:] = for_(%2, %n.1, %2, %x.0) (%i.4: int, %x.5: float64[:]) {
///         %6: float64[:] = add(%x.5, %x.5)
///         yield(%6)
///       }
///       return_(%3)
///     }
std::string print_graph(const Graph& g, PrintOptions options = {});

/// One op on one line, its regions left out, with the arena's value numbers: for messages.
std::string print_op(const Graph& g, OpId o);

}  // namespace phylanx::ir
