// Facts of a graph: parameters followed leaf by leaf through control flow and tuples, and through
// views.
// SPDX-License-Identifier: BSL-1.0
#include "driver/facts.h"

#include <algorithm>
#include <set>

#include "driver/bytes.h"
#include "launch/abi.h"

namespace phylanx::driver {
namespace {

using ir::OpCode;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;

/// Where values come from. `same[v][leaf]`: the parameter leaves that this leaf may be;
/// `alias[v]`: the parameters whose memory v may lie in.
class Origins {
   public:
    explicit Origins(const ir::Graph& g) : g_(g), same_(g.num_values()), alias_(g.num_values()) {
        int leaf = 0;
        const auto& parameters = g.region(g.body).args;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            const ValueId v = parameters[p];
            same_[v].resize(leaves(v));
            for (auto& origins : same_[v]) origins.insert(leaf++);
            alias_[v].insert(static_cast<int>(p));
        }
        do {
            changed_ = false;
            visit(g.body, nullptr, nullptr);
        } while (changed_);
    }

    const std::set<int>& alias(ValueId v) const { return alias_[v]; }
    std::vector<std::set<int>> same(ValueId v) const {
        auto origins = same_[v];
        origins.resize(leaves(v));
        return origins;
    }

   private:
    std::size_t leaves(ValueId v) const {
        return static_cast<std::size_t>(launch::num_leaves(g_.type(v)));
    }

    void merge(std::set<int>& into, const std::set<int>& from) {
        for (int x : from) changed_ |= into.insert(x).second;
    }

    /// Leaves from, from + 1 ... of `source` flow to leaves to, to + 1 ... of `target`.
    void flow(ValueId source, std::size_t from, ValueId target, std::size_t to, std::size_t count) {
        same_[source].resize(leaves(source));
        same_[target].resize(leaves(target));
        for (std::size_t i = 0; i < count; ++i)
            if (from + i < same_[source].size() && to + i < same_[target].size())
                merge(same_[target][to + i], std::set<int>(same_[source][from + i]));
        merge(alias_[target], std::set<int>(alias_[source]));
    }
    void flow(ValueId source, ValueId target) { flow(source, 0, target, 0, leaves(source)); }
    void flow(const std::vector<ValueId>& sources, std::size_t first,
              const std::vector<ValueId>& targets, std::size_t skip = 0) {
        for (std::size_t i = first; i < sources.size() && i - first + skip < targets.size(); ++i)
            flow(sources[i], targets[i - first + skip]);
    }

    /// What a loop carries: all that enters it may leave it and come round again.
    void carry(const ir::Op& loop, const std::vector<ValueId>& values) {
        const bool counted = loop.code == OpCode::for_;
        flow(values, 0, loop.results);
        for (RegionId r : loop.regions) flow(values, 0, g_.region(r).args, counted ? 1 : 0);
    }

    void visit(RegionId r, const ir::Op* owner, const ir::Op* loop) {
        for (OpId o : g_.region(r).ops) visit_op(g_.op(o), owner, loop);
    }

    void visit_op(const ir::Op& op, const ir::Op* owner, const ir::Op* loop) {
        switch (op.code) {
            case OpCode::if_:
                for (RegionId r : op.regions) visit(r, &op, loop);
                return;
            case OpCode::for_:
            case OpCode::while_: {
                const std::ptrdiff_t first = op.code == OpCode::for_ ? 3 : 0;
                carry(op, {op.operands.begin() + std::min<std::ptrdiff_t>(first, std::ssize(op.operands)),
                           op.operands.end()});
                for (RegionId r : op.regions) visit(r, &op, &op);
                return;
            }
            case OpCode::yield:
                if (owner && owner->code == OpCode::if_) flow(op.operands, 0, owner->results);
                else if (owner && owner == loop) carry(*owner, op.operands);
                return;
            case OpCode::break_:
            case OpCode::continue_:
                if (loop) carry(*loop, op.operands);
                return;
            case OpCode::make_tuple: {
                std::size_t at = 0;
                for (ValueId v : op.operands) {
                    flow(v, 0, op.results[0], at, leaves(v));
                    at += leaves(v);
                }
                return;
            }
            case OpCode::tuple_get: return visit_tuple_get(op);
            case OpCode::hold: return flow(op.operands, 0, op.results);
            default: return visit_other(op);
        }
    }

    void visit_tuple_get(const ir::Op& op) {
        const auto& elements = g_.type(op.operands[0]).elements();
        const auto index = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "index"));
        std::size_t at = 0;
        for (std::size_t i = 0; i < index && i < elements.size(); ++i)
            at += static_cast<std::size_t>(launch::num_leaves(elements[i]));
        flow(op.operands[0], at, op.results[0], 0, leaves(op.results[0]));
    }

    /// Views, and whatever might hand out memory of an operand.
    void visit_other(const ir::Op& op) {
        const auto kind = ops::info(op.code).kind;
        if (kind != ops::Kind::View && kind != ops::Kind::Structural && op.code != OpCode::reshape)
            return;
        for (ValueId v : op.operands)
            for (ValueId result : op.results)
                if (!g_.type(result).is_scalar()) merge(alias_[result], std::set<int>(alias_[v]));
    }

    const ir::Graph& g_;
    std::vector<std::vector<std::set<int>>> same_;
    std::vector<std::set<int>> alias_;
    bool changed_ = false;
};

bool is_brief(const ir::Graph& g, const ir::Op& op) {
    const auto kind = ops::info(op.code).kind;
    if (kind == ops::Kind::Library || kind == ops::Kind::Reduce) return false;
    switch (op.code) {
        case OpCode::for_:
        case OpCode::while_:
        case OpCode::foreign:
        case OpCode::assign: return false;
        default: break;
    }
    return kind != ops::Kind::Elem || std::ranges::none_of(op.results, [&](ValueId v) {
        return g.type(v).is_array();
    });
}

}  // namespace

Facts find_facts(const ir::Graph& g) {
    const Origins origins(g);
    Facts facts;
    facts.brief = true;
    std::set<int> written;
    std::vector<std::set<int>> same(static_cast<std::size_t>(launch::num_leaves(g.result)));
    ir::walk(g, g.body, [&](OpId o) {
        const ir::Op& op = g.op(o);
        facts.brief = facts.brief && is_brief(g, op);
        for (ValueId v : ir::effects(g, o).writes)
            written.insert(origins.alias(v).begin(), origins.alias(v).end());
        if (op.code != OpCode::return_ || op.operands.empty()) return;
        const auto leaves = origins.same(op.operands[0]);
        for (std::size_t i = 0; i < leaves.size() && i < same.size(); ++i)
            same[i].insert(leaves[i].begin(), leaves[i].end());
    });
    facts.written.assign(written.begin(), written.end());
    for (const auto& leaf : same) facts.same_as.emplace_back(leaf.begin(), leaf.end());
    return facts;
}

std::string to_bytes(const Facts& facts) {
    Writer out;
    out.value(facts.brief);
    out.vector(facts.written);
    out.value<std::uint64_t>(facts.same_as.size());
    for (const auto& leaf : facts.same_as) out.vector(leaf);
    return std::move(out).bytes();
}

Facts facts_from_bytes(std::string_view bytes) {
    Reader in(bytes);
    Facts facts;
    facts.brief = in.value<bool>();
    facts.written = in.vector<int>();
    const auto leaves = in.value<std::uint64_t>();
    for (std::uint64_t i = 0; i < leaves; ++i) facts.same_as.push_back(in.vector<int>());
    return facts;
}

}  // namespace phylanx::driver
