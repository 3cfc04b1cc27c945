// Rewrites ops to cheaper ones that give the same bits.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// Applies the tables of simplify.cpp until none applies. An array that is a copy by the program's
/// text stays one (`x * 1` becomes `pos(x)`), so that a later write into it does not reach x.
///   pow(x, 2)   =>   square(x)
void simplify(ir::Graph& g);

}  // namespace phylanx::passes
