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

namespace {

// Smith's division: the greater part of the divisor is divided by, so that nothing overflows early.
struct Smith {
    Value *swap, *ratio, *sum, *scale, *is_zero, *zero_divisor;
};

Smith smith(Emitter& e, Num y) {
    auto& b = e.b;
    Value* size_re = e.intrinsic(llvm::Intrinsic::fabs, {{y.re}});
    Value* size_im = e.intrinsic(llvm::Intrinsic::fabs, {{y.im}});
    llvm::Type* type = size_re->getType();
    Value* zero = llvm::Constant::getNullValue(type);
    Value* one = llvm::ConstantFP::get(type, 1.0);
    Value* is_zero = b.CreateAnd(b.CreateFCmpOEQ(size_re, zero), b.CreateFCmpOEQ(size_im, zero));
    // LLVM would divide by both values of a choice and choose then, which raises the flags of both.
    auto chosen = [&](Value* x, Value* y) {
        return e.intrinsic(llvm::Intrinsic::arithmetic_fence, {{b.CreateSelect(is_zero, x, y)}});
    };
    // NumPy's comparison is the one that signals for NaN.
    Value* swap = b.CreateNot(b.CreateFCmpOGE(size_re, size_im));
    // A divisor of zero is handled apart: its quotients here must not raise flags of their own.
    Value* big = chosen(one, b.CreateSelect(swap, y.im, y.re));
    Value* small = b.CreateSelect(swap, y.re, y.im);
    Value* ratio = b.CreateFDiv(small, big);
    Value* sum = b.CreateFAdd(big, b.CreateFMul(small, ratio));
    return {swap, ratio, sum, b.CreateFDiv(one, sum), is_zero, chosen(zero, one)};
}

}  // namespace

Num complex_div(Emitter& e, Num x, Num y) {
    auto& b = e.b;
    Smith s = smith(e, y);
    Value* xr = b.CreateSelect(s.swap, b.CreateFMul(x.re, s.ratio), x.re);
    Value* xi = b.CreateSelect(s.swap, x.im, b.CreateFMul(x.im, s.ratio));
    Value* zr = b.CreateSelect(s.swap, b.CreateFMul(x.im, s.ratio), x.im);
    Value* zi = b.CreateSelect(s.swap, x.re, b.CreateFMul(x.re, s.ratio));
    // Python divides, where NumPy multiplies by the inverse; by zero it raises.
    if (e.scalar_maths) return {b.CreateFDiv(b.CreateFAdd(xr, xi), s.sum), b.CreateFDiv(b.CreateFSub(zr, zi), s.sum)};
    Value* re = b.CreateFMul(b.CreateFAdd(xr, xi), s.scale);
    Value* im = b.CreateFMul(b.CreateFSub(zr, zi), s.scale);
    // Division by zero: infinities or NaNs of the plain quotients.
    return {b.CreateSelect(s.is_zero, b.CreateFDiv(x.re, s.zero_divisor), re),
            b.CreateSelect(s.is_zero, b.CreateFDiv(x.im, s.zero_divisor), im)};
}

// As NumPy's own loop, whose bits are not those of a division of 1 + 0i.
Num complex_reciprocal(Emitter& e, Num x) {
    auto& b = e.b;
    Value* size_re = e.intrinsic(llvm::Intrinsic::fabs, {{x.re}});
    Value* size_im = e.intrinsic(llvm::Intrinsic::fabs, {{x.im}});
    Value* one = llvm::ConstantFP::get(size_re->getType(), 1.0);
    Value* swap = b.CreateNot(b.CreateFCmpOLE(size_im, size_re));
    Value* big = b.CreateSelect(swap, x.im, x.re);
    Value* small = b.CreateSelect(swap, x.re, x.im);
    Value* ratio = b.CreateFDiv(small, big);
    Value* sum = b.CreateFAdd(big, b.CreateFMul(small, ratio));
    Value* first = b.CreateFDiv(b.CreateSelect(swap, ratio, one), sum);
    Value* second = b.CreateFDiv(b.CreateFNeg(b.CreateSelect(swap, one, ratio)), sum);
    return {first, second};
}

Value* complex_less(Emitter& e, Num x, Num y, bool or_equal, bool loud) {
    auto& b = e.b;
    auto compare = loud ? loud_compare : quiet_compare;
    Value* equal = b.CreateFCmpOEQ(x.re, y.re);
    // NumPy looks at the imaginary parts only where the real ones are equal.
    Value* zero = llvm::Constant::getNullValue(x.im->getType());
    Value* xi = loud ? b.CreateSelect(equal, x.im, zero) : x.im;
    Value* yi = loud ? b.CreateSelect(equal, y.im, zero) : y.im;
    Value* im = compare(e, or_equal ? Order::LessEqual : Order::Less, xi, yi);
    Value* first = b.CreateAnd(compare(e, Order::Less, x.re, y.re), b.CreateFCmpORD(x.im, y.im));
    return b.CreateOr(first, b.CreateAnd(equal, im));
}

namespace {

// Memory for the arguments of a helper, in the function's first block so that loops do not grow the stack.
Value* stack_numbers(Emitter& e, llvm::Type* number, unsigned n) {
    llvm::Function* f = e.b.GetInsertBlock()->getParent();
    llvm::IRBuilder<> entry(&f->getEntryBlock(), f->getEntryBlock().begin());
    return entry.CreateAlloca(number, entry.getInt32(n));
}

const ComplexFunction& complex_function(ops::OpCode code) {
    for (auto& f : complex_functions())
        if (f.code == code) return f;
    throw support::InternalError("op has no complex function");
}

}  // namespace

Num complex_maths(Emitter& e, ops::OpCode code, DType t, std::span<const Num> args) {
    auto& b = e.b;
    unsigned n = static_cast<unsigned>(args.size());
    const ComplexFunction& f = complex_function(code);
    llvm::Type* part = compute_type(e.context(), t);
    bool in_float = f.float_symbol && part->isFloatTy();
    llvm::Type* number = in_float ? part : b.getDoubleTy();
    auto slot = [&](Value* base, unsigned i) { return b.CreateConstInBoundsGEP1_64(number, base, i); };
    Value* in = stack_numbers(e, number, 2 * n);
    Value* out = stack_numbers(e, number, 2);
    llvm::Module* m = b.GetInsertBlock()->getModule();
    auto callee = m->getOrInsertFunction(in_float ? f.float_symbol : f.symbol, b.getVoidTy(), b.getPtrTy(), b.getPtrTy());
    llvm::Type* result = compute_type(e.context(), t, e.lanes);
    Num r{llvm::PoisonValue::get(result), llvm::PoisonValue::get(result)};
    for (unsigned lane = 0; lane < e.lanes; ++lane) {
        for (unsigned i = 0; i < 2 * n; ++i) {
            Value* v = i % 2 ? args[i / 2].im : args[i / 2].re;
            if (e.lanes > 1) v = b.CreateExtractElement(v, b.getInt64(lane));
            b.CreateStore(b.CreateFPCast(v, number), slot(in, i));
        }
        b.CreateCall(callee, {in, out});
        Value* re = b.CreateFPCast(b.CreateLoad(number, slot(out, 0)), part);
        Value* im = b.CreateFPCast(b.CreateLoad(number, slot(out, 1)), part);
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
