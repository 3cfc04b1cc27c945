// Loops whose rounds may run at the same time: a function for some rounds, and the test before the first one.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "codegen/host.h"
#include "codegen/optimize.h"

namespace phylanx::codegen {

using llvm::Value;
using ops::OpCode;

namespace {

constexpr std::uint64_t kFewRounds = 8;        // known to be no more: not worth a function
constexpr std::uint64_t kFlatRounds = 1 << 14;  // of a loop that holds neither loops nor calls

}  // namespace

// What the code of one function is made with.
struct Host::FunctionState {
    llvm::Function* function;
    Value* frame;
    llvm::AllocaInst *budget, *code, *flags_room;
    llvm::BasicBlock *fail, *at;
    std::vector<Loop> loops;
    std::unordered_map<ir::ValueId, Values> values;
    std::unordered_map<ir::ValueId, Value*> descriptors;
};

bool Host::emit_independent_rounds(const Op& op, Value* start, Value* step, Value* trips) {
    if (plain_ || among_rounds_ || tiny_) return false;
    if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(trips); known && known->getZExtValue() <= kFewRounds) return false;
    if (!independent_loops_) independent_loops_.emplace(g_);
    auto found = independent_loops_->find(op);
    if (!found) return false;
    if (!is_innermost(op)) {
        emit_outlined(op, start, step, trips, test_independence(*found, start, step, trips));
        return true;
    }
    // Elements one by one: so few that one core is done before another has begun stay in line.
    auto *many = block("many"), *few = block("few"), *after = block("rounds_end");
    b_.CreateCondBr(b_.CreateICmpUGT(trips, b_.getInt64(kFlatRounds)), many, few);
    enter(many);
    emit_outlined(op, start, step, trips, test_independence(*found, start, step, trips));
    b_.CreateBr(after);
    enter(few);
    emit_counted(op, start, step, trips);
    b_.CreateBr(after);
    enter(after);
    return true;
}

// Values that exist before the loop and are used in it.
std::vector<ir::ValueId> Host::values_from_outside(const Op& op) const {
    std::vector<ir::ValueId> outer{op.operands.at(2)};
    std::unordered_set<ir::ValueId> seen(outer.begin(), outer.end());
    auto add = [&](ir::ValueId v) {
        if (values_.contains(v) && seen.insert(v).second) outer.push_back(v);
    };
    ir::walk(g_, op.regions.at(0), [&](ir::OpId o) {
        for (auto v : g_.op(o).operands) add(v);
    });
    return outer;
}

Value* Host::place(const plan::Place& p) {
    Value* at = b_.getInt64(static_cast<std::uint64_t>(p.offset));
    return p.base == ir::kNone ? at : b_.CreateAdd(index(p.base), at);
}

Value* Host::test_independence(const plan::Independence& what, Value* start, Value* step, Value* trips) {
    Value* holds = b_.getTrue();
    auto also = [&](Value* condition) { holds = b_.CreateAnd(holds, condition); };
    auto* zero = b_.getInt64(0);
    // The first and the last place that rounds write to. The index itself cannot overflow, and an array's extent is far
    // below what a sum with a small constant could wrap to.
    Value* last = b_.CreateAdd(start, b_.CreateMul(b_.CreateSub(trips, b_.getInt64(1)), step));
    auto* known = llvm::dyn_cast<llvm::ConstantInt>(step);
    Value *low = start, *high = last;
    if (!known || known->isNegative()) {
        low = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, start, last);
        high = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, start, last);
    }
    auto moved = [&](Value* x, const plan::Independence::OwnPlace& own) {
        return b_.CreateAdd(x, b_.getInt64(static_cast<std::uint64_t>(own.offset)));
    };
    for (auto& own : what.own_places) also(b_.CreateICmpSGE(moved(low, own), zero));
    for (auto& e : what.elsewhere) {
        Value* extent = value(e.written.array)[2 + static_cast<std::size_t>(e.written.axis)];
        Value *first = moved(low, e.written), *end = moved(high, e.written);
        auto wrapped = [&](const plan::Place& p) {
            Value* x = place(p);
            return b_.CreateSelect(b_.CreateICmpSLT(x, zero), b_.CreateAdd(x, extent), x);
        };
        if (e.is_index) {
            Value* at = wrapped(*e.start);
            also(b_.CreateOr(b_.CreateICmpSLT(at, first), b_.CreateICmpSGT(at, end)));
            continue;
        }
        Value* from = e.start ? b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, wrapped(*e.start), zero) : zero;
        Value* to = e.stop ? wrapped(*e.stop) : extent;
        Value* apart = b_.CreateOr(b_.CreateICmpSLE(to, first), b_.CreateICmpSGT(from, end));
        also(b_.CreateOr(apart, b_.CreateICmpSGE(from, to)));
    }
    for (auto& two : what.apart) {
        auto describe = [&](ir::ValueId v) {
            auto& t = g_.type(v);
            return std::pair(descriptor_of(v), b_.getInt64(static_cast<std::uint64_t>(t.ndim()) << 8 | arrays::item_size(t.dtype())));
        };
        auto [a, a_form] = describe(two.first);
        auto [c, c_form] = describe(two.second);
        also(b_.CreateICmpNE(call_int("phx_apart", {a, a_form, c, c_form}), b_.getInt32(0)));
    }
    return holds;
}

// A function (frame, environment, first index, rounds) with what the loop needs of its surroundings in the environment.
llvm::Function* Host::outline_rounds(const Op& op, const std::vector<ir::ValueId>& outer, Value*& environment) {
    // What is constant here is constant there; the rest goes through memory, 8 bytes each.
    std::vector<Value*> passed;
    auto pass = [&](Value* v) {
        if (!llvm::isa<llvm::Constant>(v)) passed.push_back(v);
    };
    for (auto v : outer) {
        for (Value* part : value(v)) pass(part);
        if (auto it = descriptors_.find(v); it != descriptors_.end()) pass(it->second);
    }
    environment = stack(llvm::ArrayType::get(b_.getInt64Ty(), std::max<std::size_t>(1, passed.size())));
    for (std::size_t i = 0; i < passed.size(); ++i) b_.CreateStore(passed[i], field(environment, 8 * i));

    FunctionState before{function_, frame_, budget_, code_, flags_room_, fail_, b_.GetInsertBlock(),
                        std::move(loops_), std::move(values_), std::move(descriptors_)};
    auto* type = llvm::FunctionType::get(b_.getInt32Ty(), {b_.getPtrTy(), b_.getPtrTy(), b_.getInt64Ty(), b_.getInt64Ty()}, false);
    llvm::Function* made = function_ = llvm::Function::Create(type, llvm::Function::InternalLinkage, "rounds", m_);
    function_->addFnAttr(llvm::Attribute::NoUnwind);
    function_->addFnAttr(kRoundsAttribute);
    function_->addFnAttr("prefer-vector-width", std::to_string(host_target().vector_bits));
    begin_function();
    // Within a watched loop the rounds tell of their flags themselves: they may be on another thread.
    if (quiet_loop_.count > 0) forget_flags();
    among_rounds_ = true;
    std::size_t at = 0;
    auto take = [&](Value* v) -> Value* {
        if (llvm::isa<llvm::Constant>(v)) return v;
        return b_.CreateLoad(v->getType(), field(function_->getArg(1), 8 * at++));
    };
    for (auto v : outer) {
        Values parts;
        for (Value* part : before.values.at(v)) parts.push_back(take(part));
        values_[v] = std::move(parts);
        if (auto it = before.descriptors.find(v); it != before.descriptors.end()) descriptors_[v] = take(it->second);
        if (compact_.contains(v)) make_compact(values_[v], g_.type(v));
    }
    emit_counted(op, function_->getArg(2), index(op.operands.at(2)), function_->getArg(3));
    if (quiet_loop_.count > 0) look_at_flags({}, quiet_loop_.first, quiet_loop_.count);
    b_.CreateRet(b_.getInt32(0));
    end_function();

    among_rounds_ = false;
    function_ = before.function;
    frame_ = before.frame;
    budget_ = before.budget;
    code_ = before.code;
    flags_room_ = before.flags_room;
    flags_are_stale_ = true;
    fail_ = before.fail;
    loops_ = std::move(before.loops);
    values_ = std::move(before.values);
    descriptors_ = std::move(before.descriptors);
    enter(before.at);
    return made;
}

void Host::emit_outlined(const Op& op, Value* start, Value* step, Value* trips, Value* independent) {
    Value* environment = nullptr;
    llvm::Function* rounds = outline_rounds(op, values_from_outside(op), environment);
    call_runtime("phx_rounds", {frame_, rounds, environment, start, step, trips, b_.CreateZExt(independent, b_.getInt32Ty())});
    dead_ = false;
}

}  // namespace phylanx::codegen
