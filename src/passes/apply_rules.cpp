// Rewrites by the user's rules: patterns are graphs, compared op by op from their result backwards.
// SPDX-License-Identifier: BSL-1.0
#include "passes/apply_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "ir/aliases.h"
#include "ir/builder.h"
#include "ir/clone.h"
#include "ir/uses.h"
#include "passes/eliminate_common.h"
#include "support/error.h"

namespace phylanx::passes {
namespace {

using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::RegionId;
using ir::Type;
using ir::ValueId;

constexpr std::size_t kMostTypes = 8;         // looked at before an op
constexpr std::size_t kMostLowerings = 2048;  // of one rule in one graph
constexpr std::size_t kMostDepth = 6;         // ops that are looked through for types

/// A rule for some types, with what every match needs of it.
struct Prepared {
    const RuleSides* sides = nullptr;
    ValueId result = kNone;             // of the pattern
    ValueId replacement = kNone;        // of the replacement
    std::vector<OpId> def;              // of the pattern's values
    bool copies = false;                // the replacement's value is an argument's memory, the pattern's is not
};

std::vector<OpId> definitions(const ir::Graph& g) {
    std::vector<OpId> def(g.num_values(), kNone);
    ir::walk(g, g.body, [&](OpId o) {
        for (ValueId v : g.op(o).results) def[v] = o;
    });
    return def;
}

/// The value that a function without control flow returns; kNone of others.
ValueId returned(const ir::Graph& g) {
    const auto& ops = g.region(g.body).ops;
    if (ops.empty() || g.op(ops.back()).code != OpCode::return_ || g.op(ops.back()).operands.size() != 1)
        return kNone;
    for (OpId o : ops)
        if (!g.op(o).regions.empty() || g.op(o).code == OpCode::foreign || g.op(o).code == OpCode::raise)
            return kNone;
    return g.op(ops.back()).operands[0];
}

/// Whether all that the function does shows in its value.
bool only_value(const ir::Graph& g, ValueId result, const std::vector<OpId>& def) {
    std::set<OpId> reached;
    std::vector<ValueId> open{result};
    while (!open.empty()) {
        OpId o = def[open.back()];
        open.pop_back();
        if (o == kNone || !reached.insert(o).second)
            continue;
        for (ValueId v : g.op(o).operands) open.push_back(v);
    }
    const auto& ops = g.region(g.body).ops;
    return std::all_of(ops.begin(), ops.end() - 1, [&](OpId o) {
        ir::Effects e = ir::effects(g, o);
        return e.writes.empty() && !e.everything && (reached.contains(o) || (!e.order && !e.may_fail));
    });
}

bool is_deopt(const ir::Op& op) {
    return op.code == OpCode::check && std::get<std::int64_t>(op.attrs.at("error_class")) ==
                                           static_cast<std::int64_t>(support::ErrorClass::Deopt);
}

class Rewriter {
   public:
    Rewriter(ir::Graph& g, const std::vector<RewriteRule>& rules) : g_(g), rules_(rules), prepared_(rules.size()) {}

    std::size_t run() {
        def_ = definitions(g_);
        region(g_.body);
        remove_unused();
        return count_;
    }

   private:
    void region(RegionId r) {
        for (std::size_t i = 0; i < g_.region(r).ops.size(); ++i) {
            OpId o = g_.region(r).ops[i];
            for (ValueId& v : g_.op(o).operands) v = replaced_.find(v);
            for (RegionId inner : std::vector<RegionId>(g_.op(o).regions)) region(inner);
            if (!g_.op(o).regions.empty() || g_.op(o).results.size() != 1)
                continue;
            const std::size_t made = rewrite(r, i);
            i += made;  // what was made stands before the op, which is left to those who remove dead ones
        }
    }

    /// How many ops were put before op i.
    std::size_t rewrite(RegionId r, std::size_t i) {
        const OpId o = g_.region(r).ops[i];
        if (g_.op(o).code == OpCode::constant)
            return 0;
        for (std::size_t k = 0; k < rules_.size(); ++k) {
            if (!holds_for(rules_[k], g_.type(g_.op(o).results[0])))
                continue;
            const std::vector<Type> types = types_before(o);
            std::vector<std::size_t> choice(rules_[k].num_parameters, 0);
            if (types.empty() && !choice.empty())
                continue;
            do {
                std::vector<Type> parameters;
                for (std::size_t c : choice) parameters.push_back(types[c]);
                const Prepared* p = prepare(k, parameters);
                if (!p || !p->sides)
                    continue;
                std::map<ValueId, ValueId> found;
                std::set<OpId> matched;
                if (matches(*p, p->result, g_.op(o).results[0], found, matched) && memory_rests(r, i, matched) &&
                    found.size() == choice.size()) {
                    inner_.insert(matched.begin(), matched.end());
                    return put(r, i, *p, found);
                }
            } while (next(choice, types.size()));
        }
        return 0;
    }

    static bool holds_for(const RewriteRule& rule, const Type& type) {
        if (rule.dtypes.empty())
            return true;
        return (type.is_array() || type.is_scalar()) && std::ranges::find(rule.dtypes, type.dtype()) != rule.dtypes.end();
    }

    static bool next(std::vector<std::size_t>& choice, std::size_t n) {
        for (std::size_t& c : choice) {
            if (++c < n)
                return true;
            c = 0;
        }
        return false;
    }

    /// The types of what the op was computed from, which parameters may have.
    std::vector<Type> types_before(OpId o) const {
        std::vector<Type> types;
        std::set<ValueId> seen;
        std::vector<ValueId> level = g_.op(o).operands;
        for (std::size_t depth = 0; depth < kMostDepth && !level.empty(); ++depth) {
            std::vector<ValueId> further;
            for (ValueId v : level) {
                if (!seen.insert(v).second)
                    continue;
                const Type& t = g_.type(v);
                if (types.size() < kMostTypes && std::find(types.begin(), types.end(), t) == types.end())
                    types.push_back(t);
                if (def_[v] != kNone)
                    further.insert(further.end(), g_.op(def_[v]).operands.begin(), g_.op(def_[v]).operands.end());
            }
            level = std::move(further);
        }
        return types;
    }

    const Prepared* prepare(std::size_t k, const std::vector<Type>& parameters) {
        std::string key;
        for (const Type& t : parameters) key += t.to_string() + ";";
        auto& known = prepared_[k];
        if (auto it = known.find(key); it != known.end())
            return &it->second;
        if (known.size() >= kMostLowerings)
            return nullptr;
        return &(known[key] = prepared(rules_[k].lower(parameters)));
    }

    static Prepared prepared(const RuleSides* sides) {
        Prepared p;
        if (!sides)
            return p;
        const ir::Graph &from = sides->pattern, &to = sides->replacement;
        p.result = returned(from);
        p.replacement = returned(to);
        if (p.result == kNone || p.replacement == kNone || !(from.type(p.result) == to.type(p.replacement)))
            return p;
        p.def = definitions(from);
        if (p.def[p.result] == kNone || !only_value(from, p.result, p.def))
            return p;
        for (OpId o : to.region(to.body).ops)
            if (is_deopt(to.op(o)) || !ir::effects(to, o).writes.empty())
                return p;
        if (from.type(p.result).is_array()) {
            const bool old_fresh = ir::Aliases(from).is_fresh(p.result);
            const bool new_fresh = ir::Aliases(to).is_fresh(p.replacement);
            if (!old_fresh && new_fresh)
                return p;
            p.copies = old_fresh && !new_fresh;
        }
        p.sides = sides;
        return p;
    }

    bool matches(const Prepared& p, ValueId pattern, ValueId v, std::map<ValueId, ValueId>& found,
                 std::set<OpId>& matched) const {
        const ir::Graph& from = p.sides->pattern;
        if (!(from.type(pattern) == g_.type(v)))
            return false;
        const OpId wanted = p.def[pattern];
        if (wanted == kNone) {  // a parameter
            auto [it, fresh] = found.try_emplace(pattern, v);
            return fresh || it->second == v;
        }
        const OpId o = def_[v];
        if (o == kNone || from.op(wanted).code != g_.op(o).code || !g_.op(o).regions.empty() ||
            from.op(wanted).attrs != g_.op(o).attrs || from.op(wanted).operands.size() != g_.op(o).operands.size() ||
            g_.op(o).results.size() != 1)
            return false;
        for (std::size_t i = 0; i < g_.op(o).operands.size(); ++i)
            if (!matches(p, from.op(wanted).operands[i], g_.op(o).operands[i], found, matched))
                return false;
        if (g_.op(o).code != OpCode::constant)
            matched.insert(o);
        return true;
    }

    /// Arrays are memory: nothing may be written between the form's first op and its last.
    bool memory_rests(RegionId r, std::size_t end, const std::set<OpId>& matched) const {
        const auto& ops = g_.region(r).ops;
        std::size_t first = end;
        for (OpId o : matched) {
            auto it = std::find(ops.begin(), ops.begin() + static_cast<std::ptrdiff_t>(end) + 1, o);
            if (it == ops.begin() + static_cast<std::ptrdiff_t>(end) + 1)
                return false;  // in another region
            first = std::min(first, static_cast<std::size_t>(it - ops.begin()));
        }
        for (std::size_t i = first; i < end; ++i) {
            ir::Effects e = ir::effects(g_, ops[i]);
            if (!e.writes.empty() || e.everything)
                return false;
        }
        return true;
    }

    std::size_t put(RegionId r, std::size_t i, const Prepared& p, const std::map<ValueId, ValueId>& found) {
        const OpId old = g_.region(r).ops[i];
        const ir::Graph& to = p.sides->replacement;
        ir::ValueMap map;
        const auto& parameters = p.sides->pattern.region(p.sides->pattern.body).args;
        for (std::size_t k = 0; k < parameters.size(); ++k)
            map[to.region(to.body).args[k]] = found.at(parameters[k]);
        std::vector<OpId> made;
        for (OpId o : to.region(to.body).ops)
            if (to.op(o).code != OpCode::return_)
                made.push_back(ir::clone_op(to, o, g_, map));
        ValueId value = map.at(p.replacement);
        if (p.copies) {
            made.push_back(g_.new_op(OpCode::copy, {value}, {g_.type(value)}));
            value = g_.op(made.back()).results[0];
        }
        for (OpId o : made) {
            g_.op(o).span = g_.op(old).span;
            g_.op(o).file = g_.op(old).file;
        }
        def_.resize(g_.num_values(), kNone);
        for (OpId o : made)
            for (ValueId v : g_.op(o).results) def_[v] = o;
        auto& ops = g_.region(r).ops;
        ops.insert(ops.begin() + static_cast<std::ptrdiff_t>(i), made.begin(), made.end());
        const ValueId was = g_.op(old).results[0];
        if (g_.value(value).name.empty())
            g_.value(value).name = g_.value(was).name;
        replaced_.add(was, value);
        ++count_;
        // The old op is dead. What may fail in it must not do so any more.
        ir::remove_op(g_, r, old);
        return made.size() - 1;
    }

    /// What only the replaced forms needed goes, though it may fail: the rule says that its replacement does instead.
    void remove_unused() {
        for (bool again = true; again;) {
            again = false;
            const ir::Uses uses(g_);
            for (auto it = inner_.begin(); it != inner_.end();) {
                const OpId o = *it;
                if (uses.count(g_.op(o).results[0]) > 0 || uses.def(g_.op(o).results[0]) != o) {
                    ++it;
                    continue;
                }
                ir::remove_op(g_, uses.parent(o), o);
                it = inner_.erase(it);
                again = true;
            }
        }
    }

    ir::Graph& g_;
    std::set<OpId> inner_;  // ops of matched forms
    const std::vector<RewriteRule>& rules_;
    std::vector<std::map<std::string, Prepared>> prepared_;
    std::vector<OpId> def_;
    ir::Replacements replaced_;
    std::size_t count_ = 0;
};

}  // namespace

std::size_t apply_rules(ir::Graph& g, const std::vector<RewriteRule>& rules) {
    if (rules.empty())
        return 0;
    eliminate_common(g);  // the same thing twice is one value
    return Rewriter(g, rules).run();
}

}  // namespace phylanx::passes
