// The passes of LLVM that generated code goes through, and the way to an object.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <string>

namespace phylanx::codegen {

/// Marks functions that hold rounds of the user's loops: they are optimized as the entry function is.
inline constexpr const char* kRoundsAttribute = "phylanx-rounds";

/// Runs a few chosen passes on each function: what vectors and loops made by us need, not the default O3.
/// `entry`, if it is there, may have loops of the user's over scalars and gets loop passes at level 2.
void optimize(llvm::Module& m, llvm::TargetMachine& machine, llvm::Function* entry, int level);

std::string emit_object(llvm::Module& m, llvm::TargetMachine& machine);
std::string emit_assembly(const llvm::Module& m, llvm::TargetMachine& machine);
std::string print_module(const llvm::Module& m);

}  // namespace phylanx::codegen
