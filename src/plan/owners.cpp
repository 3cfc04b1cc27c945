// Owner slots: each array with a reference of its own gets one; merged values are held.
// SPDX-License-Identifier: BSL-1.0
#include <functional>

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

bool is_owned(const ir::Type& t) { return t.is_array() || t.is_any(); }

class Owners {
   public:
    explicit Owners(Graph& g) : g_(g) {}

    void run() { region(g_.body, {}); }

   private:
    // The merge points that the jumps of a loop's body feed: one slot per carried value, -1 for others.
    struct Merge {
        std::vector<ValueId> args;   // the loop's carried arguments (empty for if_)
        std::vector<std::int64_t> slots;
    };

    std::int64_t new_slot(const ir::Type& t) { return t.is_any() ? next_object_++ : next_slot_++; }

    ValueId hold(std::vector<OpId>& out, ValueId v, std::int64_t slot, const ir::Op& near) {
        OpId h = g_.new_op(OpCode::hold, {v}, {g_.type(v)}, near.span, near.file);
        g_.op(h).attrs[g_.type(v).is_any() ? "object_slot" : "slot"] = slot;
        out.push_back(h);
        return g_.op(h).results[0];
    }

    Merge merge_for(const std::vector<ValueId>& values) {
        Merge m;
        for (ValueId v : values) m.slots.push_back(is_owned(g_.type(v)) ? new_slot(g_.type(v)) : -1);
        return m;
    }

    // Holds the operands [first, ...) of a terminator or loop under the merge's slots. A value that is
    // another merged argument must not be released before it has been moved: all are held twice then.
    void hold_operands(std::vector<OpId>& out, OpId o, std::size_t first, const Merge& m) {
        auto& operands = g_.op(o).operands;
        bool crossing = false;
        for (std::size_t i = 0; i < m.slots.size(); ++i)
            for (std::size_t k = 0; k < m.args.size(); ++k)
                crossing |= k != i && m.slots[i] >= 0 && root(operands[first + i]) == m.args[k];
        std::vector<std::int64_t> temporary(m.slots.size(), -1);
        for (int round = crossing ? 0 : 1; round < 2; ++round)
            for (std::size_t i = 0; i < m.slots.size(); ++i) {
                ValueId v = g_.op(o).operands[first + i];
                if (m.slots[i] < 0 || (!m.args.empty() && v == m.args[i])) continue;
                if (round == 0) temporary[i] = new_slot(g_.type(v));
                const ir::Op near = g_.op(o);
                g_.op(o).operands[first + i] = hold(out, v, round == 0 ? temporary[i] : m.slots[i], near);
            }
    }

    ValueId root(ValueId v) const {
        auto it = view_of_.find(v);
        return it == view_of_.end() ? v : root(it->second);
    }

    void region(RegionId r, const std::vector<Merge>& merges) {
        // merges.back() is what yield feeds; break_ and continue_ feed loop_.
        std::vector<OpId> out;
        for (OpId o : std::vector<OpId>(g_.region(r).ops)) {
            const OpCode code = g_.op(o).code;
            if (code == OpCode::yield && !merges.empty()) hold_operands(out, o, 0, merges.back());
            if ((code == OpCode::break_ || code == OpCode::continue_) && loop_) hold_operands(out, o, 0, *loop_);
            const std::vector<ValueId> results = g_.op(o).results;
            const std::vector<RegionId> regions = g_.op(o).regions;
            if (code == OpCode::if_) {
                Merge m = merge_for(results);
                for (RegionId inner : regions) region(inner, {m});
                g_.op(o).attrs["slots"] = m.slots;
            } else if (code == OpCode::for_ || code == OpCode::while_) {
                const std::size_t first = code == OpCode::for_ ? 3 : 0;
                Merge m = merge_for(results);
                hold_operands(out, o, first, m);  // the initial values; args is still empty
                const auto& args = g_.region(regions.back()).args;
                m.args.assign(args.begin() + (code == OpCode::for_ ? 1 : 0), args.end());
                const Merge* outer = loop_;
                loop_ = &m;
                if (code == OpCode::while_) region(regions[0], {});
                region(regions.back(), {m});
                loop_ = outer;
                g_.op(o).attrs["slots"] = m.slots;
            } else {
                own(o);
            }
            out.push_back(o);
        }
        g_.region(r).ops = std::move(out);
    }

    void own(OpId o) {
        ir::Op& op = g_.op(o);
        const auto kind = ops::info(op.code).kind;
        if (kind == ops::Kind::View && !op.operands.empty()) view_of_[op.results[0]] = op.operands[0];
        if (op.results.empty()) return;
        if (g_.type(op.results[0]).is_any()) {
            op.attrs["object_slot"] = next_object_++;
            return;
        }
        if (op.code != OpCode::fused && op.code != OpCode::unbox && kind != ops::Kind::Library) return;
        std::vector<std::int64_t> slots;
        for (ValueId v : op.results) slots.push_back(g_.type(v).is_array() ? next_slot_++ : -1);
        op.attrs["slots"] = slots;
    }

    Graph& g_;
    const Merge* loop_ = nullptr;
    std::int64_t next_slot_ = 0, next_object_ = 0;
    std::map<ValueId, ValueId> view_of_;
};

}  // namespace

void assign_owners(Graph& g) { Owners(g).run(); }

void make_plan(Graph& g) {
    assign_owners(g);
    insert_drops(g);
    insert_waits(g);
    verify(g);
}

}  // namespace phylanx::plan
