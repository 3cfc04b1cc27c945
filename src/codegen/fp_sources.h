// Which floating-point flags an op may raise, and what NumPy's warnings call it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arrays/dtype.h"
#include "ir/graph.h"
#include "launch/abi.h"

namespace phylanx::codegen {

/// An Elem op on operands of dtype `in` (for casts: to `out`), or one step of a Reduce op. `can` is 0 for most ops.
launch::FpSource fp_source(const ir::Op& op, arrays::DType in, arrays::DType out);
/// The adding up of a reduced output.
launch::FpSource fp_source_of_reduction(ops::OpCode reduce, arrays::DType t, int quiet);
/// What np.errstate ignores where the op stands.
int quiet_flags(const ir::Op& op);

}  // namespace phylanx::codegen
