// Facts of a graph: the memory of parameters followed through control flow, tuples and views.
// SPDX-License-Identifier: BSL-1.0
#include "driver/facts.h"

#include <algorithm>
#include <set>

#include "driver/bytes.h"

namespace phylanx::driver {
namespace {

using ir::OpCode;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;

/// The parameters whose memory each value may lie in.
class Origins {
   public:
    explicit Origins(const ir::Graph& g) : g_(g), alias_(g.num_values()) {
        const auto& parameters = g.region(g.body).args;
        for (std::size_t p = 0; p < parameters.size(); ++p) alias_[parameters[p]].insert(static_cast<int>(p));
        do {
            changed_ = false;
            visit(g.body, nullptr, nullptr);
        } while (changed_);
    }

    const std::set<int>& alias(ValueId v) const { return alias_[v]; }

   private:
    void flow(ValueId from, ValueId to) {
        for (int p : std::set<int>(alias_[from])) changed_ |= alias_[to].insert(p).second;
    }
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
            default: return visit_other(op);
        }
    }

    /// Views, and whatever might hand out memory of an operand.
    void visit_other(const ir::Op& op) {
        const auto kind = ops::info(op.code).kind;
        if (kind != ops::Kind::View && kind != ops::Kind::Structural && op.code != OpCode::reshape)
            return;
        for (ValueId v : op.operands)
            for (ValueId result : op.results)
                if (!g_.type(result).is_scalar()) flow(v, result);
    }

    const ir::Graph& g_;
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
    ir::walk(g, g.body, [&](OpId o) {
        const ir::Op& op = g.op(o);
        facts.brief = facts.brief && is_brief(g, op);
        for (ValueId v : ir::effects(g, o).writes)
            written.insert(origins.alias(v).begin(), origins.alias(v).end());
    });
    facts.written.assign(written.begin(), written.end());
    return facts;
}

std::string to_bytes(const Facts& facts) {
    Writer out;
    out.value(facts.brief);
    out.vector(facts.written);
    out.value(facts.identity.num_parameter_leaves);
    out.value(facts.identity.num_hidden);
    out.vector(facts.identity.leaves);
    out.vector(facts.identity.read_only);
    out.vector(facts.sequences);
    return std::move(out).bytes();
}

Facts facts_from_bytes(std::string_view bytes) {
    Reader in(bytes);
    Facts facts;
    facts.brief = in.value<bool>();
    facts.written = in.vector<int>();
    facts.identity.num_parameter_leaves = in.value<int>();
    facts.identity.num_hidden = in.value<int>();
    facts.identity.leaves = in.vector<int>();
    facts.identity.read_only = in.vector<int>();
    facts.sequences = in.vector<int>();
    return facts;
}

}  // namespace phylanx::driver
