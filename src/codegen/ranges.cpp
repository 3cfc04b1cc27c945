// Intervals of a loop nest's integers, as LLVM values before the loop.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/ranges.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "codegen/growth.h"

namespace phylanx::codegen {

using ir::TypeKind;
using ir::ValueId;
using llvm::Value;
using ops::OpCode;

void Proven::add(const Proven& more) {
    indices.insert(more.indices.begin(), more.indices.end());
    from_end.insert(more.from_end.begin(), more.from_end.end());
    arithmetic.insert(more.arithmetic.begin(), more.arithmetic.end());
    short_loops.insert(more.short_loops.begin(), more.short_loops.end());
}

void Proven::remove(const Proven& less) {
    for (auto& i : less.indices) indices.erase(i), from_end.erase(i);
    for (auto* op : less.arithmetic) arithmetic.erase(op);
    for (auto* op : less.short_loops) short_loops.erase(op);
}

namespace {

struct Interval {
    Value* lo;
    Value* hi;  // inclusive; below lo where the loop has no round
};

constexpr std::int64_t kNoLeast = INT64_MIN, kNoGreatest = INT64_MAX;  // where an interval has no end that is known

// An index that is used somewhere in the nest.
struct Use {
    const ir::Op* op;
    std::size_t operand;
    Value* fits;
    bool from_end;
};

std::optional<std::int64_t> known(Value* v) {
    if (auto* c = llvm::dyn_cast<llvm::ConstantInt>(v)) return c->getSExtValue();
    return std::nullopt;
}

bool is_end(Value* v) { return known(v) != kNoLeast && known(v) != kNoGreatest; }

bool is_false(Value* v) {
    auto* c = llvm::dyn_cast<llvm::ConstantInt>(v);
    return c && c->isZero();
}

class Tester {
   public:
    Tester(llvm::IRBuilder<>& b, const ir::Graph& g, const Surroundings& around)
        : b_(b), g_(g), around_(around), growths_(g, definitions_, [this](ValueId v) { return constant(v); }) {}

    RangeTest test(const ir::Op& loop) {
        for (auto r : loop.regions) collect(r);
        test_.holds = b_.getTrue();
        enter(loop);
        choose();
        return std::move(test_);
    }

   private:
    // Values made inside the nest do not exist before it.
    void collect(ir::RegionId region) {
        for (auto v : g_.region(region).args) inside_.insert(v);
        ir::walk(g_, region, [&](ir::OpId o) {
            for (auto v : g_.op(o).results) {
                inside_.insert(v);
                definitions_[v] = &g_.op(o);
            }
            for (auto r : g_.op(o).regions)
                for (auto v : g_.region(r).args) inside_.insert(v);
        });
    }

    std::optional<std::int64_t> constant(ValueId v) {
        if (auto it = definitions_.find(v); it != definitions_.end()) {
            if (it->second->code != OpCode::constant) return std::nullopt;
            auto value = it->second->attrs.find("value");
            auto* number = value == it->second->attrs.end() ? nullptr : std::get_if<std::int64_t>(&value->second);
            return number ? std::optional(*number) : std::nullopt;
        }
        if (inside_.contains(v) || !is_index(g_.type(v))) return std::nullopt;
        Value* x = around_.integer(v);
        return x ? known(x) : std::nullopt;
    }

    std::optional<Interval> interval(ValueId v) {
        if (auto it = intervals_.find(v); it != intervals_.end()) return it->second;
        if (inside_.contains(v) || !is_index(g_.type(v))) return std::nullopt;
        Value* x = around_.integer(v);
        if (!x) return std::nullopt;
        return intervals_[v] = Interval{x, x};
    }

    static bool is_index(const ir::Type& t) {
        return t.is_scalar() && arrays::is_integer(t.dtype()) && t.dtype() != arrays::DType::U64 &&
               t.dtype() != arrays::DType::Bool;
    }
    static bool is_wide(const ir::Type& t) { return t.is_scalar() && t.dtype() == arrays::DType::I64; }

    const std::vector<Value*>& shape(ValueId v) {
        auto it = shapes_.find(v);
        if (it == shapes_.end()) it = shapes_.emplace(v, inside_.contains(v) ? std::vector<Value*>() : around_.shape(v)).first;
        return it->second;
    }

    void require(Value* condition) {
        if (!trying_) test_.holds = b_.CreateAnd(test_.holds, condition);
    }

    // A sum or difference at one end; within the interval it then cannot overflow either.
    Value* checked(llvm::Intrinsic::ID id, Value* x, Value* y) {
        if (!is_end(x)) return x;
        auto a = known(x), c = known(y);
        std::int64_t exact;
        if (a && c) {
            bool overflow = id == llvm::Intrinsic::sadd_with_overflow   ? __builtin_add_overflow(*a, *c, &exact)
                            : id == llvm::Intrinsic::ssub_with_overflow ? __builtin_sub_overflow(*a, *c, &exact)
                                                                        : __builtin_mul_overflow(*a, *c, &exact);
            if (overflow) require(b_.getFalse());
            return b_.getInt64(static_cast<std::uint64_t>(exact));
        }
        if (c && *c == 0 && id != llvm::Intrinsic::smul_with_overflow) return x;
        Value* both = b_.CreateBinaryIntrinsic(id, x, y);
        require(b_.CreateNot(b_.CreateExtractValue(both, 1)));
        return b_.CreateExtractValue(both, 0);
    }
    Value* plus(Value* x, Value* y) { return checked(llvm::Intrinsic::sadd_with_overflow, x, y); }
    Value* minus(Value* x, Value* y) { return checked(llvm::Intrinsic::ssub_with_overflow, x, y); }
    Value* times(Value* x, Value* y) { return checked(llvm::Intrinsic::smul_with_overflow, x, y); }
    Value* least(Value* x, Value* y) {
        if (x == y || known(y) == kNoGreatest || known(x) == kNoLeast) return x;
        if (known(x) == kNoGreatest || known(y) == kNoLeast) return y;
        if (auto a = known(x), c = known(y); a && c) return *a < *c ? x : y;
        return b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, x, y);
    }
    Value* greatest(Value* x, Value* y) {
        if (x == y || known(y) == kNoLeast || known(x) == kNoGreatest) return x;
        if (known(x) == kNoLeast || known(y) == kNoGreatest) return y;
        if (auto a = known(x), c = known(y); a && c) return *a > *c ? x : y;
        return b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, x, y);
    }
    Value* number(std::int64_t c) { return b_.getInt64(static_cast<std::uint64_t>(c)); }

    void enter(const ir::Op& loop) { loop.code == OpCode::for_ ? enter_for(loop) : enter_while(loop); }

    // The carried integers move by what each round adds. What would overflow has no end that is known.
    struct Moved {
        Interval in_round, after;
    };
    Moved moved(const ir::Op& loop, std::size_t which, Value* last_round) {
        const auto first = interval(loop.operands.at(which + (loop.code == OpCode::for_ ? 3 : 0)));
        const Interval before = first.value_or(Interval{number(kNoLeast), number(kNoGreatest)});
        const GrowthFinder::Round round = growths_.of_round(loop, which);
        auto over = [&](std::optional<std::int64_t> each, Value* from, std::int64_t none, bool upward) -> Value* {
            if (!is_end(from) || !each) return number(none);
            if (upward ? *each <= 0 : *each >= 0) return from;
            if (!last_round) return number(none);
            return plus(from, times(last_round, number(*each)));
        };
        const Interval in_round{over(round.next.lo, before.lo, kNoLeast, false), over(round.next.hi, before.hi, kNoGreatest, true)};
        Interval after{further(in_round.lo, round.next.lo, kNoLeast, false), further(in_round.hi, round.next.hi, kNoGreatest, true)};
        if (round.breaks) {
            after.lo = least(after.lo, further(in_round.lo, round.left.lo, kNoLeast, false));
            after.hi = greatest(after.hi, further(in_round.hi, round.left.hi, kNoGreatest, true));
        }
        return {in_round, after};
    }
    // Beyond an end by one more round, where that moves it outward.
    Value* further(Value* end, std::optional<std::int64_t> each, std::int64_t none, bool upward) {
        if (!is_end(end) || !each) return number(none);
        return (upward ? *each > 0 : *each < 0) ? plus(end, number(*each)) : end;
    }

    void enter_while(const ir::Op& loop) {
        const auto outside = intervals_;
        auto &before = g_.region(loop.regions.at(0)), &body = g_.region(loop.regions.at(1));
        std::vector<std::size_t> counts;  // of carried values: Python's integers
        for (std::size_t i = 0; i < num_carried(loop); ++i) {
            if (!g_.type(body.args[i]).is(TypeKind::PyInt)) continue;
            counts.push_back(i);
            intervals_[before.args[i]] = moved(loop, i, nullptr).in_round;
        }
        std::vector<std::pair<std::size_t, Interval>> results;
        for (std::size_t i : counts) {
            const Interval in_round = bounded_by_condition(loop, i, intervals_[before.args[i]]);
            intervals_[before.args[i]] = in_round;
            intervals_[body.args[i]] = in_round;
            const GrowthFinder::Round round = growths_.of_round(loop, i);
            if (!trying_ && is_short(in_round, round.next)) test_.proven.short_loops.insert(&loop);
            Interval after = in_round;
            if (round.breaks)
                after = {least(after.lo, further(after.lo, round.left.lo, kNoLeast, false)),
                         greatest(after.hi, further(after.hi, round.left.hi, kNoGreatest, true))};
            results.emplace_back(i, after);
        }
        visit(loop.regions[0]);
        hold(loop);
        visit(loop.regions[1]);
        intervals_ = outside;
        for (auto& [i, after] : results) intervals_[loop.results[i]] = after;
    }

    // Whether each round moves it on, within few numbers.
    static bool is_short(const Interval& i, const Growth& each) {
        const auto lo = known(i.lo), hi = known(i.hi);
        std::int64_t span;
        if (!lo || !hi || __builtin_sub_overflow(*hi, *lo, &span)) return false;
        return ((each.lo && *each.lo > 0) || (each.hi && *each.hi < 0)) && span < kShortLoop;
    }

    // In the body the condition holds.
    void hold(const ir::Op& loop) {
        auto &before = g_.region(loop.regions.at(0)), &body = g_.region(loop.regions.at(1));
        narrow(g_.op(before.ops.back()).operands.at(0), true);
        for (std::size_t i = 0; i < before.args.size(); ++i)
            if (auto it = intervals_.find(before.args[i]); it != intervals_.end()) intervals_[body.args[i]] = it->second;
    }

    // `while k > 0: k -= 1`: what a round begins with lies beyond the condition's bound by no more than one round adds.
    Interval bounded_by_condition(const ir::Op& loop, std::size_t which, Interval i) {
        if (is_end(i.lo) && is_end(i.hi)) return i;
        const auto first = interval(loop.operands.at(which));
        const GrowthFinder::Round round = growths_.of_round(loop, which);
        if (!first) return i;
        const auto outside = intervals_;
        const bool was_trying = trying_;
        trying_ = true;
        auto& before = g_.region(loop.regions.at(0));
        visit(loop.regions[0]);
        narrow(g_.op(before.ops.back()).operands.at(0), true);
        const Interval held = intervals_.at(before.args[which]);
        trying_ = was_trying;
        intervals_ = outside;
        if (!is_end(i.lo) && is_end(held.lo) && is_end(first->lo) && round.next.lo)
            i.lo = least(first->lo, plus(held.lo, number(*round.next.lo)));
        if (!is_end(i.hi) && is_end(held.hi) && is_end(first->hi) && round.next.hi)
            i.hi = greatest(first->hi, plus(held.hi, number(*round.next.hi)));
        return i;
    }

    // The number of the last round, from zero on, at most; null where it is not known.
    Value* last_round(const ir::Op& loop) {
        auto start = interval(loop.operands.at(0)), stop = interval(loop.operands.at(1)), step = interval(loop.operands.at(2));
        const std::int64_t stride = step ? known(step->lo).value_or(0) : 0;
        if (!start || !stop || stride == 0 || stride == kNoLeast) return nullptr;
        Value *from = stride > 0 ? start->lo : stop->lo, *to = stride > 0 ? stop->hi : start->hi;
        if (!is_end(from) || !is_end(to)) return nullptr;
        Value* span = minus(to, from);
        Value* rounds = greatest(minus(span, b_.getInt64(1)), b_.getInt64(0));
        return b_.CreateSDiv(rounds, number(stride > 0 ? stride : -stride));
    }

    void enter_for(const ir::Op& loop) {
        auto start = interval(loop.operands.at(0)), stop = interval(loop.operands.at(1)), step = interval(loop.operands.at(2));
        const std::int64_t stride = step ? known(step->lo).value_or(0) : 0;  // 0: not known
        auto& region = g_.region(loop.regions.at(0));
        if (start && stop && stride != 0) {
            Value* one = b_.getInt64(1);
            intervals_[region.args[0]] = stride > 0 ? Interval{start->lo, minus(stop->hi, one)}
                                                     : Interval{plus(stop->lo, one), start->hi};
        }
        std::vector<std::pair<std::size_t, Interval>> results;
        Value* last = nullptr;
        for (std::size_t i = 0; i < num_carried(loop); ++i) {
            if (!g_.type(loop.results[i]).is(TypeKind::PyInt)) continue;
            if (!last) last = last_round(loop);
            const Moved m = moved(loop, i, last);
            intervals_[carried_in(g_, loop, i)] = m.in_round;
            // No round at all leaves what was there before.
            if (auto first = interval(loop.operands.at(3 + i)))
                results.emplace_back(i, Interval{least(first->lo, m.after.lo), greatest(first->hi, m.after.hi)});
        }
        // In a round the one end lies before the other.
        const auto outside = intervals_;
        if (stride > 0) order(loop.operands.at(0), loop.operands.at(1), true);
        if (stride < 0) order(loop.operands.at(1), loop.operands.at(0), true);
        visit(loop.regions[0]);
        intervals_ = outside;
        for (auto& [k, after] : results) intervals_[loop.results[k]] = after;
    }

    void visit(ir::RegionId region) {
        for (auto o : g_.region(region).ops) {
            const ir::Op& op = g_.op(o);
            switch (op.code) {
                case OpCode::for_:
                case OpCode::while_: enter(op); break;
                case OpCode::if_:
                    for (std::size_t i = 0; i < op.regions.size(); ++i) {
                        auto outside = intervals_;
                        narrow(op.operands.at(0), i == 0);
                        visit(op.regions[i]);
                        intervals_ = std::move(outside);
                    }
                    break;
                case OpCode::load: index_all(op, 1); break;
                case OpCode::store: index_all(op, 2); break;
                case OpCode::slice: slice(op); break;
                case OpCode::transpose: transpose(op); break;
                default: arithmetic(op);
            }
        }
    }

    // What a comparison that is true, or false, tells of the integers it compares.
    void narrow(ValueId condition, bool holds) {
        auto definition = [&](ValueId v) -> const ir::Op* {
            auto it = definitions_.find(v);
            return it == definitions_.end() ? nullptr : it->second;
        };
        const ir::Op* op = definition(condition);
        // Of integers the inverse is another integer, seldom zero.
        auto is_not = [&] { return op->code == OpCode::invert && g_.type(op->results[0]).dtype() == arrays::DType::Bool; };
        while (op && (op->code == OpCode::cast || is_not())) {
            holds = holds == (op->code == OpCode::cast);
            condition = op->operands.at(0);
            op = definition(condition);
        }
        if (op && op->code == OpCode::if_) return narrow_both(*op, condition, holds);
        if (!op || op->operands.size() != 2) return;
        ValueId x = op->operands[0], y = op->operands[1];
        switch (op->code) {
            case OpCode::lt: return holds ? order(x, y, true) : order(y, x, false);
            case OpCode::le: return holds ? order(x, y, false) : order(y, x, true);
            case OpCode::gt: return holds ? order(y, x, true) : order(x, y, false);
            case OpCode::ge: return holds ? order(y, x, false) : order(x, y, true);
            case OpCode::eq:
                if (holds) order(x, y, false), order(y, x, false);
                return;
            default: return;
        }
    }

    // `a and b` that holds, `a or b` that does not: then both do, or neither.
    void narrow_both(const ir::Op& op, ValueId result, bool holds) {
        const auto which = static_cast<std::size_t>(std::find(op.results.begin(), op.results.end(), result) - op.results.begin());
        auto& shortcut = g_.region(op.regions.at(holds ? 1 : 0));
        const ir::Op& end = g_.op(shortcut.ops.back());
        if (end.code != OpCode::yield || !is_same_truth(end.operands.at(which), op.operands.at(0), !holds)) return;
        narrow(op.operands[0], holds);
        auto& other = g_.region(op.regions[holds ? 0 : 1]);
        const ir::Op& value = g_.op(other.ops.back());
        if (value.code != OpCode::yield) return;
        const bool was_trying = trying_;
        trying_ = true;  // its constants and sums
        visit(op.regions[holds ? 0 : 1]);
        trying_ = was_trying;
        narrow(value.operands.at(which), holds);
    }

    // Whether v is the condition itself, or the constant that it is there.
    bool is_same_truth(ValueId v, ValueId condition, bool there) {
        for (auto it = definitions_.find(v); it != definitions_.end(); it = definitions_.find(v)) {
            if (v == condition) return true;
            if (it->second->code == OpCode::constant) {
                auto value = it->second->attrs.find("value");
                auto* truth = value == it->second->attrs.end() ? nullptr : std::get_if<bool>(&value->second);
                return truth && *truth == there;
            }
            if (it->second->code != OpCode::cast) return false;
            v = it->second->operands.at(0);
        }
        return v == condition;
    }

    // x < y, or x <= y: so it is for the values from which casts made them, and what a constant was added to.
    void order(ValueId x, ValueId y, bool strictly) {
        auto a = interval(x), c = interval(y);
        if (!a || !c) return;
        Value* gap = b_.getInt64(strictly ? 1 : 0);
        Interval below{a->lo, least(a->hi, minus(c->hi, gap))}, above{greatest(c->lo, plus(a->lo, gap)), c->hi};
        auto set = [&](ValueId v, Interval i) {
            intervals_[v] = i;
            for (auto it = definitions_.find(v); it != definitions_.end(); it = definitions_.find(v)) {
                const ir::Op& op = *it->second;
                if (op.code == OpCode::add) {
                    auto added = interval(op.operands.at(1)), before = interval(op.operands.at(0));
                    if (!added || !before || !known(added->lo) || added->lo != added->hi) return;
                    i = {greatest(before->lo, minus(i.lo, added->lo)), least(before->hi, minus(i.hi, added->lo))};
                } else if (op.code != OpCode::cast) {
                    return;
                }
                intervals_[v = op.operands.at(0)] = i;
            }
        };
        set(x, below);
        set(y, above);
    }

    void arithmetic(const ir::Op& op) {
        if (op.results.size() != 1) return;
        const ir::Type& type = g_.type(op.results[0]);
        if (op.code == OpCode::constant) {
            auto it = op.attrs.find("value");
            auto* value = it == op.attrs.end() ? nullptr : std::get_if<std::int64_t>(&it->second);
            if (value && is_index(type)) {
                Value* c = b_.getInt64(static_cast<std::uint64_t>(*value));
                intervals_[op.results[0]] = {c, c};
            }
            return;
        }
        if (op.code == OpCode::shape) {
            auto& extents = shape(op.operands.at(0));
            auto dim = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "dim"));
            if (dim < extents.size() && extents[dim]) intervals_[op.results[0]] = {extents[dim], extents[dim]};
            return;
        }
        if (!is_wide(type)) return;
        std::vector<Interval> x;
        for (auto v : op.operands) {
            auto i = interval(v);
            if (!i) return;
            x.push_back(*i);
        }
        auto give = [&](Value* lo, Value* hi) {
            intervals_[op.results[0]] = {lo, hi};
            if (type.is(TypeKind::PyInt) && is_end(lo) && is_end(hi) && !trying_) test_.proven.arithmetic.insert(&op);
        };
        // An end of a sum, where both numbers have theirs.
        auto sum = [&](Value* one, Value* other, std::int64_t none) {
            return is_end(one) && is_end(other) ? plus(one, other) : number(none);
        };
        auto gap = [&](Value* one, Value* other, std::int64_t none) {
            return is_end(one) && is_end(other) ? minus(one, other) : number(none);
        };
        const bool ends = std::all_of(x.begin(), x.end(), [](const Interval& i) { return is_end(i.lo) && is_end(i.hi); });
        switch (op.code) {
            case OpCode::cast: intervals_[op.results[0]] = x[0]; return;
            case OpCode::add: return give(sum(x[0].lo, x[1].lo, kNoLeast), sum(x[0].hi, x[1].hi, kNoGreatest));
            case OpCode::sub: return give(gap(x[0].lo, x[1].hi, kNoLeast), gap(x[0].hi, x[1].lo, kNoGreatest));
            case OpCode::neg: return give(gap(number(0), x[0].hi, kNoLeast), gap(number(0), x[0].lo, kNoGreatest));
            case OpCode::mul: {
                if (!ends) return;
                // One factor that does not change: the ends are at the other's ends.
                if (x[0].lo == x[0].hi) std::swap(x[0], x[1]);
                if (x[1].lo != x[1].hi) return;
                Value *low = times(x[0].lo, x[1].lo), *high = times(x[0].hi, x[1].lo);
                return give(least(low, high), greatest(low, high));
            }
            case OpCode::minimum: intervals_[op.results[0]] = {least(x[0].lo, x[1].lo), least(x[0].hi, x[1].hi)}; return;
            case OpCode::maximum:
                intervals_[op.results[0]] = {greatest(x[0].lo, x[1].lo), greatest(x[0].hi, x[1].hi)};
                return;
            case OpCode::floordiv: {
                if (!ends) return;
                auto divisor = known(x[1].lo);
                if (!divisor || *divisor <= 0 || x[1].lo != x[1].hi) return;
                auto floor = [&](Value* v) -> Value* {
                    Value* q = b_.CreateSDiv(v, x[1].lo);
                    Value* inexact = b_.CreateICmpNE(b_.CreateMul(q, x[1].lo), v);
                    Value* below = b_.CreateAnd(inexact, b_.CreateICmpSLT(v, b_.getInt64(0)));
                    return b_.CreateSub(q, b_.CreateZExt(below, b_.getInt64Ty()));
                };
                intervals_[op.results[0]] = {floor(x[0].lo), floor(x[0].hi)};
                return;
            }
            case OpCode::mod:
                if (x[1].lo != x[1].hi || !is_end(x[1].lo)) return;
                require(b_.CreateICmpSGT(x[1].lo, b_.getInt64(0)));
                intervals_[op.results[0]] = {b_.getInt64(0), b_.CreateSub(x[1].lo, b_.getInt64(1))};
                return;
            default: return;
        }
    }

    void slice(const ir::Op& op) {
        auto from = shape(op.operands.at(0));
        if (from.empty()) return;
        std::vector<Value*> to;
        std::size_t operand = 1, axis = 0;
        for (auto& spec : ir::attr<std::vector<std::string>>(op, "spec")) {
            if (spec == "new") {
                to.push_back(b_.getInt64(1));
                continue;
            }
            if (spec == "full") to.push_back(from.at(axis));
            else if (spec == "int") use(op, operand++, from.at(axis));
            else {
                for (std::size_t k = 6; k < spec.size(); ++k) operand += spec[k] == 'v';
                to.push_back(nullptr);
            }
            ++axis;
        }
        to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(axis), from.end());
        shapes_[op.results.at(0)] = std::move(to);
    }

    void transpose(const ir::Op& op) {
        auto from = shape(op.operands.at(0));
        if (from.empty()) return;
        std::vector<Value*> to;
        for (auto axis : ir::attr<std::vector<std::int64_t>>(op, "perm")) to.push_back(from.at(static_cast<std::size_t>(axis)));
        shapes_[op.results.at(0)] = std::move(to);
    }

    void index_all(const ir::Op& op, std::size_t first) {
        auto extents = shape(op.operands.at(0));
        for (std::size_t i = 0; i < extents.size() && first + i < op.operands.size(); ++i)
            use(op, first + i, extents[i]);
    }

    void use(const ir::Op& op, std::size_t operand, Value* extent) {
        if (!extent || around_.proven->indices.contains({&op, operand})) return;
        auto range = interval(op.operands.at(operand));
        if (!range || trying_ || !is_end(range->lo) || !is_end(range->hi)) return;
        const bool from_end = known(range->hi).value_or(0) < 0;  // always
        Value* first = from_end ? b_.CreateNeg(extent) : b_.getInt64(0);
        Value* fits = b_.CreateICmpSGE(range->lo, first);
        if (!from_end) fits = b_.CreateAnd(fits, b_.CreateICmpSLT(range->hi, extent));
        if (!is_false(fits)) uses_.push_back({&op, operand, fits, from_end});
    }

    void choose() {
        for (auto& u : uses_) {
            require(u.fits);
            test_.proven.indices.insert({u.op, u.operand});
            if (u.from_end) test_.proven.from_end.insert({u.op, u.operand});
        }
        for (auto* op : around_.proven->arithmetic) test_.proven.arithmetic.erase(op);
        // Overflow alone is too cheap to check to be worth a second copy of the loop.
        if (uses_.empty() || is_false(test_.holds)) test_.proven = {};
    }

    llvm::IRBuilder<>& b_;
    const ir::Graph& g_;
    const Surroundings& around_;
    RangeTest test_;
    std::unordered_set<ValueId> inside_;
    Definitions definitions_;
    GrowthFinder growths_;
    bool trying_ = false;  // nothing that is found out counts
    std::unordered_map<ValueId, Interval> intervals_;
    std::unordered_map<ValueId, std::vector<Value*>> shapes_;
    std::vector<Use> uses_;
};

}  // namespace

RangeTest test_ranges(llvm::IRBuilder<>& b, const ir::Graph& g, const ir::Op& loop, const Surroundings& around) {
    return Tester(b, g, around).test(loop);
}

}  // namespace phylanx::codegen
