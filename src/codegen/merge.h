// Folding partial reductions into each other: one compiled function an op and dtype.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "launch/abi.h"

namespace phylanx::codegen {

/// dst[i] = dst[i] op src[i]; null where NumPy has no such reduction of that dtype.
launch::MergeFn merge_function(ops::OpCode reduce, arrays::DType t);
/// What the accumulator starts with, and whether NumPy allows a reduction of nothing to give it.
launch::Cell identity_cell(ops::OpCode reduce, arrays::DType t);
bool has_identity(ops::OpCode reduce);

}  // namespace phylanx::codegen
