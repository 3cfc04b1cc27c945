// fmod(x, y) = x - trunc(x / y) * y, which one fused multiply-add gives exactly as long as the quotient has not more bits
// than a number: the rounded quotient is at most one too great, which shows in the remainder's sign.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/remainder_maths.h"

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "codegen/quiet.h"
#include "codegen/rare_calls.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;

struct Limits {
    double low, high;  // of operands whose quotient neither overflows nor divides by zero
    double whole;      // quotients below it lie between integers that are numbers
};
constexpr Limits kDouble{0x1p-500, 0x1p500, 0x1p52};
constexpr Limits kFloat{0x1p-60, 0x1p60, 0x1p23};

Value* from_quotient(Emitter& e, Value* x, Value* y, Value* quotient) {
    auto& b = e.b;
    Value* zero = llvm::ConstantFP::get(x->getType(), 0);
    Value* whole = e.intrinsic(llvm::Intrinsic::trunc, {{quotient}});
    Value* r = e.intrinsic(llvm::Intrinsic::fma, {{b.CreateFNeg(whole), y, x}});
    // Of another sign than x: the quotient was one too great.
    Value* size = e.intrinsic(llvm::Intrinsic::copysign, {{y, x}});
    Value* beyond = b.CreateFCmpOLT(b.CreateFMul(r, e.intrinsic(llvm::Intrinsic::copysign,
                                                                {{llvm::ConstantFP::get(x->getType(), 1), x}})), zero);
    r = b.CreateSelect(beyond, b.CreateFAdd(r, size), r);
    return e.intrinsic(llvm::Intrinsic::copysign, {{r, x}});  // a zero has the sign of x
}

}  // namespace

Value* emit_remainder(Emitter& e, Value* x, Value* y) {
    auto& b = e.b;
    llvm::IRBuilderBase::FastMathFlagGuard guard(b);
    b.clearFastMathFlags();
    bool single = x->getType()->getScalarType()->isFloatTy();
    const Limits& limits = single ? kFloat : kDouble;
    auto everywhere = [&](Value* mask) { return e.lanes > 1 ? b.CreateAndReduce(mask) : mask; };
    auto new_block = [&](const char* name) {
        return llvm::BasicBlock::Create(e.context(), name, b.GetInsertBlock()->getParent());
    };
    auto *ordinary = new_block("ordinary"), *quick = new_block("quick"), *careful = new_block("careful"),
         *done = new_block("remainder");
    auto* weights = llvm::MDBuilder(e.context()).createBranchWeights(1 << 20, 1);
    Value* inside = b.CreateAnd(magnitude_between(e, x, -1, limits.high), magnitude_between(e, y, limits.low, limits.high));
    b.CreateCondBr(everywhere(inside), ordinary, careful, weights);
    b.SetInsertPoint(ordinary);
    Value* quotient = b.CreateFDiv(x, y);
    b.CreateCondBr(everywhere(magnitude_between(e, quotient, -1, limits.whole)), quick, careful, weights);
    b.SetInsertPoint(quick);
    Value* short_way = from_quotient(e, x, y, quotient);
    b.CreateBr(done);
    b.SetInsertPoint(careful);
    Value* long_way = call_rarely(e, single ? "fmod_f32" : "fmod_f64", {{x, y}}, [&](Emitter& inner, std::span<Value* const> args) {
        llvm::Type* element = args[0]->getType()->getScalarType();
        return inner.by_lane(args, element, [&](std::span<Value* const> lane) {
            return inner.call(single ? "fmodf" : "fmod", element, lane);
        });
    });
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto* result = b.CreatePHI(x->getType(), 2);
    result->addIncoming(short_way, quick);
    result->addIncoming(long_way, careful);
    return result;
}

}  // namespace phylanx::codegen
