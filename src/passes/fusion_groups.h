// Which ops of a region run in one pass over memory.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/aliases.h"
#include "passes/shapes.h"

namespace phylanx::passes {

/// Facts about the graph before fusion, shared by all its regions.
struct FusionFacts {
    explicit FusionFacts(const ir::Graph& graph)
        : g(graph), uses(graph), aliases(graph, uses), shapes(graph) {}
    const ir::Graph& g;
    ir::Uses uses;
    ir::Aliases aliases;
    Shapes shapes;
};

/// Whether the op has to lie in a `fused` op.
bool is_fusible(const ir::Graph& g, ir::OpId o);
/// The axes that a Reduce op folds, ascending.
std::vector<std::int64_t> folded_axes(const ir::Graph& g, const ir::Op& reduce);

/// Groups of one region. A group runs where its last op stands; its iteration space is that of its
/// outputs.
///
/// Two groups become one when one reads what the other gives, or both read the same large array,
/// and
///  - memory: no op that stays in between writes what a moved op reads, or reads what it writes; no
///  op reads
///    an array after a store of the same group into it (before it may: the launcher copies where
///    they overlap);
///  - order: no op in between needs a moved op's result; nothing that may raise passes what others
///  can see,
///    and no store passes what may raise;
///  - space: outputs have surely the same shape; ops without outputs may be smaller (their values
///  are
///    repeated), which is taken only while repeating them costs next to nothing;
///  - reductions fold the same axes, and nobody in the group reads their results.
class FusionGroups {
   public:
    using Group = std::vector<ir::OpId>;  // in program order

    FusionGroups(FusionFacts& facts, ir::RegionId r);
    /// Merges as far as the rules allow, in program order.
    void merge_all();
    /// The group that the op belongs to; empty for ops that need none.
    const Group& group_of(ir::OpId o) const;
    /// Whether the op gives an array that ops outside of its group use, or nobody.
    bool is_output(const Group& group, ir::OpId o) const;

   private:
    struct Node {
        ir::OpId op = ir::kNone;
        ir::Effects effects;
        bool may_fail = false;               // taking known shapes into account
        std::int32_t group = -1;             // -1: not fusible
        std::vector<ir::ValueId> producers;  // operands that fusible ops of this region give
    };
    void merge_producers_of_group(std::size_t at);
    bool try_merge(std::size_t position, std::int32_t other) { return try_merge(position, std::vector{other}); }
    bool try_merge(std::size_t position, const std::vector<std::int32_t>& others);
    std::vector<std::int32_t> with_readers(std::int32_t group, std::size_t before) const;
    bool may_merge(const Group& all, std::size_t at) const;
    bool memory_and_order_allow(const Group& all, std::size_t at) const;
    bool stores_allow(const Group& all) const;
    bool uses_allow(const Group& all, std::size_t at) const;
    bool spaces_allow(const Group& all) const;
    bool size_allows(const Group& all) const;
    bool may_pass(const Node& moved, const Node& fixed) const;
    /// An extent that must be 1 or the other one.
    using Fit = std::pair<Shapes::Dim, Shapes::Dim>;
    std::vector<Fit> fits(const ir::Op& op) const;
    bool may_fail_behind(const Group& all, std::size_t at) const;
    bool slice_may_fail(const ir::Op& op) const;
    bool raises_by_element(const ir::Op& op) const;
    std::vector<std::int32_t> readers_of_same_input(std::size_t at) const;
    const std::vector<Shapes::Dim>& space(const ir::Op& op) const;
    bool contains(const Group& group, ir::OpId o) const;
    const Node& node(ir::OpId o) const { return nodes_[position_.at(o)]; }

    FusionFacts& facts_;
    const ir::Graph& g_;
    ir::RegionId region_;
    std::vector<Node> nodes_;  // by position in the region
    std::map<ir::OpId, std::size_t> position_;
    std::vector<Group> groups_;
};

}  // namespace phylanx::passes
