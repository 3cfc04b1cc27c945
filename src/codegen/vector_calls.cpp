// Calls of mathematical functions: libmvec's on registers, with care for its flags, or C's on each lane.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Module.h>

#include <cmath>

#include "codegen/emitter.h"
#include "codegen/exp_maths.h"
#include "codegen/loops.h"
#include "codegen/quiet.h"
#include "codegen/remainder_maths.h"
#include "codegen/vector_math.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

using ops::OpCode;

// A function of the module that gives the lanes outside the guard their value from C's library.
llvm::Value* repair_lanes(Emitter& e, const MathFunction& f, llvm::ArrayRef<llvm::Value*> args, llvm::Value* r) {
    auto& b = e.b;
    llvm::Type* type = r->getType();
    llvm::Type* element = type->getScalarType();
    bool single = element->isFloatTy();
    llvm::Module* m = b.GetInsertBlock()->getModule();
    std::string name = fmt::format("repair_{}_{}", c_name(f, single), e.lanes);
    llvm::Function* repair = m->getFunction(name);
    llvm::SmallVector<llvm::Value*, 3> operands(args.begin(), args.end());
    operands.push_back(r);
    if (!repair) {
        llvm::SmallVector<llvm::Type*, 3> types(operands.size(), type);
        repair = llvm::Function::Create(llvm::FunctionType::get(type, types, false), llvm::Function::InternalLinkage,
                                        name, *m);
        repair->addFnAttr(llvm::Attribute::NoInline);
        repair->addFnAttr(llvm::Attribute::NoUnwind);
        repair->addFnAttr(llvm::Attribute::Cold);
        llvm::IRBuilder<> inner(llvm::BasicBlock::Create(e.context(), "entry", repair));
        llvm::SmallVector<llvm::AllocaInst*, 3> rooms;
        for (auto& a : repair->args()) {
            rooms.push_back(inner.CreateAlloca(type));
            inner.CreateStore(&a, rooms.back());
        }
        emit_loop(inner, inner.getInt64(0), inner.getInt64(e.lanes), inner.getInt64(1), {}, [&](llvm::Value* i, const Values&) {
            Emitter one(inner, 1);
            auto at = [&](llvm::AllocaInst* room) { return inner.CreateGEP(element, room, i); };
            llvm::SmallVector<llvm::Value*, 2> x;
            llvm::Value* inside = nullptr;
            for (std::size_t k = 0; k + 1 < rooms.size(); ++k) {
                x.push_back(inner.CreateLoad(element, at(rooms[k])));
                llvm::Value* fine = magnitude_between(one, x.back(), f.low, single ? f.high_single : f.high);
                inside = inside ? inner.CreateAnd(inside, fine) : fine;
            }
            emit_if(inner, inner.CreateNot(inside), [&] {
                inner.CreateStore(one.call(c_name(f, single), element, std::span(x.data(), x.size())), at(rooms.back()));
            });
            return Values{};
        });
        inner.CreateRet(inner.CreateLoad(type, rooms.back()));
    }
    return b.CreateCall(repair, operands);
}

// 0 / 0 is among the steps of these functions for two zeros.
bool is_undefined_at_zeros(OpCode code) { return code == OpCode::hypot || code == OpCode::arctan2; }

llvm::Value* both_zero(Emitter& e, llvm::ArrayRef<llvm::Value*> args) {
    llvm::Value* zero = llvm::Constant::getNullValue(args[0]->getType());
    return e.b.CreateAnd(e.b.CreateFCmpOEQ(args[0], zero), e.b.CreateFCmpOEQ(args[1], zero));
}

// hypot: 0. arctan2: 0 or pi by the second zero's sign, with the sign of the first.
llvm::Value* of_zeros(Emitter& e, OpCode code, llvm::ArrayRef<llvm::Value*> args) {
    auto& b = e.b;
    llvm::Type* type = args[0]->getType();
    llvm::Value* zero = llvm::Constant::getNullValue(type);
    if (code == OpCode::hypot) return zero;
    llvm::Type* bits = with_element(type, b.getIntNTy(type->getScalarSizeInBits()));
    llvm::Value* negative = b.CreateICmpSLT(b.CreateBitCast(args[1], bits), llvm::Constant::getNullValue(bits));
    llvm::Value* size = b.CreateSelect(negative, llvm::ConstantFP::get(type, M_PI), zero);
    return e.intrinsic(llvm::Intrinsic::copysign, {{size, args[0]}});
}

// libmvec raises flags where the function does not (exp(-inf), say): such lanes get an argument without
// trouble first, and then their result from C's library, which is careful.
llvm::Value* guarded_call(const Emitter& e, const MathFunction& f, const std::string& vector_name,
                                 llvm::SmallVector<llvm::Value*, 2> args) {
    auto& b = e.b;
    llvm::Type* type = args[0]->getType();
    bool single = type->getScalarType()->isFloatTy();
    double high = single ? f.high_single : f.high;
    if (high == 0) return e.call(vector_name, type, std::span(args.data(), args.size()));
    unsigned width = lanes_of(type);
    llvm::Value* inside = nullptr;
    Emitter part(b, width);
    for (auto* a : args) {
        llvm::Value* fine = magnitude_between(part, a, f.low, high);
        inside = inside ? b.CreateAnd(inside, fine) : fine;
    }
    llvm::SmallVector<llvm::Value*, 2> safe;
    llvm::Value* harmless = llvm::ConstantFP::get(type, f.low < 0 ? 0.5 : f.low + 0.5);
    llvm::Value* zeros = is_undefined_at_zeros(f.code) ? both_zero(part, args) : nullptr;
    llvm::Value* fine = zeros ? b.CreateAnd(inside, b.CreateNot(zeros)) : inside;
    for (auto* a : args) safe.push_back(b.CreateSelect(fine, a, harmless));
    llvm::Value* r = e.call(vector_name, type, std::span(safe.data(), safe.size()));
    if (zeros) r = b.CreateSelect(zeros, of_zeros(part, f.code, args), r);
    llvm::BasicBlock* before = b.GetInsertBlock();
    auto* repair = llvm::BasicBlock::Create(e.context(), "repair", before->getParent());
    auto* done = llvm::BasicBlock::Create(e.context(), "repaired", before->getParent());
    auto* weights = llvm::MDBuilder(e.context()).createBranchWeights(1 << 20, 1);
    b.CreateCondBr(b.CreateAndReduce(inside), done, repair, weights);
    b.SetInsertPoint(repair);
    llvm::Value* repaired = repair_lanes(part, f, args, r);
    llvm::BasicBlock* after = b.GetInsertBlock();
    b.CreateBr(done);
    b.SetInsertPoint(done);
    auto* result = b.CreatePHI(type, 2);
    result->addIncoming(r, before);
    result->addIncoming(repaired, after);
    return result;
}

}  // namespace

llvm::Value* Emitter::maths(OpCode code, std::span<llvm::Value* const> args) {
    const MathFunction* f = math_function(code);
    support::internal_check(f != nullptr, "op '{}' has no function", ops::info(code).name);
    llvm::Type* element = args[0]->getType()->getScalarType();
    bool single = element->isFloatTy();
    const Target& target = host_target();
    if (code == OpCode::exp && target.fma && !scalar_maths) return emit_exponential(*this, args[0]);
    if (code == OpCode::tanh && target.fma && !scalar_maths) return emit_tangent(*this, args[0]);
    if (code == OpCode::fmod && target.fma) return emit_remainder(*this, args[0], args[1]);
    if (scalar_maths || !f->in_mvec || target.mvec_isa == 0)
        return by_lane(args, element, [&](std::span<llvm::Value* const> scalars) {
            return call(c_name(*f, single), element, scalars);
        });
    unsigned width = (target.mvec_isa == 'd' ? 4 : 2) * (single ? 2 : 1);
    llvm::SmallVector<llvm::Value*, 8> parts;
    for (unsigned first = 0; first < lanes; first += width) {
        llvm::SmallVector<llvm::Value*, 2> operands;
        for (auto* a : args) operands.push_back(take_lanes(b, a, first, width));
        parts.push_back(guarded_call(*this, *f, mvec_name(*f, target.mvec_isa, width, single), operands));
    }
    if (lanes == 1) return b.CreateExtractElement(parts[0], b.getInt64(0));
    return lanes < width ? take_lanes(b, parts[0], 0, lanes) : join_lanes(b, std::move(parts));
}

}  // namespace phylanx::codegen
