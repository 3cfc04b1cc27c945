// Emits Elem ops, on scalars or on vectors alike: one function for each emit hook of the op table.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "codegen/target.h"
#include "codegen/types.h"
#include "ops/op.h"

namespace phylanx::codegen {

/// One application of an op: operands of dtype `in` (select: the values; its condition is a bool),
/// result of dtype `out`.
struct ElemOp {
    ops::OpCode code;
    DType in;
    DType out;
    std::span<const Num> args;
};

/// Where code is being emitted and for how many lanes.
class Emitter {
   public:
    using MaskFn = std::function<void(llvm::Value* mask)>;

    Emitter(llvm::IRBuilder<>& builder, unsigned lane_count) : b(builder), lanes(lane_count) {}

    llvm::IRBuilder<>& b;
    unsigned lanes;
    bool quiet = false;             // comparisons raise no flag for NaN
    bool scalar_maths = false;      // C's functions, as Python's math has them, in place of libmvec's
    /// Told where NumPy's loop over integers raises a floating-point flag (FE_DIVBYZERO, FE_OVERFLOW, FE_INVALID).
    std::function<void(llvm::Value* mask, int flag)> on_flag;
    MaskFn on_negative_power;       // told of negative integer exponents

    llvm::LLVMContext& context() const { return b.getContext(); }
    llvm::Type* type(DType t) const { return compute_type(context(), t, lanes); }
    llvm::Value* number(DType t, double v) const { return constant_num(context(), t, v, 0, lanes).re; }
    llvm::Value* integer(DType t, std::int64_t v) const { return constant_integer(context(), t, v, lanes).re; }
    /// A call of an LLVM intrinsic that is overloaded on its operands' type.
    llvm::Value* intrinsic(llvm::Intrinsic::ID id, std::span<llvm::Value* const> args) const;
    /// Calls a function of symbols.h; it neither writes memory nor fails.
    llvm::Value* call(const std::string& name, llvm::Type* result, std::span<llvm::Value* const> args) const;
    /// Applies `fn` to each lane of the arguments.
    llvm::Value* by_lane(std::span<llvm::Value* const> args, llvm::Type* element,
                         const std::function<llvm::Value*(std::span<llvm::Value* const>)>& fn) const;
    /// A function of C's library on floats or doubles, by libmvec where it has it: every lane and the
    /// scalar of a tail get the same bits.
    llvm::Value* maths(ops::OpCode function, std::span<llvm::Value* const> args);
};

/// Emits any Elem op, float16's rounding included.
Num emit_elem(Emitter& e, const ElemOp& op);
/// Emits one step of a Reduce op: accumulator op value, both of dtype t.
Num emit_fold(Emitter& e, ops::OpCode reduce, DType t, Num accumulator, Num value);
/// The accumulator's first value: 0, 1, the least or the greatest number.
Num reduce_identity(llvm::LLVMContext& ctx, ops::OpCode reduce, DType t, unsigned lanes);
/// Conversion as NumPy's astype.
Num emit_conversion(Emitter& e, Num value, DType from, DType to);
/// The op takes many times as long as an addition, so that code size does not matter beside it.
bool is_costly(ops::OpCode code, DType t);

}  // namespace phylanx::codegen
