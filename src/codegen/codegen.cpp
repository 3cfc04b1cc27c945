// Compiles a graph: entry function, kernels, passes, object, loaded program.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/codegen.h"

#include <llvm/IR/LLVMContext.h>

#include <future>
#include <system_error>

#include "codegen/host.h"
#include "codegen/loading.h"
#include "codegen/loop_functions.h"
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

}  // namespace

Compiled compile(const ir::Graph& g, const Options& options) {
    auto program = std::make_shared<launch::Program>();
    program->name = g.name;
    program->files = g.files;
    for (auto v : g.region(g.body).args) program->parameters.push_back(g.type(v));
    program->result = g.result;
    count_slots(g, *program);

    MachineLease machine(options.level);
    llvm::LLVMContext context;
    auto module = make_module(g.name, context, *machine);
    Host host(*module, g, *program, options.compact);
    llvm::Function* entry = host.emit();
    const auto functions = emit_loop_functions(*module, g, host.fused(), *program, options.fastmath);

    std::vector<std::size_t> chosen;
    if (options.threads > 1 && !options.capture_ir && !options.capture_asm)
        chosen = choose_for_another_thread(functions, entry->getInstructionCount());
    std::future<std::string> other_object;
    if (!chosen.empty()) {
        erase_chosen(*module, functions, chosen);
        auto compile_chosen = [&] {
            MachineLease other_machine(options.level);
            llvm::LLVMContext other_context;
            auto other = make_module(g.name, other_context, *other_machine);
            emit_chosen(*other, g, host.fused(), functions, chosen, options.fastmath);
            name_equal_functions(*other, functions);
            optimize(*other, *other_machine, nullptr, options.level);
            return emit_object(*other, *other_machine);
        };
        try {
            other_object = std::async(std::launch::async, compile_chosen);
        } catch (const std::system_error&) {  // no further thread is allowed: this one does it, last
            other_object = std::async(std::launch::deferred, compile_chosen);
        }
    }
    name_equal_functions(*module, functions);
    optimize(*module, *machine, entry, options.level);

    Compiled c;
    if (options.capture_ir) c.ir = print_module(*module);
    if (options.capture_asm) c.assembly = emit_assembly(*module, *machine);
    std::vector<std::string> objects{emit_object(*module, *machine)};
    if (other_object.valid()) objects.push_back(other_object.get());
    c.object = pack_objects(objects);
    load_code(*program, c.object);
    c.program = std::move(program);
    return c;
}

}  // namespace phylanx::codegen
