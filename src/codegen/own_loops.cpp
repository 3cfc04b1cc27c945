// Looks for innermost loops without calls that take long.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/own_loops.h"

#include <llvm/ADT/StringSwitch.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/InstrTypes.h>

namespace phylanx::codegen {
namespace {

bool takes_long(const llvm::Instruction& i) {
    const auto* call = llvm::dyn_cast<llvm::CallBase>(&i);
    const llvm::Function* callee = call ? call->getCalledFunction() : nullptr;
    return callee && llvm::StringSwitch<bool>(callee->getName())
                         .Cases("phx_launch", "phx_call", "phx_foreign", true)
                         .Default(false);
}

bool calls_in_every_round(const llvm::Loop& loop, const llvm::DominatorTree& tree) {
    const llvm::BasicBlock* latch = loop.getLoopLatch();
    return latch && llvm::any_of(loop.blocks(), [&](const llvm::BasicBlock* block) {
        return llvm::any_of(*block, takes_long) && tree.dominates(block, latch);
    });
}

}  // namespace

bool has_own_loops(llvm::Module& m) {
    for (llvm::Function& f : m) {
        if (f.isDeclaration()) continue;
        const llvm::DominatorTree tree(f);
        llvm::LoopInfo loops;
        loops.analyze(tree);
        for (const llvm::Loop* loop : loops.getLoopsInPreorder())
            if (loop->isInnermost() && !calls_in_every_round(*loop, tree)) return true;
    }
    return false;
}

}  // namespace phylanx::codegen
