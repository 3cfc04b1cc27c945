// The plan form's invariants, and its account for people.
// SPDX-License-Identifier: BSL-1.0
#include <functional>
#include <set>

#include "plan/independence.h"
#include "plan/plan.h"
#include "support/error.h"

namespace phylanx::plan {
namespace {

using ir::Graph;
using ir::OpId;
using ops::OpCode;
using support::internal_check;

void check_fused(const Graph& g, const ir::Op& op) {
    auto roles = ir::attr<std::vector<std::string>>(op, "roles");
    auto inputs = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "num_inputs"));
    std::size_t stores = 0;
    for (auto& role : roles) stores += role == "store";
    internal_check(op.operands.size() == inputs + stores, "fused: {} operands for {} inputs and {} targets",
                   op.operands.size(), inputs, stores);
    internal_check(op.results.size() + stores == roles.size(), "fused: results and roles differ");
    internal_check(g.region(op.regions.at(0)).args.size() == inputs, "fused: one argument per input");
}

}  // namespace

void verify(const Graph& g) {
    std::set<std::int64_t> slots;
    ir::walk(g, g.body, [&](OpId o) {
        const ir::Op& op = g.op(o);
        const auto kind = ops::info(op.code).kind;
        internal_check(kind != ops::Kind::Compose && kind != ops::Kind::Reduce && op.code != OpCode::assign,
                       "{} in plan form", ops::info(op.code).name);
        if (op.code == OpCode::fused) check_fused(g, op);
        if (kind == ops::Kind::Elem)
            for (auto v : op.operands)
                internal_check(!g.type(v).is_array(), "array operand of {} outside fused", ops::info(op.code).name);
        if (op.code == OpCode::hold) return;
        for (auto s : ir::attr_or<std::vector<std::int64_t>>(op, "slots", {}))
            internal_check(s < 0 || op.code == OpCode::if_ || op.code == OpCode::for_ || op.code == OpCode::while_ || slots.insert(s).second,
                           "slot {} has two owners", s);
    });
}

std::string describe(const Graph& g) {
    std::string text;
    int depth = 0;
    IndependentLoops loops(g);
    bool among_rounds = false;  // of a loop whose rounds run at the same time
    std::function<void(ir::RegionId)> region = [&](ir::RegionId r) {
        for (OpId o : g.region(r).ops) {
            const ir::Op& op = g.op(o);
            std::string line;
            switch (op.code) {
                case OpCode::fused: {
                    line = "launch";
                    for (OpId inner : g.region(op.regions[0]).ops)
                        if (g.op(inner).code != OpCode::yield)
                            line += " " + std::string(ops::info(g.op(inner).code).name);
                    line += " ->";
                    for (auto& role : ir::attr<std::vector<std::string>>(op, "roles")) line += " " + role;
                    break;
                }
                case OpCode::foreign: line = "foreign " + ir::attr<std::string>(op, "callee"); break;
                case OpCode::for_:
                    line = "for";
                    if (!among_rounds && loops.find(op)) line += ", rounds at the same time";
                    break;
                case OpCode::while_: line = "while"; break;
                case OpCode::if_: line = "if"; break;
                case OpCode::return_: line = "return"; break;
                case OpCode::wait: line = "wait"; break;
                default:
                    if (ops::info(op.code).kind == ops::Kind::Library)
                        line = "call " + std::string(ops::info(op.code).name);
            }
            if (!line.empty()) {
                for (auto v : op.results) line += "  " + (g.value(v).name.empty() ? "" : g.value(v).name + ": ") + g.type(v).to_string();
                text += fmt::format("{:>5}  {:{}}{}\n", op.span.line, "", 4 * depth, line);
            }
            if (op.code == OpCode::fused) continue;
            ++depth;
            bool outermost = line.ends_with("same time");
            among_rounds |= outermost;
            for (std::size_t k = 0; k < op.regions.size(); ++k) {
                if (op.code == OpCode::if_ && k == 1 && g.region(op.regions[k]).ops.size() > 1)
                    text += fmt::format("{:>5}  {:{}}else\n", "", "", 4 * (depth - 1));
                region(op.regions[k]);
            }
            --depth;
            if (outermost) among_rounds = false;
        }
    };
    region(g.body);
    return text;
}

}  // namespace phylanx::plan
