// Where values come from and who uses them, as an index over a graph that is not changed meanwhile.
// SPDX-License-Identifier: BSL-1.0
#include "ir/uses.h"

#include <algorithm>

namespace phylanx::ir {

Uses::Uses(const Graph& g)
    : def_(g.num_values(), kNone),
      arg_region_(g.num_values(), kNone),
      users_(g.num_values()),
      parent_(g.num_ops(), kNone),
      owner_(g.num_regions(), kNone) {
    if (g.body != kNone)
        visit(g, g.body, kNone);
}

void Uses::visit(const Graph& g, RegionId r, OpId owner) {
    owner_[r] = owner;
    for (ValueId v : g.region(r).args) arg_region_[v] = r;
    for (OpId o : g.region(r).ops) {
        const Op& op = g.op(o);
        parent_[o] = r;
        for (std::uint32_t i = 0; i < op.operands.size(); ++i)
            users_[op.operands[i]].push_back({o, i});
        for (ValueId v : op.results) def_[v] = o;
        for (RegionId inner : op.regions) visit(g, inner, o);
    }
}

std::span<const Use> Uses::users(ValueId v) const {
    if (v >= users_.size())
        return {};
    return users_[v];
}

bool Uses::is_inside(OpId o, RegionId r) const { return ancestor_in(o, r) != kNone; }

OpId Uses::ancestor_in(OpId o, RegionId r) const {
    while (o != kNone && parent_[o] != r) {
        if (parent_[o] == kNone)
            return kNone;
        o = owner_[parent_[o]];
    }
    return o;
}

void replace_all_uses(Graph& g, ValueId from, ValueId to) {
    walk(g, g.body, [&](OpId o) {
        auto& operands = g.op(o).operands;
        std::replace(operands.begin(), operands.end(), from, to);
    });
}

void Replacements::add(ValueId from, ValueId to) {
    for (ValueId v = static_cast<ValueId>(to_.size()); v <= from; ++v) to_.push_back(v);
    to_[from] = to;
}

ValueId Replacements::find(ValueId v) const {
    while (v < to_.size() && to_[v] != v) v = to_[v];
    return v;
}

void Replacements::apply(Graph& g) const {
    if (empty())
        return;
    walk(g, g.body, [&](OpId o) {
        for (ValueId& v : g.op(o).operands) v = find(v);
    });
}

void remove_op(Graph& g, RegionId r, OpId o) {
    auto& ops = g.region(r).ops;
    ops.erase(std::remove(ops.begin(), ops.end(), o), ops.end());
}

}  // namespace phylanx::ir
