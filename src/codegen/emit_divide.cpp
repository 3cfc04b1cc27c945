// Emit hooks of division that rounds, and its remainders, as NumPy defines them.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/Intrinsics.h>

#include <cfenv>

#include "codegen/emit_hooks.h"
#include "codegen/quiet.h"

namespace phylanx::codegen {
namespace {

using arrays::DType;
using llvm::Value;

struct Division {
    Value* quotient;   // rounded towards zero
    Value* remainder;  // with the dividend's sign
    Value* by_zero;
};

// Integer division without traps: by zero gives 0 and 0; the lowest number by -1 itself and 0.
Division divide_integers(Emitter& e, const ElemOp& op) {
    auto& b = e.b;
    Value* x = op.args[0].re;
    Value* y = op.args[1].re;
    Value* zero = e.integer(op.in, 0);
    Value* by_zero = b.CreateICmpEQ(y, zero);
    if (e.on_flag) e.on_flag(by_zero, FE_DIVBYZERO);
    Value* unsafe = by_zero;
    bool is_signed = arrays::is_signed(op.in);
    if (is_signed) {
        llvm::APInt lowest = llvm::APInt::getSignedMinValue(8 * arrays::item_size(op.in));
        Value* wraps = b.CreateAnd(b.CreateICmpEQ(x, llvm::ConstantInt::get(x->getType(), lowest)),
                                   b.CreateICmpEQ(y, e.integer(op.in, -1)));
        if (e.on_flag && op.code == ops::OpCode::floordiv) e.on_flag(wraps, FE_OVERFLOW);
        unsafe = b.CreateOr(by_zero, wraps);
    }
    Value* safe = b.CreateSelect(unsafe, e.integer(op.in, 1), y);
    Value* q = is_signed ? b.CreateSDiv(x, safe) : b.CreateUDiv(x, safe);
    Value* r = b.CreateSub(x, b.CreateMul(q, safe));
    return {b.CreateSelect(by_zero, zero, q), b.CreateSelect(by_zero, zero, r), by_zero};
}

// The remainder is not zero and has another sign than the divisor: rounding down differs from truncation.
Value* needs_correction(Emitter& e, const ElemOp& op, Value* remainder) {
    auto& b = e.b;
    Value* zero = e.integer(op.in, 0);
    Value* signs = b.CreateICmpSLT(b.CreateXor(remainder, op.args[1].re), zero);
    return b.CreateAnd(signs, b.CreateICmpNE(remainder, zero));
}

// The exponent of a divisor that is a constant power of two, in every lane; else -1.
int shift_of(const ElemOp& op) {
    auto* c = llvm::dyn_cast<llvm::Constant>(op.args[1].re);
    if (c && c->getType()->isVectorTy()) c = c->getSplatValue();
    auto* number = llvm::dyn_cast_or_null<llvm::ConstantInt>(c);
    return number && number->getValue().isStrictlyPositive() ? number->getValue().exactLogBase2() : -1;
}

struct FloatDivision {
    Value* floor;
    Value* remainder;
};

// The steps of C Python's and NumPy's float division: an exact fmod, then the quotient made of it.
FloatDivision divide_floats(Emitter& e, const ElemOp& op, bool wants_floor) {
    auto& b = e.b;
    Value* x = op.args[0].re;
    Value* y = op.args[1].re;
    Value* zero = e.number(op.in, 0);
    Value* one = e.number(op.in, 1);
    Value* by_zero = b.CreateFCmpOEQ(y, zero);
    Value* quotient = b.CreateFDiv(x, y);
    // A quotient by zero is infinite and no more: the steps that follow would raise further flags.
    if (wants_floor) {
        x = b.CreateSelect(by_zero, one, x);
        y = b.CreateSelect(by_zero, one, y);
    }
    Value* mod = e.maths(ops::OpCode::fmod, {{x, y}});
    Value* nonzero = b.CreateFCmpUNE(mod, zero);
    Value* adjust = b.CreateAnd(
        nonzero, b.CreateXor(quiet_compare(e, Order::Less, y, zero), quiet_compare(e, Order::Less, mod, zero)));
    Value* div = b.CreateFDiv(b.CreateFSub(x, mod), y);
    div = b.CreateSelect(adjust, b.CreateFSub(div, one), div);
    Value* signed_zero = e.intrinsic(llvm::Intrinsic::copysign, {{zero, y}});
    Value* remainder = b.CreateFAdd(mod, b.CreateSelect(adjust, y, zero));  // mod + y might overflow for nothing
    remainder = b.CreateSelect(nonzero, remainder, signed_zero);
    Value* floor = e.intrinsic(llvm::Intrinsic::floor, {{div}});
    Value* half_off = quiet_compare(e, Order::Greater, b.CreateFSub(div, floor), e.number(op.in, 0.5));
    floor = b.CreateSelect(half_off, b.CreateFAdd(floor, one), floor);
    Value* zero_quotient = e.intrinsic(llvm::Intrinsic::copysign, {{zero, quotient}});
    floor = b.CreateSelect(b.CreateFCmpUNE(div, zero), floor, zero_quotient);
    // NumPy's halves divide for a remainder too, which raises the flag of a division by zero.
    Value* no_remainder = op.in == DType::F16 ? b.CreateFSub(quotient, quotient) : mod;
    return {b.CreateSelect(by_zero, quotient, floor), b.CreateSelect(by_zero, no_remainder, remainder)};
}

}  // namespace

Num emit_floordiv(Emitter& e, const ElemOp& op) {
    if (arrays::is_inexact(op.in)) return {divide_floats(e, op, true).floor};
    if (int shift = shift_of(op); shift >= 0 && arrays::is_signed(op.in))
        return {e.b.CreateAShr(op.args[0].re, e.integer(op.in, shift))};
    Division d = divide_integers(e, op);
    if (!arrays::is_signed(op.in)) return {d.quotient};
    return {e.b.CreateSub(d.quotient, e.b.CreateZExt(needs_correction(e, op, d.remainder), d.quotient->getType()))};
}

Num emit_mod(Emitter& e, const ElemOp& op) {
    if (arrays::is_inexact(op.in)) return {divide_floats(e, op, false).remainder};
    if (int shift = shift_of(op); shift >= 0 && arrays::is_signed(op.in))
        return {e.b.CreateAnd(op.args[0].re, e.integer(op.in, (std::int64_t{1} << shift) - 1))};
    Division d = divide_integers(e, op);
    if (!arrays::is_signed(op.in)) return {d.remainder};
    Value* corrected = e.b.CreateAdd(d.remainder, op.args[1].re);
    return {e.b.CreateSelect(needs_correction(e, op, d.remainder), corrected, d.remainder)};
}

Num emit_fmod(Emitter& e, const ElemOp& op) {
    if (arrays::is_inexact(op.in)) return {e.maths(ops::OpCode::fmod, {{op.args[0].re, op.args[1].re}})};
    return {divide_integers(e, op).remainder};
}

}  // namespace phylanx::codegen
