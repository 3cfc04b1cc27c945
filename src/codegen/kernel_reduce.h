// Accumulators in registers for a kernel whose inner dimension is folded.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/kernel_loops.h"

namespace phylanx::codegen {

/// For each reduced output one accumulator a width. Sums of floats are folded block by block in a binary
/// tree: 16 vector steps at most are added up in a row, so that the error grows as in pairwise summation.
/// Carried through the loops: for each output and width a number, then the count of finished blocks.
class Reduction {
   public:
    explicit Reduction(KernelLoops& loops);
    /// Some output is a sum of floats.
    static bool needs_blocks(const KernelLoops& loops);

    Values initial();
    void start_block(Values& carried);
    Values run_level(std::size_t level, llvm::Value* begin, llvm::Value* end, Values carried);
    void finish_block(Values& carried);
    /// Folds lanes and widths together, and the result into memory. A row that was not cut into blocks has no tree.
    void finish_row(const Values& carried, bool in_blocks);

   private:
    struct Output {
        KernelLoops::Operand* operand;
        DType dtype;
        ops::OpCode op;
        bool tree;                       // a sum of floats
        llvm::Value* stack = nullptr;    // finished subtrees, one for each bit of the count
    };
    Num get(const Values& carried, std::size_t output, std::size_t level) const;
    void set(Values& carried, std::size_t output, std::size_t level, Num v) const;
    llvm::Value* stack_entry(const Output& o, llvm::Value* k);
    Num fold_lanes(const Output& o, Num v, unsigned lanes);
    void join_tree(const Values& carried);
    Num fold_stack(const Output& o, llvm::Value* count);

    KernelLoops& loops_;
    llvm::IRBuilder<>& b_;
    std::vector<Output> outputs_;
    std::vector<std::size_t> first_;  // where each output's values start among the carried ones
    bool blocks_ = false;
};

}  // namespace phylanx::codegen
