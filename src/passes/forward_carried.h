// Replaces what control flow gives back unchanged by the value that went in.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// A value that a loop carries but no round changes is its initial value (an array that is only
/// written in place, say); a result of `if_` for which both branches give the same value is that
/// value. The slots that nobody needs any more are left to eliminate_dead.
///   for i in range(n): w[i] = 0   carrying w   =>   the same without carrying
void forward_carried(ir::Graph& g);

}  // namespace phylanx::passes
