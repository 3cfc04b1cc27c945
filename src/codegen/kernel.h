// Fused ops as native loop functions, and the KernelInfo that the launcher needs of them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <llvm/IR/Module.h>

#include "codegen/emitter.h"
#include "ir/graph.h"
#include "launch/abi.h"

namespace phylanx::codegen {

/// What the loop functions of one fused op share: its region and how its operands lie.
struct KernelPlan {
    const ir::Graph& g;
    const ir::Op& op;
    launch::KernelInfo info;
    /// For each input of the op: its place among info.operands, or ~(its place among the scalars).
    std::vector<int> inputs;
    std::vector<DType> scalars;
    /// The ops that report negative integer exponents, in order; each has a bit of its own.
    std::vector<const ir::Op*> powers;
    /// The dtype of each yielded value, in the order of the outputs.
    std::vector<DType> yields;
    bool costly = false;       // some op takes so long that the loop around it does not count
    bool scalarized = false;   // some op has no vector form
    unsigned largest = 1;      // bytes of the largest number computed with
    int num_inputs() const { return static_cast<int>(info.operands.size() - yields.size()); }
};

KernelPlan plan_kernel(const ir::Graph& g, ir::OpId fused, int index);

/// Which of the loop functions is being made.
enum class KernelMode {
    Elementwise,   // no output is reduced
    InnerReduced,  // the inner dimension is folded in registers: out[o] = out[o] op ...
    OuterReduced,  // the inner dimension is kept: out[i] = out[i] op ..., in memory
};
llvm::Function* emit_kernel(llvm::Module& m, const KernelPlan& plan, KernelMode mode, const std::string& name,
                            bool fastmath);

/// Emits the fused region once, for e.lanes elements; gives the yielded values. `current` is the op being
/// emitted.
std::vector<Num> emit_body(Emitter& e, const KernelPlan& plan, std::span<const Num> inputs,
                           const ir::Op*& current);
/// The number that a `constant` op gives.
Num emit_constant(llvm::LLVMContext& ctx, const ir::Op& op, DType t, unsigned lanes);

}  // namespace phylanx::codegen
