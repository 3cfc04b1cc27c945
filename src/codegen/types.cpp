// Types of the graph as LLVM types, loads, stores and constants of them.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/types.h"

#include "support/error.h"

namespace phylanx::codegen {
namespace {

llvm::Type* element_type(llvm::LLVMContext& ctx, DType t) {
    switch (t) {
        case DType::Bool: return llvm::Type::getInt1Ty(ctx);
        case DType::F16:
        case DType::F32:
        case DType::C64: return llvm::Type::getFloatTy(ctx);
        case DType::F64:
        case DType::C128: return llvm::Type::getDoubleTy(ctx);
        default: return llvm::Type::getIntNTy(ctx, 8 * arrays::item_size(t));
    }
}

llvm::Type* widened(llvm::Type* element, unsigned lanes) {
    return lanes > 1 ? llvm::FixedVectorType::get(element, lanes) : element;
}

// Lanes first, first + step ... of a vector.
llvm::SmallVector<int, 32> every(unsigned first, unsigned step, unsigned n) {
    llvm::SmallVector<int, 32> mask;
    for (unsigned i = 0; i < n; ++i) mask.push_back(static_cast<int>(first + step * i));
    return mask;
}

Num load_complex(llvm::IRBuilder<>& b, DType t, llvm::Value* address, unsigned lanes) {
    llvm::Type* part = memory_type(b.getContext(), t);
    llvm::Value* both = b.CreateAlignedLoad(widened(part, 2 * lanes), address, llvm::Align(1));
    if (lanes == 1) return {b.CreateExtractElement(both, b.getInt64(0)), b.CreateExtractElement(both, b.getInt64(1))};
    return {b.CreateShuffleVector(both, every(0, 2, lanes)), b.CreateShuffleVector(both, every(1, 2, lanes))};
}

void store_complex(llvm::IRBuilder<>& b, Num value, llvm::Value* address) {
    unsigned lanes = lanes_of(value.re->getType());
    llvm::Value* both;
    if (lanes == 1) {
        both = llvm::PoisonValue::get(widened(value.re->getType(), 2));
        both = b.CreateInsertElement(both, value.re, b.getInt64(0));
        both = b.CreateInsertElement(both, value.im, b.getInt64(1));
    } else {
        llvm::SmallVector<int, 32> mask;
        for (unsigned i = 0; i < lanes; ++i) {
            mask.push_back(static_cast<int>(i));
            mask.push_back(static_cast<int>(lanes + i));
        }
        both = b.CreateShuffleVector(value.re, value.im, mask);
    }
    b.CreateAlignedStore(both, address, llvm::Align(1));
}

}  // namespace

llvm::Type* compute_type(llvm::LLVMContext& ctx, DType t, unsigned lanes) {
    return widened(element_type(ctx, t), lanes);
}

llvm::Type* memory_type(llvm::LLVMContext& ctx, DType t) {
    if (t == DType::Bool) return llvm::Type::getInt8Ty(ctx);
    if (t == DType::F16) return llvm::Type::getHalfTy(ctx);
    return element_type(ctx, t);
}

llvm::Type* with_element(llvm::Type* like, llvm::Type* element) { return widened(element, lanes_of(like)); }

Num load_num(llvm::IRBuilder<>& b, DType t, llvm::Value* address, unsigned lanes) {
    if (arrays::is_complex(t)) return load_complex(b, t, address, lanes);
    llvm::Type* in_memory = widened(memory_type(b.getContext(), t), lanes);
    llvm::Value* v = b.CreateAlignedLoad(in_memory, address, llvm::Align(1));
    if (t == DType::Bool) return {b.CreateICmpNE(v, llvm::Constant::getNullValue(in_memory))};
    if (t == DType::F16) return {b.CreateFPExt(v, compute_type(b.getContext(), t, lanes))};
    return {v};
}

void store_num(llvm::IRBuilder<>& b, DType t, Num value, llvm::Value* address) {
    if (arrays::is_complex(t)) return store_complex(b, value, address);
    llvm::Type* in_memory = with_element(value.re->getType(), memory_type(b.getContext(), t));
    llvm::Value* v = value.re;
    if (t == DType::Bool) v = b.CreateZExt(v, in_memory);
    if (t == DType::F16) v = b.CreateFPTrunc(v, in_memory);
    b.CreateAlignedStore(v, address, llvm::Align(1));
}

llvm::Value* take_lanes(llvm::IRBuilder<>& b, llvm::Value* v, unsigned first, unsigned n) {
    unsigned have = lanes_of(v->getType());
    if (have == 1) return b.CreateVectorSplat(n, v);
    if (have == n) return v;
    llvm::SmallVector<int, 16> mask;
    for (unsigned i = 0; i < n; ++i) mask.push_back(static_cast<int>(std::min(first + i, have - 1)));
    return b.CreateShuffleVector(v, mask);
}

llvm::Value* join_lanes(llvm::IRBuilder<>& b, llvm::SmallVector<llvm::Value*, 8> parts) {
    while (parts.size() > 1) {
        llvm::SmallVector<llvm::Value*, 8> joined;
        auto mask = every(0, 1, 2 * lanes_of(parts[0]->getType()));
        for (std::size_t i = 0; i < parts.size(); i += 2)
            joined.push_back(b.CreateShuffleVector(parts[i], parts[i + 1], mask));
        parts = std::move(joined);
    }
    return parts[0];
}

Num splat_num(llvm::IRBuilder<>& b, Num scalar, unsigned lanes) {
    if (lanes == 1) return scalar;
    return {b.CreateVectorSplat(lanes, scalar.re),
            scalar.im ? b.CreateVectorSplat(lanes, scalar.im) : nullptr};
}

Num constant_num(llvm::LLVMContext& ctx, DType t, double re, double im, unsigned lanes) {
    llvm::Type* type = compute_type(ctx, t, lanes);
    if (arrays::is_complex(t)) return {llvm::ConstantFP::get(type, re), llvm::ConstantFP::get(type, im)};
    if (arrays::is_inexact(t)) return {llvm::ConstantFP::get(type, re)};
    return constant_integer(ctx, t, static_cast<std::int64_t>(re), lanes);
}

Num constant_integer(llvm::LLVMContext& ctx, DType t, std::int64_t value, unsigned lanes) {
    llvm::Type* type = compute_type(ctx, t, lanes);
    if (arrays::is_inexact(t)) return constant_num(ctx, t, static_cast<double>(value), 0, lanes);
    if (t == DType::Bool) value = value != 0;
    unsigned bits = type->getScalarSizeInBits();
    llvm::APInt number = llvm::APInt(64, static_cast<std::uint64_t>(value)).trunc(bits);
    return {llvm::ConstantInt::get(type, number)};
}

}  // namespace phylanx::codegen
