// What is known of arrays' extents at compile time: constants, and which extents are surely equal.
// SPDX-License-Identifier: BSL-1.0
#include "passes/shapes.h"

#include <algorithm>

#include "ir/aliases.h"

namespace phylanx::passes {

using ir::kind;
using ir::OpCode;
using ir::ValueId;
using ops::Kind;

Shapes::Shapes(const ir::Graph& g) : g_(g), dims_(g.num_values()) {
    one_ = constant(1);
    for (ValueId v : g.region(g.body).args)
        if (g.type(v).is_array())
            dims_[v] = unknowns(g.type(v).ndim());
    region(g.body);
}

Shapes::Dim Shapes::intern(const std::string& key) {
    auto [it, made] = ids_.try_emplace(key, static_cast<Dim>(ids_.size()));
    if (made) {
        parts_.push_back({it->second});
        bool is_constant = key[0] == 'c';
        constants_.emplace_back(is_constant, is_constant ? std::stoll(key.substr(1)) : 0);
    }
    return it->second;
}

std::vector<Shapes::Dim> Shapes::unknowns(int n) {
    std::vector<Dim> out;
    for (int i = 0; i < n; ++i) out.push_back(unknown());
    return out;
}

Shapes::Dim Shapes::extent(ValueId scalar) {
    auto it = scalars_.find(scalar);
    return it != scalars_.end() ? it->second : intern("v" + std::to_string(scalar));
}

Shapes::Dim Shapes::broadcast(Dim a, Dim b) {
    if (a == b || b == one_)
        return a;
    if (a == one_)
        return b;
    if (constants_[a].first)
        return a;  // the other one is 1 or the same, or it is an error
    if (constants_[b].first)
        return b;
    std::vector<Dim> all;
    std::set_union(parts_[a].begin(), parts_[a].end(), parts_[b].begin(), parts_[b].end(),
                   std::back_inserter(all));
    std::string key = "b";
    for (Dim d : all) key += std::to_string(d) + ",";
    Dim made = intern(key);
    parts_[made] = std::move(all);
    return made;
}

std::vector<Shapes::Dim> Shapes::broadcast(const std::vector<Dim>& a, const std::vector<Dim>& b) {
    std::vector<Dim> out = a.size() >= b.size() ? a : b;
    const std::vector<Dim>& shorter = a.size() >= b.size() ? b : a;
    std::size_t shift = out.size() - shorter.size();
    for (std::size_t i = 0; i < shorter.size(); ++i)
        out[shift + i] = broadcast(out[shift + i], shorter[i]);
    return out;
}

void Shapes::region(ir::RegionId r) {
    for (ir::OpId o : g_.region(r).ops) op(o);
}

void Shapes::op(ir::OpId o) {
    const ir::Op& op = g_.op(o);
    const bool has_several = op.results.size() > 1 && op.regions.empty();
    if (op.code == OpCode::fused || has_several) {
        for (ValueId v : op.results)
            if (g_.type(v).is_array())
                dims_[v] = unknowns(g_.type(v).ndim());
        return;
    }
    if (ir::is_loop(op.code))
        return loop(o);
    if (op.code == OpCode::if_)
        return branch(o);
    if (op.results.size() != 1)
        return;
    ValueId v = op.results[0];
    if (g_.type(v).is_array()) {
        dims_[v] = result_of(op);
        // An op that this analysis does not know well enough.
        if (dims_[v].size() != static_cast<std::size_t>(g_.type(v).ndim()))
            dims_[v] = unknowns(g_.type(v).ndim());
    } else if (op.code == OpCode::shape) {
        scalars_[v] =
            dims_[op.operands[0]][static_cast<std::size_t>(ir::attr<std::int64_t>(op, "dim"))];
    } else if (op.code == OpCode::constant && op.attrs.count("value")) {
        if (auto* n = std::get_if<std::int64_t>(&op.attrs.at("value")))
            scalars_[v] = constant(*n);
    }
}

// Carried arrays are taken to keep their extents; where a round shows that one does not, the body
// is looked at again without this assumption.
void Shapes::loop(ir::OpId o) {
    const ir::Op& op = g_.op(o);
    std::size_t inits = op.code == OpCode::for_ ? 3 : 0;
    std::size_t args = op.code == OpCode::for_ ? 1 : 0;
    for (std::size_t i = 0; i < op.results.size(); ++i)
        dims_[op.results[i]] = dims_[op.operands[inits + i]];
    bool again = true;
    while (again) {
        for (ir::RegionId r : op.regions)
            for (std::size_t i = 0; i < op.results.size(); ++i)
                dims_[g_.region(r).args[args + i]] = dims_[op.results[i]];
        for (ir::RegionId r : op.regions) region(r);
        again = false;
        for (ir::RegionId r : op.regions) again |= demote_changed(o, r, false);
    }
}

// Forgets the extents of the loop's results that a terminator changes; true where there was a new
// one.
bool Shapes::demote_changed(ir::OpId loop, ir::RegionId r, bool nested_loop) {
    bool changed = false;
    for (ir::OpId o : g_.region(r).ops) {
        const ir::Op& op = g_.op(o);
        if (op.code == OpCode::fused)
            continue;
        for (ir::RegionId inner : op.regions)
            changed |= demote_changed(loop, inner, nested_loop || ir::is_loop(op.code));
        bool ends_round = op.code == OpCode::continue_ || op.code == OpCode::break_;
        bool is_yield = op.code == OpCode::yield && !g_.op(loop).regions.empty() &&
                        r == g_.op(loop).regions.back();
        if (nested_loop || (!ends_round && !is_yield))
            continue;
        const auto& results = g_.op(loop).results;
        for (std::size_t i = 0; i < results.size(); ++i) {
            auto& known = dims_[results[i]];
            const auto& given = dims_[op.operands[i]];
            for (std::size_t d = 0; d < known.size(); ++d) {
                bool forgotten =
                    std::find(forgotten_.begin(), forgotten_.end(), known[d]) != forgotten_.end();
                if (known[d] == given[d] || forgotten)
                    continue;
                forgotten_.push_back(known[d] = unknown());
                changed = true;
            }
        }
    }
    return changed;
}

void Shapes::branch(ir::OpId o) {
    const ir::Op& op = g_.op(o);
    std::vector<const ir::Op*> yields;
    for (ir::RegionId r : op.regions) {
        region(r);
        const ir::Op& last = g_.op(g_.region(r).ops.back());
        if (last.code == OpCode::yield)
            yields.push_back(&last);
    }
    for (std::size_t i = 0; i < op.results.size(); ++i) {
        if (!g_.type(op.results[i]).is_array())
            continue;
        auto& dims = dims_[op.results[i]];
        dims = unknowns(g_.type(op.results[i]).ndim());
        for (std::size_t d = 0; d < dims.size() && !yields.empty(); ++d) {
            Dim first = dims_[yields[0]->operands[i]][d];
            if (dims_[yields.back()->operands[i]][d] == first)
                dims[d] = first;
        }
    }
}

std::vector<Shapes::Dim> Shapes::extents(const ir::Op& op, std::size_t first) {
    std::vector<Dim> out;
    for (std::size_t i = first; i < op.operands.size(); ++i) out.push_back(extent(op.operands[i]));
    return out;
}

std::vector<Shapes::Dim> Shapes::result_of(const ir::Op& op) {
    if (kind(op.code) == Kind::Elem) {
        std::vector<Dim> out;
        for (ValueId v : op.operands)
            if (g_.type(v).is_array())
                out = broadcast(out, dims_[v]);
        return out;
    }
    if (kind(op.code) == Kind::Reduce) {
        std::vector<Dim> out;
        if (!op.attrs.count("axes"))
            return out;
        auto& axes = ir::attr<std::vector<std::int64_t>>(op, "axes");
        const auto& in = dims_[op.operands[0]];
        for (std::size_t d = 0; d < in.size(); ++d)
            if (std::find(axes.begin(), axes.end(), static_cast<std::int64_t>(d)) == axes.end())
                out.push_back(in[d]);
        return out;
    }
    switch (op.code) {
        case OpCode::hold:
        case OpCode::part:
            return dims_[op.operands[0]];
        case OpCode::slice:
            return slice(op);
        case OpCode::broadcast_to:
            return extents(op, 1);
        case OpCode::reshape:
            return reshape(op);
        case OpCode::transpose: {
            std::vector<Dim> out = dims_[op.operands[0]];
            if (!op.attrs.count("perm"))
                return {out.rbegin(), out.rend()};
            auto& perm = ir::attr<std::vector<std::int64_t>>(op, "perm");
            for (std::size_t d = 0; d < out.size(); ++d)
                out[d] = dims_[op.operands[0]][static_cast<std::size_t>(perm[d])];
            return out;
        }
        default:
            return kind(op.code) == Kind::Library ? library(op) : std::vector<Dim>{};
    }
}

// An extent of -1 stands for what is left over, so only extents that cannot be -1 are known.
std::vector<Shapes::Dim> Shapes::reshape(const ir::Op& op) {
    std::vector<Dim> out;
    for (std::size_t i = 1; i < op.operands.size(); ++i) {
        auto it = scalars_.find(op.operands[i]);
        bool known = it != scalars_.end() &&
                     !(constants_[it->second].first && constants_[it->second].second < 0);
        out.push_back(known ? it->second : unknown());
    }
    return out;
}

std::vector<Shapes::Dim> Shapes::slice(const ir::Op& op) {
    const auto& in = dims_[op.operands[0]];
    std::vector<Dim> out;
    std::size_t dim = 0;
    std::size_t operand = 1;
    for (auto& part : ir::attr<std::vector<std::string>>(op, "spec")) {
        if (part == "new") {
            out.push_back(one_);
            continue;
        }
        Dim from = in[dim++];
        if (part == "int") {
            ++operand;
        } else if (part == "full" || part == "slice:---") {
            out.push_back(from);
        } else {
            // The same part of the same extent is the same extent.
            std::string key = "s" + part + std::to_string(from);
            auto given = std::count(part.begin() + 6, part.end(), 'v');
            for (; given > 0; --given) key += "," + std::to_string(extent(op.operands[operand++]));
            out.push_back(intern(key));
        }
    }
    out.insert(out.end(), in.begin() + static_cast<std::ptrdiff_t>(dim), in.end());
    return out;
}

std::vector<Shapes::Dim> Shapes::library(const ir::Op& op) {
    switch (op.code) {
        case OpCode::zeros:
        case OpCode::empty:
            return extents(op, 0);
        case OpCode::full:
            return extents(op, 1);
        case OpCode::copy:
        case OpCode::sort:
        case OpCode::argsort:
        case OpCode::inv:
        case OpCode::cholesky:
            return dims_[op.operands[0]];
        case OpCode::cumsum:
        case OpCode::cumprod:
            return op.attrs.count("axis") ? dims_[op.operands[0]] : std::vector<Dim>{};
        case OpCode::matmul:
            return matmul(op);
        case OpCode::contract: {
            std::vector<Dim> out;
            for (std::size_t k : {0u, 1u}) {
                const auto& own = dims_[op.operands[k]];
                const auto rank = ir::attr<std::vector<std::int64_t>>(op, "left").size() + ir::attr<std::vector<std::int64_t>>(op, "axes").size() +
                                  ir::attr<std::vector<std::int64_t>>(op, "right").size();
                for (auto axis : ir::attr<std::vector<std::int64_t>>(op, k == 0 ? "left" : "right"))
                    out.push_back(own[static_cast<std::size_t>(axis) - (rank - own.size())]);
            }
            return out;
        }
        case OpCode::take: {
            if (op.operands.size() > 2)
                return {};
            std::vector<Dim> out = dims_[op.operands[1]];
            const auto& in = dims_[op.operands[0]];
            if (!in.empty())
                out.insert(out.end(), in.begin() + 1, in.end());
            return out;
        }
        default:
            return {};
    }
}

std::vector<Shapes::Dim> Shapes::matmul(const ir::Op& op) {
    std::vector<Dim> a = dims_[op.operands[0]];
    std::vector<Dim> b = dims_[op.operands[1]];
    if (a.empty() || b.empty())
        return {};
    // Rows come from a, columns from b; what is left of both is broadcast. A vector has no row or
    // column.
    std::vector<Dim> tail;
    a.pop_back();
    if (!a.empty()) {
        tail.push_back(a.back());
        a.pop_back();
    }
    if (b.size() >= 2) {
        tail.push_back(b.back());
        b.resize(b.size() - 2);
    } else {
        b.clear();
    }
    std::vector<Dim> out = broadcast(a, b);
    out.insert(out.end(), tail.begin(), tail.end());
    return out;
}

}  // namespace phylanx::passes
