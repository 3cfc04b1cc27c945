// Which loops are tiny, should their lines be short.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/tiny_loops.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_set>

namespace phylanx::codegen {
namespace {

using ir::Op;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;
using ops::OpCode;

constexpr std::size_t kMostOps = 400;    // a loop is compiled once more
constexpr std::size_t kMostArrays = 48;  // each has room on the stack

std::size_t first_carried(const Op& loop) { return loop.code == OpCode::for_ ? 3 : 0; }
std::size_t first_argument(const Op& loop) { return loop.code == OpCode::for_ ? 1 : 0; }

class Search {
   public:
    Search(const ir::Graph& g, const ir::Uses& uses, const ir::Aliases& aliases, OpId loop)
        : g_(g), uses_(uses), aliases_(aliases), loop_(loop) {}

    std::optional<TinyLoop> find() {
        collect(loop_);
        std::size_t arrays = 0;
        bool good = true;
        for (ValueId v : inside_) arrays += g_.type(v).is_array(), good &= is_plain(v);
        good &= lines_ > 0 && count_ <= kMostOps && arrays <= kMostArrays;
        for (OpId o : ops_) good = good && is_allowed(o);
        for (OpId o : ops_) good = good && (ir::is_loop(g_.op(o).code) ? carries_new_arrays(o) : stores_safely(o));
        if (!good || !measure()) return std::nullopt;
        return std::move(result_);
    }

   private:
    bool is_line(ValueId v) const { return g_.type(v).is_array() && g_.type(v).ndim() == 1; }
    bool is_inside(ValueId v) const { return inside_.contains(v); }

    void collect(OpId o) {
        const Op& op = g_.op(o);
        ops_.push_back(o);
        ++count_;
        inside_.insert(op.results.begin(), op.results.end());
        if (op.code == OpCode::fused) {
            lines_ += ir::attr<std::int64_t>(op, "ndim") == 1;
            count_ += g_.region(op.regions[0]).ops.size();
            return;
        }
        for (RegionId r : op.regions) {
            inside_.insert(g_.region(r).args.begin(), g_.region(r).args.end());
            for (OpId inner : g_.region(r).ops) collect(inner);
        }
    }

    // --- what occurs --------------------------------------------------------------------------------------------------
    bool is_plain(ValueId v) const {
        const ir::Type& t = g_.type(v);
        return t.is_scalar() || (t.is_array() && t.ndim() <= 1);
    }

    bool is_allowed(OpId o) {
        const Op& op = g_.op(o);
        switch (op.code) {
            case OpCode::constant:
            case OpCode::undef:
            case OpCode::if_:
            case OpCode::for_:
            case OpCode::while_:
            case OpCode::yield:
            case OpCode::condition:
            case OpCode::break_:
            case OpCode::continue_: follow(o); return true;
            case OpCode::raise:
            case OpCode::check: return true;
            case OpCode::hold:
                if (op.attrs.contains("object_slot")) return false;
                if (!op.results.empty()) join(op.results[0], op.operands[0]);
                return true;
            case OpCode::drop: return op.attrs.contains("slot");
            case OpCode::wait:
                if (!op.results.empty()) join(op.results[0], op.operands[0]);
                return true;
            case OpCode::load:
            case OpCode::store:
            case OpCode::item:
            case OpCode::shape: use(op.operands[0]); return true;
            case OpCode::slice: return is_row(op);
            case OpCode::empty:
            case OpCode::zeros: return is_short(op);
            case OpCode::copy:
                use(op.operands[0]);
                if (g_.type(op.operands[0]).ndim() != 1) return false;
                join(op.results[0], op.operands[0]);
                expect_flat(op.operands[0]);
                return true;
            case OpCode::fused: return is_short_pass(op);
            default: return ops::info(op.code).kind == ops::Kind::Elem;
        }
    }

    void use(ValueId v) {
        if (g_.type(v).is_array() && !is_inside(v)) outside_.insert(v);
    }

    /// Values that meet: those of branches, and those that a loop carries.
    void follow(OpId o) {
        const Op& op = g_.op(o);
        for (ValueId v : op.operands) use(v);
        auto meets_results = [&](const Op& last) {
            for (std::size_t i = 0; i < last.operands.size(); ++i) join(last.operands[i], op.results[i]);
        };
        if (op.code == OpCode::if_) {
            for (RegionId r : op.regions)
                if (const Op& last = g_.op(g_.region(r).ops.back()); last.code == OpCode::yield) meets_results(last);
        } else if (ir::is_loop(op.code)) {
            const std::size_t first = first_argument(op);
            for (std::size_t i = 0; i < op.results.size(); ++i) {
                for (RegionId r : op.regions) join(g_.region(r).args[first + i], op.results[i]);
                const ValueId initial = op.operands[first_carried(op) + i];
                join(initial, op.results[i]);
                expect_flat(initial);
            }
            for_terminators(o, meets_results);
        }
    }

    /// One row or column of an array from outside.
    bool is_row(const Op& op) {
        const ValueId from = op.operands[0];
        if (is_inside(from)) return false;
        use(from);
        bases_[op.results[0]] = from;
        std::size_t axis = 0;
        std::optional<std::size_t> whole;
        auto spec = ir::attr<std::vector<std::string>>(op, "spec");
        spec.resize(std::max(spec.size(), static_cast<std::size_t>(g_.type(from).ndim())), "full");
        for (const std::string& s : spec) {
            if (s != "int" && s != "full") return false;
            if (s == "full") {
                if (whole) return false;
                whole = axis;
            }
            ++axis;
        }
        if (whole) rows_[op.results[0]] = {from, *whole};
        return true;
    }

    bool is_short(const Op& op) {
        if (op.operands.size() != 1 || g_.type(op.results[0]).ndim() != 1) return false;
        const auto n = constant(op.operands[0]);
        if (!n || *n < 1 || *n > kTinyLength) return false;
        known_[op.results[0]] = *n;
        return true;
    }

    std::optional<std::int64_t> constant(ValueId v) const {
        const OpId made = uses_.def(v);
        if (made == ir::kNone || g_.op(made).code != OpCode::constant) return std::nullopt;
        auto it = g_.op(made).attrs.find("value");
        auto* n = it == g_.op(made).attrs.end() ? nullptr : std::get_if<std::int64_t>(&it->second);
        return n ? std::optional(*n) : std::nullopt;
    }

    bool has_rounds(const Op& loop) const {
        if (loop.code != OpCode::for_) return false;
        const auto start = constant(loop.operands[0]), stop = constant(loop.operands[1]), step = constant(loop.operands[2]);
        return start && stop && step && (*step > 0 ? *start < *stop : *start > *stop);
    }

    /// Elements of the line in memory one after the other: tested when the loop begins.
    void expect_flat(ValueId v) {
        for (ValueId from : origins(v)) {
            if (auto row = rows_.find(from); row != rows_.end()) flat_.insert(row->second);
            else if (!is_inside(from) && is_line(from)) flat_.insert({from, 0});
        }
    }

    bool is_short_pass(const Op& op) {
        const auto ndim = ir::attr<std::int64_t>(op, "ndim");
        if (ndim > 1) return false;
        std::optional<ValueId> line;
        auto meet = [&](ValueId v) {
            use(v);
            if (!g_.type(v).is_array()) return true;
            if (g_.type(v).ndim() > 1 || has_no_tiny_form(v)) return false;
            expect_flat(v);
            if (!is_line(v)) return true;
            if (line) join(*line, v);
            line = v;
            return true;
        };
        for (ValueId v : op.operands)
            if (!meet(v)) return false;
        if (ndim == 1 && !line) return false;
        for (ValueId v : op.results)
            if (!meet(v)) return false;
        for (OpId o : g_.region(op.regions[0]).ops)
            for (ValueId v : g_.op(o).results)
                if (has_no_tiny_form(v)) return false;
        return true;
    }

    /// Complex numbers and halves, whose flags take a second look.
    bool has_no_tiny_form(ValueId v) const {
        const arrays::DType t = g_.type(v).dtype();
        return arrays::is_complex(t) || t == arrays::DType::F16;
    }

    // --- lines of one length --------------------------------------------------------------------------------------------
    ValueId leader(ValueId v) {
        auto it = leader_.find(v);
        if (it == leader_.end() || it->second == v) return v;
        return it->second = leader(it->second);
    }
    void join(ValueId a, ValueId b) {
        if (is_line(a) && is_line(b)) leader_[leader(a)] = leader(b);
    }

    bool measure() {
        std::map<ValueId, TinyLoop::Length> found;
        std::set<ValueId> wanted;
        for (ValueId v : inside_)
            if (is_line(v)) wanted.insert(leader(v));
        for (auto [v, dim] : flat_)
            if (is_line(v)) wanted.insert(leader(v));
        for (ValueId v : outside_)
            if (is_line(v)) found[leader(v)].outside.push_back({v, 0});
        for (auto& [v, row] : rows_) found[leader(v)].outside.push_back(row);
        for (auto& [v, n] : known_) {
            auto& known = found[leader(v)].known;
            if (known >= 0 && known != n) return false;
            known = n;
        }
        std::map<ValueId, std::size_t> place;
        for (ValueId w : wanted) {
            auto it = found.find(w);
            if (it == found.end()) return false;
            std::ranges::sort(it->second.outside);
            place[w] = result_.lengths.size();
            result_.lengths.push_back(it->second);
        }
        for (ValueId v : inside_)
            if (is_line(v)) result_.length_of[v] = place.at(leader(v));
        result_.outside.assign(outside_.begin(), outside_.end());
        result_.lines.assign(flat_.begin(), flat_.end());
        return true;
    }

    // --- names --------------------------------------------------------------------------------------------------------
    /// The ops' results, arguments of regions and arrays from outside that a value may be.
    const std::set<ValueId>& origins(ValueId v) {
        auto [it, is_new] = origins_.try_emplace(v);
        if (!is_new) return it->second;
        std::set<ValueId> all;
        const OpId def = is_inside(v) ? uses_.def(v) : ir::kNone;
        const Op* op = def == ir::kNone ? nullptr : &g_.op(def);
        if (op && (op->code == OpCode::hold || op->code == OpCode::wait)) {
            all = origins(op->operands[0]);
        } else if (op && op->code == OpCode::if_) {
            const auto i = static_cast<std::size_t>(std::ranges::find(op->results, v) - op->results.begin());
            for (RegionId r : op->regions) {
                const Op& last = g_.op(g_.region(r).ops.back());
                if (last.code == OpCode::yield) all.merge(std::set(origins(last.operands[i])));
            }
        } else if (op && ir::is_loop(op->code)) {  // what it was before, where there is no round
            const auto i = static_cast<std::size_t>(std::ranges::find(op->results, v) - op->results.begin());
            if (!has_rounds(*op)) all = origins(op->operands[first_carried(*op) + i]);
            all.insert(v);
        } else {
            all.insert(v);
        }
        return origins_[v] = std::move(all);
    }

    bool is_new_array(ValueId origin) const {
        const OpId def = is_inside(origin) ? uses_.def(origin) : ir::kNone;
        if (def == ir::kNone) return false;
        const OpCode code = g_.op(def).code;
        return code == OpCode::fused || code == OpCode::empty || code == OpCode::zeros || code == OpCode::copy ||
               ir::is_loop(code);
    }

    template <class Fn>
    void for_terminators(OpId loop, Fn&& fn) {
        std::function<void(RegionId, bool)> search = [&](RegionId r, bool own) {
            for (OpId o : g_.region(r).ops) {
                const Op& op = g_.op(o);
                if ((op.code == OpCode::yield && own) ||
                    op.code == OpCode::break_ || op.code == OpCode::continue_)
                    fn(op);
                if (op.code == OpCode::if_)
                    for (RegionId inner : op.regions) search(inner, false);
            }
        };
        for (RegionId r : g_.op(loop).regions) search(r, true);
    }

    bool carries_new_arrays(OpId loop) {
        std::map<ValueId, std::size_t> carried;  // origin -> place
        bool good = true;
        for_terminators(loop, [&](const Op& op) {
            for (std::size_t i = 0; i < op.operands.size(); ++i) {
                if (!g_.type(op.operands[i]).is_array()) continue;
                for (ValueId origin : origins(op.operands[i])) {
                    good &= is_new_array(origin);
                    good &= carried.try_emplace(origin, i).first->second == i;
                }
            }
        });
        const Op& op = g_.op(loop);
        for (std::size_t i = 0; i < op.results.size(); ++i) {
            const ValueId initial = op.operands[first_carried(op) + i];
            if (!g_.type(initial).is_array()) continue;
            // The array of the outermost loop's result goes into the slot that owns what was there before.
            auto slots = ir::attr_or<std::vector<std::int64_t>>(op, "slots", {});
            if (loop == loop_) good &= i < slots.size() && slots[i] >= 0;
        }
        return good;
    }

    bool stores_safely(OpId o) {
        const Op& op = g_.op(o);
        if (op.code == OpCode::store) return is_own(op.operands[0], o);
        if (op.code != OpCode::fused) return true;
        std::size_t target = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "num_inputs"));
        for (; target < op.operands.size(); ++target)
            if (!is_own(op.operands[target], o)) return false;
        return true;
    }

    /// What is copied when a loop begins shall not be what it stores into; of arguments the run tells.
    bool is_apart_from_initial(ValueId stored, const Op& loop) {
        for (std::size_t i = 0; i < loop.results.size(); ++i) {
            const ValueId initial = loop.operands[first_carried(loop) + i];
            if (!g_.type(initial).is_array()) continue;
            for (ValueId from : origins(initial)) {
                if (auto view = bases_.find(from); view != bases_.end()) from = view->second;
                if (is_inside(from) || !aliases_.may_alias(from, stored)) continue;
                if (aliases_.root(from) == aliases_.root(stored)) return false;
                const std::pair both(from, stored);
                if (std::ranges::count(result_.apart, both) == 0) result_.apart.push_back(both);
            }
        }
        return true;
    }

    bool is_own(ValueId target, OpId o) {
        const std::set<ValueId> all = origins(target);
        if (all.size() != 1) return false;
        ValueId origin = *all.begin();
        if (auto view = bases_.find(origin); view != bases_.end()) origin = view->second;
        if (!is_inside(origin)) {
            for (OpId each : ops_)
                if (ir::is_loop(g_.op(each).code) && !is_apart_from_initial(origin, g_.op(each))) return false;
            return true;
        }
        const OpId def = uses_.def(origin);
        if (!is_new_array(origin) || ir::is_loop(g_.op(def).code) || uses_.parent(def) != uses_.parent(o)) return false;
        // Only its own region's loop carries it on, at its end.
        for (OpId each : ops_) {
            if (!ir::is_loop(g_.op(each).code)) continue;
            const bool own = std::ranges::count(g_.op(each).regions, uses_.parent(def)) > 0;
            bool carries = false;
            for_terminators(each, [&](const Op& op) {
                for (ValueId v : op.operands)
                    if (g_.type(v).is_array()) carries |= origins(v).contains(origin);
            });
            for (std::size_t i = 0; i < g_.op(each).results.size(); ++i) {
                const ValueId initial = g_.op(each).operands[first_carried(g_.op(each)) + i];
                if (g_.type(initial).is_array() && origins(initial).contains(origin)) return false;
            }
            if (carries && !own) return false;
        }
        return true;
    }

    const ir::Graph& g_;
    const ir::Uses& uses_;
    const ir::Aliases& aliases_;
    const OpId loop_;
    std::size_t count_ = 0, lines_ = 0;
    std::vector<OpId> ops_;
    std::unordered_set<ValueId> inside_;
    std::set<ValueId> outside_;
    std::map<ValueId, std::pair<ValueId, std::size_t>> rows_;  // views of arrays from outside: which dimension of which
    std::map<ValueId, ValueId> bases_;  // of all views: the array from outside
    std::map<ValueId, std::int64_t> known_;
    std::set<std::pair<ValueId, std::size_t>> flat_;
    std::map<ValueId, ValueId> leader_;
    std::map<ValueId, std::set<ValueId>> origins_;
    TinyLoop result_;
};

}  // namespace

std::optional<TinyLoop> find_tiny_loop(const ir::Graph& g, const ir::Uses& uses, const ir::Aliases& aliases, ir::OpId loop) {
    return Search(g, uses, aliases, loop).find();
}

}  // namespace phylanx::codegen
