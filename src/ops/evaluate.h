// One element of an op on real numbers in plain C++: slow, for a second look at what compiled code has done.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arrays/dtype.h"
#include "ops/op.h"

namespace phylanx::ops {

/// evaluate() knows the op on this dtype.
bool can_evaluate(OpCode code, arrays::DType in, arrays::DType out);
/// Numbers of every real dtype are doubles here (of large int64 roughly); floats are computed as floats, so that the
/// processor's flags are those of the op. `args` has as many numbers as the op has operands.
double evaluate(OpCode code, arrays::DType in, arrays::DType out, const double* args);
/// The number of a real dtype that lies there.
double read_number(arrays::DType t, const char* at);

}  // namespace phylanx::ops
