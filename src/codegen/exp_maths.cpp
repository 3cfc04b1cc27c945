// exp(x) = 2^k * exp(r) with r = x - k * ln 2: some 30 instructions, about twice as fast as a call of libmvec's.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/exp_maths.h"

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include <limits>

#include "codegen/quiet.h"
#include "codegen/rare_calls.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;

struct Constants {
    double low, high;            // beyond them the result is 0 or infinite
    double one;                  // from here tanh(x) is 1
    double ordinary;             // for smaller |x| the result is a normal number
    double round;                // adding it rounds to an integer that then lies in the lowest bits
    double ln2_high, ln2_low;
    int bias, fraction_bits;
    std::initializer_list<double> q;  // exp(r) = 1 + r + r^2 q(r) for |r| <= ln 2 / 2; from Chebyshev nodes
};
const Constants kDouble{-746, 710, 20, 708, 0x1.8p52, 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56, 1023, 52,
                        {0x1.0000000000001p-1, 0x1.5555555555556p-3, 0x1.5555555553d64p-5, 0x1.11111111109b4p-7,
                         0x1.6c16c1788b646p-10, 0x1.a01a01a7c3d59p-13, 0x1.a019b90eefe8ep-16, 0x1.71de0daf7a6ccp-19,
                         0x1.2891834686c7ep-22, 0x1.af38a71a18cb9p-26}};
const Constants kFloat{-104, 89, 10, 87, 0x1.8p23, 0x1.62e430p-1, -0x1.05c610p-29, 127, 23,
                       {0.5, 0.16666576998242924, 0.041666554627878084, 0.008363177629994445, 0.0013926181810489343}};

// Pairs of terms first, then pairs of pairs: shorter chains than Horner's rule.
Value* polynomial(Emitter& e, std::vector<Value*> terms, Value* r) {
    auto& b = e.b;
    while (terms.size() > 1) {
        std::vector<Value*> next;
        for (std::size_t i = 0; i < terms.size(); i += 2)
            next.push_back(i + 1 < terms.size() ? e.intrinsic(llvm::Intrinsic::fma, {{terms[i + 1], r, terms[i]}})
                                                : terms[i]);
        terms = std::move(next);
        if (terms.size() > 1) r = b.CreateFMul(r, r);
    }
    return terms[0];
}

// What both ways share, for one element type and number of lanes.
class Exponential {
   public:
    Exponential(Emitter& e, llvm::Type* type)
        : e_(e), b_(e.b), type_(type), c_(type->getScalarType()->isFloatTy() ? kFloat : kDouble),
          integers_(with_element(type, b_.getIntNTy(type->getScalarSizeInBits()))) {}

    // Results that are normal numbers: k goes into the exponent by one addition.
    Value* ordinary(Value* x) {
        auto [p, shifted] = reduced(x);
        Value* y = b_.CreateFAdd(p, number(1));
        Value* k = b_.CreateShl(b_.CreateBitCast(shifted, integers_), integer(c_.fraction_bits));
        return b_.CreateBitCast(b_.CreateAdd(b_.CreateBitCast(y, integers_), k), type_);
    }

    // Any x. Ordinary ones get the same bits, since the scaling is exact for them.
    Value* any(Value* x) {
        // NaN and infinity are the answer themselves; they must not reach an instruction that signals.
        Emitter careful(b_, e_.lanes);
        careful.quiet = true;
        Value* finite = quiet_compare(careful, Order::Less, x, number(std::numeric_limits<double>::infinity()));
        Value* t = b_.CreateSelect(finite, x, number(0));
        t = b_.CreateSelect(b_.CreateFCmpOLT(t, number(c_.high)), t, number(c_.high));
        t = b_.CreateSelect(b_.CreateFCmpOGT(t, number(c_.low)), t, number(c_.low));
        auto [p, shifted] = reduced(t);
        Value* y = b_.CreateFAdd(p, number(1));
        // 2^k in two factors, since k leaves the range of exponents at both ends (subnormal and infinite results).
        Value* n = b_.CreateSub(b_.CreateBitCast(shifted, integers_), b_.CreateBitCast(number(c_.round), integers_));
        Value* half = b_.CreateSub(b_.CreateLShr(b_.CreateAdd(n, integer(4096)), integer(1)), integer(2048));
        y = b_.CreateFMul(b_.CreateFMul(y, power(half)), power(b_.CreateSub(n, half)));
        return b_.CreateSelect(finite, y, x);
    }

    double limit() const { return c_.ordinary; }

    // By t = exp(2|x|) - 1, which keeps its relative accuracy near 0: tanh |x| = t / (t + 2).
    Value* tangent(Value* x) {
        Value* size = e_.intrinsic(llvm::Intrinsic::fabs, {{x}});
        Emitter careful(b_, e_.lanes);
        careful.quiet = true;
        Value* inside = quiet_compare(careful, Order::Less, size, number(c_.one));
        auto [p, shifted] = reduced(b_.CreateFMul(b_.CreateSelect(inside, size, number(c_.one)), number(2)));
        Value* k = b_.CreateSub(b_.CreateBitCast(shifted, integers_), b_.CreateBitCast(number(c_.round), integers_));
        Value* scale = power(k);
        Value* t = fma(scale, p, b_.CreateFSub(scale, number(1)));
        Value* y = b_.CreateFDiv(t, b_.CreateFAdd(t, number(2)));
        y = e_.intrinsic(llvm::Intrinsic::copysign, {{y, x}});
        return b_.CreateSelect(b_.CreateFCmpUNO(x, x), x, y);
    }

   private:
    Value* number(double v) { return llvm::ConstantFP::get(type_, v); }
    Value* integer(std::int64_t v) { return llvm::ConstantInt::get(integers_, static_cast<std::uint64_t>(v)); }
    Value* fma(Value* p, Value* q, Value* s) { return e_.intrinsic(llvm::Intrinsic::fma, {{p, q, s}}); }
    Value* power(Value* exponent) {
        Value* bits = b_.CreateShl(b_.CreateAdd(exponent, integer(c_.bias)), integer(c_.fraction_bits));
        return b_.CreateBitCast(bits, type_);
    }
    struct Reduced {
        Value* p;        // exp(r) - 1
        Value* shifted;  // k + round
    };
    Reduced reduced(Value* x) {
        Value* shifted = fma(x, number(0x1.71547652b82fep+0), number(c_.round));
        Value* minus_k = b_.CreateFSub(number(c_.round), shifted);
        Value* r = fma(minus_k, number(c_.ln2_low), fma(minus_k, number(c_.ln2_high), x));
        std::vector<Value*> terms;
        for (double q : c_.q) terms.push_back(number(q));
        return {fma(b_.CreateFMul(r, r), polynomial(e_, terms, r), r), shifted};
    }

    Emitter& e_;
    llvm::IRBuilder<>& b_;
    llvm::Type* type_;
    const Constants& c_;
    llvm::Type* integers_;
};

}  // namespace

Value* emit_tangent(Emitter& e, Value* x) {
    llvm::IRBuilderBase::FastMathFlagGuard guard(e.b);
    e.b.clearFastMathFlags();
    return Exponential(e, x->getType()).tangent(x);
}

Value* emit_exponential(Emitter& e, Value* x) {
    auto& b = e.b;
    // The same steps whatever fast-math allows elsewhere.
    llvm::IRBuilderBase::FastMathFlagGuard guard(b);
    b.clearFastMathFlags();
    Exponential way(e, x->getType());
    Value* inside = magnitude_between(e, x, -1, way.limit());
    llvm::BasicBlock* before = b.GetInsertBlock();
    auto* ordinary = llvm::BasicBlock::Create(e.context(), "ordinary", before->getParent());
    auto* careful = llvm::BasicBlock::Create(e.context(), "careful", before->getParent());
    auto* done = llvm::BasicBlock::Create(e.context(), "exp", before->getParent());
    auto* weights = llvm::MDBuilder(e.context()).createBranchWeights(1 << 20, 1);
    b.CreateCondBr(e.lanes > 1 ? b.CreateAndReduce(inside) : inside, ordinary, careful, weights);
    b.SetInsertPoint(ordinary);  // in a block of its own: what the short way cannot take must not raise flags there
    Value* quick = way.ordinary(x);
    b.CreateBr(done);
    b.SetInsertPoint(careful);
    Value* slow = call_rarely(e, x->getType()->getScalarType()->isFloatTy() ? "exp_f32" : "exp_f64", {{x}},
                              [](Emitter& inner, std::span<Value* const> args) {
                                  return Exponential(inner, args[0]->getType()).any(args[0]);
                              });
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto* result = b.CreatePHI(x->getType(), 2);
    result->addIncoming(quick, ordinary);
    result->addIncoming(slow, careful);
    return result;
}

}  // namespace phylanx::codegen
