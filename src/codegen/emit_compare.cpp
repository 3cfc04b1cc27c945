// Emit hooks that give or combine bits: comparisons, logic, shifts, tests of floats, select.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/Intrinsics.h>

#include "codegen/emit_hooks.h"
#include "codegen/quiet.h"

namespace phylanx::codegen {
namespace {

using llvm::CmpInst;
using llvm::Value;

struct Predicates {
    CmpInst::Predicate floats, with_sign, without;
};

Num compare(Emitter& e, const ElemOp& op, Predicates p) {
    Value* x = op.args[0].re;
    Value* y = op.args[1].re;
    if (arrays::is_inexact(op.in)) {
        switch (p.floats) {
            case CmpInst::FCMP_OLT: return {quiet_compare(e, Order::Less, x, y)};
            case CmpInst::FCMP_OLE: return {quiet_compare(e, Order::LessEqual, x, y)};
            case CmpInst::FCMP_OGT: return {quiet_compare(e, Order::Greater, x, y)};
            case CmpInst::FCMP_OGE: return {quiet_compare(e, Order::GreaterEqual, x, y)};
            default: return {e.b.CreateFCmp(p.floats, x, y)};  // equality is quiet
        }
    }
    return {e.b.CreateICmp(arrays::is_signed(op.in) ? p.with_sign : p.without, x, y)};
}

Value* infinity(Emitter& e, DType t) { return e.number(t, std::numeric_limits<double>::infinity()); }
Value* magnitude(Emitter& e, Value* x) { return e.intrinsic(llvm::Intrinsic::fabs, {{x}}); }

// Shifts beyond the width are poison to LLVM; NumPy gives 0, or the sign.
struct ShiftCount {
    Value* in_range;
    Value* safe;
};
ShiftCount shift_count(Emitter& e, const ElemOp& op) {
    Value* n = op.args[1].re;
    Value* in_range = e.b.CreateICmpULT(n, e.integer(op.in, 8 * static_cast<int>(arrays::item_size(op.in))));
    return {in_range, e.b.CreateSelect(in_range, n, e.integer(op.in, 0))};
}

}  // namespace

Num emit_eq(Emitter& e, const ElemOp& op) {
    Num r = compare(e, op, {CmpInst::FCMP_OEQ, CmpInst::ICMP_EQ, CmpInst::ICMP_EQ});
    if (!arrays::is_complex(op.in)) return r;
    return {e.b.CreateAnd(r.re, e.b.CreateFCmpOEQ(op.args[0].im, op.args[1].im))};
}

Num emit_ne(Emitter& e, const ElemOp& op) {
    Num r = compare(e, op, {CmpInst::FCMP_UNE, CmpInst::ICMP_NE, CmpInst::ICMP_NE});
    if (!arrays::is_complex(op.in)) return r;
    return {e.b.CreateOr(r.re, e.b.CreateFCmpUNE(op.args[0].im, op.args[1].im))};
}

Num emit_lt(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return {complex_less(e, op.args[0], op.args[1], false, true)};
    return compare(e, op, {CmpInst::FCMP_OLT, CmpInst::ICMP_SLT, CmpInst::ICMP_ULT});
}

Num emit_le(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return {complex_less(e, op.args[0], op.args[1], true, true)};
    return compare(e, op, {CmpInst::FCMP_OLE, CmpInst::ICMP_SLE, CmpInst::ICMP_ULE});
}

Num emit_gt(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return {complex_less(e, op.args[1], op.args[0], false, true)};
    return compare(e, op, {CmpInst::FCMP_OGT, CmpInst::ICMP_SGT, CmpInst::ICMP_UGT});
}

Num emit_ge(Emitter& e, const ElemOp& op) {
    if (arrays::is_complex(op.in)) return {complex_less(e, op.args[1], op.args[0], true, true)};
    return compare(e, op, {CmpInst::FCMP_OGE, CmpInst::ICMP_SGE, CmpInst::ICMP_UGE});
}

Num emit_bit_and(Emitter& e, const ElemOp& op) { return {e.b.CreateAnd(op.args[0].re, op.args[1].re)}; }
Num emit_bit_or(Emitter& e, const ElemOp& op) { return {e.b.CreateOr(op.args[0].re, op.args[1].re)}; }
Num emit_bit_xor(Emitter& e, const ElemOp& op) { return {e.b.CreateXor(op.args[0].re, op.args[1].re)}; }
Num emit_invert(Emitter& e, const ElemOp& op) { return {e.b.CreateNot(op.args[0].re)}; }

Num emit_lshift(Emitter& e, const ElemOp& op) {
    ShiftCount n = shift_count(e, op);
    return {e.b.CreateSelect(n.in_range, e.b.CreateShl(op.args[0].re, n.safe), e.integer(op.in, 0))};
}

Num emit_rshift(Emitter& e, const ElemOp& op) {
    ShiftCount n = shift_count(e, op);
    Value* x = op.args[0].re;
    if (!arrays::is_signed(op.in))
        return {e.b.CreateSelect(n.in_range, e.b.CreateLShr(x, n.safe), e.integer(op.in, 0))};
    Value* sign = e.b.CreateAShr(x, e.integer(op.in, 8 * static_cast<int>(arrays::item_size(op.in)) - 1));
    return {e.b.CreateSelect(n.in_range, e.b.CreateAShr(x, n.safe), sign)};
}

Num emit_select(Emitter& e, const ElemOp& op) {
    Value* condition = op.args[0].re;
    Num x = op.args[1], y = op.args[2];
    return {e.b.CreateSelect(condition, x.re, y.re), x.im ? e.b.CreateSelect(condition, x.im, y.im) : nullptr};
}

Num emit_isnan(Emitter& e, const ElemOp& op) {
    if (!arrays::is_inexact(op.in)) return {e.integer(DType::Bool, 0)};
    Num x = op.args[0];
    return {e.b.CreateFCmpUNO(x.re, x.im ? x.im : x.re)};
}

Num emit_isinf(Emitter& e, const ElemOp& op) {
    if (!arrays::is_inexact(op.in)) return {e.integer(DType::Bool, 0)};
    auto infinite = [&](Value* x) { return e.b.CreateFCmpOEQ(magnitude(e, x), infinity(e, op.in)); };
    Num x = op.args[0];
    Value* r = infinite(x.re);
    return {x.im ? e.b.CreateOr(r, infinite(x.im)) : r};
}

Num emit_isfinite(Emitter& e, const ElemOp& op) {
    if (!arrays::is_inexact(op.in)) return {e.integer(DType::Bool, 1)};
    auto finite = [&](Value* x) { return e.b.CreateFCmpONE(magnitude(e, x), infinity(e, op.in)); };
    Num x = op.args[0];
    Value* r = finite(x.re);
    return {x.im ? e.b.CreateAnd(r, finite(x.im)) : r};
}

Num emit_signbit(Emitter& e, const ElemOp& op) {
    Value* x = op.args[0].re;
    if (arrays::is_signed(op.in)) return {e.b.CreateICmpSLT(x, e.integer(op.in, 0))};
    if (!arrays::is_inexact(op.in)) return {e.integer(DType::Bool, 0)};
    llvm::Type* bits = with_element(x->getType(), e.b.getIntNTy(x->getType()->getScalarSizeInBits()));
    return {e.b.CreateICmpSLT(e.b.CreateBitCast(x, bits), llvm::Constant::getNullValue(bits))};
}

}  // namespace phylanx::codegen
