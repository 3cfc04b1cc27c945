// Functions that save every register, called with their arguments in memory.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/rare_calls.h"

#include <fmt/format.h>
#include <llvm/IR/Module.h>

namespace phylanx::codegen {
namespace {

using llvm::Value;

// A function that is called so cannot give a vector back in a register, since it leaves all of them as they were.
llvm::Function* rare_function(llvm::Module& m, const std::string& name, llvm::Type* type, std::size_t count,
                              const RareBody& body) {
    if (auto* f = m.getFunction(name)) return f;
    auto& ctx = m.getContext();
    llvm::SmallVector<llvm::Type*, 2> types(count, llvm::PointerType::getUnqual(ctx));
    auto* signature = llvm::FunctionType::get(llvm::Type::getVoidTy(ctx), types, false);
    auto* f = llvm::Function::Create(signature, llvm::Function::InternalLinkage, name, m);
    f->setCallingConv(llvm::CallingConv::PreserveAll);
    f->addFnAttr(llvm::Attribute::NoInline);
    f->addFnAttr(llvm::Attribute::NoUnwind);
    f->addFnAttr(llvm::Attribute::Cold);
    // LLVM clears the upper halves of x86's registers on return, even of those that it has just restored.
    if (const Target& t = host_target(); t.x86) f->addFnAttr("target-features", t.features + ",-vzeroupper");
    llvm::IRBuilder<> b(llvm::BasicBlock::Create(ctx, "entry", f));
    Emitter e(b, lanes_of(type));
    llvm::SmallVector<Value*, 2> args;
    for (auto& a : f->args()) args.push_back(b.CreateLoad(type, &a));
    b.CreateStore(body(e, std::span(args.data(), args.size())), f->getArg(0));
    b.CreateRetVoid();
    return f;
}

}  // namespace

Value* call_rarely(Emitter& e, const std::string& name, std::span<Value* const> args, const RareBody& body) {
    auto& b = e.b;
    llvm::BasicBlock& entry = b.GetInsertBlock()->getParent()->getEntryBlock();
    unsigned width = std::min(e.lanes, host_target().vector_bits / args[0]->getType()->getScalarSizeInBits());
    llvm::SmallVector<Value*, 8> parts;
    for (unsigned first = 0; first < e.lanes; first += width) {
        llvm::SmallVector<Value*, 2> rooms;
        llvm::Type* type = nullptr;
        for (auto* a : args) {
            Value* part = e.lanes > 1 ? take_lanes(b, a, first, width) : a;
            type = part->getType();
            rooms.push_back(llvm::IRBuilder<>(&entry, entry.begin()).CreateAlloca(type));
            b.CreateStore(part, rooms.back());
        }
        auto* f = rare_function(*entry.getModule(), fmt::format("{}_{}", name, width), type, args.size(), body);
        b.CreateCall(f, rooms)->setCallingConv(llvm::CallingConv::PreserveAll);
        parts.push_back(b.CreateLoad(type, rooms[0]));
    }
    return e.lanes > 1 ? join_lanes(b, std::move(parts)) : parts[0];
}

}  // namespace phylanx::codegen
