// Loops and branches with their phi nodes.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/loops.h"

namespace phylanx::codegen {
namespace {

llvm::BasicBlock* new_block(llvm::IRBuilder<>& b, const char* name) {
    return llvm::BasicBlock::Create(b.getContext(), name, b.GetInsertBlock()->getParent());
}

// One phi a carried value, with its value on entry.
llvm::SmallVector<llvm::PHINode*, 8> phis(llvm::IRBuilder<>& b, const Values& carried, llvm::BasicBlock* from) {
    llvm::SmallVector<llvm::PHINode*, 8> result;
    for (auto* v : carried) {
        result.push_back(b.CreatePHI(v->getType(), 2));
        result.back()->addIncoming(v, from);
    }
    return result;
}

// A loop's metadata is a node of its own: its first operand is itself.
llvm::MDNode* no_vectors(llvm::LLVMContext& context) {
    auto* no = llvm::ConstantAsMetadata::get(llvm::ConstantInt::getFalse(context));
    auto* rule = llvm::MDNode::get(context, {llvm::MDString::get(context, "llvm.loop.vectorize.enable"), no});
    auto* loop = llvm::MDNode::getDistinct(context, {nullptr, rule});
    loop->replaceOperandWith(0, loop);
    return loop;
}

}  // namespace

Values emit_loop(llvm::IRBuilder<>& b, llvm::Value* begin, llvm::Value* end, llvm::Value* step,
                 const Values& carried, const std::function<Values(llvm::Value*, const Values&)>& body, bool short_rest) {
    llvm::BasicBlock* before = b.GetInsertBlock();
    llvm::BasicBlock* loop = new_block(b, "loop");
    llvm::BasicBlock* after = new_block(b, "after");
    b.CreateCondBr(b.CreateICmpSLT(begin, end), loop, after);
    b.SetInsertPoint(loop);
    auto* i = b.CreatePHI(begin->getType(), 2, "i");
    i->addIncoming(begin, before);
    auto inside = phis(b, carried, before);
    Values next = body(i, Values(inside.begin(), inside.end()));
    llvm::Value* i_next = b.CreateNSWAdd(i, step);
    llvm::BasicBlock* latch = b.GetInsertBlock();
    i->addIncoming(i_next, latch);
    for (std::size_t k = 0; k < next.size(); ++k) inside[k]->addIncoming(next[k], latch);
    auto* back = b.CreateCondBr(b.CreateICmpSLT(i_next, end), loop, after);
    if (short_rest) back->setMetadata("llvm.loop", no_vectors(b.getContext()));
    b.SetInsertPoint(after);
    auto outside = phis(b, carried, before);
    for (std::size_t k = 0; k < next.size(); ++k) outside[k]->addIncoming(next[k], latch);
    return Values(outside.begin(), outside.end());
}

Values emit_while(llvm::IRBuilder<>& b, const Values& carried,
                  const std::function<llvm::Value*(const Values&)>& condition,
                  const std::function<Values(const Values&)>& body) {
    llvm::BasicBlock* before = b.GetInsertBlock();
    llvm::BasicBlock* head = new_block(b, "while");
    llvm::BasicBlock* inner = new_block(b, "do");
    llvm::BasicBlock* after = new_block(b, "done");
    b.CreateBr(head);
    b.SetInsertPoint(head);
    auto inside = phis(b, carried, before);
    Values current(inside.begin(), inside.end());
    b.CreateCondBr(condition(current), inner, after);
    b.SetInsertPoint(inner);
    Values next = body(current);
    for (std::size_t k = 0; k < next.size(); ++k) inside[k]->addIncoming(next[k], b.GetInsertBlock());
    b.CreateBr(head);
    b.SetInsertPoint(after);
    return current;
}

void emit_if(llvm::IRBuilder<>& b, llvm::Value* condition, const std::function<void()>& body,
             const std::function<void()>& otherwise) {
    llvm::BasicBlock* inner = new_block(b, "then");
    llvm::BasicBlock* other = otherwise ? new_block(b, "else") : nullptr;
    llvm::BasicBlock* after = new_block(b, "endif");
    b.CreateCondBr(condition, inner, other ? other : after);
    b.SetInsertPoint(inner);
    body();
    b.CreateBr(after);
    if (other) {
        b.SetInsertPoint(other);
        otherwise();
        b.CreateBr(after);
    }
    b.SetInsertPoint(after);
}

}  // namespace phylanx::codegen
