// Waits: the host may touch elements of an array only when no task is under way on its buffer.
// SPDX-License-Identifier: BSL-1.0
#include <functional>
#include <set>

#include "plan/plan.h"

namespace phylanx::plan {
namespace {

using ir::Graph;
using ir::kNone;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;
using ops::OpCode;

bool is_host_access(OpCode c) { return c == OpCode::load || c == OpCode::store || c == OpCode::item; }

class Waits {
   public:
    explicit Waits(Graph& g) : g_(g) {
        ir::walk(g, g.body, [&](OpId o) {
            const ir::Op& op = g.op(o);
            bool alias = ops::info(op.code).kind == ops::Kind::View || op.code == OpCode::hold;
            if (alias && !op.results.empty()) view_of_[op.results[0]] = op.operands[0];
        });
    }

    void run() {
        Ready ready;
        region(g_.body, ready);
    }

   private:
    using Ready = std::set<ValueId>;  // roots that no task touches

    ValueId root(ValueId v) const {
        auto it = view_of_.find(v);
        return it == view_of_.end() ? v : root(it->second);
    }

    bool is_async(const ir::Op& op) const {
        return op.code == OpCode::fused || ops::info(op.code).kind == ops::Kind::Library;
    }

    bool has_async(RegionId r) const {
        bool found = false;
        ir::walk(g_, r, [&](OpId o) { found |= is_async(g_.op(o)); });
        return found;
    }

    OpId make_wait(ValueId v, const ir::Op& near) {
        return g_.new_op(OpCode::wait, {v}, {}, near.span, near.file);
    }

    void wait_for(ValueId v, std::vector<OpId>& out, Ready& ready, OpId near) {
        if (!ready.insert(root(v)).second) return;
        const ir::Op op = g_.op(near);
        out.push_back(make_wait(v, op));
    }

    // Arrays from outside that a region without tasks of its own touches: waited for once, before it.
    void hoist(RegionId r, std::vector<OpId>& out, Ready& ready, OpId near) {
        std::set<ValueId> inside;
        std::vector<ValueId> touched;
        std::function<void(RegionId)> collect = [&](RegionId q) {
            for (ValueId v : g_.region(q).args) inside.insert(v);
            for (OpId o : g_.region(q).ops) {
                const ir::Op& op = g_.op(o);
                for (ValueId v : op.results) inside.insert(v);
                if (is_host_access(op.code)) touched.push_back(op.operands[0]);
                for (RegionId inner : op.regions) collect(inner);
            }
        };
        collect(r);
        for (ValueId v : touched)
            if (!inside.contains(root(v))) wait_for(root(v), out, ready, near);
    }

    void region(RegionId r, Ready& ready) {
        std::vector<OpId> out;
        for (OpId o : std::vector<OpId>(g_.region(r).ops)) {
            const ir::Op op = g_.op(o);
            if (is_host_access(op.code)) wait_for(op.operands[0], out, ready, o);
            if (is_async(op)) ready.clear();
            if (op.code == OpCode::if_) {
                Ready a = ready, b = ready;
                region(op.regions[0], a);
                region(op.regions[1], b);
                ready.clear();
                for (ValueId v : a)
                    if (b.contains(v)) ready.insert(v);
            } else if (op.code == OpCode::for_ || op.code == OpCode::while_) {
                bool async = false;
                for (RegionId q : op.regions) async |= has_async(q);
                if (async) ready.clear();
                else for (RegionId q : op.regions) hoist(q, out, ready, o);
                for (RegionId q : op.regions) {
                    Ready inner = async ? Ready{} : ready;
                    region(q, inner);
                }
                if (async) ready.clear();
            }
            out.push_back(o);
        }
        g_.region(r).ops = std::move(out);
    }

    Graph& g_;
    std::map<ValueId, ValueId> view_of_;
};

}  // namespace

void insert_waits(Graph& g) { Waits(g).run(); }

}  // namespace phylanx::plan
