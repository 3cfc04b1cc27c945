// Emits loop functions, finds equal ones, spreads them over threads.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/loop_functions.h"

#include <llvm/IR/GlobalAlias.h>
#include <llvm/Transforms/Utils/FunctionComparator.h>

#include <algorithm>

#include "codegen/loading.h"

namespace phylanx::codegen {
namespace {

// Below so many instructions in all, a thread costs more than it brings.
constexpr std::size_t kWorthAThread = 500;

llvm::Function* emit(llvm::Module& m, const ir::Graph& g, const std::vector<ir::OpId>& fused, const LoopFunction& f,
                     bool fastmath) {
    const KernelPlan plan = plan_kernel(g, fused[f.kernel], static_cast<int>(f.kernel));
    return emit_kernel(m, plan, f.mode, f.name, fastmath);
}

// Programs repeat themselves: copies, fills, the same formula in several places.
std::size_t find_equal(const std::vector<LoopFunction>& functions, llvm::Function& made, std::size_t weight,
                       llvm::GlobalNumberState& numbers) {
    for (std::size_t i = 0; i < functions.size(); ++i) {
        if (functions[i].same_as != i || functions[i].weight != weight) continue;
        llvm::Function* other = made.getParent()->getFunction(functions[i].name);
        if (llvm::FunctionComparator(&made, other, &numbers).compare() == 0) return i;
    }
    return functions.size();
}

}  // namespace

std::vector<LoopFunction> emit_loop_functions(llvm::Module& m, const ir::Graph& g, const std::vector<ir::OpId>& fused,
                                              const launch::Program& program, bool fastmath) {
    std::vector<LoopFunction> functions;
    llvm::GlobalNumberState numbers;
    auto add = [&](LoopFunction f) {
        llvm::Function* made = emit(m, g, fused, f, fastmath);
        f.weight = made->getInstructionCount();
        f.same_as = find_equal(functions, *made, f.weight, numbers);
        if (f.same_as != functions.size()) made->eraseFromParent();
        functions.push_back(std::move(f));
    };
    for (std::size_t i = 0; i < fused.size(); ++i) {
        const launch::KernelInfo& kernel = program.kernels[i];
        const auto [run, run_outer] = kernel_symbols(kernel);
        const bool reduces = kernel.reduced != 0;
        add({i, reduces ? KernelMode::InnerReduced : KernelMode::Elementwise, run, 0, 0});
        if (!run_outer.empty()) add({i, KernelMode::OuterReduced, run_outer, 0, 0});
    }
    return functions;
}

std::vector<std::size_t> choose_for_another_thread(const std::vector<LoopFunction>& functions, std::size_t entry_weight) {
    std::vector<std::size_t> own;
    std::size_t total = entry_weight;
    for (std::size_t i = 0; i < functions.size(); ++i) {
        if (functions[i].same_as != i) continue;
        own.push_back(i);
        total += functions[i].weight;
    }
    if (total < kWorthAThread) return {};
    std::ranges::stable_sort(own, std::ranges::greater(), [&](std::size_t i) { return functions[i].weight; });
    std::size_t here = entry_weight, there = 0;
    std::vector<std::size_t> chosen;
    for (std::size_t i : own) {
        std::size_t& side = there <= here ? there : here;
        if (&side == &there) chosen.push_back(i);
        side += functions[i].weight;
    }
    std::ranges::sort(chosen);
    return chosen;
}

void emit_chosen(llvm::Module& m, const ir::Graph& g, const std::vector<ir::OpId>& fused,
                 const std::vector<LoopFunction>& functions, const std::vector<std::size_t>& chosen, bool fastmath) {
    for (std::size_t i : chosen) emit(m, g, fused, functions[i], fastmath);
}

void erase_chosen(llvm::Module& m, const std::vector<LoopFunction>& functions, const std::vector<std::size_t>& chosen) {
    for (std::size_t i : chosen) m.getFunction(functions[i].name)->eraseFromParent();
    for (llvm::Function& f : llvm::make_early_inc_range(m))
        if (f.hasInternalLinkage() && f.use_empty()) f.eraseFromParent();  // which only those called
}

void name_equal_functions(llvm::Module& m, const std::vector<LoopFunction>& functions) {
    for (std::size_t i = 0; i < functions.size(); ++i) {
        if (functions[i].same_as == i) continue;
        llvm::Function* code = m.getFunction(functions[functions[i].same_as].name);
        if (code) llvm::GlobalAlias::create(functions[i].name, code);
    }
}

}  // namespace phylanx::codegen
