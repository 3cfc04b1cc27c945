// Emit hooks of complex numbers: their arithmetic as NumPy does it, parts, functions.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Module.h>

#include "codegen/complex_math.h"
#include "codegen/emit_hooks.h"
#include "codegen/quiet.h"
#include "support/error.h"

namespace phylanx::codegen {

using llvm::Value;

Num complex_mul(Emitter& e, Num x, Num y) {
    auto& b = e.b;
    Value* low = b.CreateFMul(x.im, y.im);
    Value* cross = b.CreateFMul(x.im, y.re);
    // NumPy's loop contracts these two where the processor can; its bits are wanted.
    if (host_target().fma && !e.scalar_maths) {
        return {e.intrinsic(llvm::Intrinsic::fma, {{x.re, y.re, b.CreateFNeg(low)}}),
                e.intrinsic(llvm::Intrinsic::fma, {{x.re, y.im, cross}})};
    }
    return {b.CreateFSub(b.CreateFMul(x.re, y.re), low), b.CreateFAdd(b.CreateFMul(x.re, y.im), cross)};
}

// Smith's division: the greater part of the divisor is divided by, so that nothing overflows early.
Num complex_div(Emitter& e, Num x, Num y) {
    auto& b = e.b;
    Value* size_re = e.intrinsic(llvm::Intrinsic::fabs, {{y.re}});
    Value* size_im = e.intrinsic(llvm::Intrinsic::fabs, {{y.im}});
    Value* swap = b.CreateNot(b.CreateFCmpOGE(size_re, size_im));
    Value* big = b.CreateSelect(swap, y.im, y.re);
    Value* small = b.CreateSelect(swap, y.re, y.im);
    Value* ratio = b.CreateFDiv(small, big);
    Value* scale = b.CreateFDiv(llvm::ConstantFP::get(big->getType(), 1.0),
                                b.CreateFAdd(big, b.CreateFMul(small, ratio)));
    Value* xr = b.CreateSelect(swap, b.CreateFMul(x.re, ratio), x.re);
    Value* xi = b.CreateSelect(swap, x.im, b.CreateFMul(x.im, ratio));
    Value* zr = b.CreateSelect(swap, b.CreateFMul(x.im, ratio), x.im);
    Value* zi = b.CreateSelect(swap, x.re, b.CreateFMul(x.re, ratio));
    Value* re = b.CreateFMul(b.CreateFAdd(xr, xi), scale);
    Value* im = b.CreateFMul(b.CreateFSub(zr, zi), scale);
    // Division by zero: infinities or NaNs of the plain quotients.
    Value* zero = llvm::Constant::getNullValue(big->getType());
    Value* is_zero = b.CreateAnd(b.CreateFCmpOEQ(size_re, zero), b.CreateFCmpOEQ(size_im, zero));
    return {b.CreateSelect(is_zero, b.CreateFDiv(x.re, size_re), re),
            b.CreateSelect(is_zero, b.CreateFDiv(x.im, size_re), im)};
}

Value* complex_less(Emitter& e, Num x, Num y, bool or_equal) {
    auto& b = e.b;
    Value* im = quiet_compare(e, or_equal ? Order::LessEqual : Order::Less, x.im, y.im);
    Value* first = b.CreateAnd(quiet_compare(e, Order::Less, x.re, y.re), b.CreateFCmpORD(x.im, y.im));
    return b.CreateOr(first, b.CreateAnd(b.CreateFCmpOEQ(x.re, y.re), im));
}

namespace {

// Memory for the arguments of a helper, in the function's first block so that loops do not grow the stack.
Value* stack_doubles(Emitter& e, unsigned n) {
    llvm::Function* f = e.b.GetInsertBlock()->getParent();
    llvm::IRBuilder<> entry(&f->getEntryBlock(), f->getEntryBlock().begin());
    return entry.CreateAlloca(entry.getDoubleTy(), entry.getInt32(n));
}

Value* slot(Emitter& e, Value* base, unsigned i) {
    return e.b.CreateConstInBoundsGEP1_64(e.b.getDoubleTy(), base, i);
}

const char* complex_symbol(ops::OpCode code) {
    for (auto& f : complex_functions())
        if (f.code == code) return f.symbol;
    throw support::InternalError("op has no complex function");
}

}  // namespace

Num complex_maths(Emitter& e, ops::OpCode code, DType t, std::span<const Num> args) {
    auto& b = e.b;
    unsigned n = static_cast<unsigned>(args.size());
    Value* in = stack_doubles(e, 2 * n);
    Value* out = stack_doubles(e, 2);
    llvm::Module* m = b.GetInsertBlock()->getModule();
    auto callee = m->getOrInsertFunction(complex_symbol(code), b.getVoidTy(), b.getPtrTy(), b.getPtrTy());
    llvm::Type* part = compute_type(e.context(), t);
    llvm::Type* result = compute_type(e.context(), t, e.lanes);
    Num r{llvm::PoisonValue::get(result), llvm::PoisonValue::get(result)};
    for (unsigned lane = 0; lane < e.lanes; ++lane) {
        for (unsigned i = 0; i < 2 * n; ++i) {
            Value* v = i % 2 ? args[i / 2].im : args[i / 2].re;
            if (e.lanes > 1) v = b.CreateExtractElement(v, b.getInt64(lane));
            b.CreateStore(b.CreateFPCast(v, b.getDoubleTy()), slot(e, in, i));
        }
        b.CreateCall(callee, {in, out});
        Value* re = b.CreateFPCast(b.CreateLoad(b.getDoubleTy(), slot(e, out, 0)), part);
        Value* im = b.CreateFPCast(b.CreateLoad(b.getDoubleTy(), slot(e, out, 1)), part);
        if (e.lanes == 1) return {re, im};
        r.re = b.CreateInsertElement(r.re, re, b.getInt64(lane));
        r.im = b.CreateInsertElement(r.im, im, b.getInt64(lane));
    }
    return r;
}

Num emit_conj(Emitter& e, const ElemOp& op) {
    if (!arrays::is_complex(op.in)) return op.args[0];
    return {op.args[0].re, e.b.CreateFNeg(op.args[0].im)};
}

Num emit_real(Emitter&, const ElemOp& op) { return {op.args[0].re}; }

Num emit_imag(Emitter& e, const ElemOp& op) {
    if (!arrays::is_complex(op.in)) return {e.integer(op.in, 0)};
    return {op.args[0].im};
}

Num emit_make_complex(Emitter& e, const ElemOp& op) {
    DType part = arrays::real_of(op.out);
    Num re = emit_conversion(e, op.args[0], op.in, part);
    Num im = op.args.size() > 1 ? emit_conversion(e, op.args[1], op.in, part) : Num{e.number(part, 0)};
    return {re.re, im.re};
}

}  // namespace phylanx::codegen
