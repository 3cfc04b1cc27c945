// Removes ops whose results nobody needs, and loop-carried values and branch results that nobody
// needs. SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// After: every op has an effect, may raise, or leads to one that does or to a return. A variable
/// that a loop body sets before it reads it is not carried. Arenas are compacted.
///   x = exp(a); return(b)   =>   return(b)
void eliminate_dead(ir::Graph& g);

}  // namespace phylanx::passes
