// Where values come from and who uses them, as an index over a graph that is not changed meanwhile.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>

#include "ir/graph.h"

namespace phylanx::ir {

struct Use {
    OpId op;
    std::uint32_t index;  // which operand
};

/// Built in one walk over the reachable ops. Stale once the graph changes.
class Uses {
   public:
    explicit Uses(const Graph& g);

    /// The op that gives v; kNone for the arguments of regions.
    OpId def(ValueId v) const { return v < def_.size() ? def_[v] : kNone; }
    /// The region that v is an argument of; kNone for results of ops.
    RegionId arg_region(ValueId v) const { return v < arg_region_.size() ? arg_region_[v] : kNone; }
    std::span<const Use> users(ValueId v) const;
    std::size_t count(ValueId v) const { return users(v).size(); }
    /// The region that the op lies in.
    RegionId parent(OpId o) const { return parent_[o]; }
    /// The op that the region belongs to; kNone for the body.
    OpId owner(RegionId r) const { return owner_[r]; }
    /// Whether the op lies in the region or in one inside it.
    bool is_inside(OpId o, RegionId r) const;
    /// The op of region r that is o or has o inside; kNone where o lies elsewhere.
    OpId ancestor_in(OpId o, RegionId r) const;

   private:
    void visit(const Graph& g, RegionId r, OpId owner);
    std::vector<OpId> def_;
    std::vector<RegionId> arg_region_;
    std::vector<std::vector<Use>> users_;
    std::vector<RegionId> parent_;
    std::vector<OpId> owner_;
};

/// Every reachable operand `from` becomes `to`.
void replace_all_uses(Graph& g, ValueId from, ValueId to);
/// Applies many replacements in one walk; chains (a -> b, b -> c) are followed.
class Replacements {
   public:
    void add(ValueId from, ValueId to);
    ValueId find(ValueId v) const;
    bool empty() const { return to_.empty(); }
    void apply(Graph& g) const;

   private:
    std::vector<ValueId> to_;
};

/// Takes the op out of the region's list.
void remove_op(Graph& g, RegionId r, OpId o);

}  // namespace phylanx::ir
