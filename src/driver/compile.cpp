// The stages of compilation in order, with what the options ask to see of them.
// SPDX-License-Identifier: BSL-1.0
#include "driver/compile.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "codegen/codegen.h"
#include "driver/background.h"
#include "driver/cached_program.h"
#include "driver/rules.h"
#include "ir/printer.h"
#include "passes/pipeline.h"
#include "physl/parser.h"
#include "plan/plan.h"
#include "runtime/cpu_limit.h"
#include "support/error.h"

namespace phylanx::driver {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void log(const std::string& text) { fmt::print(stderr, "phylanx: {}\n", text); }

/// Writes every stage of one compilation into the folder of option `dump`, numbered.
class Dump {
   public:
    Dump(const Options& options, const std::string& function) : folder_(options.dump) {
        if (folder_.empty()) return;
        static std::atomic<int> compilations{0};
        prefix_ = fmt::format("{}-{:03}-{}", ::getpid(), compilations.fetch_add(1), function);
    }
    void write(std::string_view stage, const std::string& text) {
        if (folder_.empty()) return;
        std::error_code error;
        std::filesystem::create_directories(folder_, error);
        const auto path = std::filesystem::path(folder_) /
                          fmt::format("{}-{:02}-{}.txt", prefix_, number_++, stage);
        if (!(std::ofstream(path) << text)) log("cannot write " + path.string());
    }
    bool active() const { return !folder_.empty(); }

   private:
    std::string folder_, prefix_;
    int number_ = 0;
};

/// The options with which people look inside: a program from the disk would leave nothing to see.
bool wants_to_see(const Options& o) {
    return o.debug >= 3 || !o.print_after.empty() || !o.dump.empty();
}

/// Passes of option `disable`; "1" is the switch of the Python side.
std::vector<std::string> disabled_passes(const Options& options) {
    auto names = split_list(options.disable);
    std::erase(names, "1");
    return names;
}

/// Sema's graph to plan form.
void make_plan_form(ir::Graph& graph, const Options& options, Dump& dump) {
    passes::RunOptions run;
    run.disabled = disabled_passes(options);
    run.verify = options.verify;
    run.rules = read_rules(options.rules);
    run.print_after = split_list(options.print_after);
    const bool only_dump = run.print_after.empty() && dump.active();
    if (only_dump) run.print_after = {"all"};
    if (!run.print_after.empty())
        run.print = [&, only_dump](std::string_view pass, const std::string& text) {
            if (only_dump) return dump.write(fmt::format("pass-{}", pass), text);
            fmt::print(stderr, "# after {}\n{}\n", pass, text);
        };
    std::vector<passes::PassRecord> records;
    run.records = &records;
    passes::run_pipeline(graph, run);
    if (options.debug >= 2)
        for (const auto& r : records)
            if (options.debug >= 3 || r.seconds > 1e-3)
                log(fmt::format("  pass {}: {:.0f} us{}", r.name, r.seconds * 1e6, r.changed ? ", changed" : ""));
    plan::make_plan(graph);
    if (options.verify) plan::verify(graph);
}

codegen::Options codegen_options(const Options& options, const std::vector<bool>& compact, bool see) {
    codegen::Options o;
    o.compact = compact;
    o.fastmath = options.fastmath;
    if (std::ranges::count(disabled_passes(options), "all")) o.level = 0;
    o.threads = options.threads > 0 ? static_cast<int>(std::min<Int>(options.threads, 2)) : runtime::cpu_limit();
    o.capture_ir = see || options.debug >= 5;
    o.capture_asm = see || options.debug >= 6;
    return o;
}

struct Made {
    std::shared_ptr<Compiled> compiled;
    std::string object;  // the machine code as the disk keeps it
    std::function<std::string()> improve;  // where there is no object: codegen::Compiled::improve
};

Made make(sema::Lowered lowered, const std::string& function, const std::vector<bool>& compact, const Options& options,
          bool soon) {
    Dump dump(options, function);
    Made made{std::make_shared<Compiled>(), {}, {}};
    made.compiled->facts = find_facts(lowered.graph);
    made.compiled->findings = std::move(lowered.findings);
    if (options.debug >= 4 || dump.active()) {
        const std::string text = ir::print_graph(lowered.graph);
        if (options.debug >= 4) log("graph\n" + text);
        dump.write("graph", text);
    }
    made.compiled->facts.identity = carry_identity(lowered.graph);
    made.compiled->facts.sequences = std::move(lowered.result_sequences);
    const auto graph = std::make_shared<ir::Graph>(std::move(lowered.graph));
    make_plan_form(*graph, options, dump);
    if (options.debug >= 4 || dump.active()) {
        const std::string text = ir::print_graph(*graph);
        if (options.debug >= 4) log("plan\n" + text);
        dump.write("plan", text);
    }
    const auto how = codegen_options(options, compact, dump.active());
    auto code = soon ? codegen::compile_soon(graph, how) : codegen::compile(*graph, how);
    if (options.debug >= 5) log("LLVM\n" + code.ir);
    if (options.debug >= 6) log("assembly\n" + code.assembly);
    dump.write("llvm", code.ir);
    dump.write("assembly", code.assembly);
    made.compiled->program = code.program;
    made.object = std::move(code.object);
    made.improve = std::move(code.improve);
    return made;
}

sema::Lowered lower(const Source& source, const std::string& function, const Signature& signature) {
    return sema::lower({source.tree(), function, signature.parameters, signature.statics, source.file()});
}

}  // namespace

const physl::Tree& Source::tree() const {
    std::call_once(parsed_, [&] {
        physl::Tree tree = physl::parse(text_, file_);
        tree.inherit_spans();
        tree_ = std::move(tree);
    });
    return *tree_;
}

std::string main_function(const Source& source) {
    const physl::Tree& tree = source.tree();
    for (auto it = tree.expressions.rbegin(); it != tree.expressions.rend(); ++it) {
        const physl::Node& node = tree[*it];
        if (node.is_call("define") && !node.children.empty()) return tree[node.children[0]].text;
    }
    support::user_error(support::ErrorClass::Syntax, {}, "the text defines no function");
}

std::shared_ptr<const Compiled> compile(const Source& source, const std::string& function,
                                        const Signature& signature, const Options& options) {
    const auto start = Clock::now();
    const CachedProgram cached(source, function, signature, options);
    if (!wants_to_see(options)) {
        if (auto found = cached.load()) {
            found->seconds = seconds_since(start);
            if (options.debug >= 1)
                log(fmt::format("{}{}: from the disk cache in {:.1f} ms", function, signature.to_string(),
                                found->seconds * 1e3));
            return found;
        }
    }
    Made made;
    try {
        made = make(lower(source, function, signature), function, signature.compact, options, options.quick_start);
    } catch (const sema::NeedStatic& need) {
        cached.store(need);
        throw;
    }
    made.compiled->seconds = seconds_since(start);
    if (made.improve)
        in_background(cached.key(), [cached, compiled = made.compiled, improve = std::move(made.improve)] {
            cached.store(*compiled, improve());
        });
    else
        cached.store(*made.compiled, made.object);
    if (options.debug >= 1)
        log(fmt::format("{}{}: compiled in {:.1f} ms", function, signature.to_string(),
                        made.compiled->seconds * 1e3));
    return made.compiled;
}

std::shared_ptr<const Compiled> compile_program(const Source& source, const Options& options) {
    const auto start = Clock::now();
    auto made = make(sema::lower_program(source.tree()), "program", {}, options, false);
    made.compiled->seconds = seconds_since(start);
    return made.compiled;
}

Stages show_stages(const Source& source, const std::string& function, const Signature& signature,
                   const Options& options, std::string_view last) {
    Stages stages;
    sema::Lowered lowered = lower(source, function, signature);
    stages.graph = ir::print_graph(lowered.graph);
    if (last == "graph") return stages;
    Options quiet = options;
    quiet.dump.clear();
    quiet.debug = 0;
    Dump no_dump(quiet, function);
    carry_identity(lowered.graph);
    make_plan_form(lowered.graph, quiet, no_dump);
    stages.plan = plan::describe(lowered.graph) + "\n" + ir::print_graph(lowered.graph);
    if (last == "plan") return stages;
    auto code = codegen::compile(lowered.graph, codegen_options(quiet, signature.compact, true));
    stages.llvm = std::move(code.ir);
    stages.assembly = std::move(code.assembly);
    return stages;
}

}  // namespace phylanx::driver
