// Control flow of the entry function: regions, branches, loops and their polling, returns.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "codegen/host.h"
#include "codegen/kernel.h"

namespace phylanx::codegen {

using llvm::Value;
using ops::Kind;
using ops::OpCode;
using support::internal_check;

namespace {

// Rounds of a small loop between two polls: some 0.1 to 1 ms of work.
constexpr std::int64_t kPollEvery = 1 << 17;
constexpr std::int64_t kQuickCalls = 64;  // of a few microseconds at most: worth a poll
constexpr std::int64_t kStrip = 1 << 15;
constexpr std::uint64_t kFewRounds = 1 << 10;    // of an innermost loop: not worth polling
constexpr std::uint64_t kFewOuterRounds = 8;     // of a loop around others: not worth polling, and worth unrolling

bool is_call(OpCode code) {
    switch (code) {
        case OpCode::fused:
        case OpCode::foreign:
        case OpCode::wait:
        case OpCode::box:
        case OpCode::unbox: return true;
        default: return ops::info(code).kind == Kind::Library;
    }
}

}  // namespace

void Host::emit_region(ir::RegionId region, const std::function<void(const Op&)>& on_yield) {
    dead_ = false;
    flags_are_stale_ = true;
    std::unordered_set<ir::OpId> dropped;
    for (ir::OpId o : g_.region(region).ops) {
        internal_check(!dead_, "an op follows the end of its region");
        if (dropped.contains(o)) continue;
        current_ = o;
        if (g_.op(o).code == OpCode::hold) find_passed_on(region, o, dropped);
        emit_op(g_.op(o), on_yield);
    }
    flags_are_stale_ = true;
}

void Host::emit_op(const Op& op, const std::function<void(const Op&)>& on_yield) {
    for (auto r : op.results) definitions_[r] = &op;
    switch (ops::info(op.code).kind) {
        case Kind::Structural: return emit_structural(op, on_yield);
        case Kind::Elem: return emit_scalar(op);
        case Kind::View: return emit_view(op);
        case Kind::Access: return emit_access(op);
        case Kind::Library: return tiny_ ? emit_tiny_made(op) : emit_library(op);
        default: break;
    }
    throw support::InternalError(fmt::format("op '{}' is not in plan form", ops::info(op.code).name));
}

void Host::emit_structural(const Op& op, const std::function<void(const Op&)>& on_yield) {
    switch (op.code) {
        case OpCode::constant: return emit_constant(op);
        case OpCode::undef:
            for (auto r : op.results) {
                llvm::SmallVector<llvm::Type*, 8> parts;
                append_parts(m_.getContext(), g_.type(r), parts);
                Values zeros;
                for (auto* t : parts) zeros.push_back(llvm::Constant::getNullValue(t));
                define(r, std::move(zeros));
            }
            return;
        case OpCode::make_tuple: {
            Values parts;
            for (auto v : op.operands) parts.append(value(v));
            strings_[op.results[0]] = strings_of(op.operands);
            return define(op.results[0], std::move(parts));
        }
        case OpCode::tuple_get: {
            auto& elements = g_.type(op.operands[0]).elements();
            auto which = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "index"));
            internal_check(which < elements.size(), "tuple_get: index {}", which);
            std::size_t first = 0;
            for (std::size_t i = 0; i < which; ++i) first += num_parts(elements[i]);
            auto& whole = value(op.operands[0]);
            auto* from = whole.begin() + first;
            return define(op.results[0], Values(from, from + num_parts(elements[which])));
        }
        case OpCode::if_: return emit_if(op);
        case OpCode::for_:
        case OpCode::while_: {
            bool watched = enter_watched_loop(op), works_alone = !calls_runtime(op);
            loops_of_scalars_ += works_alone;
            emit_loop(op);
            loops_of_scalars_ -= works_alone;
            if (watched) leave_watched_loop(op);
            return;
        }
        case OpCode::yield:
        case OpCode::condition:
            on_yield(op);
            dead_ = true;
            return;
        case OpCode::break_:
        case OpCode::continue_:
            internal_check(!loops_.empty(), "break or continue outside a loop");
            carry(*loops_.back().op, loops_.back().carried, op.operands, false);
            b_.CreateBr(op.code == OpCode::break_ ? loops_.back().exit : loops_.back().next);
            dead_ = true;
            return;
        case OpCode::return_: return emit_return(op);
        case OpCode::raise:
        case OpCode::check: return emit_raise(op);
        case OpCode::foreign: return emit_foreign(op);
        case OpCode::box: return emit_box(op);
        case OpCode::unbox: return emit_unbox(op);
        case OpCode::fused: return tiny_ ? emit_tiny(op) : emit_fused(op);
        default: return emit_owner(op);
    }
}

void Host::emit_constant(const Op& op) {
    ir::ValueId r = op.results.at(0);
    auto it = op.attrs.find("value");
    if (it != op.attrs.end())
        if (auto* text = std::get_if<std::string>(&it->second)) strings_[r] = {*text};
    if (!g_.type(r).is_scalar()) return define(r, {});
    Num n = codegen::emit_constant(m_.getContext(), op, g_.type(r).dtype(), 1);
    define(r, n.im ? Values{n.re, n.im} : Values{n.re});
}

Value* Host::truth(ir::ValueId v) {
    const ir::Type& t = g_.type(v);
    if (t.is_any()) {
        Value* code = call_int("phx_truth", {frame_, value(v)[0]});
        Value* error = b_.CreateICmpSLT(code, b_.getInt32(0));
        fail_if(b_.CreateSelect(error, code, b_.getInt32(0)));
        return b_.CreateICmpNE(code, b_.getInt32(0));
    }
    Emitter e(b_, 1);
    return emit_conversion(e, num(v), t.dtype(), DType::Bool).re;
}

void Host::emit_if(const Op& op) {
    auto results = stack_for(op.results);
    llvm::BasicBlock* branches[] = {block("then"), block("else")};
    llvm::BasicBlock* after = block("endif");
    b_.CreateCondBr(truth(op.operands.at(0)), branches[0], branches[1]);
    for (int i = 0; i < 2; ++i) {
        enter(branches[i]);
        dead_ = false;
        if (static_cast<std::size_t>(i) < op.regions.size())
            emit_region(op.regions[i], [&](const Op& yield) {
                assign(results, yield.operands);
                b_.CreateBr(after);
            });
        else b_.CreateBr(after);
    }
    if (after->hasNPredecessorsOrMore(1)) {
        enter(after);
        dead_ = false;
        define_from(op.results, results);
    } else {
        after->eraseFromParent();
        dead_ = true;
    }
}

bool Host::calls_runtime(const Op& loop) const {
    bool calls = false;
    for (auto r : loop.regions) ir::walk(g_, r, [&](ir::OpId o) { calls |= is_call(g_.op(o).code); });
    return calls;
}

bool Host::is_innermost(const Op& loop) const {
    bool innermost = true;
    for (auto r : loop.regions)
        ir::walk(g_, r, [&](ir::OpId o) {
            OpCode code = g_.op(o).code;
            innermost &= code != OpCode::for_ && code != OpCode::while_ && !is_call(code);
        });
    return innermost;
}

// What one round of a loop counts for, besides its inner loops. Calls that take long say so in the frame's head.
std::int64_t Host::round_weight(const Op& loop) const {
    std::int64_t weight = 16;
    for (auto r : loop.regions)
        ir::walk(g_, r, [&](ir::OpId o) { weight += is_call(g_.op(o).code) ? 16 * kPollEvery / kQuickCalls : 1; });
    return weight / 16;
}

void Host::poll(Value* weight, bool calls) {
    Value* left = b_.CreateAdd(b_.CreateLoad(b_.getInt64Ty(), budget_), weight);
    b_.CreateStore(left, budget_);
    llvm::BasicBlock* now = block("poll");
    llvm::BasicBlock* on = block("on");
    auto* weights = llvm::MDBuilder(m_.getContext()).createBranchWeights(1, 1 << 10);
    Value* due = b_.CreateICmpSGE(left, b_.getInt64(kPollEvery));
    if (calls) {
        Value* worked = b_.CreateLoad(b_.getInt8Ty(), field(frame_, offsetof(launch::FrameHead, worked)));
        due = b_.CreateOr(due, b_.CreateIsNotNull(worked));
    }
    b_.CreateCondBr(due, now, on, weights);
    enter(now);
    b_.CreateStore(b_.getInt64(0), budget_);
    fail_if(call_int("phx_poll", {frame_}));
    b_.CreateBr(on);
    enter(on);
}

// Number of rounds of range(start, stop, step), as an unsigned number.
Value* Host::trip_count(Value* start, Value* stop, Value* step) {
    auto* zero = b_.getInt64(0);
    auto* one = b_.getInt64(1);
    auto count = [&](Value* low, Value* high, Value* distance) -> Value* {
        Value* span = b_.CreateSub(high, low);
        auto* known = llvm::dyn_cast<llvm::ConstantInt>(distance);
        if (!known || !known->isOne())
            span = b_.CreateAdd(b_.CreateUDiv(b_.CreateSub(span, one), distance), one);
        return b_.CreateSelect(b_.CreateICmpSLT(low, high), span, zero);
    };
    if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(step))
        return known->isNegative() ? count(stop, start, b_.CreateNeg(step)) : count(start, stop, step);
    Value* up = b_.CreateICmpSGT(step, zero);
    Value* distance = b_.CreateSelect(up, step, b_.CreateNeg(step));
    return count(b_.CreateSelect(up, start, stop), b_.CreateSelect(up, stop, start), distance);
}

namespace {

// A second copy of calls would be all cost: time to compile, and nothing to win.
bool has_calls(const ir::Graph& g, const ir::Op& loop) {
    bool found = false;
    for (auto r : loop.regions)
        ir::walk(g, r, [&](ir::OpId o) {
            OpCode code = g.op(o).code;
            found |= code != OpCode::wait && is_call(code);
        });
    return found;
}

}  // namespace

RangeTest Host::test_ranges(const Op& op) {
    Surroundings around;
    around.integer = [&](ir::ValueId v) { return values_.contains(v) ? index(v) : nullptr; };
    around.shape = [&](ir::ValueId v) -> std::vector<Value*> {
        auto it = values_.find(v);
        if (it == values_.end()) return {};
        auto first = it->second.begin() + 2;
        return {first, first + g_.type(v).ndim()};
    };
    around.proven = &proven_;
    return codegen::test_ranges(b_, g_, op, around);
}

// Loops whose indices can be seen to fit before the first round do without checks; a copy with all checks stands beside
// them for the case that they do not.
void Host::emit_loop(const Op& op) {
    if (auto tiny = tiny_form(op)) return emit_tiny_versions(op, *tiny);
    if (!plain_ && !has_calls(g_, op)) {
        RangeTest test = test_ranges(op);
        if (!test.proven.empty()) return emit_versions(op, test);
    }
    emit_rounds(op);
}

void Host::emit_versions(const Op& op, const RangeTest& test) {
    auto results = stack_for(op.results);
    auto *fast = block("fits"), *plain = block("plain"), *after = block("joined");
    auto* weights = llvm::MDBuilder(m_.getContext()).createBranchWeights(1 << 20, 1);
    b_.CreateCondBr(test.holds, fast, plain, weights);
    auto copy = [&](llvm::BasicBlock* start) {
        enter(start);
        emit_rounds(op);
        assign(results, op.results);
        b_.CreateBr(after);
    };
    proven_.add(test.proven);
    copy(fast);
    proven_.remove(test.proven);
    plain_ = true;
    copy(plain);
    plain_ = false;
    enter(after);
    define_from(op.results, results);
}

void Host::emit_rounds(const Op& op) {
    if (op.code == OpCode::while_) return emit_while(op);
    Value* start = index(op.operands.at(0));
    Value* step = index(op.operands.at(2));
    raise_if(b_.CreateICmpEQ(step, b_.getInt64(0)), Error::Value, "range() arg 3 must not be zero", op);
    Value* trips = trip_count(start, index(op.operands.at(1)), step);
    if (!emit_independent_rounds(op, start, step, trips)) emit_counted(op, start, step, trips);
}

// A count of few rounds, which need no polling of their own: what stands around the loop, or in it, polls for them.
bool Host::are_few(const Op& op, Value* trips) const {
    auto* known = llvm::dyn_cast<llvm::ConstantInt>(trips);
    if (!known) return false;
    if (is_innermost(op)) return known->getValue().ult(kFewRounds / static_cast<std::uint64_t>(round_weight(op)) + 1);
    return known->getValue().ule(kFewOuterRounds) && !calls_runtime(op);
}

// LLVM's loop passes want a loop with nothing but the body and a count. So an innermost loop is cut into strips, and
// polling stands between the strips; another loop polls in every round, where it is not a short one.
void Host::emit_counted(const Op& op, Value* start, Value* step, Value* trips) {
    auto& args = g_.region(op.regions.at(0)).args;
    std::vector<ir::ValueId> initial(op.operands.begin() + 3, op.operands.end());
    std::vector<ir::ValueId> inside(args.begin() + 1, args.end());
    auto* i64 = b_.getInt64Ty();
    auto* index_now = stack(i64);
    auto* count = stack(i64);
    auto carried = stack_for(inside);
    carry(op, carried, initial, true);
    b_.CreateStore(start, index_now);
    auto *head = block("for"), *next = block("next"), *exit = block("endfor");
    Value* weight = b_.getInt64(static_cast<std::uint64_t>(round_weight(op)));
    // Runs `rounds` of them, at least one, from where the index stands.
    auto run = [&](Value* rounds, bool polls) {
        b_.CreateStore(b_.getInt64(0), count);
        b_.CreateBr(head);
        enter(head);
        define(args[0], {b_.CreateLoad(i64, index_now)});
        define_carried(op, inside, carried);
        if (tiny_) b_.CreateStore(b_.getTrue(), tiny_->ran);
        loops_.push_back({&op, carried, next, exit});
        emit_region(op.regions[0], [&](const Op& yield) {
            carry(op, carried, yield.operands, false);
            b_.CreateBr(next);
        });
        loops_.pop_back();
        enter(next);
        Value* done = b_.CreateAdd(b_.CreateLoad(i64, count), b_.getInt64(1), "", true, true);
        b_.CreateStore(done, count);
        // By ones it ends at the stop itself, which is an integer too.
        auto* by = llvm::dyn_cast<llvm::ConstantInt>(step);
        bool no_overflow = by && (by->isOne() || by->isMinusOne());
        b_.CreateStore(b_.CreateAdd(b_.CreateLoad(i64, index_now), step, "", false, no_overflow), index_now);
        if (polls) poll(weight, !tiny_ && calls_runtime(op));
        auto* end = block("rounds_done");
        b_.CreateCondBr(b_.CreateICmpULT(done, rounds), head, end);
        enter(end);
    };
    const bool few = are_few(op, trips);
    if (few || !is_innermost(op)) {
        auto* some = block("some");
        b_.CreateCondBr(b_.CreateICmpEQ(trips, b_.getInt64(0)), exit, some);
        enter(some);
        run(trips, !few);
        if (few) b_.CreateStore(b_.CreateAdd(b_.CreateLoad(i64, budget_), b_.CreateMul(trips, weight)), budget_);
        b_.CreateBr(exit);
    } else {
        auto *strip = block("strip"), *some = block("some");
        auto* left = stack(i64);
        b_.CreateStore(trips, left);
        b_.CreateBr(strip);
        enter(strip);
        Value* remaining = b_.CreateLoad(i64, left);
        b_.CreateCondBr(b_.CreateICmpEQ(remaining, b_.getInt64(0)), exit, some);
        enter(some);
        auto most = std::max<std::int64_t>(1, kStrip / round_weight(op));
        Value* rounds = b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, remaining, b_.getInt64(static_cast<std::uint64_t>(most)));
        run(rounds, false);
        b_.CreateStore(b_.CreateSub(remaining, rounds), left);
        poll(b_.CreateMul(rounds, weight), false);
        b_.CreateBr(strip);
    }
    enter(exit);
    dead_ = false;
    define_carried(op, op.results, carried);
}

void Host::emit_while(const Op& op) {
    auto& before = g_.region(op.regions.at(0));
    auto& body = g_.region(op.regions.at(1));
    auto carried = stack_for(op.results);
    carry(op, carried, op.operands, true);
    auto *head = block("while"), *inner = block("do"), *next = block("next"), *exit = block("endwhile");
    b_.CreateBr(head);
    enter(head);
    define_carried(op, before.args, carried);
    emit_region(op.regions[0], [&](const Op& condition) {
        Value* go_on = truth(condition.operands.at(0));
        b_.CreateCondBr(go_on, inner, exit);
    });
    enter(inner);
    define_carried(op, body.args, carried);
    if (tiny_) b_.CreateStore(b_.getTrue(), tiny_->ran);
    loops_.push_back({&op, carried, next, exit});
    emit_region(op.regions[1], [&](const Op& yield) {
        carry(op, carried, yield.operands, false);
        b_.CreateBr(next);
    });
    loops_.pop_back();
    enter(next);
    if (!proven_.short_loops.contains(&op)) poll(b_.getInt64(round_weight(op)), !tiny_ && calls_runtime(op));
    b_.CreateBr(head);
    enter(exit);
    dead_ = false;
    define_carried(op, op.results, carried);
}

void Host::emit_return(const Op& op) {
    std::vector<ir::Type> types;
    for (auto v : op.operands) types.push_back(g_.type(v));
    auto leaves = leaves_of(types);
    internal_check(leaves == leaves_of({g_.result}), "return gives {}, the function {}",
                   types.empty() ? "nothing" : types[0].to_string(), g_.result.to_string());
    Values parts;
    for (auto v : op.operands) parts.append(value(v));
    Value* results = function_->getArg(2);
    std::size_t at = 0;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        Value* cell = field(results, sizeof(launch::Cell) * i);
        const ir::Type& t = leaves[i];
        if (t.is_scalar()) store_num(b_, t.dtype(), {parts[at], num_parts(t) > 1 ? parts[at + 1] : nullptr}, cell);
        else if (t.is_any()) b_.CreateStore(parts[at], cell);
        else {
            Value* descriptor = b_.CreateLoad(b_.getPtrTy(), cell);
            for (std::size_t k = 0; k < num_parts(t); ++k) b_.CreateStore(parts[at + k], field(descriptor, 8 * k));
        }
        at += num_parts(t);
    }
    if (quiet_loop_.count > 0) look_at_flags(parts, quiet_loop_.first, quiet_loop_.count);
    b_.CreateRet(b_.getInt32(0));
    dead_ = true;
}

}  // namespace phylanx::codegen
