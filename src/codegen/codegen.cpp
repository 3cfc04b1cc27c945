// Compiles a graph: entry function, kernels, passes, object, loaded program.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/codegen.h"

#include <llvm/IR/LLVMContext.h>

#include "codegen/host.h"
#include "codegen/kernel.h"
#include "codegen/loading.h"
#include "codegen/optimize.h"
#include "codegen/target.h"

namespace phylanx::codegen {
namespace {

// Slots are named by attributes of ops all over the graph; the program needs their number.
void count_slots(const ir::Graph& g, launch::Program& p) {
    auto raise_to = [](int& count, std::int64_t slot) { count = std::max(count, static_cast<int>(slot) + 1); };
    ir::walk(g, g.body, [&](ir::OpId o) {
        const ir::Op& op = g.op(o);
        raise_to(p.num_slots, ir::attr_or<std::int64_t>(op, "slot", -1));
        raise_to(p.num_object_slots, ir::attr_or<std::int64_t>(op, "object_slot", -1));
        auto slots = ir::attr_or<std::vector<std::int64_t>>(op, "slots", {});
        for (std::size_t i = 0; i < slots.size(); ++i) {
            bool object = i < op.results.size() && g.type(op.results[i]).is_any();
            raise_to(object ? p.num_object_slots : p.num_slots, slots[i]);
        }
    });
}

void emit_kernels(llvm::Module& m, const ir::Graph& g, const std::vector<ir::OpId>& fused, launch::Program& p,
                  bool fastmath) {
    for (std::size_t i = 0; i < fused.size(); ++i) {
        KernelPlan plan = plan_kernel(g, fused[i], static_cast<int>(i));
        auto [run, run_outer] = kernel_symbols(p.kernels[i], i);
        bool reduces = !run_outer.empty() || p.kernels[i].reduced != 0;
        emit_kernel(m, plan, reduces ? KernelMode::InnerReduced : KernelMode::Elementwise, run, fastmath);
        if (!run_outer.empty()) emit_kernel(m, plan, KernelMode::OuterReduced, run_outer, fastmath);
    }
}

}  // namespace

Compiled compile(const ir::Graph& g, const Options& options) {
    auto program = std::make_shared<launch::Program>();
    program->name = g.name;
    program->files = g.files;
    for (auto v : g.region(g.body).args) program->parameters.push_back(g.type(v));
    program->result = g.result;
    count_slots(g, *program);

    MachineLease machine;
    llvm::LLVMContext context;
    llvm::Module module(g.name, context);
#if LLVM_VERSION_MAJOR >= 21
    module.setTargetTriple(machine->getTargetTriple());
#else
    module.setTargetTriple(machine->getTargetTriple().str());
#endif
    module.setDataLayout(machine->createDataLayout());
    Host host(module, g, *program, options.compact);
    llvm::Function* entry = host.emit();
    emit_kernels(module, g, host.fused(), *program, options.fastmath);
    optimize(module, *machine, *entry, options.level);

    Compiled c;
    if (options.capture_ir) c.ir = print_module(module);
    if (options.capture_asm) c.assembly = emit_assembly(module, *machine);
    c.object = emit_object(module, *machine);
    load_code(*program, c.object);
    c.program = std::move(program);
    return c;
}

}  // namespace phylanx::codegen
