// Comparisons that raise no floating-point flag for NaN: NumPy does not warn there, and flags become warnings.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/emitter.h"

namespace phylanx::codegen {

enum class Order { Less, LessEqual, Greater, GreaterEqual };

/// x < y and so on, false where one is a NaN. LLVM's own fcmp becomes an instruction that signals.
llvm::Value* quiet_compare(Emitter& e, Order order, llvm::Value* x, llvm::Value* y);

/// low < |x| < high by the bits of x, so that NaN and infinities are outside without a flag. low < 0: no lower bound.
llvm::Value* magnitude_between(Emitter& e, llvm::Value* x, double low, double high);

}  // namespace phylanx::codegen
