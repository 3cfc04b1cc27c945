// Types of the graph as LLVM types: how a number lies in memory and how it is computed with.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/IRBuilder.h>

#include "ir/type.h"

namespace phylanx::codegen {

using arrays::DType;

/// A number being computed with, scalar or one vector of lanes. Bool is i1, float16 a float that holds a
/// half's value, complex a pair; the rest is as in memory.
struct Num {
    llvm::Value* re = nullptr;
    llvm::Value* im = nullptr;  // complex only
};

/// The type of Num::re (and im); a vector of `lanes` where lanes > 1.
llvm::Type* compute_type(llvm::LLVMContext& ctx, DType t, unsigned lanes = 1);
/// The type of one number in memory, of one part for complex: Bool is i8, float16 is half.
llvm::Type* memory_type(llvm::LLVMContext& ctx, DType t);
/// Same shape (scalar or lanes) as `like`, with another element type.
llvm::Type* with_element(llvm::Type* like, llvm::Type* element);
inline unsigned lanes_of(llvm::Type* t) {
    auto* v = llvm::dyn_cast<llvm::FixedVectorType>(t);
    return v ? v->getNumElements() : 1;
}

/// One number, or `lanes` contiguous ones, from and to memory of any alignment.
Num load_num(llvm::IRBuilder<>& b, DType t, llvm::Value* address, unsigned lanes = 1);
void store_num(llvm::IRBuilder<>& b, DType t, Num value, llvm::Value* address);
/// Lanes [first, first + n) of v; those beyond its last lane repeat it, so that they raise no flag of their own.
llvm::Value* take_lanes(llvm::IRBuilder<>& b, llvm::Value* v, unsigned first, unsigned n);
/// Vectors of equal width, a power of two of them, as one.
llvm::Value* join_lanes(llvm::IRBuilder<>& b, llvm::SmallVector<llvm::Value*, 8> parts);
Num splat_num(llvm::IRBuilder<>& b, Num scalar, unsigned lanes);
/// A constant number; the imaginary part counts for complex types only.
Num constant_num(llvm::LLVMContext& ctx, DType t, double re, double im = 0, unsigned lanes = 1);
Num constant_integer(llvm::LLVMContext& ctx, DType t, std::int64_t value, unsigned lanes = 1);

}  // namespace phylanx::codegen
