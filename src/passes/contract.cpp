// Sums of products become products of matrices.
// SPDX-License-Identifier: BSL-1.0
#include "passes/contract.h"

#include <algorithm>

#include "ir/builder.h"
#include "ir/uses.h"
#include "passes/fusion_groups.h"
#include "passes/shapes.h"

namespace phylanx::passes {
namespace {

using ir::kNone;
using ir::OpCode;
using ir::OpId;
using ir::ValueId;
using Axes = std::vector<std::int64_t>;

/// The axes of a sum of products: those that are summed, those of the first factor and those of the second.
struct Split {
    Axes axes, left, right;
};

class Contractor {
   public:
    explicit Contractor(ir::Graph& g) : g_(g), uses_(g), shapes_(g) {}

    void region(ir::RegionId r) {
        const std::vector<OpId> ops = g_.region(r).ops;
        for (OpId o : ops) {
            for (ir::RegionId inner : std::vector<ir::RegionId>(g_.op(o).regions)) region(inner);
            if (g_.op(o).code == OpCode::reduce_add) rewrite(r, o);
        }
    }

    void finish() { replaced_.apply(g_); }

   private:
    void rewrite(ir::RegionId r, OpId sum) {
        const ValueId products = g_.op(sum).operands[0];
        const OpId product = uses_.def(products);
        if (product == kNone || g_.op(product).code != OpCode::mul || uses_.parent(product) != r || uses_.count(products) != 1)
            return;
        const ValueId result = g_.op(sum).results[0];
        const ir::Type type = g_.type(result);
        if (!type.is_array() || !arrays::is_inexact(type.dtype()) || type.dtype() == arrays::DType::F16) return;
        ValueId a = g_.op(product).operands[0], b = g_.op(product).operands[1];
        for (ValueId v : {a, b})
            if (!g_.type(v).is_array() || g_.type(v).dtype() != type.dtype()) return;
        Split s;
        if (!split(sum, a, b, s)) return;
        if (!s.left.empty() && !s.right.empty() && s.left.front() > s.right.front()) {
            std::swap(a, b);
            std::swap(s.left, s.right);
        }
        // One factor alone would be read once: a fused loop does as well, and its neighbours can be merged with it.
        if (s.left.empty() || s.right.empty() || s.left.back() > s.right.front()) return;
        const auto& ops = g_.region(r).ops;
        ir::Builder build(g_);
        build.move_to(r, static_cast<std::size_t>(std::find(ops.begin(), ops.end(), product) - ops.begin()));
        build.set_span(g_.op(product).span, g_.op(product).file);
        const ValueId made = build.emit(OpCode::contract, {a, b}, type,
                                        {{"axes", s.axes}, {"left", s.left}, {"right", s.right}, {"told_as", std::string("multiply")}});
        replaced_.add(result, made);
        ir::remove_op(g_, r, product);
        ir::remove_op(g_, r, sum);
    }

    /// False where an axis that is left may belong to both factors or to none, or a summed one surely to one alone.
    bool split(OpId sum, ValueId a, ValueId b, Split& s) {
        s.axes = folded_axes(g_, g_.op(sum));
        const int rank = g_.type(g_.op(sum).operands[0]).ndim();
        for (int d = 0; d < rank; ++d) {
            const bool in_a = reaches(a, d, rank), in_b = reaches(b, d, rank);
            if (std::find(s.axes.begin(), s.axes.end(), d) != s.axes.end()) {
                if (!in_a || !in_b) return false;
            } else if (in_a == in_b) {
                return false;
            } else {
                (in_a ? s.left : s.right).push_back(d);
            }
        }
        return !s.axes.empty();
    }

    /// Whether v may be longer than 1 along axis d of `rank` axes.
    bool reaches(ValueId v, int d, int rank) {
        const auto& dims = shapes_.dims(v);
        const int own = d - (rank - static_cast<int>(dims.size()));
        return own >= 0 && !shapes_.is_one(dims[static_cast<std::size_t>(own)]);
    }

    ir::Graph& g_;
    ir::Uses uses_;
    Shapes shapes_;
    ir::Replacements replaced_;
};

}  // namespace

void contract(ir::Graph& g) {
    Contractor c(g);
    c.region(g.body);
    c.finish();
}

}  // namespace phylanx::passes
