// When an array can be shared or computed elsewhere: who reads it, and what happens to memory in
// between. SPDX-License-Identifier: BSL-1.0
#include "passes/reading.h"

#include <algorithm>

namespace phylanx::passes {

using ir::kind;
using ir::OpCode;
using ir::ValueId;
using ops::Kind;

bool is_only_read(const ir::Graph& g, const ir::Uses& uses, ValueId v) {
    for (const ir::Use& use : uses.users(v)) {
        const ir::Op& user = g.op(use.op);
        bool writes =
            user.code == OpCode::assign || user.code == OpCode::store || user.code == OpCode::put;
        if (writes && use.index == 0)
            return false;
        if (ir::is_view(user.code)) {
            if (!is_only_read(g, uses, user.results[0]))
                return false;
        } else if (kind(user.code) == Kind::Structural) {
            return false;
        }
    }
    return true;
}

bool may_change(const ir::Effects& by, const std::vector<ValueId>& reads,
                const ir::Aliases& aliases) {
    for (ValueId read : reads) {
        if (by.everything && aliases.reachable_by_python(read))
            return true;
        for (ValueId written : by.writes)
            if (aliases.may_alias(written, read))
                return true;
    }
    return false;
}

bool is_computation(OpCode code) {
    Kind k = kind(code);
    return k == Kind::Elem || k == Kind::Reduce;
}

}  // namespace phylanx::passes
