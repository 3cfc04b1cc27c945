// Which ops of a region run in one pass over memory.
// SPDX-License-Identifier: BSL-1.0
#include "passes/fusion_groups.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "passes/reading.h"

namespace phylanx::passes {
namespace {

using ir::kind;
using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::ValueId;
using ops::Kind;

constexpr std::size_t kMaxArrays = 16;  // inputs and outputs: each is a stream through the caches
constexpr std::size_t kMaxScalars = 32;
constexpr std::size_t kMaxOps = 64;
// Nanoseconds an element that may be computed again for each repetition. What is made of 0-d
// arrays does not change in the loop at all and is computed before it.
constexpr double kCheap = 0.35;
constexpr double kCheapNumber = 1.0;

// All fusible ops raise ValueError, so that which of them is first does not show in the class.
bool raises_value_error_only(OpCode code) {
    if (is_computation(code) || code == OpCode::assign || code == OpCode::fused)
        return true;
    return code == OpCode::matmul || code == OpCode::reshape || code == OpCode::broadcast_to;
}

}  // namespace

bool is_fusible(const ir::Graph& g, OpId o) {
    const ir::Op& op = g.op(o);
    if (op.code == OpCode::assign || kind(op.code) == Kind::Reduce)
        return true;
    return kind(op.code) == Kind::Elem && g.type(op.results[0]).is_array();
}

std::vector<std::int64_t> folded_axes(const ir::Graph& g, const ir::Op& reduce) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(g.type(reduce.operands[0]).ndim()));
    std::iota(all.begin(), all.end(), 0);
    return ir::attr_or(reduce, "axes", all);
}

FusionGroups::FusionGroups(FusionFacts& facts, ir::RegionId r)
    : facts_(facts), g_(facts.g), region_(r) {
    for (OpId o : g_.region(r).ops) {
        const ir::Op& op = g_.op(o);
        Node n;
        n.op = o;
        n.effects = ir::effects(g_, o);
        n.may_fail = op.code == OpCode::slice ? slice_may_fail(op) : n.effects.may_fail;
        if (is_fusible(g_, o)) {
            n.group = static_cast<std::int32_t>(groups_.size());
            groups_.push_back({o});
            if (kind(op.code) != Kind::Reduce)
                n.may_fail = raises_by_element(op) || !fits(op).empty();
            for (ValueId v : op.operands) {
                OpId def = facts.uses.def(v);
                if (def != kNone && position_.count(def) && node(def).group >= 0)
                    n.producers.push_back(v);
            }
        }
        position_[o] = nodes_.size();
        nodes_.push_back(std::move(n));
    }
}

// What known extents do not show: that operands broadcast, or that an assignment fits.
std::vector<FusionGroups::Fit> FusionGroups::fits(const ir::Op& op) const {
    std::vector<Fit> open;
    const auto& whole = space(op);
    for (ValueId v : op.operands) {
        if (!g_.type(v).is_array())
            continue;
        const auto& dims = facts_.shapes.dims(v);
        for (std::size_t d = 0; d < dims.size(); ++d) {
            const Fit fit{dims[d], whole[whole.size() - dims.size() + d]};
            if (!facts_.shapes.is_one(fit.first) && fit.first != fit.second)
                open.push_back(fit);
        }
    }
    return open;
}

// Whether a member may fail although those before it have not: what they needed to fit, fits.
bool FusionGroups::may_fail_behind(const Group& all, std::size_t at) const {
    const ir::Op& op = g_.op(all[at]);
    if (!node(all[at]).may_fail)
        return false;
    if (kind(op.code) == Kind::Reduce || raises_by_element(op))
        return true;
    std::set<Fit> known;
    for (std::size_t i = 0; i < at; ++i)
        if (const ir::Op& before = g_.op(all[i]); kind(before.code) != Kind::Reduce) {
            const auto open = fits(before);
            known.insert(open.begin(), open.end());
        }
    return !std::ranges::all_of(fits(op), [&](const Fit& fit) { return known.contains(fit); });
}

// A step that is known is not zero; an index may always be out of bounds.
bool FusionGroups::slice_may_fail(const ir::Op& op) const {
    std::size_t operand = 1;
    for (auto& part : ir::attr<std::vector<std::string>>(op, "spec")) {
        if (part == "int")
            return true;
        for (std::size_t k = 6; k < part.size(); ++k) {
            if (part[k] != 'v')
                continue;
            OpId given = facts_.uses.def(op.operands[operand++]);
            if (k == 8 && (given == kNone || g_.op(given).code != OpCode::constant ||
                           ir::attr<std::int64_t>(g_.op(given), "value") == 0))
                return true;
        }
    }
    return false;
}

// Integers to negative integer powers: found out while the pass is running.
bool FusionGroups::raises_by_element(const ir::Op& op) const {
    if (op.code != OpCode::pow || !arrays::is_signed(g_.type(op.results[0]).dtype()))
        return false;
    OpId exponent = facts_.uses.def(op.operands[1]);
    if (exponent == kNone || g_.op(exponent).code != OpCode::constant)
        return true;
    return ir::attr<std::int64_t>(g_.op(exponent), "value") < 0;
}

const std::vector<Shapes::Dim>& FusionGroups::space(const ir::Op& op) const {
    bool own = kind(op.code) == Kind::Elem;
    return facts_.shapes.dims(own ? op.results[0] : op.operands[0]);
}

bool FusionGroups::contains(const Group& group, OpId o) const {
    return std::find(group.begin(), group.end(), o) != group.end();
}

const FusionGroups::Group& FusionGroups::group_of(OpId o) const {
    static const Group kEmpty;
    auto it = position_.find(o);
    std::int32_t group = it == position_.end() ? -1 : nodes_[it->second].group;
    return group < 0 ? kEmpty : groups_[static_cast<std::size_t>(group)];
}

bool FusionGroups::is_output(const Group& group, OpId o) const {
    if (g_.op(o).results.empty())
        return false;
    auto users = facts_.uses.users(g_.op(o).results[0]);
    // What nobody uses is there for the error that it may raise: its space counts like an output's.
    return users.empty() || std::any_of(users.begin(), users.end(),
                                        [&](auto& use) { return !contains(group, use.op); });
}

void FusionGroups::merge_all() {
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
        if (nodes_[at].group < 0)
            continue;
        for (ValueId v : nodes_[at].producers) try_merge(at, node(facts_.uses.def(v)).group);
        merge_producers_of_group(at);
        for (std::int32_t other : readers_of_same_input(at)) try_merge(at, other);
    }
}

// A producer of several members can join only once they are all there.
void FusionGroups::merge_producers_of_group(std::size_t at) {
    for (bool merged = true; merged;) {
        merged = false;
        const Group mine = groups_[static_cast<std::size_t>(nodes_[at].group)];
        for (OpId o : mine)
            for (ValueId v : node(o).producers) {
                std::int32_t other = node(facts_.uses.def(v)).group;
                if (other == nodes_[at].group)
                    continue;
                merged |= try_merge(at, other) || try_merge(at, with_readers(other, at));
            }
    }
}

// Groups that read a large array that the group at this position reads too, nearest first.
std::vector<std::int32_t> FusionGroups::readers_of_same_input(std::size_t at) const {
    const Group& mine = groups_[static_cast<std::size_t>(nodes_[at].group)];
    std::size_t rank = 0;  // numbers in memory are read by launches of their own
    std::set<ValueId> inputs;
    for (OpId o : mine) {
        rank = std::max(rank, space(g_.op(o)).size());
        inputs.insert(node(o).effects.reads.begin(), node(o).effects.reads.end());
    }
    std::set<std::size_t, std::greater<>> positions;
    for (ValueId v : inputs) {
        if (facts_.shapes.dims(v).size() != rank)
            continue;
        for (const ir::Use& use : facts_.uses.users(v)) {
            auto it = position_.find(use.op);
            if (it != position_.end() && it->second < at)
                positions.insert(it->second);
        }
    }
    std::vector<std::int32_t> out;
    for (std::size_t p : positions) {
        std::int32_t group = nodes_[p].group;
        bool fusible = group >= 0 && group != nodes_[at].group;
        if (fusible && std::find(out.begin(), out.end(), group) == out.end())
            out.push_back(group);
    }
    return out;
}

// The group, and those that read what it gives: with all of them at hand it may give nothing to memory any more.
std::vector<std::int32_t> FusionGroups::with_readers(std::int32_t group, std::size_t before) const {
    std::vector<std::int32_t> found{group};
    for (std::size_t i = 0; i < found.size(); ++i)
        for (OpId o : groups_[static_cast<std::size_t>(found[i])])
            for (ValueId v : g_.op(o).results)
                for (const ir::Use& use : facts_.uses.users(v)) {
                    auto it = position_.find(use.op);
                    std::int32_t reader = it == position_.end() || it->second > before ? -1 : nodes_[it->second].group;
                    if (reader >= 0 && std::ranges::find(found, reader) == found.end())
                        found.push_back(reader);
                }
    return found;
}

bool FusionGroups::try_merge(std::size_t position, const std::vector<std::int32_t>& others) {
    std::int32_t mine = nodes_[position].group;
    Group all = groups_[static_cast<std::size_t>(mine)];
    for (std::int32_t other : others) {
        if (other == mine)
            continue;
        const Group& group = groups_[static_cast<std::size_t>(other)];
        if (position_.at(group.back()) > position)
            return false;
        all.insert(all.end(), group.begin(), group.end());
    }
    std::ranges::sort(all, {}, [&](OpId o) { return position_.at(o); });
    if (!may_merge(all, position))
        return false;
    for (std::int32_t other : others)
        if (other != mine)
            groups_[static_cast<std::size_t>(other)].clear();
    for (OpId o : all) nodes_[position_.at(o)].group = mine;
    groups_[static_cast<std::size_t>(mine)] = std::move(all);
    return true;
}

bool FusionGroups::may_merge(const Group& all, std::size_t at) const {
    return size_allows(all) && uses_allow(all, at) && spaces_allow(all) && stores_allow(all) &&
           memory_and_order_allow(all, at);
}

// Results are there after the last op of the group; those of reductions, and arrays to be written,
// not before the pass has ended.
bool FusionGroups::uses_allow(const Group& all, std::size_t at) const {
    for (OpId o : all) {
        bool reduces = kind(g_.op(o).code) == Kind::Reduce;
        for (ValueId v : g_.op(o).results) {
            for (const ir::Use& use : facts_.uses.users(v)) {
                if (contains(all, use.op)) {
                    bool is_target = g_.op(use.op).code == OpCode::assign && use.index == 0;
                    if (reduces || is_target)
                        return false;
                    continue;
                }
                OpId user = facts_.uses.ancestor_in(use.op, region_);
                if (user == kNone || position_.at(user) <= at)
                    return false;
            }
        }
    }
    return true;
}

bool FusionGroups::spaces_allow(const Group& all) const {
    const std::vector<Shapes::Dim>* whole = nullptr;
    const ir::Op* reduction = nullptr;
    std::vector<const ir::Op*> inlined;
    for (OpId o : all) {
        const ir::Op& op = g_.op(o);
        if (kind(op.code) == Kind::Elem && !is_output(all, o)) {
            inlined.push_back(&op);
            continue;
        }
        if (whole && *whole != space(op))
            return false;
        whole = &space(op);
        if (kind(op.code) != Kind::Reduce)
            continue;
        if (reduction && folded_axes(g_, *reduction) != folded_axes(g_, op))
            return false;
        reduction = &op;
    }
    double again = 0;
    double again_number = 0;
    for (const ir::Op* op : inlined) {
        const auto& dims = space(*op);
        bool repeated = dims.size() < whole->size();
        for (std::size_t d = 0; d < dims.size() && !repeated; ++d)
            repeated = facts_.shapes.is_one(dims[d]) && !facts_.shapes.is_one((*whole)[d]);
        if (repeated)
            (dims.empty() ? again_number : again) += ops::info(op->code).cost;
    }
    return again <= kCheap && again_number <= kCheapNumber;
}

bool FusionGroups::size_allows(const Group& all) const {
    if (all.size() > kMaxOps)
        return false;
    std::set<ValueId> arrays, scalars;
    for (OpId o : all) {
        const ir::Op& op = g_.op(o);
        for (ValueId v : op.operands) {
            OpId def = facts_.uses.def(v);
            if (def != kNone && (contains(all, def) || g_.op(def).code == OpCode::constant))
                continue;
            (g_.type(v).is_array() ? arrays : scalars).insert(v);
        }
        if (is_output(all, o))
            arrays.insert(op.results[0]);
    }
    return arrays.size() <= kMaxArrays && scalars.size() <= kMaxScalars;
}

// The whole group reads its inputs as they were before its first store, and checks all shapes
// first.
bool FusionGroups::stores_allow(const Group& all) const {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const ir::Op& store = g_.op(all[i]);
        if (store.code != OpCode::assign)
            continue;
        if (std::any_of(all.begin(), all.end(),
                        [&](OpId o) { return raises_by_element(g_.op(o)); }))
            return false;
        for (std::size_t k = i + 1; k < all.size(); ++k) {
            const Node& later = node(all[k]);
            if (may_fail_behind(all, k))
                return false;
            for (ValueId v : later.effects.reads) {
                OpId def = facts_.uses.def(v);
                bool in_register = def != kNone && contains(all, def);
                if (!in_register && facts_.aliases.may_alias(v, store.operands[0]))
                    return false;
            }
            for (ValueId v : later.effects.writes)
                if (facts_.aliases.may_alias(v, store.operands[0]))
                    return false;
        }
    }
    return true;
}

bool FusionGroups::memory_and_order_allow(const Group& all, std::size_t at) const {
    for (std::size_t p = position_.at(all[0]) + 1; p < at; ++p) {
        const Node& fixed = nodes_[p];
        if (contains(all, fixed.op) || (fixed.effects.pure() && !fixed.may_fail))
            continue;
        for (OpId o : all)
            if (position_.at(o) < p && !may_pass(node(o), fixed))
                return false;
    }
    return true;
}

// Whether `moved`, which stands before `fixed`, may as well stand behind it.
bool FusionGroups::may_pass(const Node& moved, const Node& fixed) const {
    const ir::Effects& a = moved.effects;
    const ir::Effects& b = fixed.effects;
    if (may_change(b, a.reads, facts_.aliases) || may_change(b, a.writes, facts_.aliases))
        return false;
    if (may_change(a, b.reads, facts_.aliases))
        return false;
    bool stores = !a.writes.empty();
    if (stores && (b.order || b.leaves || fixed.may_fail || b.everything))
        return false;
    if (stores && !g_.op(fixed.op).regions.empty() && !b.writes.empty())
        return false;
    if (!moved.may_fail)
        return true;
    if (b.order || b.leaves || b.everything || !b.writes.empty())
        return false;
    return !fixed.may_fail || raises_value_error_only(g_.op(fixed.op).code);
}

}  // namespace phylanx::passes
