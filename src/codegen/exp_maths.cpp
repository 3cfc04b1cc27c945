// exp(x) = 2^k * exp(r) with r = x - k * ln 2: some 30 instructions, about twice as fast as a call of libmvec's.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/exp_maths.h"

#include <llvm/IR/Intrinsics.h>

#include <limits>

#include "codegen/quiet.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;

struct Constants {
    double low, high;            // beyond them the result is 0 or infinite, and k stays small enough
    double round;                // adding it rounds to an integer that then lies in the lowest bits
    double ln2_high, ln2_low;
    int bias, fraction_bits;
    std::initializer_list<double> q;  // exp(r) = 1 + r + r^2 q(r) for |r| <= ln 2 / 2; from Chebyshev nodes
};
const Constants kDouble{-746, 710, 0x1.8p52, 0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56, 1023, 52,
                        {0x1.0000000000001p-1, 0x1.5555555555556p-3, 0x1.5555555553d64p-5, 0x1.11111111109b4p-7,
                         0x1.6c16c1788b646p-10, 0x1.a01a01a7c3d59p-13, 0x1.a019b90eefe8ep-16, 0x1.71de0daf7a6ccp-19,
                         0x1.2891834686c7ep-22, 0x1.af38a71a18cb9p-26}};
const Constants kFloat{-104, 89, 0x1.8p23, 0x1.62e430p-1, -0x1.05c610p-29, 127, 23,
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

}  // namespace

Value* emit_exponential(Emitter& e, Value* x) {
    auto& b = e.b;
    // The same steps whatever fast-math allows elsewhere.
    llvm::IRBuilderBase::FastMathFlagGuard guard(b);
    b.clearFastMathFlags();
    bool single = x->getType()->getScalarType()->isFloatTy();
    const Constants& c = single ? kFloat : kDouble;
    auto number = [&](double v) { return llvm::ConstantFP::get(x->getType(), v); };
    llvm::Type* integers = with_element(x->getType(), b.getIntNTy(single ? 32 : 64));
    auto integer = [&](std::int64_t v) { return llvm::ConstantInt::get(integers, static_cast<std::uint64_t>(v)); };
    auto fma = [&](Value* p, Value* q, Value* s) { return e.intrinsic(llvm::Intrinsic::fma, {{p, q, s}}); };

    // NaN and infinity are the answer themselves; they must not reach an instruction that signals.
    Emitter careful(b, e.lanes);
    careful.quiet = true;
    Value* ordinary = quiet_compare(careful, Order::Less, x, number(std::numeric_limits<double>::infinity()));
    Value* t = b.CreateSelect(ordinary, x, number(0));
    t = b.CreateSelect(b.CreateFCmpOLT(t, number(c.high)), t, number(c.high));
    t = b.CreateSelect(b.CreateFCmpOGT(t, number(c.low)), t, number(c.low));

    Value* shifted = fma(t, number(0x1.71547652b82fep+0), number(c.round));
    Value* k = b.CreateFSub(shifted, number(c.round));
    Value* minus_k = b.CreateFNeg(k);
    Value* r = fma(minus_k, number(c.ln2_low), fma(minus_k, number(c.ln2_high), t));
    std::vector<Value*> terms;
    for (double q : c.q) terms.push_back(number(q));
    Value* y = b.CreateFAdd(fma(b.CreateFMul(r, r), polynomial(e, terms, r), r), number(1));

    // 2^k in two factors, since k leaves the range of exponents at both ends (subnormal and infinite results).
    Value* n = b.CreateSub(b.CreateBitCast(shifted, integers), b.CreateBitCast(number(c.round), integers));
    Value* half = b.CreateSub(b.CreateLShr(b.CreateAdd(n, integer(4096)), integer(1)), integer(2048));
    auto power = [&](Value* exponent) {
        Value* bits = b.CreateShl(b.CreateAdd(exponent, integer(c.bias)), integer(c.fraction_bits));
        return b.CreateBitCast(bits, x->getType());
    };
    y = b.CreateFMul(b.CreateFMul(y, power(half)), power(b.CreateSub(n, half)));
    return b.CreateSelect(ordinary, y, x);
}

}  // namespace phylanx::codegen
