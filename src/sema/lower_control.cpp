// Branches and loops: regions, the variables that they carry, and jumps.
// SPDX-License-Identifier: BSL-1.0
#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

constexpr int kLoopAttempts = 8;

bool identical(const Val& a, const Val& b) {
    if (!same_pattern(a, b) || a.id != b.id || a.bound != b.bound) return false;
    for (std::size_t i = 0; i < a.items().size(); ++i)
        if (!identical(a.items()[i], b.items()[i])) return false;
    return true;
}

Val pattern_of(const Val& v) { return unify(v, v); }

}  // namespace

Val Lowerer::if_(ValueId condition, const std::function<Val()>& then,
                 const std::function<Val()>& otherwise) {
    if (auto c = constants_.find(condition); c != constants_.end())
        return std::get<bool>(c->second) ? then() : otherwise();
    const Env before = *env_;
    RegionId regions[2];
    Env after[2];
    Val value[2];
    bool ended[2];
    for (int k = 0; k < 2; ++k) {
        regions[k] = g_.new_region();
        RegionScope scope(*this, regions[k]);
        *env_ = before;
        value[k] = k == 0 ? then() : otherwise();
        ended[k] = ended_;
        after[k] = *env_;
    }
    *env_ = before;
    // What each side that goes on has changed, and what holds both.
    std::map<std::string, Val> patterns;
    for (int k = 0; k < 2; ++k)
        for (auto& [name, v] : after[k]) {
            auto old = before.find(name);
            if (ended[k] || (old != before.end() && identical(old->second, v))) continue;
            Val other = ended[1 - k] ? v : after[1 - k].contains(name) ? after[1 - k].at(name) : Val{};
            patterns[name] = unify(v, other, widen_);
        }
    Val result = ended[0] ? pattern_of(value[1]) : ended[1] ? pattern_of(value[0]) : unify(value[0], value[1], widen_);
    std::vector<Type> types;
    for (auto& [name, p] : patterns) leaf_types(p, types);
    leaf_types(result, types);
    for (int k = 0; k < 2; ++k) {
        if (ended[k]) continue;
        RegionScope scope(*this, regions[k]);
        std::vector<ValueId> out;
        for (auto& [name, p] : patterns)
            leaves(after[k].contains(name) ? after[k].at(name) : Val{}, p, out);
        leaves(value[k], result, out);
        emit_op(OpCode::yield, std::move(out), {});
    }
    if (ended[0] && ended[1]) types.clear();
    OpId op = emit_op(OpCode::if_, {condition}, types);
    g_.op(op).regions = {regions[0], regions[1]};
    ended_ = ended[0] && ended[1];
    if (ended_) return {};
    merge_read_only(op);
    std::size_t next = 0;
    const std::vector<ValueId> results = g_.op(op).results;
    for (auto& [name, p] : patterns) (*env_)[name] = rebuild(p, results, next);
    return rebuild(result, results, next);
}

void Lowerer::jump(OpCode code) {
    if (!loop_) refuse("'break' or 'continue' outside a loop");
    std::vector<ValueId> out;
    for (std::size_t i = 0; i < loop_->names.size(); ++i) {
        auto it = env_->find(loop_->names[i]);
        Val v = it == env_->end() ? Val{} : it->second;
        loop_->seen[i] = unify(loop_->seen[i], v, widen_);
        bool fits = same_pattern(unify(loop_->patterns[i], v, widen_), loop_->patterns[i]);
        leaves(fits ? v : Val{}, loop_->patterns[i], out);
    }
    emit_op(code, std::move(out), {});
    ended_ = true;
}

// The types that a loop carries are found by trying: the body is lowered with those of the first round, and
// again with what its edges bring back, until nothing changes. `build` makes the op's regions; each starts
// with enter_region.
void Lowerer::carried_loop(OpCode code, std::vector<ValueId> operands, Attrs attrs,
                           const std::set<std::string>& names,
                           const std::function<std::vector<RegionId>()>& build) {
    Loop loop;
    loop.names.assign(names.begin(), names.end());
    const Env before = *env_;
    auto initial = [&](const std::string& n) { return before.contains(n) ? before.at(n) : Val{}; };
    for (auto& n : loop.names) loop.patterns.push_back(pattern_of(initial(n)));
    Loop* outer = loop_;
    const std::size_t num_returns = returns_.size(), num_findings = findings_.size();
    std::vector<RegionId> regions;
    for (int attempt = 0;; ++attempt) {
        if (attempt == kLoopAttempts) refuse("the types of this loop's variables do not settle; give each variable one type before the loop");
        returns_.resize(num_returns);
        findings_.resize(num_findings);
        loop.seen = loop.patterns;
        loop_ = &loop;
        regions = build();
        *env_ = before;
        bool settled = true;
        for (std::size_t i = 0; i < loop.names.size(); ++i)
            settled &= same_pattern(loop.seen[i], loop.patterns[i]);
        if (settled) break;
        loop.patterns = loop.seen;
    }
    loop_ = outer;
    std::vector<Type> types;
    for (std::size_t i = 0; i < loop.names.size(); ++i) {
        leaf_types(loop.patterns[i], types);
        leaves(initial(loop.names[i]), loop.patterns[i], operands);
    }
    OpId op = emit_op(code, std::move(operands), types, std::move(attrs));
    g_.op(op).regions = regions;
    const std::vector<ValueId> results = g_.op(op).results;
    std::size_t next = 0;
    for (std::size_t i = 0; i < loop.names.size(); ++i)
        (*env_)[loop.names[i]] = rebuild(loop.patterns[i], results, next);
}

void Lowerer::enter_region(RegionId region) {
    std::vector<Type> types;
    for (auto& p : loop_->patterns) leaf_types(p, types);
    std::vector<ValueId> carried;
    for (auto& t : types) carried.push_back(g_.new_value(t));
    for (ValueId v : carried) g_.region(region).args.push_back(v);
    std::size_t next = 0;
    for (std::size_t i = 0; i < loop_->names.size(); ++i)
        (*env_)[loop_->names[i]] = rebuild(loop_->patterns[i], carried, next);
}

void Lowerer::for_range(const Val& range, const std::function<void(ValueId)>& bind, NodeId body,
                        NodeId target, bool parallel) {
    std::set<std::string> names = assigned(body);
    std::function<void(NodeId)> add_target = [&](NodeId t) {
        if (tree_[t].is_identifier()) names.insert(tree_[t].text);
        else for (NodeId c : tree_[t].children) add_target(c);
    };
    add_target(target);
    std::vector<ValueId> operands;
    for (auto& part : range.items()) operands.push_back(as_int(part, "range"));
    const Env before = *env_;
    carried_loop(OpCode::for_, std::move(operands), {{"parallel", parallel}}, names, [&] {
        RegionId region = g_.new_region();
        RegionScope scope(*this, region);
        ValueId index = g_.new_value(Type::py_int(), "i");
        g_.region(region).args.push_back(index);
        *env_ = before;
        enter_region(region);
        bind(index);
        statement(body);
        if (!ended_) jump(OpCode::yield);
        return std::vector<RegionId>{region};
    });
}

void Lowerer::for_(NodeId id) {
    const Node& node = tree_[id];
    NodeId target = node.children[0], body = node.children[2];
    Val it = expr(node.children[1]);
    if (it.is(Val::Kind::Range)) {
        for_range(it, [&](ValueId i) { store(target, Val::value(i, Type::py_int())); }, body, target,
                  tree_[node.children[1]].is_call("prange"));
        return;
    }
    if (it.is(Val::Kind::Sequence)) {
        // A tuple or list of known length: the body once for each item.
        std::function<bool(NodeId)> jumps = [&](NodeId n) {
            if (tree_[n].is_call("break") || tree_[n].is_call("continue")) return true;
            if (tree_[n].is_call("__for") || tree_[n].is_call("while")) return false;
            for (NodeId c : tree_[n].children)
                if (jumps(c)) return true;
            return false;
        };
        if (jumps(body) || it.items().size() > 64) {
            // One item after the other, by an index, where all are of one type.
            Val one = it.items().empty() ? Val::none() : it.items()[0];
            for (auto& v : it.items()) one = unify(one, v, widen_);
            if (!one.runtime() || one.is_any() || one.maybe_weak || it.items().size() > 32)
                refuse("a loop over a long tuple or list, or with a jump and items of several types");
            Val range = Val::of(Val::Kind::Range, {int_val(0), length(it), int_val(1)});
            for_range(range, [&](ValueId i) { store(target, element(it, i)); }, body, target, false);
            return;
        }
        for (auto& v : std::vector<Val>(it.items())) {
            store(target, v);
            statement(body);
            if (ended_) return;
        }
        return;
    }
    if (it.is_any()) refuse("a loop over a Python object; loop over a range, an array, a tuple or a list");
    Val n = length(it);
    Val range = Val::of(Val::Kind::Range, {int_val(0), n, int_val(1)});
    for_range(range, [&](ValueId i) { store(target, element(it, i)); }, body, target, false);
}

void Lowerer::while_(NodeId id) {
    const Node& node = tree_[id];
    const Env before = *env_;
    carried_loop(OpCode::while_, {}, {}, assigned(node.children[1]), [&] {
        std::vector<RegionId> regions;
        for (int k = 0; k < 2; ++k) {
            regions.push_back(g_.new_region());
            RegionScope scope(*this, regions.back());
            *env_ = before;
            enter_region(regions.back());
            if (k == 0) {
                emit_op(OpCode::condition, {truth_value(expr(node.children[0]))}, {});
            } else {
                statement(node.children[1]);
                if (!ended_) jump(OpCode::yield);
            }
        }
        return regions;
    });
}

}  // namespace phylanx::sema
