// C-contiguous arrays followed through branches and loops: all count as such until something else flows in.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/layouts.h"

namespace phylanx::codegen {
namespace {

using ir::OpCode;
using ir::ValueId;

class Finder {
   public:
    Finder(const ir::Graph& g, const std::vector<bool>& parameters) : g_(g) {
        // A parameter that is a tuple has array leaves too, but they get their values by tuple_get.
        std::size_t leaf = 0;
        for (ValueId v : g.region(g.body).args) {
            if (g.type(v).is_array() && !(leaf < parameters.size() && parameters[leaf])) strided_.insert(v);
            leaf += count_arrays(g.type(v));
        }
        do {
            changed_ = false;
            visit(g.body, nullptr, nullptr);
        } while (changed_);
        for (ValueId v : g.region(g.body).args) add(v);
        ir::walk(g, g.body, [&](ir::OpId o) {
            for (ValueId v : g.op(o).results) add(v);
            for (auto r : g.op(o).regions)
                for (ValueId v : g.region(r).args) add(v);
        });
    }

    std::unordered_set<ValueId> result;

   private:
    static std::size_t count_arrays(const ir::Type& t) {
        if (t.is_array()) return 1;
        std::size_t n = 0;
        if (t.is_sequence())
            for (auto& e : t.elements()) n += count_arrays(e);
        return n;
    }

    void add(ValueId v) {
        if (g_.type(v).is_array() && !strided_.contains(v)) result.insert(v);
    }
    void mark(ValueId v) {
        if (g_.type(v).is_array()) changed_ |= strided_.insert(v).second;
    }
    void flow(ValueId from, ValueId to) {
        if (strided_.contains(from)) mark(to);
    }
    void flow(const std::vector<ValueId>& from, std::size_t first, const std::vector<ValueId>& to, std::size_t skip) {
        for (std::size_t i = first; i < from.size() && i - first + skip < to.size(); ++i) flow(from[i], to[i - first + skip]);
    }

    /// What a loop carries: all that enters it may leave it and come round again.
    void carry(const ir::Op& loop, const std::vector<ValueId>& values, std::size_t first) {
        flow(values, first, loop.results, 0);
        for (auto r : loop.regions) flow(values, first, g_.region(r).args, loop.code == OpCode::for_ ? 1 : 0);
    }

    void visit(ir::RegionId region, const ir::Op* owner, const ir::Op* loop) {
        for (auto o : g_.region(region).ops) visit(g_.op(o), owner, loop);
    }

    void visit(const ir::Op& op, const ir::Op* owner, const ir::Op* loop) {
        switch (op.code) {
            case OpCode::if_:
                for (auto r : op.regions) visit(r, &op, loop);
                return;
            case OpCode::for_:
            case OpCode::while_:
                carry(op, op.operands, op.code == OpCode::for_ ? 3 : 0);
                for (auto r : op.regions) visit(r, &op, &op);
                return;
            case OpCode::yield:
                if (owner && owner->code == OpCode::if_) flow(op.operands, 0, owner->results, 0);
                else if (owner && owner == loop) carry(*owner, op.operands, 0);
                return;
            case OpCode::break_:
            case OpCode::continue_:
                if (loop) carry(*loop, op.operands, 0);
                return;
            case OpCode::hold:
            case OpCode::wait: return flow(op.operands, 0, op.results, 0);
            // The launcher and these routines make C-ordered arrays.
            case OpCode::fused:
            case OpCode::zeros:
            case OpCode::empty:
            case OpCode::full:
            case OpCode::arange:
            case OpCode::linspace:
            case OpCode::eye:
            case OpCode::copy:
            case OpCode::matmul:
            case OpCode::contract: return;
            default:
                for (ValueId v : op.results) mark(v);
        }
    }

    const ir::Graph& g_;
    std::unordered_set<ValueId> strided_;
    bool changed_ = false;
};

}  // namespace

std::unordered_set<ValueId> find_compact(const ir::Graph& g, const std::vector<bool>& parameters) {
    return Finder(g, parameters).result;
}

}  // namespace phylanx::codegen
