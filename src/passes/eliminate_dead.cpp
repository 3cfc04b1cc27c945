// Removes ops whose results nobody needs, and loop-carried values and branch results that nobody
// needs. SPDX-License-Identifier: BSL-1.0
#include "passes/eliminate_dead.h"

#include <algorithm>

#include "ir/uses.h"

namespace phylanx::passes {
namespace {

using ir::OpCode;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;

// Marks what is needed, from effects and returns backwards; then sweeps the rest.
class Sweeper {
   public:
    explicit Sweeper(ir::Graph& g) : g_(g), uses_(g), value_(g.num_values()), op_(g.num_ops()) {}

    void run() {
        feeders_.resize(g_.num_values());
        ir::walk(g_, g_.body, [&](OpId o) { connect(o); });
        ir::walk(g_, g_.body, [&](OpId o) {
            if (is_needed_itself(o))
                need_op(o);
        });
        drain();
        sweep(g_.body);
    }

   private:
    bool is_control(const ir::Op& op) const {
        return op.code == OpCode::if_ || ir::is_loop(op.code);
    }

    OpId target_of(OpId terminator) const {
        OpId at = uses_.owner(uses_.parent(terminator));
        if (g_.op(terminator).code == OpCode::yield)
            return at;
        while (at != ir::kNone && !ir::is_loop(g_.op(at).code)) at = uses_.owner(uses_.parent(at));
        return at;
    }

    // A slot of a loop is its result, its arguments, and all that is carried into them.
    void connect(OpId o) {
        const ir::Op& op = g_.op(o);
        if (ir::is_loop(op.code)) {
            std::size_t inits = op.code == OpCode::for_ ? 3 : 0;
            std::size_t args = op.code == OpCode::for_ ? 1 : 0;
            for (std::size_t i = 0; i < op.results.size(); ++i) {
                feeders_[op.results[i]].push_back(op.operands[inits + i]);
                for (RegionId r : op.regions) {
                    feeders_[op.results[i]].push_back(g_.region(r).args[args + i]);
                    feeders_[g_.region(r).args[args + i]].push_back(op.results[i]);
                }
            }
        }
        if (op.code != OpCode::yield && op.code != OpCode::break_ && op.code != OpCode::continue_)
            return;
        OpId target = target_of(o);
        if (g_.op(target).code == OpCode::fused)
            return;
        for (std::size_t i = 0; i < op.operands.size(); ++i)
            feeders_[g_.op(target).results[i]].push_back(op.operands[i]);
    }

    // Ends of regions have no needs of their own but belong to the op around them; a branch that
    // leaves is needed where the loop or function around it is.
    bool is_needed_itself(OpId o) {
        const ir::Op& op = g_.op(o);
        if (op.code == OpCode::yield || op.code == OpCode::condition)
            return false;
        if (is_control(op))
            return op.code == OpCode::while_;  // it need not end
        ir::Effects e = ir::effects(g_, o);
        if (op.code == OpCode::break_ || op.code == OpCode::continue_)
            return false;
        return e.order || e.may_fail || e.leaves || !e.writes.empty() || e.everything;
    }

    void need_value(ValueId v) {
        if (value_[v])
            return;
        value_[v] = true;
        todo_.push_back(v);
    }

    void need_op(OpId o) {
        if (op_[o])
            return;
        op_[o] = true;
        const ir::Op& op = g_.op(o);
        if (ir::is_loop(op.code) || op.code == OpCode::if_) {
            std::size_t own = op.code == OpCode::for_ ? 3 : op.code == OpCode::if_ ? 1 : 0;
            for (std::size_t i = 0; i < own; ++i) need_value(op.operands[i]);
            for (RegionId r : op.regions) need_ends(r);
        } else if (op.code != OpCode::yield && op.code != OpCode::break_ &&
                   op.code != OpCode::continue_) {
            for (ValueId v : op.operands) need_value(v);
        }
        for (RegionId r : op.regions)
            if (op.code == OpCode::fused)
                ir::walk(g_, r, [&](OpId x) { op_[x] = true; });
        // Control flow around it.
        OpId owner = uses_.owner(uses_.parent(o));
        if (owner != ir::kNone)
            need_op(owner);
    }

    // The terminator of a needed region, and the ways out of a needed loop.
    void need_ends(RegionId r) {
        const auto& ops = g_.region(r).ops;
        need_op(ops.back());
        for (OpId o : ops) {
            if (g_.op(o).code != OpCode::if_)
                continue;
            bool leaves = false;
            for (RegionId inner : g_.op(o).regions)
                ir::walk(g_, inner, [&](OpId x) {
                    leaves |= g_.op(x).code == OpCode::break_ || g_.op(x).code == OpCode::continue_;
                });
            if (leaves)
                need_op(o);
        }
    }

    void drain() {
        while (!todo_.empty()) {
            ValueId v = todo_.back();
            todo_.pop_back();
            for (ValueId from : feeders_[v]) need_value(from);
            OpId def = uses_.def(v);
            if (def != ir::kNone)
                need_op(def);
            RegionId region = uses_.arg_region(v);
            if (region != ir::kNone && uses_.owner(region) != ir::kNone)
                need_op(uses_.owner(region));
        }
    }

    // Keeps the members of `list` from `first` on whose slot of the target is needed.
    void keep_slots(std::vector<ValueId>& list, std::size_t first, const std::vector<bool>& keep) {
        std::vector<ValueId> kept(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(first));
        for (std::size_t i = 0; i < keep.size(); ++i)
            if (keep[i])
                kept.push_back(list[first + i]);
        list = std::move(kept);
    }

    void sweep(RegionId r) {
        auto& ops = g_.region(r).ops;
        ops.erase(std::remove_if(ops.begin(), ops.end(), [&](OpId o) { return !op_[o]; }),
                  ops.end());
        for (OpId o : ops) {
            ir::Op& op = g_.op(o);
            if (op.code == OpCode::yield || op.code == OpCode::break_ ||
                op.code == OpCode::continue_) {
                OpId target = target_of(o);
                if (g_.op(target).code != OpCode::fused)
                    keep_slots(op.operands, 0, slots_.at(target));
                continue;
            }
            if (!is_control(op))
                continue;
            std::vector<bool> keep;
            for (ValueId v : op.results) keep.push_back(value_[v]);
            slots_[o] = keep;
            if (ir::is_loop(op.code)) {
                bool counts = op.code == OpCode::for_;
                keep_slots(op.operands, counts ? 3 : 0, keep);
                for (RegionId x : op.regions) keep_slots(g_.region(x).args, counts ? 1 : 0, keep);
            }
            keep_slots(op.results, 0, keep);
            for (RegionId x : op.regions) sweep(x);
        }
    }

    ir::Graph& g_;
    ir::Uses uses_;
    std::vector<bool> value_, op_;
    std::vector<std::vector<ValueId>> feeders_;
    std::vector<ValueId> todo_;
    std::map<OpId, std::vector<bool>> slots_;
};

}  // namespace

void eliminate_dead(ir::Graph& g) {
    Sweeper(g).run();
    ir::compact(g);
}

}  // namespace phylanx::passes
