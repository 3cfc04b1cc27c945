// Moves what does not change from round to round out of loops.
// SPDX-License-Identifier: BSL-1.0
#include "passes/hoist_invariants.h"

#include <algorithm>

#include "passes/reading.h"

namespace phylanx::passes {
namespace {

using ir::kind;
using ir::OpCode;
using ir::OpId;
using ir::ValueId;
using ops::Kind;

// Nanoseconds an element from which on an array is worth keeping: reading it back costs about this.
constexpr double kDear = 1.0;

class Hoister {
   public:
    explicit Hoister(ir::Graph& g) : g_(g), uses_(g), aliases_(g, uses_) {}

    // Inner loops first: what leaves them may go on out of the loop around them.
    void region(ir::RegionId r) {
        for (std::size_t i = 0; i < g_.region(r).ops.size(); ++i) {
            OpId o = g_.region(r).ops[i];
            if (g_.op(o).code == OpCode::fused)
                continue;
            for (ir::RegionId inner : g_.op(o).regions) region(inner);
            if (!ir::is_loop(g_.op(o).code))
                continue;
            std::vector<OpId> moved = hoist(o);
            auto& ops = g_.region(r).ops;
            ops.insert(ops.begin() + static_cast<std::ptrdiff_t>(i), moved.begin(), moved.end());
            i += moved.size();
        }
    }

   private:
    std::vector<OpId> hoist(OpId loop) {
        inside_.assign(g_.num_values(), false);
        for (ir::RegionId r : g_.op(loop).regions) {
            mark(g_.region(r).args);
            ir::walk(g_, r, [&](OpId o) {
                mark(g_.op(o).results);
                for (ir::RegionId x : g_.op(o).regions) mark(g_.region(x).args);
            });
        }
        effects_ = ir::effects(g_, loop);
        // First all that could go, then those array ops of it that are worth it and what they need.
        movable_.assign(g_.num_ops(), false);
        std::vector<OpId> candidates;
        for (ir::RegionId r : g_.op(loop).regions)
            for (OpId o : g_.region(r).ops)
                if (is_invariant(g_.op(o), ir::effects(g_, o))) {
                    movable_[o] = true;
                    candidates.push_back(o);
                }
        wanted_.assign(g_.num_ops(), false);
        for (OpId o : candidates)
            if (is_worth_it(g_.op(o)))
                want(o);
        std::vector<OpId> moved;
        for (OpId o : candidates)
            if (wanted_[o])
                moved.push_back(o);
        for (ir::RegionId r : g_.op(loop).regions)
            std::erase_if(g_.region(r).ops, [&](OpId o) { return wanted_[o]; });
        return moved;
    }

    void mark(const std::vector<ValueId>& values) {
        for (ValueId v : values) inside_[v] = true;
    }

    bool is_invariant(const ir::Op& op, const ir::Effects& e) const {
        if (op.results.size() != 1 || !op.regions.empty())
            return false;
        if (e.order || e.may_fail || e.leaves || e.everything || !e.writes.empty())
            return false;
        for (ValueId v : op.operands) {
            if (!inside_[v])
                continue;
            OpId def = uses_.def(v);
            if (def == ir::kNone || !movable_[def])
                return false;
        }
        if (may_change(effects_, e.reads, aliases_))
            return false;
        switch (kind(op.code)) {
            case Kind::View:
                return true;
            case Kind::Access:
                return op.code == OpCode::shape || op.code == OpCode::item ||
                       op.code == OpCode::load;
            case Kind::Elem:
            case Kind::Reduce:
                return !g_.type(op.results[0]).is_array() || is_only_read(g_, uses_, op.results[0]);
            default:
                return op.code == OpCode::constant || op.code == OpCode::tuple_get;
        }
    }

    bool is_worth_it(const ir::Op& op) const {
        if (!is_computation(op.code) || !g_.type(op.results[0]).is_array())
            return true;
        if (kind(op.code) == Kind::Reduce || ops::info(op.code).cost >= kDear)
            return true;
        for (const ir::Use& use : uses_.users(op.results[0]))
            if (kind(g_.op(use.op).code) == Kind::Library)
                return true;
        return false;
    }

    void want(OpId o) {
        if (wanted_[o])
            return;
        wanted_[o] = true;
        for (ValueId v : g_.op(o).operands) {
            OpId def = uses_.def(v);
            if (inside_[v] && def != ir::kNone && movable_[def])
                want(def);
        }
    }

    ir::Graph& g_;
    ir::Uses uses_;
    ir::Aliases aliases_;
    ir::Effects effects_;
    std::vector<bool> inside_, movable_, wanted_;
};

}  // namespace

void hoist_invariants(ir::Graph& g) { Hoister(g).region(g.body); }

}  // namespace phylanx::passes
