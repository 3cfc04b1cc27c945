// Computes at compile time what only depends on constants, and takes the branch that a constant
// chooses. SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// Only operations whose bits are the same on any machine and that do not raise or warn are
/// computed: exp(1.0) and 1 // 0 are left to run time.
///   mul(2, 3)   =>   6;     if_(true) {a} {b}   =>   a
void fold_constants(ir::Graph& g);

}  // namespace phylanx::passes
