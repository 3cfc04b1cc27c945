// Emit hooks of arithmetic: + - * / and what is made of them, signs, extremes, rounding.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/Intrinsics.h>

#include <cfenv>

#include "codegen/emit_hooks.h"
#include "codegen/quiet.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;
namespace Intrinsic = llvm::Intrinsic;

Value* call1(Emitter& e, llvm::Intrinsic::ID id, Value* x) { return e.intrinsic(id, {{x}}); }
Value* call2(Emitter& e, llvm::Intrinsic::ID id, Value* x, Value* y) { return e.intrinsic(id, {{x, y}}); }

Value* is_nan(Emitter& e, Value* x) { return e.b.CreateFCmpUNO(x, x); }

// Greater (or smaller) of two numbers, the first where they cannot be ordered and it is a NaN.
Num extreme(Emitter& e, const ElemOp& op, bool greater, bool nan_wins) {
    auto& b = e.b;
    Num x = op.args[0], y = op.args[1];
    if (arrays::is_complex(op.in)) {
        Value* first = greater ? complex_less(e, y, x, true, false) : complex_less(e, x, y, true, false);
        auto any_nan = [&](Num z) { return b.CreateFCmpUNO(z.re, z.im); };
        first = nan_wins ? b.CreateOr(first, any_nan(x)) : b.CreateOr(first, any_nan(y));
        // A NaN on one side decides alone.
        Value* other = nan_wins ? b.CreateAnd(any_nan(y), b.CreateNot(any_nan(x)))
                                : b.CreateAnd(any_nan(x), b.CreateNot(any_nan(y)));
        first = b.CreateAnd(first, b.CreateNot(other));
        return {b.CreateSelect(first, x.re, y.re), b.CreateSelect(first, x.im, y.im)};
    }
    if (arrays::is_bool(op.in)) return {greater ? b.CreateOr(x.re, y.re) : b.CreateAnd(x.re, y.re)};
    if (arrays::is_signed(op.in)) return {call2(e, greater ? Intrinsic::smax : Intrinsic::smin, x.re, y.re)};
    if (arrays::is_unsigned(op.in)) return {call2(e, greater ? Intrinsic::umax : Intrinsic::umin, x.re, y.re)};
    Value* first = quiet_compare(e, greater ? Order::Greater : Order::Less, x.re, y.re);
    Value* r = b.CreateSelect(first, x.re, y.re);
    return {b.CreateSelect(is_nan(e, nan_wins ? x.re : y.re), x.re, r)};
}

Num round_by(Emitter& e, const ElemOp& op, llvm::Intrinsic::ID id) {
    if (!arrays::is_inexact(op.in)) return op.args[0];
    if (arrays::is_complex(op.in)) return {call1(e, id, op.args[0].re), call1(e, id, op.args[0].im)};
    return {call1(e, id, op.args[0].re)};
}

}  // namespace

Num emit_add(Emitter& e, const ElemOp& op) {
    Num x = op.args[0], y = op.args[1];
    if (arrays::is_complex(op.in)) return {e.b.CreateFAdd(x.re, y.re), e.b.CreateFAdd(x.im, y.im)};
    if (arrays::is_inexact(op.in)) return {e.b.CreateFAdd(x.re, y.re)};
    return {arrays::is_bool(op.in) ? e.b.CreateOr(x.re, y.re) : e.b.CreateAdd(x.re, y.re)};
}

Num emit_sub(Emitter& e, const ElemOp& op) {
    Num x = op.args[0], y = op.args[1];
    if (arrays::is_complex(op.in)) return {e.b.CreateFSub(x.re, y.re), e.b.CreateFSub(x.im, y.im)};
    return {arrays::is_inexact(op.in) ? e.b.CreateFSub(x.re, y.re) : e.b.CreateSub(x.re, y.re)};
}

Num emit_mul(Emitter& e, const ElemOp& op) {
    Num x = op.args[0], y = op.args[1];
    if (arrays::is_complex(op.in)) return complex_mul(e, x, y);
    if (arrays::is_inexact(op.in)) return {e.b.CreateFMul(x.re, y.re)};
    return {arrays::is_bool(op.in) ? e.b.CreateAnd(x.re, y.re) : e.b.CreateMul(x.re, y.re)};
}

Num emit_truediv(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return complex_div(e, op.args[0], op.args[1]);
    return {e.b.CreateFDiv(op.args[0].re, op.args[1].re)};
}

Num emit_neg(Emitter& e, const ElemOp& op) {
    Num x = op.args[0];
    if (arrays::is_complex(op.in)) return {e.b.CreateFNeg(x.re), e.b.CreateFNeg(x.im)};
    return {arrays::is_inexact(op.in) ? e.b.CreateFNeg(x.re) : e.b.CreateNeg(x.re)};
}

Num emit_pos(Emitter&, const ElemOp& op) { return op.args[0]; }

Num emit_abs(Emitter& e, const ElemOp& op) {
    Num x = op.args[0];
    if (arrays::is_complex(op.in)) return {e.maths(ops::OpCode::hypot, {{x.re, x.im}})};
    if (arrays::is_inexact(op.in)) return {call1(e, Intrinsic::fabs, x.re)};
    if (!arrays::is_signed(op.in)) return x;
    return {e.b.CreateSelect(e.b.CreateICmpSLT(x.re, e.integer(op.in, 0)), e.b.CreateNeg(x.re), x.re)};
}

Num emit_sign(Emitter& e, const ElemOp& op) {
    auto& b = e.b;
    Num x = op.args[0];
    if (arrays::is_complex(op.in)) {  // z / |z|; 0 of 0
        Value* size = e.maths(ops::OpCode::hypot, {{x.re, x.im}});
        Value* zero = e.number(op.in, 0);
        Value* is_zero = b.CreateFCmpOEQ(size, zero);
        size = b.CreateSelect(is_zero, e.number(op.in, 1), size);
        auto unit = [&](Value* part, Value* other) {
            Value* inf = call1(e, Intrinsic::fabs, part);
            inf = b.CreateFCmpOEQ(inf, size);  // an infinite part over the infinite size
            Value* infinite = b.CreateFCmpOEQ(size, e.number(op.in, std::numeric_limits<double>::infinity()));
            Value* both = b.CreateFCmpOEQ(call1(e, Intrinsic::fabs, other), size);
            Value* one = call2(e, Intrinsic::copysign, e.number(op.in, 1), part);
            Value* nan = e.number(op.in, std::numeric_limits<double>::quiet_NaN());
            Value* at_inf = b.CreateSelect(inf, b.CreateSelect(both, nan, one), b.CreateSelect(both, zero, nan));
            return b.CreateSelect(infinite, at_inf, b.CreateFDiv(part, size));
        };
        return {b.CreateSelect(is_zero, zero, unit(x.re, x.im)), b.CreateSelect(is_zero, zero, unit(x.im, x.re))};
    }
    Value* zero = e.integer(op.in, 0);
    Value* one = e.integer(op.in, 1);
    if (!arrays::is_inexact(op.in)) {
        Value* positive = b.CreateSelect(b.CreateICmpNE(x.re, zero), one, zero);
        if (!arrays::is_signed(op.in)) return {positive};
        return {b.CreateSelect(b.CreateICmpSLT(x.re, zero), e.integer(op.in, -1), positive)};
    }
    Value* r = b.CreateSelect(b.CreateFCmpOEQ(x.re, zero), zero, x.re);  // NaN stays
    r = b.CreateSelect(quiet_compare(e, Order::Less, x.re, zero), e.number(op.in, -1), r);
    return {b.CreateSelect(quiet_compare(e, Order::Greater, x.re, zero), one, r)};
}

Num emit_square(Emitter& e, const ElemOp& op) {
    Num args[] = {op.args[0], op.args[0]};
    return emit_mul(e, ElemOp{op.code, op.in, op.out, args});
}

Num emit_reciprocal(Emitter& e, const ElemOp& op) {
    auto& b = e.b;
    Num x = op.args[0];
    if (arrays::is_complex(op.in)) return complex_reciprocal(e, x);
    if (arrays::is_inexact(op.in)) return {b.CreateFDiv(e.number(op.in, 1), x.re)};
    // 1 / x in integers: x itself where it is 1 or -1; of 0 NumPy casts an infinite quotient, which gives the lowest
    // number of int32 and int64 and 0 otherwise.
    Value* zero = e.integer(op.in, 0);
    Value* is_zero = b.CreateICmpEQ(x.re, zero);
    if (e.on_flag) {
        e.on_flag(is_zero, FE_DIVBYZERO);
        e.on_flag(is_zero, FE_INVALID);
    }
    Value* unit = b.CreateICmpEQ(x.re, e.integer(op.in, 1));
    if (arrays::is_signed(op.in)) unit = b.CreateOr(unit, b.CreateICmpEQ(x.re, e.integer(op.in, -1)));
    Value* rest = zero;
    if (op.in == DType::I32 || op.in == DType::I64) {
        llvm::APInt lowest = llvm::APInt::getSignedMinValue(8 * arrays::item_size(op.in));
        rest = b.CreateSelect(is_zero, llvm::ConstantInt::get(zero->getType(), lowest), zero);
    }
    return {b.CreateSelect(unit, x.re, rest)};
}

Num emit_maximum(Emitter& e, const ElemOp& op) { return extreme(e, op, true, true); }
Num emit_minimum(Emitter& e, const ElemOp& op) { return extreme(e, op, false, true); }
Num emit_fmax(Emitter& e, const ElemOp& op) { return extreme(e, op, true, false); }
Num emit_fmin(Emitter& e, const ElemOp& op) { return extreme(e, op, false, false); }

Num emit_copysign(Emitter& e, const ElemOp& op) {
    return {call2(e, Intrinsic::copysign, op.args[0].re, op.args[1].re)};
}

Num emit_sqrt(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return complex_maths(e, op.code, op.in, op.args);
    return {call1(e, Intrinsic::sqrt, op.args[0].re)};
}

Num emit_floor(Emitter& e, const ElemOp& op) { return round_by(e, op, Intrinsic::floor); }
Num emit_ceil(Emitter& e, const ElemOp& op) { return round_by(e, op, Intrinsic::ceil); }
Num emit_trunc(Emitter& e, const ElemOp& op) { return round_by(e, op, Intrinsic::trunc); }
Num emit_rint(Emitter& e, const ElemOp& op) { return round_by(e, op, Intrinsic::rint); }

}  // namespace phylanx::codegen
