// Floating-point flags of the entry function's own arithmetic on NumPy's scalars.
//
// Outside of loops, and in loops that call the runtime anyway, the flags are looked at behind each op, so that a warning
// names it. A loop of scalar work alone is left as fast as it is: its flags are looked at once, where it is left.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/IntrinsicsX86.h>

#include <cfenv>

#include "codegen/host.h"

namespace phylanx::codegen {

using llvm::Value;

// Python's floats raise where NumPy warns; only NumPy's scalars need the flags.
bool Host::uses_float_scalars() const {
    bool found = false;
    std::function<void(ir::RegionId)> search = [&](ir::RegionId region) {
        for (ir::OpId o : g_.region(region).ops) {
            const Op& op = g_.op(o);
            if (op.code == ops::OpCode::fused) continue;
            found |= source_of(op).can != 0 && arrays::is_inexact(g_.type(op.operands[0]).dtype());
            for (auto inner : op.regions) search(inner);
        }
    };
    search(g_.body);
    return found;
}

launch::FpSource Host::source_of(const Op& op) const {
    if (ops::info(op.code).kind != ops::Kind::Elem || op.results.size() != 1 || op.operands.empty()) return {};
    const ir::Type& result = g_.type(op.results[0]);
    const ir::Type& operand = g_.type(op.operands[op.code == ops::OpCode::select ? 1 : 0]);
    if (!result.is(ir::TypeKind::Scalar) || !operand.is_scalar()) return {};
    return fp_source(op, operand.dtype(), result.dtype());
}

std::int32_t Host::add_source(launch::FpSource source) {
    program_.sources.push_back(std::move(source));
    return static_cast<std::int32_t>(program_.sources.size()) - 1;
}

void Host::tell_flags(std::int32_t first, std::int32_t count, Value* flags) {
    fail_if(call_int("phx_fp_raised", {frame_, b_.getInt32(static_cast<std::uint32_t>(first)),
                                       b_.getInt32(static_cast<std::uint32_t>(count)), flags}));
}

// LLVM thinks that arithmetic has no effect but its result and moves it about; it does not move it over a volatile
// store of that result, and not that over another write to the same place.
Value* Host::are_flags_raised(const Values& results) {
    if (!flags_room_) flags_room_ = stack(b_.getInt64Ty());
    for (Value* v : results)
        if (v->getType()->isFloatingPointTy() || v->getType()->isIntegerTy()) b_.CreateStore(v, flags_room_, true);
    Value* word = nullptr;
    if (host_target().x86) {
        b_.CreateIntrinsic(llvm::Intrinsic::x86_sse_stmxcsr, {}, {flags_room_});
        word = b_.CreateLoad(b_.getInt32Ty(), flags_room_, true);
    } else {
        word = call_int("phxm_fp_flags", {});
    }
    return b_.CreateICmpNE(b_.CreateAnd(word, b_.getInt32(launch::kWatchedFlags)), b_.getInt32(0));
}

void Host::look_at_flags(const Values& results, std::int32_t first, std::int32_t count) {
    codegen::emit_if(b_, are_flags_raised(results), [&] { tell_flags(first, count, call_int("phxm_take_fp_flags", {})); });
}

// Only the first time in a run: a loop that wraps around on purpose must not pay for each warning.
void Host::tell_once(Value* mask, launch::FpSource source, int flag) {
    auto* told = stack(b_.getInt1Ty());
    llvm::IRBuilder<>(told->getParent(), std::next(told->getIterator())).CreateStore(b_.getFalse(), told);
    std::int32_t at = add_source(std::move(source));
    codegen::emit_if(b_, mask, [&] {
        codegen::emit_if(b_, b_.CreateNot(b_.CreateLoad(b_.getInt1Ty(), told)), [&] {
            b_.CreateStore(b_.getTrue(), told);
            tell_flags(at, 1, b_.getInt32(static_cast<std::uint32_t>(flag)));
        });
    });
}

// Operators on NumPy's integer scalars warn where the result wraps around; ufuncs on them do not.
void Host::watch_overflow(const Op& op, std::span<const Num> args) {
    DType t = g_.type(op.results[0]).dtype();
    bool is_signed = arrays::is_signed(t);
    Value* x = args[0].re;
    auto wraps = [&](llvm::Intrinsic::ID with_sign, llvm::Intrinsic::ID without) {
        return b_.CreateExtractValue(b_.CreateBinaryIntrinsic(is_signed ? with_sign : without, x, args[1].re), 1);
    };
    Value* mask = nullptr;
    switch (op.code) {
        case ops::OpCode::add: mask = wraps(llvm::Intrinsic::sadd_with_overflow, llvm::Intrinsic::uadd_with_overflow); break;
        case ops::OpCode::sub: mask = wraps(llvm::Intrinsic::ssub_with_overflow, llvm::Intrinsic::usub_with_overflow); break;
        case ops::OpCode::mul: mask = wraps(llvm::Intrinsic::smul_with_overflow, llvm::Intrinsic::umul_with_overflow); break;
        case ops::OpCode::abs:
            if (!is_signed) return;
            [[fallthrough]];
        case ops::OpCode::neg: {
            auto lowest = llvm::APInt::getSignedMinValue(8 * static_cast<unsigned>(arrays::item_size(t)));
            mask = is_signed ? b_.CreateICmpEQ(x, llvm::ConstantInt::get(x->getType(), lowest)) : b_.CreateIsNotNull(x);
            break;
        }
        default: return;
    }
    tell_once(mask, source_of(op), FE_OVERFLOW);
}

// Nor may the op itself go before the call: its operands are read from memory behind it. Nor may it be taken for an equal
// one, of which that was told already: so they are read where there is nothing to forget, too.
void Host::forget_flags(std::vector<Num>& operands) {
    auto is_float = [](Value* v) { return v && v->getType()->isFloatingPointTy(); };
    auto varies = [&](Value* v) { return is_float(v) && !llvm::isa<llvm::Constant>(v); };
    const bool constant = std::none_of(operands.begin(), operands.end(), [&](const Num& n) { return varies(n.re) || varies(n.im); });
    std::vector<std::pair<Value**, llvm::AllocaInst*>> pinned;
    for (Num& n : operands)
        for (Value** part : {&n.re, &n.im}) {
            if (!(constant ? is_float(*part) : varies(*part))) continue;
            pinned.emplace_back(part, stack((*part)->getType()));
            b_.CreateStore(*part, pinned.back().second, true);
        }
    forget_flags();
    for (auto& [part, room] : pinned) *part = b_.CreateLoad(room->getAllocatedType(), room, true);
}

void Host::forget_flags() {
    if (flags_are_stale_) call_int("phxm_take_fp_flags", {});
    flags_are_stale_ = false;
}

bool Host::enter_watched_loop(const Op& loop) {
    if (!watches_flags_ || quiet_loop_.count > 0 || calls_runtime(loop)) return false;
    std::vector<launch::FpSource> sources;
    bool compares = false;
    for (auto r : loop.regions)
        ir::walk(g_, r, [&](ir::OpId o) {
            const Op& op = g_.op(o);
            auto s = source_of(op);
            bool floats = s.can != 0 && arrays::is_inexact(g_.type(op.operands[0]).dtype());
            if (floats) sources.push_back(std::move(s));
            compares |= ops::info(op.code).rule == ops::DTypeRule::compare;
        });
    if (sources.empty()) return false;
    // A comparison with NaN may signal where LLVM makes a selection of its branch: not to be taken for inf - inf.
    for (auto& s : sources)
        if (compares) s.can &= ~s.rare;
    forget_flags();
    quiet_loop_ = {static_cast<std::int32_t>(program_.sources.size()), static_cast<std::int32_t>(sources.size())};
    for (auto& s : sources) add_source(std::move(s));
    return true;
}

void Host::leave_watched_loop(const Op& loop) {
    Values results;
    for (auto v : loop.results) results.append(value(v));
    look_at_flags(results, quiet_loop_.first, quiet_loop_.count);
    quiet_loop_ = {};
    flags_are_stale_ = false;
}

}  // namespace phylanx::codegen
