// The loop functions of a program as units of work: which are the same, and which of them to compile where.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "codegen/kernel.h"

namespace phylanx::codegen {

/// The code of one fused op in one mode.
struct LoopFunction {
    std::size_t kernel = 0;  // its number in the program
    KernelMode mode = KernelMode::Elementwise;
    std::string name;
    std::size_t weight = 0;  // instructions before all passes
    std::size_t same_as;     // the first function of the same code: often this one
};

/// Emits those of all kernels of the program into the module, each under its name. Of equal ones only
/// the first is kept.
std::vector<LoopFunction> emit_loop_functions(llvm::Module& m, const ir::Graph& g, const std::vector<ir::OpId>& fused,
                                              const launch::Program& program, bool fastmath);

/// The functions that another thread should compile, so that both end at about the same time. Empty where that
/// is not worth a thread.
std::vector<std::size_t> choose_for_another_thread(const std::vector<LoopFunction>& functions, std::size_t entry_weight);

/// Emits the functions once more, for a module in another context.
void emit_chosen(llvm::Module& m, const ir::Graph& g, const std::vector<ir::OpId>& fused,
                 const std::vector<LoopFunction>& functions, const std::vector<std::size_t>& chosen, bool fastmath);
void erase_chosen(llvm::Module& m, const std::vector<LoopFunction>& functions, const std::vector<std::size_t>& chosen);

/// Gives every function of the same code its own name too, where the module holds that code.
void name_equal_functions(llvm::Module& m, const std::vector<LoopFunction>& functions);

}  // namespace phylanx::codegen
