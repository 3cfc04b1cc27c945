// The ordered list of passes, and the loop that runs them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "passes/apply_rules.h"

namespace phylanx::passes {

using PassFn = void (*)(ir::Graph&);

struct Pass {
    std::string_view name;
    std::string_view doc;
    PassFn run;
    PassFn when_disabled = nullptr;  // what must still be done for the plan form's sake
    bool takes_rules = false;        // works by the user's rules, where there are any
};

/// All passes in order; a name may stand there more than once.
std::span<const Pass> pipeline();
/// nullptr where there is no pass of that name.
const Pass* find_pass(std::string_view name);

struct PassRecord {
    std::string_view name;
    double seconds = 0;
    bool changed = false;  // known only where the graph was printed (print set)
};

struct RunOptions {
    std::vector<std::string> disabled;  // pass names, or "all"; `fuse` then makes groups of one op
    std::vector<std::string>
        print_after;  // pass names, or "all"; "start" prints the graph as it came
    std::function<void(std::string_view pass, const std::string& text)> print;
    std::vector<RewriteRule> rules;  // the user's
    bool verify = true;  // after each pass; InternalError names the pass
    std::vector<PassRecord>* records = nullptr;
};

/// Graph as sema made it -> plan form items 1 and 2 of docs/architecture.md.
void run_pipeline(ir::Graph& g, const RunOptions& options = {});

}  // namespace phylanx::passes
