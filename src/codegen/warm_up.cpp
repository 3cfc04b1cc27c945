// Compiles and links a function that nobody calls.
// SPDX-License-Identifier: BSL-1.0
#include <array>

#include "codegen/codegen.h"
#include "codegen/jit.h"
#include "codegen/loops.h"
#include "codegen/optimize.h"
#include "codegen/target.h"

namespace phylanx::codegen {
namespace {

// A loop over vectors, with what most loops have.
llvm::Function* emit_something(llvm::Module& m, const std::string& name) {
    llvm::IRBuilder<> b(m.getContext());
    auto* type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getPtrTy(), b.getInt64Ty()}, false);
    auto* function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, m);
    b.SetInsertPoint(llvm::BasicBlock::Create(m.getContext(), "entry", function));
    llvm::Value *to = function->getArg(0), *from = function->getArg(1);
    auto* vector = llvm::FixedVectorType::get(b.getDoubleTy(), 8);
    auto* two = llvm::ConstantFP::get(vector, 2.0);
    emit_loop(b, b.getInt64(0), function->getArg(2), b.getInt64(8), {}, [&](llvm::Value* i, const Values&) {
        auto* x = b.CreateAlignedLoad(vector, b.CreateGEP(b.getDoubleTy(), from, i), llvm::Align(8));
        auto* y = b.CreateFAdd(b.CreateFMul(x, two), b.CreateUnaryIntrinsic(llvm::Intrinsic::sqrt, x));
        auto* z = b.CreateSelect(b.CreateFCmpOLT(x, two), y, b.CreateFDiv(x, y));
        b.CreateAlignedStore(z, b.CreateGEP(b.getDoubleTy(), to, i), llvm::Align(8));
        return Values{};
    });
    b.CreateRetVoid();
    return function;
}

}  // namespace

void warm_up() {
    // The code generator's short way alone: compile_soon takes it first, and the caller waits for the end of this.
    MachineLease machine(0);
    llvm::LLVMContext context;
    auto module = make_module("warm-up", context, *machine);
    llvm::Function* entry = emit_something(*module, "entry");
    emit_something(*module, "kernel");
    optimize(*module, *machine, entry, Options().level);
    const std::string object = emit_object(*module, *machine);
    const std::array<std::string_view, 1> objects{object};
    const std::array<std::string, 1> symbols{"entry"};
    link_objects(objects, symbols);
}

}  // namespace phylanx::codegen
