// Counted loops in LLVM's IR, already in the form that its loop passes want.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>

#include <functional>

namespace phylanx::codegen {

using Values = llvm::SmallVector<llvm::Value*, 8>;

/// for (i = begin; i < end; i += step) carried = body(i, carried); gives the last carried values. Signed
/// counters; the test stands at the loop's end, with one before it. `short_rest`: LLVM shall make no vectors of it.
Values emit_loop(llvm::IRBuilder<>& b, llvm::Value* begin, llvm::Value* end, llvm::Value* step,
                 const Values& carried, const std::function<Values(llvm::Value* i, const Values& carried)>& body,
                 bool short_rest = false);
/// while (condition(carried)) carried = body(carried).
Values emit_while(llvm::IRBuilder<>& b, const Values& carried,
                  const std::function<llvm::Value*(const Values&)>& condition,
                  const std::function<Values(const Values&)>& body);
/// if (condition) body(); else otherwise().
void emit_if(llvm::IRBuilder<>& b, llvm::Value* condition, const std::function<void()>& body,
             const std::function<void()>& otherwise = nullptr);

}  // namespace phylanx::codegen
