// Checks that a graph is well formed: definitions, regions, terminators, control flow.
// SPDX-License-Identifier: BSL-1.0
#include "ir/verifier.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "ir/op_rules.h"
#include "ir/printer.h"

namespace phylanx::ir {
namespace {

class Verifier {
   public:
    explicit Verifier(const Graph& g)
        : g_(g),
          visible_(g.num_values(), false),
          defined_(g.num_values(), false),
          seen_(g.num_ops(), false) {}

    std::vector<std::string> run() {
        if (g_.body == kNone || g_.body >= g_.num_regions())
            return {"the graph has no body"};
        region(g_.body, kNone, kNone);
        return std::move(errors_);
    }

   private:
    template <class... Args>
    void error(OpId o, fmt::format_string<Args...> text, Args&&... args) {
        std::string where = o == kNone ? "" : "  in: " + print_op(g_, o);
        errors_.push_back(fmt::format(text, std::forward<Args>(args)...) + where);
    }

    bool define(ValueId v, OpId o, std::vector<ValueId>& scope) {
        if (v >= g_.num_values())
            return error(o, "a value that does not exist is defined"), false;
        if (defined_[v])
            error(o, "value {} is defined twice", v);
        defined_[v] = visible_[v] = true;
        scope.push_back(v);
        return true;
    }

    // `loop` is the innermost loop around the region; break and continue belong to it.
    void region(RegionId r, OpId owner, OpId loop) {
        if (r >= g_.num_regions())
            return error(owner, "a region that does not exist");
        std::vector<ValueId> scope;
        bool isolated = owner != kNone && g_.op(owner).code == OpCode::fused;
        std::vector<bool> outside;
        if (isolated)
            outside = std::exchange(visible_, std::vector<bool>(g_.num_values(), false));
        for (ValueId v : g_.region(r).args) define(v, owner, scope);
        const auto& ops = g_.region(r).ops;
        if (ops.empty() || !is_terminator(g_.op(ops.back()).code))
            error(owner, "a region does not end in a terminator");
        for (std::size_t i = 0; i < ops.size(); ++i) {
            if (ops[i] >= g_.num_ops())
                return error(owner, "an op that does not exist");
            if (seen_[ops[i]])
                return error(ops[i], "this op lies in two places");
            seen_[ops[i]] = true;
            OpCode code = g_.op(ops[i]).code;
            if (i + 1 < ops.size() && is_terminator(code) && code != OpCode::raise)
                error(ops[i], "ops follow a terminator");
            op(ops[i], owner, loop, scope);
        }
        for (ValueId v : scope) visible_[v] = false;
        if (isolated)
            visible_ = std::move(outside);
    }

    void op(OpId o, OpId owner, OpId loop, std::vector<ValueId>& scope) {
        const Op& op = g_.op(o);
        for (ValueId v : op.operands) {
            if (v < g_.num_values() && visible_[v])
                continue;
            error(o, "value {} is used where it is not defined", v);
            return;
        }
        for (ValueId v : op.results)
            if (v >= g_.num_values())
                return error(o, "a result that does not exist");
        std::string wrong = check_op(g_, o);
        if (!wrong.empty())
            error(o, "{}", wrong);
        bool shaped = control(o, op);
        terminator(o, op, owner, loop);
        if (shaped)
            for (RegionId r : op.regions) region(r, o, is_loop(op.code) ? o : loop);
        for (ValueId v : op.results) define(v, o, scope);
    }

    std::vector<Type> types(const std::vector<ValueId>& values, std::size_t first = 0) const {
        std::vector<Type> out;
        for (std::size_t i = first; i < values.size(); ++i) out.push_back(g_.type(values[i]));
        return out;
    }

    // Regions of the right number and arguments; types of what is carried.
    bool control(OpId o, const Op& op) {
        std::size_t expected = op.code == OpCode::if_ || op.code == OpCode::while_   ? 2
                               : op.code == OpCode::for_ || op.code == OpCode::fused ? 1
                                                                                     : 0;
        if (op.regions.size() != expected) {
            error(o, "expected {} regions", expected);
            return false;
        }
        for (RegionId r : op.regions)
            if (r >= g_.num_regions())
                return error(o, "a region that does not exist"), false;
        if (!is_loop(op.code))
            return true;
        std::size_t first = op.code == OpCode::for_ ? 3 : 0;
        if (op.operands.size() < first)
            return error(o, "too few operands"), false;
        auto carried = types(op.results);
        if (types(op.operands, first) != carried)
            error(o, "initial values and results differ in number or type");
        for (RegionId r : op.regions) {
            std::vector<Type> args = types(g_.region(r).args);
            if (op.code == OpCode::for_) {
                if (args.empty() || !args[0].is(TypeKind::PyInt))
                    error(o, "the first argument of the body is the index, an int");
                else
                    args.erase(args.begin());
            }
            if (args != carried)
                error(o, "carried arguments and results differ in number or type");
        }
        return true;
    }

    void terminator(OpId o, const Op& op, OpId owner, OpId loop) {
        switch (op.code) {
            case OpCode::yield:
                if (owner == kNone)
                    return error(o, "yield in the function's body");
                if (g_.op(owner).code == OpCode::fused)
                    return;  // its roles say more: check_op
                if (types(op.operands) != types(g_.op(owner).results))
                    error(o, "yielded values and results differ in number or type");
                return;
            case OpCode::condition:
                if (owner == kNone || g_.op(owner).code != OpCode::while_)
                    error(o, "condition outside of a while");
                return;
            case OpCode::break_:
            case OpCode::continue_:
                if (loop == kNone)
                    return error(o, "outside of a loop");
                if (types(op.operands) != types(g_.op(loop).results))
                    error(o, "values and the loop's results differ in number or type");
                return;
            case OpCode::return_:
                if (op.operands.size() > 1 ||
                    (op.operands.empty() && !g_.result.is(TypeKind::None)))
                    error(o, "return has one operand");
                else if (!op.operands.empty() && !(g_.type(op.operands[0]) == g_.result))
                    error(o, "returns another type than the graph's {}", g_.result.to_string());
                return;
            default:
                return;
        }
    }

    const Graph& g_;
    std::vector<bool> visible_, defined_, seen_;
    std::vector<std::string> errors_;
};

// Ordered ops, and how many writes lie between them: names of what is written would change with
// better knowledge of what is what.
std::string order_of(const Graph& g, RegionId r) {
    std::string out;
    std::size_t writes = 0;
    auto flush = [&](const std::string& next) {
        if (writes > 0)
            out += fmt::format("{} writes, ", std::exchange(writes, 0));
        out += next;
    };
    for (OpId o : g.region(r).ops) {
        const Op& op = g.op(o);
        std::string name(ops::info(op.code).name);
        if (op.code == OpCode::break_ || op.code == OpCode::continue_)
            continue;
        if (!op.regions.empty() && op.code != OpCode::fused) {
            std::string inner;
            for (RegionId x : op.regions) inner += "{" + order_of(g, x) + "}";
            if (inner.find_first_not_of("{}") != std::string::npos)
                flush(name + inner + ", ");
            continue;
        }
        Effects e = effects(g, o);
        if (e.order || e.leaves)
            flush(name + attr_or<std::string>(op, "callee", "") + ", ");
        else if (op.code == OpCode::fused)
            writes +=
                op.operands.size() - static_cast<std::size_t>(attr<std::int64_t>(op, "num_inputs"));
        else
            writes += e.writes.size();
    }
    flush("");
    return out;
}

}  // namespace

std::vector<std::string> find_errors(const Graph& g) { return Verifier(g).run(); }

void verify(const Graph& g, const std::string& when) {
    auto errors = find_errors(g);
    support::internal_check(errors.empty(), "malformed graph{}{}: {}\n{}",
                            when.empty() ? "" : " after ", when, fmt::join(errors, "\n  "),
                            errors.empty() ? "" : print_graph(g));
}

std::string effect_order(const Graph& g) { return order_of(g, g.body); }

}  // namespace phylanx::ir
