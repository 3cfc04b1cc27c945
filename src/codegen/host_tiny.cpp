// Tiny loops in the entry function: beside the copy that launches, one whose lines lie on the stack.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/IR/Module.h>

#include "codegen/host.h"
#include "codegen/kernel.h"

namespace phylanx::codegen {

using launch::Role;
using llvm::Value;
using ops::OpCode;
using support::internal_check;

namespace {

constexpr std::uint64_t kVectorBytes = 32;
constexpr std::uint64_t kWrittenOut = 8;  // elements of a line of known length, which needs no loop

bool takes_launches_of_lines(const ir::Graph& g, const ir::Op& loop) {
    bool found = false, good = true;
    for (auto r : loop.regions)
        ir::walk(g, r, [&](ir::OpId o) {
            const ir::Op& op = g.op(o);
            switch (op.code) {
                case OpCode::fused: found |= ir::attr<std::int64_t>(op, "ndim") == 1; return;
                case OpCode::empty:
                case OpCode::zeros:
                case OpCode::copy: return;
                case OpCode::foreign:
                case OpCode::box:
                case OpCode::unbox:
                case OpCode::return_: good = false; return;
                default: good &= ops::info(op.code).kind != ops::Kind::Library;
            }
        });
    return found && good;
}

std::uint64_t item_of(const ir::Type& t) { return arrays::item_size(t.dtype()); }

// Lanes of a pass over a line: wider ones would leave most lines to single elements.
unsigned lanes_of(const KernelPlan& plan) {
    return plan.scalarized ? 1 : std::min<unsigned>(8, std::max(1u, static_cast<unsigned>(kVectorBytes) / plan.largest));
}

}  // namespace

std::optional<TinyLoop> Host::tiny_form(const Op& loop) {
    if (tiny_ || only_launches_ || among_rounds_ || !takes_launches_of_lines(g_, loop)) return std::nullopt;
    if (!uses_) uses_.emplace(g_);
    if (!aliases_) aliases_.emplace(g_, *uses_);
    return find_tiny_loop(g_, *uses_, *aliases_, current_);
}

// Whether all lines of one length are as long as each other, and short.
Value* Host::test_tiny(const TinyLoop& loop, std::vector<Value*>& lengths) {
    Value* holds = b_.CreateICmpNE(call_int("phx_allows_tiny", {frame_}), b_.getInt32(0));
    for (const TinyLoop::Length& each : loop.lengths) {
        Values all;
        if (each.known >= 0) all.push_back(b_.getInt64(static_cast<std::uint64_t>(each.known)));
        for (auto [v, dim] : each.outside) all.push_back(value(v)[2 + dim]);
        // The one that LLVM knows, if any: loops over it can be unrolled.
        auto known = std::ranges::find_if(all, [](Value* v) { return llvm::isa<llvm::ConstantInt>(v); });
        Value* length = known != all.end() ? *known : all[0];
        for (Value* v : all) holds = b_.CreateAnd(holds, b_.CreateICmpEQ(v, length));
        Value* below = b_.CreateICmpULT(b_.CreateSub(length, b_.getInt64(1)), b_.getInt64(kTinyLength));
        holds = b_.CreateAnd(holds, below);
        lengths.push_back(length);
    }
    for (auto [v, dim] : loop.lines) {
        const auto ndim = static_cast<std::size_t>(g_.type(v).ndim());
        holds = b_.CreateAnd(holds, b_.CreateICmpEQ(value(v)[2 + ndim + dim], b_.getInt64(item_of(g_.type(v)))));
    }
    auto form = [&](ir::ValueId v) {
        return b_.getInt64(static_cast<std::uint64_t>(g_.type(v).ndim()) << 8 | item_of(g_.type(v)));
    };
    for (auto [a, c] : loop.apart) {
        Value* apart = call_int("phx_apart", {descriptor_of(a), form(a), descriptor_of(c), form(c)});
        holds = b_.CreateAnd(holds, b_.CreateICmpNE(apart, b_.getInt32(0)));
    }
    return holds;
}

void Host::emit_tiny_versions(const Op& op, const TinyLoop& loop) {
    auto results = stack_for(op.results);
    auto *tiny = block("tiny"), *launches = block("launches"), *after = block("joined");
    std::vector<Value*> lengths;
    b_.CreateCondBr(test_tiny(loop, lengths), tiny, launches);
    enter(launches);
    only_launches_ = true;
    emit_rounds(op);
    only_launches_ = false;
    assign(results, op.results);
    b_.CreateBr(after);
    enter(tiny);
    for (auto v : loop.outside) call_runtime("phx_wait", {frame_, value(v)[1]});
    tiny_ = std::make_unique<Tiny>(Tiny{loop, std::move(lengths), stack(b_.getInt1Ty()), stack(b_.getInt32Ty()), {}});
    emit_tiny_rounds(op);
    tiny_.reset();
    assign(results, op.results);
    b_.CreateBr(after);
    enter(after);
    define_from(op.results, results);
    flags_are_stale_ = true;
}

// What can raise flags is looked at once, where the loop is left, as for loops over scalars.
void Host::note_tiny_sources(const Op& loop) {
    std::vector<launch::FpSource> sources;
    bool compares = false;
    for (auto r : loop.regions)
        ir::walk(g_, r, [&](ir::OpId o) {
            const Op& op = g_.op(o);
            compares |= ops::info(op.code).rule == ops::DTypeRule::compare;
            if (op.code == OpCode::fused) {
                KernelPlan plan = plan_kernel(g_, o, 0);
                if (plan.costly) return;  // told by its kernel
                std::ranges::move(plan.info.sources, std::back_inserter(sources));
            } else if (auto s = source_of(op); s.can != 0) {
                sources.push_back(std::move(s));
            }
        });
    for (auto& s : sources)
        if (compares) s.can &= ~s.rare;
    quiet_loop_ = {static_cast<std::int32_t>(program_.sources.size()), static_cast<std::int32_t>(sources.size())};
    for (auto& s : sources) add_source(std::move(s));
}

void Host::emit_tiny_rounds(const Op& op) {
    b_.CreateStore(b_.getFalse(), tiny_->ran);
    b_.CreateStore(b_.getInt32(0), tiny_->status);
    flags_are_stale_ = true;
    forget_flags();
    note_tiny_sources(op);
    ++loops_of_scalars_;
    emit_rounds(op);
    --loops_of_scalars_;
    if (quiet_loop_.count > 0) {
        Values numbers;
        for (auto v : op.results)
            if (g_.type(v).is_scalar()) numbers.append(value(v));
        Value* status = b_.CreateLoad(b_.getInt32Ty(), tiny_->status);
        Value* raised = b_.CreateOr(are_flags_raised(numbers), b_.CreateIsNotNull(status));
        codegen::emit_if(b_, raised, [&] {
            tell_flags(quiet_loop_.first, quiet_loop_.count, b_.CreateOr(call_int("phxm_take_fp_flags", {}), status));
        });
    }
    quiet_loop_ = {};
    const auto slots = slots_of(op);
    for (std::size_t i = 0; i < op.results.size(); ++i)
        if (g_.type(op.results[i]).is_array())
            keep_result(op.results[i], op.operands[op.code == OpCode::for_ ? 3 + i : i], slots.at(i));
}

// A line that outlives the loop gets memory of its own; where there was no round, it is what it was.
void Host::keep_result(ir::ValueId result, ir::ValueId initial, int slot) {
    const Values line = value(result);
    auto parts = stack_for({result});
    const std::vector<ir::ValueId> one{initial};
    codegen::emit_if(b_, b_.CreateLoad(b_.getInt1Ty(), tiny_->ran), [&] {
        fail_if(call_int("phx_keep_line", {frame_, b_.getInt32(static_cast<std::uint32_t>(slot)), line[0], bytes_of(result)}));
        Value* slots = b_.CreateLoad(b_.getPtrTy(), field(frame_, offsetof(launch::FrameHead, slots)));
        Value* buffer = b_.CreateLoad(b_.getPtrTy(), field(slots, 8 * static_cast<std::uint64_t>(slot)));
        Values kept = line;
        kept[0] = b_.CreateLoad(b_.getPtrTy(), field(buffer, offsetof(arrays::Buffer, data)));
        kept[1] = buffer;
        for (std::size_t i = 0; i < kept.size(); ++i) b_.CreateStore(kept[i], parts[i]);
    }, [&] { assign(parts, one); });
    define_from({result}, parts);
}

// --- lines on the stack -------------------------------------------------------------------------------------------------
Value* Host::length_of(ir::ValueId line) const { return tiny_->lengths.at(tiny_->what.length_of.at(line)); }

Value* Host::bytes_of(ir::ValueId v) {
    Value* item = b_.getInt64(item_of(g_.type(v)));
    return g_.type(v).ndim() == 0 ? item : b_.CreateMul(length_of(v), item);
}

// As long as the longest line may get, and one vector more: copies go by vectors.
llvm::AllocaInst* Host::room(ir::ValueId v) {
    llvm::AllocaInst*& made = tiny_->rooms[v];
    if (made) return made;
    const ir::Type& t = g_.type(v);
    const std::uint64_t elements = t.ndim() == 0 ? 1 : static_cast<std::uint64_t>(kTinyLength);
    made = stack(llvm::ArrayType::get(b_.getInt8Ty(), elements * item_of(t) + kVectorBytes));
    made->setAlignment(llvm::Align(kVectorBytes));
    return made;
}

void Host::define_in_room(ir::ValueId v, llvm::AllocaInst* where) {
    Values parts{where, llvm::ConstantPointerNull::get(b_.getPtrTy())};
    if (g_.type(v).ndim() == 1) {
        parts.push_back(length_of(v));
        parts.push_back(b_.getInt64(item_of(g_.type(v))));
    }
    define(v, std::move(parts));
}

// By vectors within rooms, which are long enough; what comes from outside ends where it ends, and what no path has made
// yet is not there at all.
void Host::copy_to_room(ir::ValueId to, ir::ValueId from, bool from_room) {
    llvm::AllocaInst* target = room(to);
    Value* source = value(from)[0];
    if (source == target) return;
    if (!from_room && !llvm::isa<llvm::AllocaInst>(source)) {
        codegen::emit_if(b_, b_.CreateIsNotNull(source),
                         [&] { b_.CreateMemCpy(target, llvm::Align(8), source, llvm::Align(1), bytes_of(to)); });
        return;
    }
    auto* vector = llvm::FixedVectorType::get(b_.getInt8Ty(), kVectorBytes);
    auto copy = [&](Value* at, const Values&) {
        Value* bytes = b_.CreateAlignedLoad(vector, b_.CreateGEP(b_.getInt8Ty(), source, at), llvm::Align(8));
        b_.CreateAlignedStore(bytes, b_.CreateGEP(b_.getInt8Ty(), target, at), llvm::Align(8));
        return Values{};
    };
    Value* bytes = bytes_of(to);
    if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(bytes); known && known->getZExtValue() <= kWrittenOut * 8) {
        if (known->getZExtValue() > 0) b_.CreateMemCpy(target, llvm::Align(8), source, llvm::Align(8), bytes);
        return;
    }
    codegen::emit_loop(b_, b_.getInt64(0), bytes, b_.getInt64(kVectorBytes), {}, copy);
}

// The values of a round become those of the next, or of the loop.
void Host::carry(const Op& loop, const std::vector<llvm::AllocaInst*>& to, const std::vector<ir::ValueId>& from, bool initial) {
    for (std::size_t i = 0; tiny_ && i < from.size(); ++i)
        if (g_.type(from[i]).is_array()) copy_to_room(loop.results.at(i), from[i], !initial);
    assign(to, from);
}

void Host::define_carried(const Op& loop, const std::vector<ir::ValueId>& values, const std::vector<llvm::AllocaInst*>& from) {
    define_from(values, from);
    if (!tiny_) return;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (g_.type(values[i]).is_array()) define_in_room(values[i], room(loop.results.at(i)));
}

// --- statements -----------------------------------------------------------------------------------------------------------
void Host::emit_tiny_made(const Op& op) {
    const ir::ValueId made = op.results.at(0);
    llvm::AllocaInst* where = room(made);
    define_in_room(made, where);
    if (op.code == OpCode::zeros)
        b_.CreateMemSet(where, b_.getInt8(0), bytes_of(made), llvm::Align(kVectorBytes));
    else if (op.code == OpCode::copy)
        copy_to_room(made, op.operands[0], false);
    else
        internal_check(op.code == OpCode::empty, "'{}' in a tiny loop", ops::info(op.code).name);
}

void Host::emit_tiny(const Op& op) {
    const ir::OpId id = current_;
    const KernelPlan plan = plan_kernel(g_, id, 0);
    std::vector<TinyOperand> operands;
    Value* n = b_.getInt64(1);
    bool reads_outside = false;
    auto add = [&](ir::ValueId v) {
        const auto& parts = value(v);
        const bool is_line = g_.type(v).ndim() == 1;
        if (is_line) n = parts[2];
        operands.push_back({g_.type(v).dtype(), parts[0], is_line, nullptr});
    };
    for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
        if (plan.inputs[i] < 0) continue;
        internal_check(static_cast<std::size_t>(plan.inputs[i]) == operands.size(), "inputs of a kernel are out of order");
        add(op.operands[i]);
        reads_outside |= !llvm::isa<llvm::AllocaInst>(operands.back().data);
    }
    std::size_t target = plan.inputs.size(), result = 0;
    for (auto k = static_cast<std::size_t>(plan.num_inputs()); k < plan.info.operands.size(); ++k) {
        if (plan.info.operands[k].role == Role::Store) {
            const ir::ValueId v = op.operands[target++];
            // Elements that are read may lie where others are stored.
            add(v);
            if (reads_outside && !llvm::isa<llvm::AllocaInst>(operands.back().data)) {
                operands.back().goes_to = operands.back().data;
                operands.back().data = stored_room(v);
            }
        } else {
            const ir::ValueId r = op.results[result++];
            define_in_room(r, room(r));
            add(r);
        }
    }
    if (plan.info.reduced != 0 || plan.costly) run_tiny_kernel(op, plan, operands, n);
    else emit_tiny_passes(op, plan, operands, n);
    for (const TinyOperand& o : operands)
        if (o.goes_to) {
            Value* bytes = b_.CreateMul(o.is_line ? n : b_.getInt64(1), b_.getInt64(arrays::item_size(o.dtype)));
            b_.CreateMemCpy(o.goes_to, llvm::Align(1), o.data, llvm::Align(8), bytes);
        }
}

llvm::AllocaInst* Host::stored_room(ir::ValueId v) {
    auto* made = stack(llvm::ArrayType::get(b_.getInt8Ty(), static_cast<std::uint64_t>(kTinyLength) * item_of(g_.type(v))));
    made->setAlignment(llvm::Align(kVectorBytes));
    return made;
}

// By its kernel, which adds up in the order that longer lines have, and has the functions of whole vectors.
void Host::run_tiny_kernel(const Op& op, const KernelPlan& plan, const std::vector<TinyOperand>& operands, Value* n) {
    auto* cells = stack(llvm::ArrayType::get(b_.getInt64Ty(), 3 * operands.size()));
    auto* scalars = stack(llvm::ArrayType::get(b_.getInt128Ty(), std::max<std::size_t>(1, plan.scalars.size())));
    scalars->setAlignment(llvm::Align(16));
    for (std::size_t i = 0; i < plan.inputs.size(); ++i)
        if (const int place = plan.inputs[i]; place < 0)
            store_num(b_, plan.scalars[~place], num(op.operands[i]), field(scalars, sizeof(launch::Cell) * static_cast<std::uint64_t>(~place)));
    for (std::size_t k = 0; k < operands.size(); ++k) {
        const TinyOperand& o = operands[k];
        const launch::OperandInfo& info = plan.info.operands[k];
        if (info.role == Role::Reduce)
            store_num(b_, o.dtype, reduce_identity(m_.getContext(), info.reduce, o.dtype, 1), o.data);
        const std::uint64_t stride = o.is_line ? arrays::item_size(o.dtype) : 0;
        b_.CreateStore(o.data, field(cells, 24 * k));
        b_.CreateStore(b_.getInt64(0), field(cells, 24 * k + 8));
        b_.CreateStore(b_.getInt64(stride), field(cells, 24 * k + 16));
    }
    const auto index = std::ranges::find(fused_, current_) - fused_.begin();
    call_runtime("phx_run_line", {frame_, b_.getInt32(static_cast<std::uint32_t>(index)), cells, scalars, n,
                                  b_.getInt32(plan.costly)});
}

void Host::emit_tiny_passes(const Op& op, const KernelPlan& plan, const std::vector<TinyOperand>& operands, Value* n) {
    const auto num_inputs = static_cast<std::size_t>(plan.num_inputs());
    std::vector<Num> single(num_inputs);  // of inputs without a dimension
    for (std::size_t k = 0; k < num_inputs; ++k)
        if (!operands[k].is_line) single[k] = load_num(b_, operands[k].dtype, operands[k].data);
    auto at = [&](const TinyOperand& o, Value* i) {
        return b_.CreateInBoundsGEP(b_.getInt8Ty(), o.data, b_.CreateMul(i, b_.getInt64(arrays::item_size(o.dtype))));
    };
    auto pass = [&](Value* i, unsigned lanes) {
        Emitter e(b_, lanes);
        e.quiet = true;
        e.on_flag = [this](Value* mask, int flag) { note_tiny_status(mask, flag); };
        const Op* now = &op;
        e.on_negative_power = [&](Value* mask) {
            Value* any = mask->getType()->isVectorTy() ? b_.CreateOrReduce(mask) : mask;
            raise_if(any, Error::Value, "Integers to negative integer powers are not allowed.", *now);
        };
        std::vector<Num> inputs;
        for (std::size_t k = 0; k < plan.inputs.size(); ++k) {
            const int place = plan.inputs[k];
            if (place < 0) inputs.push_back(splat_num(b_, num(op.operands[k]), lanes));
            else if (const auto& o = operands[static_cast<std::size_t>(place)]; o.is_line)
                inputs.push_back(load_num(b_, o.dtype, at(o, i), lanes));
            else inputs.push_back(splat_num(b_, single[static_cast<std::size_t>(place)], lanes));
        }
        const std::vector<Num> yields = emit_body(e, plan, inputs, now);
        for (std::size_t k = 0; k < yields.size(); ++k) {
            const TinyOperand& o = operands[num_inputs + k];
            store_num(b_, o.dtype, emit_conversion(e, yields[k], plan.yields[k], o.dtype), at(o, i));
        }
    };
    if (plan.info.ndim == 0) return pass(b_.getInt64(0), 1);
    if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(n); known && known->getZExtValue() <= kWrittenOut) {
        const auto count = known->getZExtValue();
        for (std::uint64_t i = 0; i < count;) {
            const unsigned lanes = count - i >= lanes_of(plan) ? lanes_of(plan) : 1;
            pass(b_.getInt64(i), lanes);
            i += lanes;
        }
        return;
    }
    Value* done = b_.getInt64(0);
    for (unsigned lanes = lanes_of(plan);; lanes = 1) {
        Value* end = b_.CreateAnd(n, b_.getInt64(-static_cast<std::int64_t>(lanes)));
        codegen::emit_loop(b_, done, end, b_.getInt64(lanes), {}, [&](Value* i, const Values&) {
            pass(i, lanes);
            return Values{};
        }, lanes == 1);
        done = end;
        if (lanes == 1) break;
    }
}

void Host::note_tiny_status(Value* mask, int flag) {
    Value* any = mask->getType()->isVectorTy() ? b_.CreateOrReduce(mask) : mask;
    Value* bits = b_.CreateSelect(any, b_.getInt32(static_cast<std::uint32_t>(flag)), b_.getInt32(0));
    b_.CreateStore(b_.CreateOr(b_.CreateLoad(b_.getInt32Ty(), tiny_->status), bits), tiny_->status);
}

}  // namespace phylanx::codegen
