// Whether a host function spends its time itself or in what it calls.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <llvm/IR/Module.h>

namespace phylanx::codegen {

/// True where a function of the module has an innermost loop whose rounds do not all launch kernels or call routines:
/// such loops take as long as their own instructions do.
bool has_own_loops(llvm::Module& m);

}  // namespace phylanx::codegen
