// Comparisons that surely raise no floating-point flag for NaN, or surely do: flags become warnings, as NumPy has them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/emitter.h"

namespace phylanx::codegen {

enum class Order { Less, LessEqual, Greater, GreaterEqual };

/// x < y and so on, false where one is a NaN. LLVM's own fcmp becomes an instruction that signals.
llvm::Value* quiet_compare(Emitter& e, Order order, llvm::Value* x, llvm::Value* y);
/// The same with the flag for an invalid operation where one is a NaN: NumPy's loops over complex numbers have it.
llvm::Value* loud_compare(Emitter& e, Order order, llvm::Value* x, llvm::Value* y);

/// low < |x| < high by the bits of x, so that NaN and infinities are outside without a flag. low < 0: no lower bound.
llvm::Value* magnitude_between(Emitter& e, llvm::Value* x, double low, double high);

}  // namespace phylanx::codegen
