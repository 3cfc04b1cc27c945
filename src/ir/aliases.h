// Which array values may share memory.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <vector>

#include "ir/graph.h"
#include "ir/uses.h"

namespace phylanx::ir {

/// Flow-insensitive: for each array value the fresh arrays, or arrays from outside, that it may be
/// a view of. Stale once the graph changes, but replacing a value by an equal one keeps it safe.
///
/// Two fresh arrays never overlap. Parameters may overlap each other. What Python objects hold may
/// overlap parameters and every array that was ever handed to Python. Carried values and results of
/// `if_` may overlap whatever flows into them.
class Aliases {
   public:
    explicit Aliases(const Graph& g);
    Aliases(const Graph& g, const Uses& uses);

    /// The value whose buffer v surely lies in: through slice, transpose, broadcast_to, diagonal,
    /// hold and reshape (which may have copied) to a parameter, a fresh array, a carried value ...
    ValueId root(ValueId v) const { return root_[v]; }
    bool may_alias(ValueId a, ValueId b) const;
    /// Whether a foreign call may read or write v through an object.
    bool reachable_by_python(ValueId v) const;
    /// Whether v is surely (a view of) an array that this function has made.
    bool is_fresh(ValueId v) const;
    /// Whether v is surely (a view of) an array made by this function, as one of the values that `is_inside` names.
    template <class Fn>
    bool is_made_by(ValueId v, Fn&& is_inside) const {
        return is_fresh(v) && std::all_of(origins_[v].begin(), origins_[v].end(), is_inside);
    }

   private:
    using Set = std::vector<ValueId>;  // sorted origins; parameters and objects have one for all
    bool add(ValueId to, const Set& from);
    bool add(ValueId to, ValueId origin) { return add(to, Set{origin}); }
    bool flow(const Graph& g, OpId o);
    bool flow_into_loop(const Graph& g, OpId o);
    bool flow_terminator(const Graph& g, const Uses& uses, OpId o);
    bool flow_control(const Graph& g, const Uses& uses, OpId o);
    bool escape(ValueId v);
    std::vector<Set> origins_;
    std::vector<ValueId> root_;
    std::vector<bool> escaped_;  // by origin
};

/// One question only; makes the whole analysis, so for tests and rare use.
ValueId root(const Graph& g, ValueId v);
bool may_alias(const Graph& g, ValueId a, ValueId b);

/// Whether the op gives its array operand's memory under another shape.
bool is_view(OpCode code);

}  // namespace phylanx::ir
