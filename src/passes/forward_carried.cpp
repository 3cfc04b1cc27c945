// Replaces what control flow gives back unchanged by the value that went in.
// SPDX-License-Identifier: BSL-1.0
#include "passes/forward_carried.h"

#include <algorithm>

#include "ir/uses.h"

namespace phylanx::passes {
namespace {

using ir::OpCode;
using ir::OpId;
using ir::ValueId;

class Forwarder {
   public:
    explicit Forwarder(ir::Graph& g) : g_(g) {}

    // Inner regions first: what they do not change, the loop around them does not change there
    // either.
    void region(ir::RegionId r) {
        for (OpId o : g_.region(r).ops) {
            const ir::Op& op = g_.op(o);
            if (op.code == OpCode::fused)
                continue;
            for (ir::RegionId inner : op.regions) region(inner);
            if (ir::is_loop(op.code))
                forward_unchanged(op);
            if (op.code == OpCode::if_)
                forward_equal(op);
        }
    }

    void finish() { replaced_.apply(g_); }

   private:
    // Ends of rounds, and ways out, of a loop whose body is r.
    void round_ends(ir::RegionId r, bool in_loop, std::vector<const ir::Op*>& out) const {
        for (OpId o : g_.region(r).ops) {
            const ir::Op& op = g_.op(o);
            bool leaves = op.code == OpCode::break_ || op.code == OpCode::continue_;
            if (leaves && !in_loop)
                out.push_back(&op);
            if (op.code == OpCode::fused)
                continue;
            for (ir::RegionId inner : op.regions)
                round_ends(inner, in_loop || ir::is_loop(op.code), out);
        }
    }

    // A carried value that no round changes is its initial value.
    void forward_unchanged(const ir::Op& loop) {
        std::vector<const ir::Op*> ends;
        for (ir::RegionId r : loop.regions) round_ends(r, false, ends);
        const ir::Op& last = g_.op(g_.region(loop.regions.back()).ops.back());
        if (last.code == OpCode::yield)
            ends.push_back(&last);
        std::size_t inits = loop.code == OpCode::for_ ? 3 : 0;
        std::size_t args = loop.code == OpCode::for_ ? 1 : 0;
        for (std::size_t i = 0; i < loop.results.size(); ++i) {
            ValueId init = loop.operands[inits + i];
            ValueId arg = g_.region(loop.regions.back()).args[args + i];
            bool same = std::all_of(ends.begin(), ends.end(), [&](const ir::Op* end) {
                ValueId v = replaced_.find(end->operands[i]);
                return v == arg || v == init;
            });
            if (!same)
                continue;
            for (ir::RegionId r : loop.regions) replaced_.add(g_.region(r).args[args + i], init);
            replaced_.add(loop.results[i], init);
        }
    }

    // What both branches give is the value itself.
    void forward_equal(const ir::Op& branch) {
        const ir::Op& a = g_.op(g_.region(branch.regions[0]).ops.back());
        const ir::Op& b = g_.op(g_.region(branch.regions[1]).ops.back());
        if (a.code != OpCode::yield || b.code != OpCode::yield)
            return;
        for (std::size_t i = 0; i < branch.results.size(); ++i)
            if (replaced_.find(a.operands[i]) == replaced_.find(b.operands[i]))
                replaced_.add(branch.results[i], replaced_.find(a.operands[i]));
    }

    ir::Graph& g_;
    ir::Replacements replaced_;
};

}  // namespace

void forward_carried(ir::Graph& g) {
    Forwarder forwarder(g);
    forwarder.region(g.body);
    forwarder.finish();
}

}  // namespace phylanx::passes
