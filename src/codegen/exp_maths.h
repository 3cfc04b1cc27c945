// The exponential function and what is made of it, as inline code.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/emitter.h"

namespace phylanx::codegen {

/// e to the x for float or double, scalar or vector, within one ulp; needs fused multiply-add. Raises
/// overflow where x is finite and the result is not, and no other flag that counts.
llvm::Value* emit_exponential(Emitter& e, llvm::Value* x);

/// The hyperbolic tangent, within three ulps; as above. Raises no flag that counts.
llvm::Value* emit_tangent(Emitter& e, llvm::Value* x);

}  // namespace phylanx::codegen
