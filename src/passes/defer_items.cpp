// Keeps numbers that come out of reductions in memory while only array operations need them.
// SPDX-License-Identifier: BSL-1.0
#include "passes/defer_items.h"

#include <algorithm>

#include "ir/builder.h"
#include "passes/reading.h"

namespace phylanx::passes {
namespace {

using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::TypeKind;
using ir::ValueId;

class Deferrer {
   public:
    explicit Deferrer(ir::Graph& g)
        : g_(g),
          uses_(g),
          aliases_(g, uses_),
          in_memory_(g.num_values(), kNone),
          wanted_(g.num_values(), kUnknown) {
        ir::walk(g, g.body, [&](OpId o) {
            if (!g.op(o).regions.empty())
                return;
            ir::Effects e = ir::effects(g, o);
            everything_ |= e.everything;
            written_.insert(written_.end(), e.writes.begin(), e.writes.end());
        });
    }

    void region(ir::RegionId r) {
        for (std::size_t i = 0; i < g_.region(r).ops.size(); ++i) {
            OpId o = g_.region(r).ops[i];
            if (takes_arrays(g_.op(o))) {
                for (ValueId& v : g_.op(o).operands)
                    if (place(v) != kNone)
                        v = place(v);
            } else if (g_.op(o).code == OpCode::item) {
                ValueId array = g_.op(o).operands[0];
                if (never_changes(array))
                    in_memory_[g_.op(o).results[0]] = array;
            } else if (is_liftable(g_.op(o)) && wanted(g_.op(o).results[0]) == kWanted) {
                lift(r, i++, o);
            }
            for (ir::RegionId inner : std::vector<ir::RegionId>(g_.op(o).regions)) region(inner);
        }
    }

   private:
    // kUnwanted: the host needs the number; kReturned: it only leaves the function; kWanted: array
    // ops take it.
    enum Wanted : std::uint8_t { kUnknown, kUnwanted, kReturned, kWanted };

    ValueId place(ValueId v) const { return v < in_memory_.size() ? in_memory_[v] : kNone; }

    bool takes_arrays(const ir::Op& op) const {
        if (op.code == OpCode::assign)
            return true;
        return ir::kind(op.code) == ops::Kind::Elem && g_.type(op.results[0]).is_array();
    }

    bool never_changes(ValueId array) const {
        if (!aliases_.is_fresh(array) || (everything_ && aliases_.reachable_by_python(array)))
            return false;
        return std::none_of(written_.begin(), written_.end(),
                            [&](ValueId w) { return aliases_.may_alias(w, array); });
    }

    bool is_scalar_computation(const ir::Op& op) const {
        return ir::kind(op.code) == ops::Kind::Elem && g_.type(op.results[0]).is(TypeKind::Scalar);
    }

    bool is_liftable(const ir::Op& op) const {
        return is_scalar_computation(op) &&
               std::any_of(op.operands.begin(), op.operands.end(),
                           [&](ValueId v) { return place(v) != kNone; });
    }

    Wanted wanted(ValueId v) {
        if (wanted_[v] != kUnknown)
            return wanted_[v];
        Wanted all = kReturned;
        for (const ir::Use& use : uses_.users(v)) {
            const ir::Op& user = g_.op(use.op);
            Wanted one = kUnwanted;
            if (takes_arrays(user))
                one = kWanted;
            else if (user.code == OpCode::return_ || user.code == OpCode::make_tuple)
                one = kReturned;
            else if (is_scalar_computation(user))
                one = wanted(user.results[0]);
            if (one == kUnwanted)
                return wanted_[v] = kUnwanted;
            all = std::max(all, one);
        }
        return wanted_[v] = all;
    }

    // The same op on 0-d arrays, beside the one on numbers, which dies unless it is returned.
    void lift(ir::RegionId r, std::size_t at, OpId o) {
        std::vector<ValueId> operands = g_.op(o).operands;
        for (ValueId& v : operands)
            if (place(v) != kNone)
                v = place(v);
        ir::Builder build(g_);
        build.move_to(r, at);
        build.set_span(g_.op(o).span, g_.op(o).file);
        ValueId scalar = g_.op(o).results[0];
        ir::Type type = ir::Type::array(g_.type(scalar).dtype(), 0);
        in_memory_[scalar] = build.emit(g_.op(o).code, std::move(operands), type, g_.op(o).attrs);
    }

    ir::Graph& g_;
    ir::Uses uses_;
    ir::Aliases aliases_;
    std::vector<ValueId> in_memory_;  // by number: the 0-d array that holds it
    std::vector<Wanted> wanted_;
    std::vector<ValueId> written_;
    bool everything_ = false;
};

}  // namespace

void defer_items(ir::Graph& g) { Deferrer(g).region(g.body); }

}  // namespace phylanx::passes
