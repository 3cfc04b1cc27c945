// The remainder of a division of floats as inline code.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/emitter.h"

namespace phylanx::codegen {

/// C's fmod, exactly, for float or double, scalar or vector; needs fused multiply-add. Raises the flags of fmod alone.
llvm::Value* emit_remainder(Emitter& e, llvm::Value* x, llvm::Value* y);

}  // namespace phylanx::codegen
