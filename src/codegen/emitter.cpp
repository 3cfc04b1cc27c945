// The emitter's tools, the table of emit hooks, and the ways into it.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/emitter.h"

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Module.h>

#include <array>

#include "codegen/emit_hooks.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

using ops::OpCode;

constexpr auto kHooks = std::to_array<EmitFn>({
#define PHX_HOOK_Elem(emit) emit_##emit,
#define PHX_HOOK_Reduce(emit) emit_##emit,
#define PHX_HOOK_Structural(emit) nullptr,
#define PHX_HOOK_View(emit) nullptr,
#define PHX_HOOK_Access(emit) nullptr,
#define PHX_HOOK_Library(emit) nullptr,
#define PHX_HOOK_Compose(emit) nullptr,
#define OP(id, physl, numpy, params, kind, rule, cost, emit, doc) PHX_HOOK_##kind(emit)
#include "ops/ops.def"
#undef OP
});

llvm::AttributeList pure_attributes(llvm::LLVMContext& ctx) {
    llvm::AttrBuilder a(ctx);
    a.addAttribute(llvm::Attribute::NoUnwind);
    a.addAttribute(llvm::Attribute::WillReturn);
    a.addMemoryAttr(llvm::MemoryEffects::none());
    return llvm::AttributeList::get(ctx, llvm::AttributeList::FunctionIndex, a);
}

}  // namespace

EmitFn emit_hook(OpCode code) { return kHooks[static_cast<std::size_t>(code)]; }

llvm::Value* Emitter::intrinsic(llvm::Intrinsic::ID id, std::span<llvm::Value* const> args) const {
    return b.CreateIntrinsic(id, {args[0]->getType()}, llvm::ArrayRef(args.data(), args.size()));
}

llvm::Value* Emitter::call(const std::string& name, llvm::Type* result,
                           std::span<llvm::Value* const> args) const {
    llvm::SmallVector<llvm::Type*, 2> types;
    for (auto* a : args) types.push_back(a->getType());
    llvm::Module* m = b.GetInsertBlock()->getModule();
    auto callee = m->getOrInsertFunction(name, llvm::FunctionType::get(result, types, false),
                                         pure_attributes(context()));
    return b.CreateCall(callee, llvm::ArrayRef(args.data(), args.size()));
}

llvm::Value* Emitter::by_lane(std::span<llvm::Value* const> args, llvm::Type* element,
                              const std::function<llvm::Value*(std::span<llvm::Value* const>)>& fn) const {
    if (lanes == 1) return fn(args);
    llvm::Value* result = llvm::PoisonValue::get(llvm::FixedVectorType::get(element, lanes));
    for (unsigned i = 0; i < lanes; ++i) {
        llvm::SmallVector<llvm::Value*, 4> scalars;
        for (auto* a : args) scalars.push_back(b.CreateExtractElement(a, b.getInt64(i)));
        result = b.CreateInsertElement(result, fn(std::span(scalars.data(), scalars.size())), b.getInt64(i));
    }
    return result;
}

Num emit_elem(Emitter& e, const ElemOp& op) {
    EmitFn hook = emit_hook(op.code);
    support::internal_check(hook != nullptr, "op '{}' is not computed element by element",
                            ops::info(op.code).name);
    Num r = hook(e, op);
    if (op.out != DType::F16) return r;
    // NumPy computes float16 in float32 and rounds every result.
    llvm::Type* half = with_element(r.re->getType(), llvm::Type::getHalfTy(e.context()));
    return {e.b.CreateFPExt(e.b.CreateFPTrunc(r.re, half), r.re->getType())};
}

Num emit_fold(Emitter& e, OpCode reduce, DType t, Num accumulator, Num value) {
    Num args[] = {accumulator, value};
    // No rounding to half here: NumPy too sums float16 in float32.
    return emit_hook(reduce)(e, ElemOp{reduce, t, t, args});
}

Num reduce_identity(llvm::LLVMContext& ctx, OpCode reduce, DType t, unsigned lanes) {
    const double inf = std::numeric_limits<double>::infinity();
    if (reduce == OpCode::reduce_add || reduce == OpCode::reduce_or) return constant_integer(ctx, t, 0, lanes);
    if (reduce == OpCode::reduce_mul || reduce == OpCode::reduce_and) return constant_integer(ctx, t, 1, lanes);
    bool max = reduce == OpCode::reduce_max;
    if (arrays::is_inexact(t)) return constant_num(ctx, t, max ? -inf : inf, max ? -inf : inf, lanes);
    if (arrays::is_bool(t)) return constant_integer(ctx, t, !max, lanes);
    unsigned bits = 8 * arrays::item_size(t);
    bool is_signed = arrays::is_signed(t);
    llvm::APInt v = max ? (is_signed ? llvm::APInt::getSignedMinValue(bits) : llvm::APInt::getMinValue(bits))
                        : (is_signed ? llvm::APInt::getSignedMaxValue(bits) : llvm::APInt::getMaxValue(bits));
    return {llvm::ConstantInt::get(compute_type(ctx, t, lanes), v)};
}

bool is_costly(OpCode code, DType t) {
    if (ops::info(code).cost >= 1.0) return true;
    return arrays::is_complex(t) && code != OpCode::add && code != OpCode::sub && code != OpCode::mul;
}

}  // namespace phylanx::codegen
