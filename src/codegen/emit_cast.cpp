// The emit hook of casts: conversions between all dtypes with the results of NumPy on this processor.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/IntrinsicsX86.h>

#include <cmath>

#include "codegen/emit_hooks.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;

// The processor's own conversion: the lowest number, and the invalid flag, for what is out of range.
Value* x86_to_signed(Emitter& e, Value* x, unsigned bits) {
    auto& b = e.b;
    bool single = x->getType()->getScalarType()->isFloatTy();
    unsigned lanes = lanes_of(x->getType());
    if (bits == 32 && lanes >= 4 && host_target().vector_bits == 256) {
        unsigned width = single ? 8 : 4;
        auto id = single ? llvm::Intrinsic::x86_avx_cvtt_ps2dq_256 : llvm::Intrinsic::x86_avx_cvtt_pd2dq_256;
        llvm::SmallVector<Value*, 8> parts;
        for (unsigned first = 0; first < lanes; first += width)
            parts.push_back(b.CreateIntrinsic(id, {}, {take_lanes(b, x, first, width)}));
        return lanes < width ? take_lanes(b, parts[0], 0, lanes) : join_lanes(b, std::move(parts));
    }
    auto id = single ? (bits == 32 ? llvm::Intrinsic::x86_sse_cvttss2si : llvm::Intrinsic::x86_sse_cvttss2si64)
                     : (bits == 32 ? llvm::Intrinsic::x86_sse2_cvttsd2si : llvm::Intrinsic::x86_sse2_cvttsd2si64);
    return e.by_lane({{x}}, b.getIntNTy(bits), [&](std::span<Value* const> v) -> Value* {
        return b.CreateIntrinsic(id, {}, {take_lanes(b, v[0], 0, single ? 4 : 2)});
    });
}

// As the processor's conversion: out of range and NaN give the lowest number. To LLVM they are poison,
// so they are replaced by a number that converts to it.
Value* to_signed(Emitter& e, Value* x, unsigned bits) {
    if (host_target().x86) return x86_to_signed(e, x, bits);
    auto& b = e.b;
    llvm::Type* type = x->getType();
    double limit = std::ldexp(1.0, static_cast<int>(bits) - 1);
    // -limit - 1 is no double for 64 bits and no float for 32: there -limit is the last number in range.
    bool exact_below = type->getScalarType()->isDoubleTy() && bits == 32;
    Value* low = llvm::ConstantFP::get(type, exact_below ? -limit - 1 : -limit);
    Value* above = exact_below ? b.CreateFCmpOGT(x, low) : b.CreateFCmpOGE(x, low);
    Value* in_range = b.CreateAnd(above, b.CreateFCmpOLT(x, llvm::ConstantFP::get(type, limit)));
    Value* safe = b.CreateSelect(in_range, x, llvm::ConstantFP::get(type, -limit));
    return b.CreateFPToSI(safe, with_element(type, b.getIntNTy(bits)));
}

Value* to_unsigned_64(Emitter& e, Value* x) {
    auto& b = e.b;
    Value* limit = llvm::ConstantFP::get(x->getType(), 0x1p63);
    Value* large = b.CreateFCmpOGE(x, limit);
    Value* small = to_signed(e, b.CreateSelect(large, b.CreateFSub(x, limit), x), 64);
    Value* top = llvm::ConstantInt::get(small->getType(), std::uint64_t{1} << 63);
    return b.CreateXor(small, b.CreateSelect(large, top, llvm::Constant::getNullValue(small->getType())));
}

Value* float_to_integer(Emitter& e, Value* x, DType to) {
    unsigned bits = 8 * arrays::item_size(to);
    if (to == DType::U64) return to_unsigned_64(e, x);
    // Small integers are the low bits of a conversion to 32 bits, uint32 of one to 64.
    unsigned wide = bits == 64 || to == DType::U32 ? 64 : 32;
    Value* v = to_signed(e, x, wide);
    return wide == bits ? v : e.b.CreateTrunc(v, with_element(v->getType(), e.b.getIntNTy(bits)));
}

Value* float_to_float(Emitter& e, Value* x, DType to) {
    llvm::Type* type = with_element(x->getType(), compute_type(e.context(), to));
    if (to != DType::F16) return e.b.CreateFPCast(x, type);
    Value* half = e.b.CreateFPTrunc(x, with_element(x->getType(), llvm::Type::getHalfTy(e.context())));
    return e.b.CreateFPExt(half, type);
}

Value* integer_to_float(Emitter& e, Value* x, DType from, DType to) {
    // Through double for half: a direct conversion would have to round once, and double holds all that matters.
    llvm::Type* type = with_element(x->getType(), to == DType::F16 ? e.b.getDoubleTy() : compute_type(e.context(), to));
    Value* v = arrays::is_signed(from) ? e.b.CreateSIToFP(x, type) : e.b.CreateUIToFP(x, type);
    return to == DType::F16 ? float_to_float(e, v, to) : v;
}

Value* to_bool(Emitter& e, Num x, DType from) {
    Value* zero = llvm::Constant::getNullValue(x.re->getType());
    if (!arrays::is_inexact(from)) return e.b.CreateICmpNE(x.re, zero);
    Value* r = e.b.CreateFCmpUNE(x.re, zero);
    return x.im ? e.b.CreateOr(r, e.b.CreateFCmpUNE(x.im, zero)) : r;
}

}  // namespace

Num emit_conversion(Emitter& e, Num x, DType from, DType to) {
    if (from == to) return x;
    if (to == DType::Bool) return {to_bool(e, x, from)};
    if (arrays::is_complex(to)) {
        DType part = arrays::real_of(to);
        Value* zero = llvm::Constant::getNullValue(with_element(x.re->getType(), compute_type(e.context(), part)));
        Value* re = emit_conversion(e, {x.re}, arrays::real_of(from), part).re;
        return {re, x.im ? emit_conversion(e, {x.im}, arrays::real_of(from), part).re : zero};
    }
    from = arrays::real_of(from);
    if (from == to) return {x.re};
    if (arrays::is_inexact(from))
        return {arrays::is_inexact(to) ? float_to_float(e, x.re, to) : float_to_integer(e, x.re, to)};
    if (arrays::is_inexact(to)) return {integer_to_float(e, x.re, from, to)};
    llvm::Type* type = with_element(x.re->getType(), compute_type(e.context(), to));
    return {arrays::is_signed(from) ? e.b.CreateSExtOrTrunc(x.re, type) : e.b.CreateZExtOrTrunc(x.re, type)};
}

Num emit_cast(Emitter& e, const ElemOp& op) { return emit_conversion(e, op.args[0], op.in, op.out); }

}  // namespace phylanx::codegen
