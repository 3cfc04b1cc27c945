// Moves what does not change from round to round out of loops.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// Moves ops that cannot fail, whose operands come from outside the loop and whose memory the loop
/// does not write: numbers, extents, views and elements always; new arrays only where a stored copy
/// is cheaper than computing them again in every round (dear functions, operands of library calls).
///   for i in range(n): w = -x @ w   =>   t = -x; for i in range(n): w = t @ w
void hoist_invariants(ir::Graph& g);

}  // namespace phylanx::passes
