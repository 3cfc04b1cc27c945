// Assignments under a mask become assignments of whole arrays.
// SPDX-License-Identifier: BSL-1.0
#include "passes/widen_masks.h"

#include <algorithm>
#include <cfenv>
#include <map>
#include <optional>
#include <set>

#include "ir/builder.h"
#include "ops/evaluate.h"
#include "passes/reading.h"
#include "passes/shapes.h"

namespace phylanx::passes {
namespace {

using arrays::DType;
using ir::kind;
using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::ValueId;
using ops::Kind;

// Nanoseconds an element: picking one, and putting it back, cost as much (measured: 5 and 3).
constexpr double kWorth = 8;
constexpr double kGuards[] = {1, 0.5, 2};

/// What one `put` writes: the ops that compute it in program order, and what they read.
struct Update {
    OpId put;
    OpId in_place = kNone;                // the `assign` of `x[m] += y`: to what was picked, before it is put back
    ValueId target, mask, value;
    std::vector<OpId> ops;                // elementwise
    std::map<ValueId, ValueId> picked;    // result of a `mask` op: the array that it picks from
    std::set<ValueId> scalars;            // that are not constant
    double guard = 1;
};

/// Of complex numbers there is no evaluation: these give small numbers from 1.
bool is_tame_on_complex(OpCode code) {
    switch (code) {
        case OpCode::add:
        case OpCode::sub:
        case OpCode::mul:
        case OpCode::square:
        case OpCode::neg:
        case OpCode::pos:
        case OpCode::conj:
        case OpCode::real:
        case OpCode::imag:
        case OpCode::abs:
        case OpCode::make_complex:
        case OpCode::eq:
        case OpCode::ne:
        case OpCode::select:
        case OpCode::cast: return true;
        default: return false;
    }
}

class Widener {
   public:
    explicit Widener(ir::Graph& g) : g_(g), uses_(g), aliases_(g, uses_), shapes_(g) {}

    void run() {
        region(g_.body);
        // Later ones first: then nobody reads what the earlier ones give.
        for (auto it = spared_.rbegin(); it != spared_.rend(); ++it)
            if (ir::Uses(g_).count(g_.op(*it).results[0]) == 0) ir::remove_op(g_, uses_.parent(*it), *it);
    }

   private:
    void region(ir::RegionId r) {
        const std::vector<OpId> ops = g_.region(r).ops;
        for (OpId o : ops) {
            for (ir::RegionId inner : std::vector<ir::RegionId>(g_.op(o).regions)) region(inner);
            if (g_.op(o).code != OpCode::put) continue;
            if (auto update = read(r, o)) rewrite(r, *update);
        }
    }

    std::optional<Update> read(ir::RegionId r, OpId put) {
        const ir::Op& op = g_.op(put);
        if (op.operands.size() != 3 || op.attrs.contains("axes")) return std::nullopt;
        Update u{put, kNone, op.operands[0], op.operands[1], op.operands[2], {}, {}, {}};
        if (!g_.type(u.mask).is_array() || g_.type(u.mask).dtype() != DType::Bool || !shapes_.same(u.target, u.mask) ||
            !g_.type(u.value).is_array() || g_.type(u.value).dtype() != g_.type(u.target).dtype())
            return std::nullopt;
        find_in_place(r, u);
        std::set<OpId> seen;
        if (!collect(r, u.value, u, seen) || u.picked.empty()) return std::nullopt;
        const auto& order = g_.region(r).ops;
        std::copy_if(order.begin(), order.end(), std::back_inserter(u.ops), [&](OpId o) { return seen.contains(o); });
        double cost = 0;
        for (OpId o : u.ops) cost += ops::info(g_.op(o).code).cost;
        if (cost > kWorth || !are_unchanged(r, u) || !find_guard(u)) return std::nullopt;
        return u;
    }

    /// What was picked, then assigned to as a whole, then put back: that is what was assigned.
    void find_in_place(ir::RegionId r, Update& u) {
        const OpId pick = uses_.def(u.value);
        if (pick == kNone || g_.op(pick).code != OpCode::mask) return;
        const auto& order = g_.region(r).ops;
        auto place = [&](OpId o) { return std::find(order.begin(), order.end(), o); };
        OpId assign = kNone;
        for (const ir::Use& use : uses_.users(u.value))
            if (g_.op(use.op).code == OpCode::assign && use.index == 0) {
                if (assign != kNone || uses_.parent(use.op) != r) return;
                assign = use.op;
            }
        if (assign == kNone || place(assign) > place(u.put)) return;
        const ValueId assigned = g_.op(assign).operands[1];
        if (!g_.type(assigned).is_array() || g_.type(assigned).ndim() != 1) return;
        // All other users have read it before, elementwise.
        for (const ir::Use& use : uses_.users(u.value))
            if (use.op != assign && use.op != u.put && (kind(g_.op(use.op).code) != Kind::Elem || place(use.op) > place(assign)))
                return;
        u.in_place = assign;
        u.value = assigned;
    }

    /// Read and no more, but for the update in place.
    bool is_only_computed_with(ValueId v, const Update& u) const {
        if (u.in_place != kNone && v == g_.op(u.in_place).operands[0]) return true;
        return is_only_read(g_, uses_, v);
    }

    bool collect(ir::RegionId r, ValueId v, Update& u, std::set<OpId>& seen) {
        if (!g_.type(v).is_array()) {
            if (!g_.type(v).is_scalar()) return false;
            if (!is_constant(v)) u.scalars.insert(v);
            return true;
        }
        const OpId def = uses_.def(v);
        if (def == kNone || uses_.parent(def) != r || !is_only_computed_with(v, u)) return false;
        const ir::Op& op = g_.op(def);
        if (op.code == OpCode::mask) {
            if (op.operands[1] != u.mask || !shapes_.same(op.operands[0], u.mask)) return false;
            u.picked[v] = op.operands[0];
            return true;
        }
        if (kind(op.code) != Kind::Elem) return false;
        if (!seen.insert(def).second) return true;
        return std::all_of(op.operands.begin(), op.operands.end(), [&](ValueId x) { return collect(r, x, u, seen); });
    }

    bool is_constant(ValueId v) const {
        const OpId def = uses_.def(v);
        return def != kNone && g_.op(def).code == OpCode::constant;
    }

    /// From the first pick on until the update nothing writes what is read.
    bool are_unchanged(ir::RegionId r, const Update& u) const {
        std::vector<ValueId> reads{u.mask};
        for (auto& [picked, from] : u.picked) reads.push_back(from);
        bool started = false;
        for (OpId o : g_.region(r).ops) {
            if (o == u.put) return true;
            started |= g_.op(o).code == OpCode::mask && u.picked.contains(g_.op(o).results[0]);
            if (started && o != u.in_place && may_change(ir::effects(g_, o), reads, aliases_)) return false;
        }
        return false;
    }

    /// A number that raises nothing, if all inputs are that.
    bool find_guard(Update& u) const {
        for (double guard : kGuards) {
            u.guard = guard;
            if (is_silent(u)) return true;
        }
        return false;
    }

    bool is_silent(const Update& u) const {
        std::map<ValueId, double> values;
        auto number = [&](ValueId v) -> double {
            if (auto it = values.find(v); it != values.end()) return it->second;
            const OpId def = uses_.def(v);
            if (!is_constant(v)) return as(g_.type(v).dtype(), u.guard);
            const ir::Attr& value = g_.op(def).attrs.at("value");
            if (auto* b = std::get_if<bool>(&value)) return *b;
            if (auto* i = std::get_if<std::int64_t>(&value)) return static_cast<double>(*i);
            return std::get<double>(value);
        };
        for (OpId o : u.ops) {
            const ir::Op& op = g_.op(o);
            const DType in = g_.type(op.operands.back()).dtype(), out = g_.type(op.results[0]).dtype();
            // To a negative integer power: an error, not a flag.
            if (op.code == OpCode::pow && arrays::is_integer(out)) return false;
            if (arrays::is_complex(in) || arrays::is_complex(out)) {
                if (!is_tame_on_complex(op.code)) return false;
                for (ValueId x : op.operands)
                    if (is_constant(x) && std::abs(number(x)) > 1e6) return false;
                values[op.results[0]] = as(out, u.guard);
                continue;
            }
            if (op.operands.size() > 3 || !ops::can_evaluate(op.code, in, out)) return false;
            double args[3] = {};
            for (std::size_t i = 0; i < op.operands.size(); ++i) args[i] = number(op.operands[i]);
            std::feclearexcept(FE_ALL_EXCEPT);
            const volatile double result = ops::evaluate(op.code, in, out, args);
            const int raised = std::fetestexcept(FE_DIVBYZERO | FE_OVERFLOW | FE_INVALID);
            std::feclearexcept(FE_ALL_EXCEPT);
            if (raised != 0 || (!arrays::is_inexact(in) && op.operands.size() == 2 && args[1] == 0)) return false;
            values[op.results[0]] = result;
        }
        return true;
    }

    static double as(DType t, double guard) { return arrays::is_inexact(t) ? guard : 1; }

    void rewrite(ir::RegionId r, const Update& u) {
        const auto& order = g_.region(r).ops;
        ir::Builder build(g_);
        build.move_to(r, static_cast<std::size_t>(std::find(order.begin(), order.end(), u.put) - order.begin()));
        const int ndim = g_.type(u.target).ndim();
        auto array = [&](ValueId like) { return ir::Type::array(g_.type(like).dtype(), ndim); };
        build.set_span(g_.op(u.put).span, g_.op(u.put).file);
        std::map<ValueId, ValueId> wide;
        auto guarded = [&](ValueId whole) {
            const DType t = g_.type(whole).dtype();
            const ValueId one = build.scalar(ir::Type::scalar(t), as(t, u.guard));
            return build.emit(OpCode::select, {u.mask, whole, one}, array(whole), {{"fence", true}});
        };
        for (auto& [picked, from] : u.picked) wide[picked] = guarded(from);
        for (ValueId s : u.scalars) wide[s] = guarded(s);
        for (OpId o : u.ops) {
            const ir::Op op = g_.op(o);
            std::vector<ValueId> operands;
            for (ValueId v : op.operands) operands.push_back(wide.contains(v) ? wide.at(v) : v);
            build.set_span(op.span, op.file);
            wide[op.results[0]] = build.emit(op.code, std::move(operands), array(op.results[0]), op.attrs);
        }
        build.set_span(g_.op(u.put).span, g_.op(u.put).file);
        const ValueId value = wide.at(u.value);
        const ValueId mixed = build.emit(OpCode::select, {u.mask, value, u.target}, g_.type(u.target));
        build.emit_op(OpCode::assign, {u.target, mixed});
        ir::remove_op(g_, r, u.put);
        if (u.in_place != kNone) ir::remove_op(g_, r, u.in_place);
        for (auto& [picked, from] : u.picked) spare(uses_.def(picked));
        for (OpId o : u.ops) spare(o);
    }

    /// Raises nothing, as the shapes fit: may go, once nobody needs it.
    void spare(OpId o) {
        if (std::find(spared_.begin(), spared_.end(), o) == spared_.end()) spared_.push_back(o);
    }

    ir::Graph& g_;
    ir::Uses uses_;
    ir::Aliases aliases_;
    Shapes shapes_;
    std::vector<OpId> spared_;
};

}  // namespace

void widen_masks(ir::Graph& g) { Widener(g).run(); }

}  // namespace phylanx::passes
