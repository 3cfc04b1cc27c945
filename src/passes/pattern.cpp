// Patterns of ops as text, such as `pow(x, 2)`: read once, matched against values of a graph.
// SPDX-License-Identifier: BSL-1.0
#include "passes/pattern.h"

#include <cctype>
#include <charconv>
#include <cmath>

namespace phylanx::passes {
namespace {

using support::internal_check;

class Reader {
   public:
    explicit Reader(std::string_view text) : whole_(text), rest_(text) {}
    Pattern all() {
        Pattern p = term();
        internal_check(rest_.empty(), "malformed pattern '{}'", whole_);
        return p;
    }

   private:
    void skip(char c) {
        internal_check(!rest_.empty() && rest_[0] == c, "malformed pattern '{}'", whole_);
        rest_.remove_prefix(1);
        while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    }
    Pattern term() {
        internal_check(!rest_.empty(), "malformed pattern '{}'", whole_);
        Pattern p;
        if (!std::islower(static_cast<unsigned char>(rest_[0]))) {
            p.kind = Pattern::Kind::Number;
            auto r = std::from_chars(rest_.data(), rest_.data() + rest_.size(), p.number);
            internal_check(r.ec == std::errc{}, "malformed pattern '{}'", whole_);
            rest_.remove_prefix(static_cast<std::size_t>(r.ptr - rest_.data()));
            return p;
        }
        std::size_t n = 0;
        while (n < rest_.size() &&
               (std::isalnum(static_cast<unsigned char>(rest_[n])) || rest_[n] == '_'))
            ++n;
        std::string_view word = rest_.substr(0, n);
        rest_.remove_prefix(n);
        if (n == 1) {
            p.variable = word[0];
            return p;
        }
        auto code = ops::find_by_name(word);
        internal_check(code.has_value(), "no op '{}' in pattern '{}'", word, whole_);
        p.kind = Pattern::Kind::Op;
        p.code = *code;
        for (skip('('); p.operands.push_back(term()), !rest_.empty() && rest_[0] == ',';) skip(',');
        skip(')');
        return p;
    }
    std::string_view whole_, rest_;
};

}  // namespace

Pattern parse_pattern(std::string_view text) { return Reader(text).all(); }

Definitions::Definitions(const ir::Graph& g) {
    ir::walk(g, g.body, [&](ir::OpId o) { add(g, o); });
}

void Definitions::add(const ir::Graph& g, ir::OpId o) {
    if (def_.size() < g.num_values())
        def_.resize(g.num_values(), ir::kNone);
    for (ir::ValueId v : g.op(o).results) def_[v] = o;
}

bool constant_value(const ir::Graph& g, const Definitions& defs, ir::ValueId v, double& out) {
    ir::OpId o = defs[v];
    if (o == ir::kNone || g.op(o).code != ir::OpCode::constant || !g.type(v).is_scalar())
        return false;
    const ir::Attr& value = g.op(o).attrs.at("value");
    if (ir::attr_or(g.op(o), "imag", 0.0) != 0)
        return false;
    if (auto* i = std::get_if<std::int64_t>(&value)) {
        out = static_cast<double>(*i);
        return static_cast<std::int64_t>(out) == *i && std::abs(out) < 9e15;
    }
    if (auto* d = std::get_if<double>(&value)) {
        out = *d;
        return true;
    }
    if (auto* b = std::get_if<bool>(&value))
        out = *b;
    return std::holds_alternative<bool>(value);
}

bool matches_value(const ir::Graph& g, const Definitions& defs, const Pattern& p, ir::ValueId v,
                   Bindings& bindings) {
    switch (p.kind) {
        case Pattern::Kind::Variable: {
            auto [it, fresh] = bindings.try_emplace(p.variable, v);
            return fresh || it->second == v;
        }
        case Pattern::Kind::Number: {
            double value = 0;
            if (!constant_value(g, defs, v, value) || value != p.number)
                return false;
            return !arrays::is_inexact(g.type(v).dtype()) ||
                   std::signbit(value) == std::signbit(p.number);
        }
        case Pattern::Kind::Op:
            return defs[v] != ir::kNone && matches_op(g, defs, p, defs[v], bindings);
    }
    return false;
}

bool matches_op(const ir::Graph& g, const Definitions& defs, const Pattern& p, ir::OpId o,
                Bindings& bindings) {
    const ir::Op& op = g.op(o);
    if (p.kind != Pattern::Kind::Op || op.code != p.code || op.operands.size() != p.operands.size())
        return false;
    for (std::size_t i = 0; i < op.operands.size(); ++i)
        if (!matches_value(g, defs, p.operands[i], op.operands[i], bindings))
            return false;
    return true;
}

}  // namespace phylanx::passes
