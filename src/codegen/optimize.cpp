// The pass lists and LLVM's code generator.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/optimize.h"

#include <llvm/Analysis/CGSCCPassManager.h>
#include <llvm/Analysis/LoopAnalysisManager.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/MCContext.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/GVN.h>
#include <llvm/Transforms/Scalar/IndVarSimplify.h>
#include <llvm/Transforms/Scalar/LICM.h>
#include <llvm/Transforms/Scalar/LoopLoadElimination.h>
#include <llvm/Transforms/Scalar/LoopPassManager.h>
#include <llvm/Transforms/Scalar/LoopRotation.h>
#include <llvm/Transforms/Scalar/LoopUnrollPass.h>
#include <llvm/Transforms/Scalar/SROA.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Vectorize/LoopVectorize.h>

#include "support/error.h"

namespace phylanx::codegen {
namespace {

llvm::FunctionPassManager kernel_passes() {
    llvm::FunctionPassManager p;
    p.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
    p.addPass(llvm::EarlyCSEPass());
    p.addPass(llvm::InstCombinePass());
    p.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()), true));
    p.addPass(llvm::SimplifyCFGPass());
    return p;
}

llvm::FunctionPassManager straight_passes() {
    llvm::FunctionPassManager p;
    p.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
    p.addPass(llvm::EarlyCSEPass(true));
    p.addPass(llvm::InstCombinePass());
    p.addPass(llvm::SimplifyCFGPass());
    return p;
}

// For the user's loops over scalars.
llvm::FunctionPassManager loop_passes() {
    llvm::FunctionPassManager p;
    p.addPass(llvm::SROAPass(llvm::SROAOptions::ModifyCFG));
    p.addPass(llvm::EarlyCSEPass(true));
    p.addPass(llvm::SimplifyCFGPass());
    llvm::LoopPassManager loops;
    loops.addPass(llvm::LoopRotatePass());
    loops.addPass(llvm::LICMPass(llvm::LICMOptions()));
    p.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loops), true));
    // Before addresses are taken apart: an element that the round before has loaded stays in its register.
    p.addPass(llvm::GVNPass());
    // What both branches do is done once, with selected operands: few branches can be foreseen that data decide. Before
    // InstCombine, which moves a load into the only branch that needs it, where nothing may take it out again.
    p.addPass(llvm::SimplifyCFGPass(llvm::SimplifyCFGOptions().hoistCommonInsts(true).sinkCommonInsts(true)));
    p.addPass(llvm::InstCombinePass());
    llvm::LoopPassManager counted;
    counted.addPass(llvm::IndVarSimplifyPass());
    counted.addPass(llvm::LoopFullUnrollPass(3));
    p.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(counted)));
    p.addPass(llvm::GVNPass());
    p.addPass(llvm::LoopVectorizePass());
    p.addPass(llvm::LoopLoadEliminationPass());
    p.addPass(llvm::InstCombinePass());
    p.addPass(llvm::createFunctionToLoopPassAdaptor(llvm::LICMPass(llvm::LICMOptions()), true));
    p.addPass(llvm::SimplifyCFGPass());
    p.addPass(llvm::ADCEPass());
    return p;
}

bool has_loop(llvm::Function& f, llvm::FunctionAnalysisManager& analyses) {
    return !analyses.getResult<llvm::LoopAnalysis>(f).empty();
}

std::string emit(llvm::Module& m, llvm::TargetMachine& machine, llvm::CodeGenFileType type) {
    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream out(bytes);
    llvm::legacy::PassManager passes;
    bool fails = machine.addPassesToEmitFile(passes, out, nullptr, type, true);
    support::internal_check(!fails, "LLVM cannot emit code for this processor");
    passes.run(m);
    return std::string(bytes.begin(), bytes.end());
}

}  // namespace

void optimize(llvm::Module& m, llvm::TargetMachine& machine, llvm::Function* entry, int level) {
#ifndef NDEBUG
    std::string text;
    llvm::raw_string_ostream out(text);
    support::internal_check(!llvm::verifyModule(m, &out), "generated code is not valid: {}", out.str());
#endif
    if (level <= 0) return;
    llvm::LoopAnalysisManager loops;
    llvm::FunctionAnalysisManager functions;
    llvm::CGSCCAnalysisManager sccs;
    llvm::ModuleAnalysisManager modules;
    llvm::PassBuilder builder(&machine);
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(sccs);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, sccs, modules);
    auto kernel = kernel_passes();
    for (auto& f : m) {
        if (f.isDeclaration()) continue;
        bool is_host = &f == entry || f.hasFnAttribute(kRoundsAttribute);
        if (!is_host) kernel.run(f, functions);
        else if (level >= 2 && has_loop(f, functions)) loop_passes().run(f, functions);
        else straight_passes().run(f, functions);
    }
}

std::string emit_object(llvm::Module& m, llvm::TargetMachine& machine) {
    return emit(m, machine, llvm::CodeGenFileType::ObjectFile);
}

std::string emit_assembly(const llvm::Module& m, llvm::TargetMachine& machine) {
    auto copy = llvm::CloneModule(m);
    return emit(*copy, machine, llvm::CodeGenFileType::AssemblyFile);
}

std::string print_module(const llvm::Module& m) {
    std::string text;
    llvm::raw_string_ostream out(text);
    m.print(out, nullptr);
    return out.str();
}

}  // namespace phylanx::codegen
