// Reads the parts of complex numbers where they are computed with.
// SPDX-License-Identifier: BSL-1.0
#include "passes/read_parts.h"

#include <algorithm>

#include "passes/reading.h"

namespace phylanx::passes {

using ir::OpCode;
using ir::OpId;

void read_parts(ir::Graph& g) {
    std::vector<OpId> parts;
    ir::walk(g, g.body, [&](OpId o) {
        if (g.op(o).code == OpCode::part) parts.push_back(o);
    });
    if (parts.empty()) return;
    const ir::Uses uses(g);
    const ir::Aliases aliases(g, uses);
    std::vector<ir::Effects> effects;
    ir::walk(g, g.body, [&](OpId o) {
        ir::Effects e = ir::effects(g, o);
        if (e.everything || !e.writes.empty()) effects.push_back(std::move(e));
    });
    for (OpId o : parts) {
        ir::Op& op = g.op(o);
        auto writes = [&](const ir::Effects& e) { return may_change(e, op.operands, aliases); };
        if (!is_only_read(g, uses, op.results[0]) || std::ranges::any_of(effects, writes)) continue;
        op.code = ir::attr<bool>(op, "imaginary") ? OpCode::imag : OpCode::real;
        op.attrs.clear();
    }
}

}  // namespace phylanx::passes
