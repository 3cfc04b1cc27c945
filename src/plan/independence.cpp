// Loops none of whose rounds reads or writes what another round writes.
// SPDX-License-Identifier: BSL-1.0
//
// The classical dependence test for the simplest subscripts: along one axis of each written array, every access is at
// the loop's index plus the same constant, or at a place that does not change during the loop (Allen and Kennedy,
// Optimizing Compilers for Modern Architectures, chapter 3: strong SIV and weak-zero SIV subscripts).
#include "plan/independence.h"

#include <map>

namespace phylanx::plan {
namespace {

using ir::kNone;
using ir::OpId;
using ir::ValueId;
using ops::OpCode;

}  // namespace

/// Where an access lies along each axis of an array that is older than the loop.
struct IndependentLoops::Access {
    enum class Reach { Whole, Index, Range };
    struct Axis {
        Reach reach = Reach::Whole;
        std::optional<Place> start, stop;  // Index: start. Range: either may be missing
    };
    ValueId array;
    bool writes = false;
    std::vector<Axis> axes;
    std::vector<int> dims;  // the axis that each dimension of the view walks along as it is; -1 where it is another
};

class IndependentLoops::Search {
   public:
    Search(const IndependentLoops& owner, const ir::Op& loop)
        : g_(owner.g_), uses_(owner.uses_), aliases_(owner.aliases_), loop_(loop), body_(loop.regions.at(0)) {}

    std::optional<Independence> run() {
        if (!loop_.results.empty() || !is_allowed(body_, 0)) return std::nullopt;
        if (ir::attr_or<bool>(loop_, "parallel", false)) return found_;
        bool ok = true;
        ir::walk(g_, body_, [&](OpId o) { ok = ok && collect(o); });
        if (!ok) return std::nullopt;
        for (auto& [array, accesses] : accesses_)
            if (!settle(array, accesses)) return std::nullopt;
        return found_;
    }

   private:
    bool is_inside(ValueId v) const {
        if (OpId def = uses_.def(v); def != kNone) return uses_.is_inside(def, body_);
        ir::RegionId region = uses_.arg_region(v);
        return region == body_ || (uses_.owner(region) != kNone && uses_.is_inside(uses_.owner(region), body_));
    }

    /// Ops whose order among rounds nobody can tell. depth: of loops within the one in question.
    bool is_allowed(ir::RegionId region, int depth) const {
        for (OpId o : g_.region(region).ops) {
            const ir::Op& op = g_.op(o);
            switch (op.code) {
                case OpCode::foreign:
                case OpCode::box:
                case OpCode::unbox:
                case OpCode::return_: return false;
                case OpCode::break_:
                    if (depth == 0) return false;
                    break;
                case OpCode::fused: continue;
                default: break;
            }
            for (ir::RegionId inner : op.regions)
                if (!is_allowed(inner, depth + ir::is_loop(op.code))) return false;
        }
        return true;
    }

    std::optional<Place> place(ValueId v) const {
        if (v == g_.region(body_).args.at(0)) return Place{true, kNone, 0};
        if (!g_.type(v).is_scalar()) return std::nullopt;
        OpId def = uses_.def(v);
        const ir::Op* op = def == kNone ? nullptr : &g_.op(def);
        if (op && op->code == OpCode::constant) {
            auto it = op->attrs.find("value");
            auto* number = it == op->attrs.end() ? nullptr : std::get_if<std::int64_t>(&it->second);
            if (number) return Place{false, kNone, *number};
        }
        bool is_python_int = g_.type(v).is(ir::TypeKind::PyInt);
        if (op && is_python_int && (op->code == OpCode::add || op->code == OpCode::sub)) {
            auto left = place(op->operands[0]), right = place(op->operands[1]);
            if (right && right->base == kNone && !right->of_index && left) return moved(*left, right->offset, op->code == OpCode::sub);
            if (op->code == OpCode::add && left && left->base == kNone && !left->of_index && right)
                return moved(*right, left->offset, false);
        }
        if (is_inside(v) || arrays::is_inexact(g_.type(v).dtype())) return std::nullopt;
        return Place{false, v, 0};
    }

    static std::optional<Place> moved(Place p, std::int64_t by, bool back) {
        bool overflow = back ? __builtin_sub_overflow(p.offset, by, &p.offset) : __builtin_add_overflow(p.offset, by, &p.offset);
        return overflow ? std::nullopt : std::optional(p);
    }

    static void narrow(Access& a, int dim, Access::Axis to) {
        int axis = a.dims[static_cast<std::size_t>(dim)];
        if (axis < 0 || a.axes[static_cast<std::size_t>(axis)].reach != Access::Reach::Whole) return;
        a.axes[static_cast<std::size_t>(axis)] = std::move(to);
    }

    void narrow_to_index(Access& a, int dim, ValueId index) const {
        if (auto p = place(index)) narrow(a, dim, {Access::Reach::Index, p, {}});
    }

    Access whole(ValueId array) const {
        Access a{array, false, {}, {}};
        auto ndim = static_cast<std::size_t>(g_.type(array).ndim());
        a.axes.resize(ndim);
        for (std::size_t d = 0; d < ndim; ++d) a.dims.push_back(static_cast<int>(d));
        return a;
    }

    /// Follows views down to the array they look at.
    Access resolve(ValueId v) const {
        OpId def = uses_.def(v);
        if (def == kNone || !ir::is_view(g_.op(def).code)) return whole(v);
        const ir::Op& op = g_.op(def);
        Access a = resolve(op.operands[0]);
        auto ndim = static_cast<std::size_t>(g_.type(v).ndim());
        switch (op.code) {
            case OpCode::hold:
            case OpCode::part: return a;
            case OpCode::transpose: {
                std::vector<int> dims;
                for (auto p : ir::attr<std::vector<std::int64_t>>(op, "perm")) dims.push_back(a.dims.at(static_cast<std::size_t>(p)));
                a.dims = std::move(dims);
                return a;
            }
            case OpCode::slice: return sliced(std::move(a), op);
            default: a.dims.assign(ndim, -1); return a;
        }
    }

    Access sliced(Access a, const ir::Op& op) const {
        std::vector<int> dims;
        std::size_t operand = 1;
        int dim = 0;
        for (auto& spec : ir::attr<std::vector<std::string>>(op, "spec")) {
            if (spec == "new") {
                dims.push_back(-1);
                continue;
            }
            if (spec == "full") dims.push_back(a.dims.at(static_cast<std::size_t>(dim)));
            else if (spec == "int") narrow_to_index(a, dim, op.operands.at(operand++));
            else {
                Access::Axis range{Access::Reach::Range, {}, {}};
                bool known = spec[8] != 'v';  // no step
                for (int k = 0; k < 3; ++k) {
                    if (spec[6 + static_cast<std::size_t>(k)] != 'v') continue;
                    auto p = place(op.operands.at(operand++));
                    if (!p) known = false;
                    else if (k < 2) (k == 0 ? range.start : range.stop) = p;
                }
                if (known) narrow(a, dim, std::move(range));
                dims.push_back(-1);
            }
            ++dim;
        }
        for (auto d = static_cast<std::size_t>(dim); d < a.dims.size(); ++d) dims.push_back(a.dims[d]);
        a.dims = std::move(dims);
        return a;
    }

    /// Notes what the op reads and writes of older arrays.
    bool collect(OpId o) {
        const ir::Op& op = g_.op(o);
        if (!op.regions.empty() && op.code != OpCode::fused) return true;
        ir::Effects e = ir::effects(g_, o);
        for (ValueId v : e.reads)
            if (!note(op, v, false)) return false;
        for (ValueId v : e.writes)
            if (!note(op, v, true)) return false;
        return true;
    }

    bool note(const ir::Op& op, ValueId v, bool writes) {
        Access a = resolve(v);
        a.writes = writes;
        if (is_inside(a.array)) {
            // Made anew by each round; or nobody knows what it is.
            return aliases_.is_made_by(a.array, [&](ValueId origin) { return is_inside(origin); });
        }
        bool element = op.code == OpCode::load || op.code == OpCode::store;
        std::size_t first = op.code == OpCode::store ? 2 : 1;
        if (element && v == op.operands[0])
            for (std::size_t d = 0; d < a.dims.size(); ++d) narrow_to_index(a, static_cast<int>(d), op.operands.at(first + d));
        accesses_[a.array].push_back(std::move(a));
        return true;
    }

    bool settle(ValueId array, const std::vector<Access>& accesses) {
        if (std::none_of(accesses.begin(), accesses.end(), [](auto& a) { return a.writes; })) return true;
        for (auto& [other, unused] : accesses_)
            if (other != array && aliases_.may_alias(array, other)) found_.apart.push_back({array, other});
        for (std::size_t axis = 0; axis < accesses[0].axes.size(); ++axis)
            if (separates(array, accesses, axis)) return true;
        return false;
    }

    bool separates(ValueId array, const std::vector<Access>& accesses, std::size_t axis) {
        auto write = std::find_if(accesses.begin(), accesses.end(), [](auto& a) { return a.writes; });
        auto& own = write->axes[axis];
        if (own.reach != Access::Reach::Index || !own.start->of_index || own.start->base != kNone) return false;
        Independence::OwnPlace written{array, static_cast<int>(axis), own.start->offset};
        std::vector<Independence::Elsewhere> elsewhere;
        for (auto& a : accesses) {
            auto& at = a.axes[axis];
            if (at.reach == Access::Reach::Index && at.start == own.start) continue;
            bool varies = (at.start && at.start->of_index) || (at.stop && at.stop->of_index);
            if (a.writes || at.reach == Access::Reach::Whole || varies) return false;
            elsewhere.push_back({written, at.reach == Access::Reach::Index, at.start, at.stop});
        }
        found_.own_places.push_back(written);
        found_.elsewhere.insert(found_.elsewhere.end(), elsewhere.begin(), elsewhere.end());
        return true;
    }

    const ir::Graph& g_;
    const ir::Uses& uses_;
    const ir::Aliases& aliases_;
    const ir::Op& loop_;
    ir::RegionId body_;
    std::map<ValueId, std::vector<Access>> accesses_;
    Independence found_;
};

std::optional<Independence> IndependentLoops::find(const ir::Op& loop) const { return Search(*this, loop).run(); }

}  // namespace phylanx::plan
