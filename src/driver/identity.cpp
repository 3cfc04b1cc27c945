// Objects' numbers: followed through control flow; where paths meet, made into values of the graph.
// SPDX-License-Identifier: BSL-1.0
#include "driver/identity.h"

#include <algorithm>
#include <map>
#include <set>

#include "ir/builder.h"
#include "ir/uses.h"
#include "launch/abi.h"
#include "support/error.h"

namespace phylanx::driver {
namespace {

using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::RegionId;
using ir::ValueId;

constexpr int kNothing = -4;  // no path has been seen yet, or nobody looks at the value
constexpr int kSeveral = launch::kSomeObject;

std::size_t leaves_of(const ir::Type& t) { return static_cast<std::size_t>(launch::num_leaves(t)); }
std::size_t first_carried(const ir::Op& loop) { return loop.code == OpCode::for_ ? 3 : 0; }
std::size_t first_argument(const ir::Op& loop) { return loop.code == OpCode::for_ ? 1 : 0; }

class Objects {
   public:
    explicit Objects(ir::Graph& g) : g_(g), uses_(g), numbers_(g.num_values()) {
        for (ValueId v : g.region(g.body).args) {
            numbers_[v].resize(leaves_of(g.type(v)));
            for (int& n : numbers_[v]) n = num_parameter_leaves_++;
        }
        find_feeders(g.body);
        do {
            changed_ = false;
            ir::walk(g, g.body, [&](OpId o) { follow(o); });
        } while (changed_);
    }

    Identity carry() {
        std::vector<OpId> returns;
        ir::walk(g_, g_.body, [&](OpId o) {
            if (g_.op(o).code == OpCode::return_ && !g_.op(o).operands.empty()) returns.push_back(o);
        });
        std::vector<std::vector<ValueId>> parts;  // the value at each leaf, for each return
        for (OpId o : returns) parts.push_back(flatten(g_.op(o).operands[0]));
        Identity identity;
        identity.num_parameter_leaves = num_parameter_leaves_;
        std::vector<std::size_t> hidden;
        for (std::size_t leaf = 0; leaf < leaves_of(g_.result); ++leaf) {
            int object = kNothing;
            for (const auto& p : parts) merge(object, number_at(p, leaf));
            if (object == kSeveral) {
                identity.leaves.push_back(~static_cast<int>(hidden.size()));
                hidden.push_back(leaf);
            } else {
                identity.leaves.push_back(object == kNothing ? num_parameter_leaves_ : object);
            }
        }
        identity.num_hidden = static_cast<int>(hidden.size());
        ir::walk(g_, g_.body, [&](OpId o) {
            if (ir::attr_or<bool>(g_.op(o), "read_only", false)) read_only_.insert(own_number(g_.op(o).results[0]));
        });
        identity.read_only.assign(read_only_.begin(), read_only_.end());
        std::vector<OpId> calls;  // first all, as numbers that are carried along add to the ops
        ir::walk(g_, g_.body, [&](OpId o) {
            if (g_.op(o).code == OpCode::foreign || g_.op(o).code == OpCode::box) calls.push_back(o);
        });
        for (OpId o : calls) name_operands(o);
        if (!hidden.empty()) give_hidden(returns, parts, hidden);
        fill_missing();
        auto& first = g_.region(g_.body).ops;
        first.insert(first.begin(), constants_.begin(), constants_.end());
        return identity;
    }

   private:
    static bool merge(int& into, int from) {
        const int old = into;
        if (from != kNothing) into = into == kNothing || into == from ? from : kSeveral;
        return into != old;
    }

    /// Of an object that the op which gives v makes. One number stays free for what has no number.
    int own_number(ValueId v) const { return num_parameter_leaves_ + 1 + static_cast<int>(v); }

    /// The terminators that feed each op's results, and for loops the arguments of its regions too.
    void find_feeders(RegionId r, OpId owner = kNone, OpId loop = kNone) {
        for (OpId o : g_.region(r).ops) {
            const ir::Op& op = g_.op(o);
            if (op.code == OpCode::yield && owner != kNone) feeders_[owner].push_back(o);
            if ((op.code == OpCode::break_ || op.code == OpCode::continue_) && loop != kNone)
                feeders_[loop].push_back(o);
            for (RegionId inner : op.regions) find_feeders(inner, o, ir::is_loop(op.code) ? o : loop);
        }
    }

    void flow(ValueId from, std::size_t first, ValueId to) {
        numbers_[to].resize(leaves_of(g_.type(to)), kNothing);
        for (std::size_t i = 0; i < numbers_[to].size() && first + i < numbers_[from].size(); ++i)
            changed_ |= merge(numbers_[to][i], numbers_[from][first + i]);
    }

    void follow(OpId o) {
        const ir::Op& op = g_.op(o);
        switch (op.code) {
            case OpCode::if_:
                for (OpId f : feeders_[o])
                    for (std::size_t i = 0; i < op.results.size(); ++i)
                        flow(g_.op(f).operands[i], 0, op.results[i]);
                return;
            case OpCode::for_:
            case OpCode::while_: return follow_loop(o);
            case OpCode::hold: return flow(op.operands[0], 0, op.results[0]);
            case OpCode::tuple_get: {
                const auto& elements = g_.type(op.operands[0]).elements();
                const auto index = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "index"));
                std::size_t first = 0;
                for (std::size_t i = 0; i < index; ++i) first += leaves_of(elements[i]);
                return flow(op.operands[0], first, op.results[0]);
            }
            case OpCode::make_tuple: {
                auto& numbers = numbers_[op.results[0]];
                std::vector<int> joined;
                for (ValueId v : op.operands) joined.insert(joined.end(), numbers_[v].begin(), numbers_[v].end());
                changed_ |= std::exchange(numbers, joined) != joined;
                return;
            }
            default: break;
        }
        for (ValueId v : op.results) {
            if (!numbers_[v].empty()) continue;
            numbers_[v].assign(leaves_of(g_.type(v)), op.code == OpCode::undef ? kNothing : own_number(v));
            changed_ |= !numbers_[v].empty();
        }
    }

    void follow_loop(OpId o) {
        const ir::Op& op = g_.op(o);
        for (std::size_t i = 0; i < op.results.size(); ++i) {
            flow(op.operands[first_carried(op) + i], 0, op.results[i]);
            for (OpId f : feeders_[o])
                if (i < g_.op(f).operands.size()) flow(g_.op(f).operands[i], 0, op.results[i]);
            for (RegionId r : op.regions) flow(op.results[i], 0, g_.region(r).args[first_argument(op) + i]);
        }
    }

    /// The values that a tuple made on the spot consists of; any other value with several leaves stays one.
    std::vector<ValueId> flatten(ValueId v) const {
        const OpId def = uses_.def(v);
        if (def == kNone || g_.op(def).code != OpCode::make_tuple)
            return std::vector<ValueId>(leaves_of(g_.type(v)), v);
        std::vector<ValueId> all;
        for (ValueId part : g_.op(def).operands) {
            const auto inner = flatten(part);
            all.insert(all.end(), inner.begin(), inner.end());
        }
        return all;
    }

    /// Objects other than arrays have no number of their own.
    int number_at(const std::vector<ValueId>& parts, std::size_t leaf) const {
        const ValueId v = parts.at(leaf);
        const auto first = static_cast<std::size_t>(std::find(parts.begin(), parts.end(), v) - parts.begin());
        if (g_.type(v).is_array()) return numbers_[v].empty() ? kNothing : numbers_[v][0];
        const bool whole = g_.type(v).is_sequence() && leaf - first < numbers_[v].size();
        return whole && numbers_[v][leaf - first] != kSeveral ? numbers_[v][leaf - first] : kNothing;
    }

    /// What goes to Python is the very object that it is there: attribute `objects` has one entry a leaf. Where only
    /// the run knows the object of an array, its number is a further operand, after those that Python gets.
    void name_operands(OpId o) {
        std::vector<std::int64_t> objects;
        std::vector<ValueId> numbers;
        for (ValueId v : g_.op(o).operands)
            for (std::size_t leaf = 0; leaf < leaves_of(g_.type(v)); ++leaf) {
                const int n = leaf < numbers_[v].size() ? numbers_[v][leaf] : kNothing;
                if (n == kSeveral && g_.type(v).is_array()) {
                    objects.push_back(launch::kToldObject - std::ssize(numbers));
                    numbers.push_back(v);
                } else if (n == kSeveral || (n >= 0 && n < num_parameter_leaves_)) {
                    objects.push_back(n);
                } else {
                    objects.push_back(read_only_.contains(n) ? launch::kReadOnlyObject : launch::kNewObject);
                }
            }
        for (ValueId& v : numbers) v = token(v);
        ir::Op& op = g_.op(o);
        op.attrs["objects"] = std::move(objects);
        if (numbers.empty()) return;
        op.attrs["told"] = static_cast<std::int64_t>(numbers.size());
        op.attrs["read_only_objects"] = std::vector<std::int64_t>(read_only_.begin(), read_only_.end());
        op.operands.insert(op.operands.end(), numbers.begin(), numbers.end());
    }

    void give_hidden(const std::vector<OpId>& returns, const std::vector<std::vector<ValueId>>& parts,
                     const std::vector<std::size_t>& hidden) {
        std::vector<std::vector<ValueId>> tokens;
        for (const auto& p : parts) {
            tokens.emplace_back();
            for (std::size_t leaf : hidden) tokens.back().push_back(token(p[leaf]));
        }
        std::vector<ir::Type> types{g_.result};
        types.resize(1 + hidden.size(), ir::Type::py_int());
        g_.result = ir::Type::tuple(types);
        for (std::size_t k = 0; k < returns.size(); ++k) {
            const ir::Op op = g_.op(returns[k]);
            std::vector<ValueId> all{op.operands[0]};
            all.insert(all.end(), tokens[k].begin(), tokens[k].end());
            const OpId tuple = g_.new_op(OpCode::make_tuple, std::move(all), {g_.result}, op.span, op.file);
            auto& ops = g_.region(uses_.parent(returns[k])).ops;
            ops.insert(std::find(ops.begin(), ops.end(), returns[k]), tuple);
            g_.op(returns[k]).operands = {g_.op(tuple).results[0]};
        }
    }

    void fill_missing() {
        while (!missing_.empty()) {
            const Missing m = missing_.back();
            missing_.pop_back();
            const ValueId t = token(g_.op(m.op).operands[m.source]);
            g_.op(m.op).operands[m.place] = t;
        }
    }

    /// An int of the graph that is the number of v's object wherever v is known.
    ValueId token(ValueId v) {
        if (auto known = tokens_.find(v); known != tokens_.end()) return known->second;
        const int number = numbers_[v].empty() ? kNothing : numbers_[v][0];
        if (number != kSeveral) return tokens_[v] = constant(number);
        OpId o = uses_.def(v);
        const bool is_argument = o == kNone;
        if (is_argument) o = uses_.owner(uses_.arg_region(v));
        const ir::Op& op = g_.op(o);
        if (op.code != OpCode::if_ && !ir::is_loop(op.code)) return tokens_[v] = constant(own_number(v));
        const auto& list = is_argument ? g_.region(uses_.arg_region(v)).args : op.results;
        auto i = static_cast<std::size_t>(std::find(list.begin(), list.end(), v) - list.begin());
        if (is_argument) i -= first_argument(op);
        carry(o, i);
        return tokens_.at(v);
    }

    /// Result i of a branch or loop gets an int beside it, fed by all that feeds the result.
    void carry(OpId o, std::size_t i) {
        const std::vector<RegionId> regions = g_.op(o).regions;
        const std::size_t offset = first_argument(g_.op(o));
        const ValueId t = g_.new_value(ir::Type::py_int(), "object");
        tokens_[g_.op(o).results[i]] = t;
        if (ir::is_loop(g_.op(o).code)) {
            for (RegionId r : regions) {
                const ValueId argument = g_.new_value(ir::Type::py_int(), "object");
                tokens_[g_.region(r).args[offset + i]] = argument;
                g_.region(r).args.push_back(argument);
            }
            feed(o, first_carried(g_.op(o)) + i);
        }
        g_.op(o).results.push_back(t);
        for (OpId f : feeders_[o]) feed(f, i);
    }

    /// Operand `source` of the op gets its number as a further, last operand, filled in later.
    void feed(OpId o, std::size_t source) {
        auto& operands = g_.op(o).operands;
        missing_.push_back({o, source, operands.size()});
        operands.push_back(kNone);
    }

    ValueId constant(int number) {
        auto [it, is_new] = constant_of_.emplace(number, kNone);
        if (is_new) {
            const OpId o = g_.new_op(OpCode::constant, {}, {ir::Type::py_int()});
            g_.op(o).attrs["value"] = static_cast<std::int64_t>(number);
            constants_.push_back(o);
            it->second = g_.op(o).results[0];
        }
        return it->second;
    }

    struct Missing {
        OpId op;
        std::size_t source, place;
    };

    ir::Graph& g_;
    const ir::Uses uses_;
    std::vector<std::vector<int>> numbers_;  // of each value, leaf by leaf
    std::map<OpId, std::vector<OpId>> feeders_;
    int num_parameter_leaves_ = 0;
    bool changed_ = false;
    std::set<int> read_only_;
    std::map<ValueId, ValueId> tokens_;
    std::map<int, ValueId> constant_of_;
    std::vector<OpId> constants_;
    std::vector<Missing> missing_;
};

}  // namespace

Identity carry_identity(ir::Graph& graph) { return Objects(graph).carry(); }

}  // namespace phylanx::driver
