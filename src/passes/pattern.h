// Patterns of ops as text, such as `pow(x, 2)`: read once, matched against values of a graph.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace phylanx::passes {

/// An op applied to patterns, a variable (one lower-case letter) or a number.
struct Pattern {
    enum class Kind : std::uint8_t { Op, Variable, Number } kind = Kind::Variable;
    ir::OpCode code{};
    std::vector<Pattern> operands;
    char variable = 0;
    double number = 0;  // matches a constant of this very value: 0.0 is not -0.0 for floats
};

/// Throws InternalError on malformed text: patterns are part of the program.
Pattern parse_pattern(std::string_view text);

using Bindings = std::map<char, ir::ValueId>;

/// Gives the op that defines a value; kNone for region arguments.
class Definitions {
   public:
    explicit Definitions(const ir::Graph& g);
    ir::OpId operator[](ir::ValueId v) const { return v < def_.size() ? def_[v] : ir::kNone; }
    void add(const ir::Graph& g, ir::OpId o);

   private:
    std::vector<ir::OpId> def_;
};

/// A variable that stands twice must be the same value. Bindings may hold leftovers where it fails.
bool matches_value(const ir::Graph& g, const Definitions& defs, const Pattern& p, ir::ValueId v,
                   Bindings& bindings);
bool matches_op(const ir::Graph& g, const Definitions& defs, const Pattern& p, ir::OpId o,
                Bindings& bindings);

/// The real number that v is a constant of, if it is.
bool constant_value(const ir::Graph& g, const Definitions& defs, ir::ValueId v, double& out);

}  // namespace phylanx::passes
