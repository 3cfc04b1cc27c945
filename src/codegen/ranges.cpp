// Intervals of a loop nest's integers, as LLVM values before the loop.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/ranges.h"

#include <optional>

namespace phylanx::codegen {

using ir::TypeKind;
using ir::ValueId;
using llvm::Value;
using ops::OpCode;

void Proven::add(const Proven& more) {
    indices.insert(more.indices.begin(), more.indices.end());
    from_end.insert(more.from_end.begin(), more.from_end.end());
    arithmetic.insert(more.arithmetic.begin(), more.arithmetic.end());
}

void Proven::remove(const Proven& less) {
    for (auto& i : less.indices) indices.erase(i), from_end.erase(i);
    for (auto* op : less.arithmetic) arithmetic.erase(op);
}

namespace {

struct Interval {
    Value* lo;
    Value* hi;  // inclusive; below lo where the loop has no round
};

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

bool is_false(Value* v) {
    auto* c = llvm::dyn_cast<llvm::ConstantInt>(v);
    return c && c->isZero();
}

class Tester {
   public:
    Tester(llvm::IRBuilder<>& b, const ir::Graph& g, const Surroundings& around) : b_(b), g_(g), around_(around) {}

    RangeTest test(const ir::Op& loop) {
        for (auto r : loop.regions) collect(r);
        test_.holds = b_.getTrue();
        enter_loop(loop);
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

    void require(Value* condition) { test_.holds = b_.CreateAnd(test_.holds, condition); }

    // A sum or difference at one end; within the interval it then cannot overflow either.
    Value* checked(llvm::Intrinsic::ID id, Value* x, Value* y) {
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
    Value* least(Value* x, Value* y) { return x == y ? x : b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, x, y); }
    Value* greatest(Value* x, Value* y) { return x == y ? x : b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, x, y); }

    void enter_loop(const ir::Op& loop) {
        auto start = interval(loop.operands.at(0)), stop = interval(loop.operands.at(1)), step = interval(loop.operands.at(2));
        auto stride = step ? known(step->lo) : std::nullopt;
        auto& region = g_.region(loop.regions.at(0));
        if (start && stop && stride && *stride != 0) {
            Value* one = b_.getInt64(1);
            intervals_[region.args[0]] = *stride > 0 ? Interval{start->lo, minus(stop->hi, one)}
                                                     : Interval{plus(stop->lo, one), start->hi};
        }
        // In a round the one end lies before the other.
        const auto outside = intervals_;
        if (stride && *stride > 0) order(loop.operands.at(0), loop.operands.at(1), true);
        if (stride && *stride < 0) order(loop.operands.at(1), loop.operands.at(0), true);
        visit(loop.regions[0]);
        intervals_ = outside;
    }

    void visit(ir::RegionId region) {
        for (auto o : g_.region(region).ops) {
            const ir::Op& op = g_.op(o);
            switch (op.code) {
                case OpCode::for_: enter_loop(op); break;
                case OpCode::while_:
                    for (auto r : op.regions) visit(r);
                    break;
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
        while (op && op->code == OpCode::cast) op = definition(op->operands.at(0));
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
            if (type.is(TypeKind::PyInt)) test_.proven.arithmetic.insert(&op);
        };
        switch (op.code) {
            case OpCode::cast: intervals_[op.results[0]] = x[0]; return;
            case OpCode::add: return give(plus(x[0].lo, x[1].lo), plus(x[0].hi, x[1].hi));
            case OpCode::sub: return give(minus(x[0].lo, x[1].hi), minus(x[0].hi, x[1].lo));
            case OpCode::neg: return give(minus(b_.getInt64(0), x[0].hi), minus(b_.getInt64(0), x[0].lo));
            case OpCode::mul: {
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
                if (x[1].lo != x[1].hi) return;
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
        if (!range) return;
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
    std::unordered_map<ValueId, const ir::Op*> definitions_;
    std::unordered_map<ValueId, Interval> intervals_;
    std::unordered_map<ValueId, std::vector<Value*>> shapes_;
    std::vector<Use> uses_;
};

}  // namespace

RangeTest test_ranges(llvm::IRBuilder<>& b, const ir::Graph& g, const ir::Op& loop, const Surroundings& around) {
    return Tester(b, g, around).test(loop);
}

}  // namespace phylanx::codegen
