// Which array values may share memory.
// SPDX-License-Identifier: BSL-1.0
#include "ir/aliases.h"

#include <algorithm>

namespace phylanx::ir {
namespace {

// Origins that are no values: any parameter's memory, and memory found through a Python object.
constexpr ValueId kParameter = kNone - 1;
constexpr ValueId kObject = kNone - 2;

bool has(const std::vector<ValueId>& set, ValueId v) {
    return std::binary_search(set.begin(), set.end(), v);
}

bool holds_memory(const Type& t) {
    if (t.is_sequence())
        return std::any_of(t.elements().begin(), t.elements().end(), holds_memory);
    return t.is_array() || t.is_any();
}

// The loop that a break or continue at o belongs to.
OpId innermost_loop(const Graph& g, const Uses& uses, OpId o) {
    OpId at = uses.owner(uses.parent(o));
    while (at != kNone && !is_loop(g.op(at).code)) at = uses.owner(uses.parent(at));
    return at;
}

}  // namespace

bool is_view(OpCode code) {
    return kind(code) == ops::Kind::View || code == OpCode::hold || code == OpCode::reshape;
}

Aliases::Aliases(const Graph& g) : Aliases(g, Uses(g)) {}

Aliases::Aliases(const Graph& g, const Uses& uses)
    : origins_(g.num_values()), root_(g.num_values()), escaped_(g.num_values(), false) {
    for (ValueId v = 0; v < g.num_values(); ++v) root_[v] = v;
    if (g.body == kNone)
        return;
    for (ValueId v : g.region(g.body).args) {
        if (!holds_memory(g.type(v)))
            continue;
        if (!g.type(v).is_array())
            add(v, kObject);  // tuples may hold objects too
        if (!g.type(v).is_any())
            add(v, kParameter);
    }
    bool changed = true;
    while (changed) {
        changed = false;
        walk(g, g.body, [&](OpId o) {
            changed |= flow(g, o);
            changed |= flow_control(g, uses, o);
        });
    }
    walk(g, g.body, [&](OpId o) {
        const Op& op = g.op(o);
        if (is_view(op.code))
            root_[op.results[0]] = root_[op.operands[0]];
    });
}

bool Aliases::add(ValueId to, const Set& from) {
    Set merged;
    std::set_union(origins_[to].begin(), origins_[to].end(), from.begin(), from.end(),
                   std::back_inserter(merged));
    if (merged.size() == origins_[to].size())
        return false;
    origins_[to] = std::move(merged);
    return true;
}

bool Aliases::escape(ValueId v) {
    bool changed = false;
    for (ValueId origin : origins_[v]) {
        if (origin >= kObject || escaped_[origin])
            continue;
        escaped_[origin] = changed = true;
    }
    return changed;
}

// Straight-line ops: views pass origins on, calls into Python give objects, the rest is new memory.
bool Aliases::flow(const Graph& g, OpId o) {
    const Op& op = g.op(o);
    bool changed = false;
    switch (op.code) {
        case OpCode::make_tuple:
        case OpCode::tuple_get:
        case OpCode::box:
            for (ValueId v : op.operands) {
                changed |= add(op.results[0], origins_[v]);
                if (op.code == OpCode::box)
                    changed |= escape(v);
            }
            return changed;
        case OpCode::foreign:
            for (ValueId v : op.operands) changed |= escape(v);
            for (ValueId v : op.results)
                if (holds_memory(g.type(v)))
                    changed |= add(v, kObject);
            return changed;
        case OpCode::unbox:
        case OpCode::cast:
            // An element or attribute of the object may come out as well as the object itself.
            if (g.type(op.operands[0]).is_any() && holds_memory(g.type(op.results[0]))) {
                changed |= add(op.results[0], origins_[op.operands[0]]);
                changed |= add(op.results[0], kObject);
                return changed;
            }
            break;
        default:
            break;
    }
    if (is_view(op.code))
        return add(op.results[0], origins_[op.operands[0]]);
    if (!op.regions.empty() && op.code != OpCode::fused)
        return false;
    for (ValueId v : op.results)
        if (holds_memory(g.type(v)))
            changed |= add(v, g.type(v).is_any() ? kObject : v);
    return changed;
}

bool Aliases::flow_into_loop(const Graph& g, OpId o) {
    const Op& op = g.op(o);
    bool changed = false;
    std::size_t operands_before = op.code == OpCode::for_ ? 3 : 0;
    std::size_t args_before = op.code == OpCode::for_ ? 1 : 0;
    for (std::size_t i = 0; i < op.results.size(); ++i) {
        changed |= add(op.results[i], origins_[op.operands[operands_before + i]]);
        // Whatever is carried anywhere in the loop is in the result's set already
        // (flow_terminator).
        for (RegionId r : op.regions)
            changed |= add(g.region(r).args[args_before + i], origins_[op.results[i]]);
    }
    return changed;
}

bool Aliases::flow_terminator(const Graph& g, const Uses& uses, OpId o) {
    const Op& op = g.op(o);
    OpId target =
        op.code == OpCode::yield ? uses.owner(uses.parent(o)) : innermost_loop(g, uses, o);
    if (target == kNone || g.op(target).code == OpCode::fused)
        return false;
    bool changed = false;
    const auto& results = g.op(target).results;
    for (std::size_t i = 0; i < results.size() && i < op.operands.size(); ++i)
        changed |= add(results[i], origins_[op.operands[i]]);
    return changed;
}

bool Aliases::flow_control(const Graph& g, const Uses& uses, OpId o) {
    switch (g.op(o).code) {
        case OpCode::for_:
        case OpCode::while_:
            return flow_into_loop(g, o);
        case OpCode::yield:
        case OpCode::break_:
        case OpCode::continue_:
            return flow_terminator(g, uses, o);
        default:
            return false;
    }
}

bool Aliases::reachable_by_python(ValueId v) const {
    const Set& set = origins_[v];
    return std::any_of(set.begin(), set.end(),
                       [&](ValueId o) { return o >= kObject || escaped_[o]; });
}

bool Aliases::is_fresh(ValueId v) const {
    const Set& set = origins_[v];
    return !set.empty() && !has(set, kParameter) && !has(set, kObject);
}

bool Aliases::may_alias(ValueId a, ValueId b) const {
    if (a == b)
        return true;
    const Set& x = origins_[a];
    const Set& y = origins_[b];
    for (ValueId o : x)
        if (has(y, o))
            return true;
    return (has(x, kObject) && reachable_by_python(b)) ||
           (has(y, kObject) && reachable_by_python(a));
}

ValueId root(const Graph& g, ValueId v) { return Aliases(g).root(v); }
bool may_alias(const Graph& g, ValueId a, ValueId b) { return Aliases(g).may_alias(a, b); }

}  // namespace phylanx::ir
