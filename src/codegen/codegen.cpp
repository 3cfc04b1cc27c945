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
#include "codegen/own_loops.h"
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

std::shared_ptr<launch::Program> empty_program(const ir::Graph& g) {
    auto program = std::make_shared<launch::Program>();
    program->name = g.name;
    program->files = g.files;
    for (auto v : g.region(g.body).args) program->parameters.push_back(g.type(v));
    program->result = g.result;
    count_slots(g, *program);
    return program;
}

std::future<std::string> on_another_thread(const std::function<std::string()>& work) {
    try {
        return std::async(std::launch::async, work);
    } catch (const std::system_error&) {  // no further thread is allowed: this one does it, last
        return std::async(std::launch::deferred, work);
    }
}

/// A module and what compiles it.
struct Unit {
    Unit(const std::string& name, int level) : machine(level), module(make_module(name, context, *machine)) {}
    std::string object() { return emit_object(*module, *machine); }

    llvm::LLVMContext context;
    MachineLease machine;
    std::unique_ptr<llvm::Module> module;
};

/// The object of all loop functions. Quickly: LLVM's passes run, its code generator takes its short way.
std::string kernels_object(const ir::Graph& g, const std::vector<ir::OpId>& fused, const launch::Program& program,
                           const Options& options, bool quickly) {
    Unit unit(g.name, quickly ? 0 : options.level);
    const auto functions = emit_loop_functions(*unit.module, g, fused, program, options.fastmath);
    name_equal_functions(*unit.module, functions);
    optimize(*unit.module, *unit.machine, nullptr, options.level);
    return unit.object();
}

std::string host_object(const ir::Graph& g, const Options& options) {
    const auto program = empty_program(g);
    Unit unit(g.name, options.level);
    Host host(*unit.module, g, *program, options.compact);
    llvm::Function* entry = host.emit();
    optimize(*unit.module, *unit.machine, entry, options.level);
    return unit.object();
}

}  // namespace

Compiled compile(const ir::Graph& g, const Options& options) {
    auto program = empty_program(g);
    Unit unit(g.name, options.level);
    llvm::Module& module = *unit.module;
    Host host(module, g, *program, options.compact);
    llvm::Function* entry = host.emit();
    const auto functions = emit_loop_functions(module, g, host.fused(), *program, options.fastmath);

    std::vector<std::size_t> chosen;
    if (options.threads > 1 && !options.capture_ir && !options.capture_asm)
        chosen = choose_for_another_thread(functions, entry->getInstructionCount());
    std::future<std::string> other_object;
    if (!chosen.empty()) {
        erase_chosen(module, functions, chosen);
        other_object = on_another_thread([&] {
            Unit other(g.name, options.level);
            emit_chosen(*other.module, g, host.fused(), functions, chosen, options.fastmath);
            name_equal_functions(*other.module, functions);
            optimize(*other.module, *other.machine, nullptr, options.level);
            return other.object();
        });
    }
    name_equal_functions(module, functions);
    optimize(module, *unit.machine, entry, options.level);

    Compiled c;
    if (options.capture_ir) c.ir = print_module(module);
    if (options.capture_asm) c.assembly = emit_assembly(module, *unit.machine);
    std::vector<std::string> objects{unit.object()};
    if (other_object.valid()) objects.push_back(other_object.get());
    c.object = pack_objects(objects);
    load_code(*program, c.object);
    c.program = std::move(program);
    return c;
}

Compiled compile_soon(std::shared_ptr<const ir::Graph> graph, const Options& options) {
    if (options.threads < 2 || options.level < 1 || options.capture_ir || options.capture_asm) return compile(*graph, options);
    const ir::Graph& g = *graph;
    auto program = empty_program(g);
    Unit unit(g.name, options.level);
    Host host(*unit.module, g, *program, options.compact);
    llvm::Function* entry = host.emit();
    const std::vector<ir::OpId> fused = host.fused();
    std::future<std::string> kernels;
    if (!fused.empty()) kernels = on_another_thread([&] { return kernels_object(g, fused, *program, options, true); });

    const bool own_loops = has_own_loops(*unit.module);
    if (!own_loops) unit.machine.set_level(0);
    optimize(*unit.module, *unit.machine, entry, own_loops ? options.level : 1);
    std::string for_host = unit.object();
    std::vector<std::string> objects{for_host};
    if (kernels.valid()) objects.push_back(kernels.get());
    Compiled c;
    c.program = program;
    c.object = pack_objects(objects);
    load_code(*program, c.object);
    if (own_loops && fused.empty()) return c;  // all of it is as good as it gets

    c.object.clear();
    if (!own_loops) for_host.clear();
    c.improve = [graph, program, fused, options, for_host] {
        std::vector<std::string> better{for_host.empty() ? host_object(*graph, options) : for_host};
        if (!fused.empty()) better.push_back(kernels_object(*graph, fused, *program, options, false));
        std::string packed = pack_objects(better);
        exchange_code(*program, packed);
        return packed;
    };
    return c;
}

}  // namespace phylanx::codegen
