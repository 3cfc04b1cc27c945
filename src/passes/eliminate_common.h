// Computes equal things once.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::passes {

/// An op with the code, operands and attributes of an op before it, in its region or one around it,
/// gives that op's results. What reads memory is only shared while nothing may have written it; new
/// arrays are only shared where both are merely read. Library calls are left alone.
///   a = x + y; b = x + y; a * b   =>   a = x + y; a * a
void eliminate_common(ir::Graph& g);

}  // namespace phylanx::passes
