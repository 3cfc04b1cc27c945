// Sums of constants between a carried value and what it becomes; nested loops count as often as they have rounds.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/growth.h"

#include <algorithm>

namespace phylanx::codegen {

using ir::ValueId;
using ops::OpCode;
using End = std::optional<std::int64_t>;

namespace {

constexpr int kMostDepth = 200;

End sum(End a, End b) {
    std::int64_t exact;
    if (!a || !b || __builtin_add_overflow(*a, *b, &exact)) return std::nullopt;
    return exact;
}

End product(End a, End b) {
    std::int64_t exact;
    if (!a || !b || __builtin_mul_overflow(*a, *b, &exact)) return std::nullopt;
    return exact;
}

Growth sum(const Growth& a, const Growth& b) { return {sum(a.lo, b.lo), sum(a.hi, b.hi)}; }

bool is_python_int(const ir::Graph& g, ValueId v) { return g.type(v).is(ir::TypeKind::PyInt); }

}  // namespace

void Growth::include(const Growth& other) {
    lo = lo && other.lo ? End(std::min(*lo, *other.lo)) : std::nullopt;
    hi = hi && other.hi ? End(std::max(*hi, *other.hi)) : std::nullopt;
}

ir::RegionId rounds_of(const ir::Op& loop) { return loop.regions.back(); }

std::size_t num_carried(const ir::Op& loop) { return loop.results.size(); }

ValueId carried_in(const ir::Graph& g, const ir::Op& loop, std::size_t which) {
    return g.region(rounds_of(loop)).args.at(which + (loop.code == OpCode::for_ ? 1 : 0));
}

// A round ends at its region's own end, and at the breaks and continues in it that are no inner loop's.
GrowthFinder::Round GrowthFinder::of_round(const ir::Op& loop, std::size_t which) {
    const ValueId from = carried_in(g_, loop, which);
    std::optional<Growth> next, left;
    auto add = [&](std::optional<Growth>& to, ValueId v) {
        const Growth one = between(from, v);
        to ? to->include(one) : void(to = one);
    };
    std::function<void(ir::RegionId, bool)> visit = [&](ir::RegionId region, bool is_whole) {
        for (auto o : g_.region(region).ops) {
            const ir::Op& op = g_.op(o);
            if (op.code == OpCode::continue_ || (op.code == OpCode::yield && is_whole)) add(next, op.operands.at(which));
            else if (op.code == OpCode::break_) add(left, op.operands.at(which));
            else if (op.code == OpCode::if_)
                for (auto inner : op.regions) visit(inner, false);
        }
    };
    visit(rounds_of(loop), true);
    return {next.value_or(Growth{0, 0}), left.value_or(Growth{0, 0}), left.has_value()};
}

Growth GrowthFinder::between(ValueId from, ValueId to) {
    if (from == to) return {0, 0};
    if (auto it = found_.find({from, to}); it != found_.end()) return it->second;
    if (depth_ > kMostDepth) return {};
    ++depth_;
    const Growth growth = by_definition(from, to);
    --depth_;
    return found_[{from, to}] = growth;
}

Growth GrowthFinder::by_definition(ValueId from, ValueId to) {
    auto it = definitions_.find(to);
    if (it == definitions_.end() || !is_python_int(g_, to)) return {};
    const ir::Op& op = *it->second;
    const auto which = static_cast<std::size_t>(std::find(op.results.begin(), op.results.end(), to) - op.results.begin());
    switch (op.code) {
        case OpCode::add:
            for (int k = 0; k < 2; ++k)
                if (auto c = constant_(op.operands[k])) return sum(between(from, op.operands[1 - k]), {c, c});
            return {};
        case OpCode::sub:
            if (auto c = product(constant_(op.operands[1]), -1)) return sum(between(from, op.operands[0]), {c, c});
            return {};
        case OpCode::cast: return between(from, op.operands[0]);
        case OpCode::if_: {
            Growth all;
            bool none = true;
            for (auto r : op.regions) {
                const ir::Op& end = g_.op(g_.region(r).ops.back());
                if (end.code != OpCode::yield) continue;
                const Growth one = between(from, end.operands.at(which));
                if (none) all = one;
                else all.include(one);
                none = false;
            }
            return all;
        }
        case OpCode::for_:
        case OpCode::while_: {
            const std::size_t first = op.code == OpCode::for_ ? 3 : 0;
            const Growth before = between(from, op.operands.at(first + which));
            return before.is_known() ? sum(before, of_rounds(op, which)) : Growth{};
        }
        default: return {};
    }
}

// From before the loop to after it.
Growth GrowthFinder::of_rounds(const ir::Op& loop, std::size_t which) {
    const Round round = of_round(loop, which);
    const End most = most_rounds(loop);
    const bool exact = loop.code == OpCode::for_ && most && !round.breaks;
    auto over = [&](End each, bool upward) -> End {
        if (!each) return std::nullopt;
        if (exact) return product(each, most);
        if (upward ? *each <= 0 : *each >= 0) return 0;
        return product(each, most);
    };
    Growth all{over(round.next.lo, false), over(round.next.hi, true)};
    if (round.breaks) {
        Growth left = sum(all, round.left);
        all.include(left);
    }
    return all;
}

// Of range(start, stop, step) with constants.
End GrowthFinder::most_rounds(const ir::Op& loop) const {
    if (loop.code != OpCode::for_) return std::nullopt;
    const End start = constant_(loop.operands[0]), stop = constant_(loop.operands[1]), step = constant_(loop.operands[2]);
    if (!start || !stop || !step || *step == 0) return std::nullopt;
    const End span = *step > 0 ? sum(stop, product(start, -1)) : sum(start, product(stop, -1));
    if (!span || *step == INT64_MIN) return std::nullopt;
    const std::int64_t stride = *step > 0 ? *step : -*step;
    return *span <= 0 ? 0 : (*span - 1) / stride + 1;
}

}  // namespace phylanx::codegen
