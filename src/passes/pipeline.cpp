// The ordered list of passes, and the loop that runs them.
// SPDX-License-Identifier: BSL-1.0
#include "passes/pipeline.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "ir/printer.h"
#include "ir/verifier.h"
#include "passes/apply_rules.h"
#include "passes/contract.h"
#include "passes/defer_items.h"
#include "passes/eliminate_common.h"
#include "passes/eliminate_dead.h"
#include "passes/fold_constants.h"
#include "passes/forward_carried.h"
#include "passes/fuse.h"
#include "passes/hoist_invariants.h"
#include "passes/read_parts.h"
#include "passes/simplify.h"
#include "passes/widen_masks.h"

namespace phylanx::passes {
namespace {

void no_rules(ir::Graph&) {}

constexpr auto kPipeline = std::to_array<Pass>({
    // First: patterns are compared in the form that sema gives both them and the program.
    {"apply_rules", "rewrites by the user's rules", no_rules, nullptr, true},
    {"fold_constants", "computes what depends on constants only", fold_constants},
    // Before the rest: casts of constants are constants now, so that pow(x, 2) shows.
    {"simplify", "rewrites ops to cheaper ones with the same bits", simplify},
    {"read_parts", "reads parts of complex numbers where they are computed with", read_parts},
    {"forward_carried", "what control flow gives back unchanged is what went in", forward_carried},
    {"eliminate_common", "computes equal things once", eliminate_common},
    {"hoist_invariants", "moves what does not change out of loops", hoist_invariants},
    // What was hoisted from two loops may be equal.
    {"eliminate_common", "computes equal things once", eliminate_common},
    // Before fusion: a value that is carried but never needed would have to be stored.
    {"eliminate_dead", "removes what nobody needs", eliminate_dead},
    {"defer_items", "keeps numbers from reductions in memory", defer_items},
    {"eliminate_dead", "removes what nobody needs", eliminate_dead},
    {"widen_masks", "computes whole arrays where a mask picks and puts back", widen_masks},
    {"contract", "makes sums of products over separate axes products of matrices", contract},
    {"fuse", "merges array ops into single passes over memory", fuse, fuse_alone},
    {"eliminate_dead", "removes what nobody needs", eliminate_dead},
});

bool names(const std::vector<std::string>& list, std::string_view name) {
    return std::any_of(list.begin(), list.end(), [&](auto& n) { return n == name || n == "all"; });
}

// A branch that a constant chooses takes the effects of the other one with it; a rule may do without an error. What a mask
// picks cannot fail where it is widened.
bool keeps_effects(const Pass& pass) {
    return pass.name != "fold_constants" && pass.name != "widen_masks" && !pass.takes_rules;
}

void check(const ir::Graph& g, const Pass& pass, const std::string& order_before) {
    ir::verify(g, std::string(pass.name));
    if (!keeps_effects(pass))
        return;
    std::string order = ir::effect_order(g);
    support::internal_check(order == order_before,
                            "pass {} changed the order of effects from\n  {}\nto\n  {}\n{}",
                            pass.name, order_before, order, ir::print_graph(g));
}

}  // namespace

std::span<const Pass> pipeline() { return kPipeline; }

const Pass* find_pass(std::string_view name) {
    auto it =
        std::find_if(kPipeline.begin(), kPipeline.end(), [&](auto& p) { return p.name == name; });
    return it == kPipeline.end() ? nullptr : &*it;
}

void run_pipeline(ir::Graph& g, const RunOptions& options) {
    if (options.verify)
        ir::verify(g, "sema");
    if (options.print && names(options.print_after, "start"))
        options.print("start", ir::print_graph(g));
    for (const Pass& pass : kPipeline) {
        PassFn run = names(options.disabled, pass.name) ? pass.when_disabled : pass.run;
        if (!run)
            continue;
        bool printed = options.print && names(options.print_after, pass.name);
        std::string before = printed ? ir::print_graph(g) : "";
        std::string order = options.verify ? ir::effect_order(g) : "";
        auto start = std::chrono::steady_clock::now();
        if (pass.takes_rules)
            apply_rules(g, options.rules);
        else
            run(g);
        std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        if (options.verify)
            check(g, pass, order);
        std::string after = printed ? ir::print_graph(g) : "";
        if (printed)
            options.print(pass.name, after);
        if (options.records)
            options.records->push_back({pass.name, spent.count(), before != after});
    }
}

}  // namespace phylanx::passes
