// Last uses: a slot is dropped after its last use, and a dying input's memory may serve the result.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>

#include "ir/uses.h"
#include "plan/plan.h"

namespace phylanx::plan {
namespace {

using ir::Graph;
using ir::kNone;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;
using ops::OpCode;

bool is_jump(OpCode c) {
    return c == OpCode::yield || c == OpCode::break_ || c == OpCode::continue_ || c == OpCode::return_ ||
           c == OpCode::condition || c == OpCode::raise;
}

class Drops {
   public:
    explicit Drops(Graph& g) : g_(g), uses_(g) {}

    void run() {
        region(g_.body, {});
        for (auto& [o, inputs] : dying_) g_.op(o).attrs["dying"] = inputs;
    }

   private:
    // The value, its views and the tuples that it is an element of: all borrow one slot's reference.
    void aliases(ValueId v, std::vector<ValueId>& out) const {
        if (std::find(out.begin(), out.end(), v) != out.end()) return;
        out.push_back(v);
        for (auto use : uses_.users(v)) {
            const ir::Op& op = g_.op(use.op);
            const bool is_view = ops::info(op.code).kind == ops::Kind::View && use.index == 0;
            if (is_view || op.code == OpCode::make_tuple || op.code == OpCode::tuple_get)
                aliases(op.results[0], out);
        }
    }

    // Position in the region of the last op that uses v or a view of it; -1 when there is none.
    std::ptrdiff_t last_use(RegionId r, const std::vector<ValueId>& all,
                            const std::map<OpId, std::ptrdiff_t>& position) const {
        std::ptrdiff_t last = -1;
        for (ValueId v : all)
            for (auto use : uses_.users(v)) {
                OpId o = uses_.ancestor_in(use.op, r);
                if (o != kNone) last = std::max(last, position.at(o));
            }
        return last;
    }

    void mark_dying(OpId o, const std::vector<ValueId>& all) {
        const ir::Op& op = g_.op(o);
        if (op.code != OpCode::fused) return;
        const auto inputs = ir::attr<std::int64_t>(op, "num_inputs");
        for (std::size_t i = 0; i < op.operands.size(); ++i)
            if (std::find(all.begin(), all.end(), op.operands[i]) != all.end()) {
                if (static_cast<std::int64_t>(i) >= inputs) return;  // a stored target is not free
                dying_[o].push_back(static_cast<std::int64_t>(i));
            }
    }

    // `carried`: slots of the region's own arguments, which its terminator refills.
    void region(RegionId r, const std::map<ValueId, std::int64_t>& carried) {
        const std::vector<OpId> ops = g_.region(r).ops;
        std::map<OpId, std::ptrdiff_t> position;
        for (std::size_t i = 0; i < ops.size(); ++i) position[ops[i]] = static_cast<std::ptrdiff_t>(i);
        std::vector<std::vector<std::int64_t>> after(ops.size());
        auto consider = [&](ValueId v, std::int64_t slot, std::ptrdiff_t defined, bool is_argument) {
            std::vector<ValueId> all;
            aliases(v, all);
            std::ptrdiff_t last = std::max(last_use(r, all, position), defined);
            if (last < 0) return;
            OpId o = ops[static_cast<std::size_t>(last)];
            if (g_.op(o).code == OpCode::return_) return;
            // A loop or a branch inside may use it several times or not reach the use at all.
            if (g_.op(o).regions.empty()) mark_dying(o, all);
            if (!is_argument) after[static_cast<std::size_t>(last)].push_back(slot);
        };
        for (auto& [v, slot] : carried) consider(v, slot, -1, true);
        for (std::size_t i = 0; i < ops.size(); ++i) {
            const ir::Op& op = g_.op(ops[i]);
            if (op.code == OpCode::hold) {
                // A hold's slot is that of the merged value, which outlives this region.
                continue;
            }
            auto slots = ir::attr_or<std::vector<std::int64_t>>(op, "slots", {});
            for (std::size_t k = 0; k < slots.size(); ++k)
                if (slots[k] >= 0 && g_.type(op.results[k]).is_array())
                    consider(op.results[k], slots[k], static_cast<std::ptrdiff_t>(i), false);
        }
        std::vector<OpId> out;
        auto drop = [&](std::size_t i) {
            for (std::int64_t slot : after[i]) {
                OpId d = g_.new_op(OpCode::drop, {}, {}, g_.op(ops[i]).span, g_.op(ops[i]).file);
                g_.op(d).attrs["slot"] = slot;
                out.push_back(d);
            }
        };
        for (std::size_t i = 0; i < ops.size(); ++i) {
            const bool jump = is_jump(g_.op(ops[i]).code);
            if (jump) drop(i);  // what the jump passes on is held under the merged value's slot
            out.push_back(ops[i]);
            if (!jump) drop(i);
            const ir::Op op = g_.op(ops[i]);
            if (op.regions.empty() || op.code == OpCode::fused) continue;
            std::map<ValueId, std::int64_t> inner;
            if (op.code == OpCode::for_ || op.code == OpCode::while_) {
                auto slots = ir::attr<std::vector<std::int64_t>>(op, "slots");
                const auto& args = g_.region(op.regions.back()).args;
                const std::size_t first = op.code == OpCode::for_ ? 1 : 0;
                for (std::size_t k = 0; k < slots.size(); ++k)
                    if (slots[k] >= 0 && g_.type(args[first + k]).is_array()) inner[args[first + k]] = slots[k];
            }
            for (RegionId q : op.regions) region(q, q == op.regions.back() ? inner : std::map<ValueId, std::int64_t>{});
        }
        g_.region(r).ops = std::move(out);
    }

    Graph& g_;
    ir::Uses uses_;
    std::map<OpId, std::vector<std::int64_t>> dying_;
};

}  // namespace

void insert_drops(Graph& g) { Drops(g).run(); }

}  // namespace phylanx::plan
