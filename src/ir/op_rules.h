// What the row of an op says about its operands, results and attributes.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "ir/graph.h"

namespace phylanx::ir {

/// Empty where the op's operands, results and attributes fit its row, else what is wrong.
/// Knows nothing of the op's surroundings.
std::string check_op(const Graph& g, OpId o);

/// The number of operands of an Elem or Reduce op (its row's parameters without defaults).
int num_operands(OpCode code);

}  // namespace phylanx::ir
