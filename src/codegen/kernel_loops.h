// The state of one kernel function while its loops are emitted.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "codegen/kernel.h"
#include "codegen/loops.h"

namespace phylanx::codegen {

/// The vector loop sees contiguous memory in every case: strided operands are copied through small buffers, block by
/// block. Where nothing is held in registers from block to block, phxm_run_staged does that, and the loop exists once;
/// where something is, it exists for rows of one block and for rows of many.
struct KernelLoops {
    struct Operand {
        const launch::OperandInfo* info = nullptr;
        bool is_input = false;
        bool in_register = false;   // a reduced output whose inner dimension is folded
        llvm::Value *data, *outer_stride, *inner_stride, *item;
        llvm::Value* buffer = nullptr;
        llvm::Value* repeated = nullptr;  // i1: stride 0
        llvm::Value* staged = nullptr;    // i1: goes through the buffer
        llvm::Value *row = nullptr, *base = nullptr, *step = nullptr, *at = nullptr;
    };

    KernelLoops(llvm::Module& m, const KernelPlan& plan, KernelMode mode, const std::string& name, bool fastmath);
    void emit();
    std::vector<Num> apply(std::size_t level, llvm::Value* i);
    Emitter emitter(unsigned lanes);
    llvm::Value* offset(llvm::Value* base, llvm::Value* bytes);

    const KernelPlan& plan;
    KernelMode mode;
    llvm::Function* function = nullptr;
    llvm::IRBuilder<> b;
    std::vector<unsigned> widths;
    unsigned block_size = 0;      // elements; a multiple of every width
    const ir::Op* current = nullptr;  // the op of the region that is being emitted
    llvm::Value *outer = nullptr, *inner = nullptr, *status = nullptr, *any_staged = nullptr;
    std::vector<Operand> operands;
    std::vector<std::vector<Num>> scalars;  // for each width

   private:
    bool in_blocks() const { return mode == KernelMode::InnerReduced; }
    void leave_where_staged();
    void load_operands();
    void load_scalars();
    void start_row(llvm::Value* o);
    void start_block(llvm::Value* start, llvm::Value* n);
    void finish_block(llvm::Value* start, llvm::Value* n);
    void copy_strided(const Operand& k, bool gathers, llvm::Value* to, llvm::Value* from, llvm::Value* n);
};

}  // namespace phylanx::codegen
