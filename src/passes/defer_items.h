// Keeps numbers that come out of reductions in memory while only array operations need them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// `item` makes the host wait for the tasks before it. Where its number only goes into array ops,
/// straight or through arithmetic on NumPy scalars, the 0-d array takes its place and the
/// arithmetic is done on 0-d arrays.
///   s = item(sum(x)); x / s   =>   x / sum(x)
void defer_items(ir::Graph& g);

}  // namespace phylanx::passes
