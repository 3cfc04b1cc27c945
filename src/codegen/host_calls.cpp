// Calls from the entry function into the runtime: kernels, library, Python objects, owner slots.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/host.h"
#include "codegen/kernel.h"

#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

namespace phylanx::codegen {

using launch::Role;
using llvm::Value;
using ops::OpCode;
using support::internal_check;

namespace {

std::vector<ir::Type> types_of(const ir::Graph& g, const std::vector<ir::ValueId>& values) {
    std::vector<ir::Type> types;
    for (auto v : values) types.push_back(g.type(v));
    return types;
}

}  // namespace

std::vector<int> slots_of(const ir::Op& op) {
    std::vector<int> slots;
    for (auto s : ir::attr_or<std::vector<std::int64_t>>(op, "slots", {})) slots.push_back(static_cast<int>(s));
    slots.resize(op.results.size(), -1);
    return slots;
}

Value* Host::call_int(const char* name, std::initializer_list<Value*> args) {
    llvm::SmallVector<llvm::Type*, 6> types;
    for (auto* a : args) types.push_back(a->getType());
    auto callee = m_.getOrInsertFunction(name, llvm::FunctionType::get(b_.getInt32Ty(), types, false));
    auto* call = b_.CreateCall(callee, llvm::ArrayRef(args.begin(), args.size()));
    call->addFnAttr(llvm::Attribute::NoUnwind);
    return call;
}

void Host::call_void(const char* name, std::initializer_list<Value*> args) {
    llvm::SmallVector<llvm::Type*, 6> types;
    for (auto* a : args) types.push_back(a->getType());
    auto callee = m_.getOrInsertFunction(name, llvm::FunctionType::get(b_.getVoidTy(), types, false));
    auto* call = b_.CreateCall(callee, llvm::ArrayRef(args.begin(), args.size()));
    call->addFnAttr(llvm::Attribute::NoUnwind);
}

void Host::call_runtime(const char* name, std::initializer_list<Value*> args) {
    fail_if(call_int(name, args));
    flags_are_stale_ = true;
}

void Host::fail_if(Value* code) {
    llvm::BasicBlock* bad = block("failed");
    llvm::BasicBlock* good = block("ok");
    auto* weights = llvm::MDBuilder(m_.getContext()).createBranchWeights(1, 1 << 20);
    b_.CreateCondBr(b_.CreateICmpNE(code, b_.getInt32(0)), bad, good, weights);
    enter(bad);
    b_.CreateStore(code, code_);
    b_.CreateBr(fail_);
    enter(good);
}

// One cell a leaf, in one piece of stack for each op.
Value* Host::operand_cells(const std::vector<ir::ValueId>& operands) {
    auto leaves = leaves_of(types_of(g_, operands));
    auto* cells = stack(llvm::ArrayType::get(b_.getInt128Ty(), std::max<std::size_t>(1, leaves.size())));
    cells->setAlignment(llvm::Align(16));
    std::uint64_t at = 0;
    for (auto v : operands) {
        auto& parts = value(v);
        std::size_t part = 0;
        for (auto& leaf : leaves_of({g_.type(v)})) {
            Value* cell = field(cells, at);
            at += sizeof(launch::Cell);
            std::size_t n = num_parts(leaf);
            if (leaf.is_scalar()) store_num(b_, leaf.dtype(), {parts[part], n > 1 ? parts[part + 1] : nullptr}, cell);
            else if (leaf.is_any()) b_.CreateStore(parts[part], cell);
            else if (g_.type(v).is_array()) b_.CreateStore(descriptor_of(v), cell);
            else b_.CreateStore(spill(Values(parts.begin() + part, parts.begin() + part + n)), cell);
            part += n;
        }
    }
    return cells;
}

Host::Results Host::result_cells(const std::vector<ir::Type>& types) {
    auto leaves = leaves_of(types);
    Results r;
    auto* cells = stack(llvm::ArrayType::get(b_.getInt128Ty(), std::max<std::size_t>(1, leaves.size())));
    cells->setAlignment(llvm::Align(16));
    r.cells = cells;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        if (!leaves[i].is_array()) continue;
        r.descriptors.push_back(stack(llvm::ArrayType::get(b_.getInt64Ty(), num_parts(leaves[i]))));
        b_.CreateStore(r.descriptors.back(), field(cells, sizeof(launch::Cell) * i));
    }
    return r;
}

void Host::define_results(const std::vector<ir::ValueId>& results, const Results& from) {
    std::uint64_t at = 0;
    std::size_t array = 0;
    for (auto v : results) {
        Values parts;
        for (auto& leaf : leaves_of({g_.type(v)})) {
            Value* cell = field(from.cells, at);
            at += sizeof(launch::Cell);
            if (leaf.is_scalar()) {
                Num n = load_num(b_, leaf.dtype(), cell);
                parts.push_back(n.re);
                if (n.im) parts.push_back(n.im);
            } else if (leaf.is_any()) {
                parts.push_back(b_.CreateLoad(b_.getPtrTy(), cell));
            } else {
                Value* descriptor = from.descriptors[array++];
                parts.append(array_from(descriptor, leaf.ndim()));
                if (g_.type(v).is_array()) descriptors_[v] = descriptor;
            }
        }
        define(v, std::move(parts));
    }
}

void Host::emit_fused(const Op& op) {
    int index = static_cast<int>(program_.kernels.size());
    ir::OpId id = current_;
    KernelPlan plan = plan_kernel(g_, id, index);
    auto& operands = plan.info.operands;
    auto* arrays = stack(llvm::ArrayType::get(b_.getPtrTy(), operands.size()));
    auto* scalars = stack(llvm::ArrayType::get(b_.getInt128Ty(), std::max<std::size_t>(1, plan.scalars.size())));
    scalars->setAlignment(llvm::Align(16));
    std::uint64_t dying = 0;
    for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
        ir::ValueId v = op.operands[i];
        int place = plan.inputs[i];
        if (place >= 0) b_.CreateStore(descriptor_of(v), field(arrays, 8 * static_cast<std::uint64_t>(place)));
        else store_num(b_, plan.scalars[~place], num(v), field(scalars, sizeof(launch::Cell) * static_cast<std::uint64_t>(~place)));
    }
    for (auto i : ir::attr_or<std::vector<std::int64_t>>(op, "dying", {})) {
        int place = plan.inputs.at(static_cast<std::size_t>(i));
        if (place >= 0 && place < 64) dying |= std::uint64_t{1} << place;
    }
    std::size_t target = plan.inputs.size(), result = 0;
    for (std::size_t k = static_cast<std::size_t>(plan.num_inputs()); k < operands.size(); ++k) {
        Value* descriptor;
        if (operands[k].role == Role::Store) descriptor = descriptor_of(op.operands[target++]);
        else {
            ir::ValueId r = op.results[result++];
            descriptor = stack(llvm::ArrayType::get(b_.getInt64Ty(), num_parts(g_.type(r))));
            descriptors_[r] = descriptor;
            if (operands[k].role == Role::Reduce && is_read_at_once(r)) {
                operands[k].local = true;
                b_.CreateStore(stack(b_.getInt128Ty()), descriptor);
            }
        }
        b_.CreateStore(descriptor, field(arrays, 8 * k));
    }
    call_runtime("phx_launch", {frame_, b_.getInt32(static_cast<std::uint32_t>(index)), arrays, scalars, b_.getInt64(dying)});
    for (auto r : op.results) define(r, array_from(descriptors_[r], g_.type(r).ndim()));
    program_.kernels.push_back(std::move(plan.info));
    fused_.push_back(id);
}

void Host::emit_library(const Op& op) {
    launch::CallInfo info;
    info.code = op.code;
    info.op = op;
    // Ids of the graph mean nothing once it is gone.
    info.op.operands.clear();
    info.op.results.clear();
    info.op.regions.clear();
    info.operands = types_of(g_, op.operands);
    info.results = types_of(g_, op.results);
    info.slots = slots_of(op);
    Value* index = b_.getInt32(static_cast<std::uint32_t>(program_.calls.size()));
    Results results = result_cells(info.results);
    if (!op.results.empty() && is_read_at_once(op.results[0])) {
        info.local = true;
        b_.CreateStore(stack(b_.getInt128Ty()), results.descriptors[0]);
    }
    program_.calls.push_back(std::move(info));
    call_runtime("phx_call", {frame_, index, operand_cells(op.operands), results.cells});
    define_results(op.results, results);
    know_extents(op);
}

// The shape that a call was given is the one that it has made: so LLVM knows that two arrays are of one length.
void Host::know_extents(const Op& op) {
    Values extents;
    switch (op.code) {
        case OpCode::zeros:
        case OpCode::empty:
        case OpCode::full:
            for (std::size_t i = op.code == OpCode::full; i < op.operands.size(); ++i) {
                const ir::Type& t = g_.type(op.operands[i]);
                if (!t.is_scalar() || arrays::is_inexact(t.dtype())) return;
                extents.push_back(index(op.operands[i]));
            }
            break;
        case OpCode::copy: {
            auto& from = value(op.operands.at(0));
            const int ndim = g_.type(op.operands[0]).ndim();
            extents.append(from.begin() + 2, from.begin() + 2 + ndim);
            break;
        }
        default: return;
    }
    const ir::Type& made = g_.type(op.results.at(0));
    internal_check(extents.size() == static_cast<std::size_t>(made.ndim()), "an array of {} axes has {} extents", made.ndim(),
                   extents.size());
    Values parts = value(op.results[0]);
    std::copy(extents.begin(), extents.end(), parts.begin() + 2);
    define(op.results[0], std::move(parts));
}

std::vector<std::string> Host::strings_of(const std::vector<ir::ValueId>& operands) const {
    std::vector<std::string> all;
    for (auto v : operands)
        if (auto it = strings_.find(v); it != strings_.end()) all.insert(all.end(), it->second.begin(), it->second.end());
    return all;
}

int Host::foreign_info(const Op& op, std::string callee) {
    launch::ForeignInfo info;
    info.callee = std::move(callee);
    info.keywords = ir::attr_or<std::vector<std::string>>(op, "keywords", {});
    const auto told = static_cast<std::size_t>(ir::attr_or<std::int64_t>(op, "told", 0));
    info.operands = types_of(g_, op.operands);
    info.operands.resize(op.operands.size() - told);
    for (auto n : ir::attr_or<std::vector<std::int64_t>>(op, "objects", {})) info.objects.push_back(static_cast<int>(n));
    for (auto n : ir::attr_or<std::vector<std::int64_t>>(op, "read_only_objects", {})) info.read_only.push_back(static_cast<int>(n));
    internal_check(info.objects.empty() || info.objects.size() == leaves_of(info.operands).size(),
                   "the objects of '{}' are not all known", info.callee);
    info.strings = strings_of(op.operands);
    info.result = op.results.empty() ? ir::Type::none() : g_.type(op.results[0]);
    info.object_slot = static_cast<int>(ir::attr_or<std::int64_t>(op, "object_slot", -1));
    // unbox to an array: the slot is one of the buffers'.
    if (info.result.is_array()) info.object_slot = slots_of(op).at(0);
    info.span = op.span;
    info.file = op.file;
    program_.foreigns.push_back(std::move(info));
    return static_cast<int>(program_.foreigns.size()) - 1;
}

void Host::emit_foreign(const Op& op) {
    Value* index = b_.getInt32(static_cast<std::uint32_t>(foreign_info(op, ir::attr<std::string>(op, "callee"))));
    Results results = result_cells(types_of(g_, op.results));
    call_runtime("phx_foreign", {frame_, index, operand_cells(op.operands), results.cells});
    define_results(op.results, results);
}

void Host::emit_box(const Op& op) {
    Value* index = b_.getInt32(static_cast<std::uint32_t>(foreign_info(op, "box")));
    Results results = result_cells(types_of(g_, op.results));
    call_runtime("phx_box", {frame_, index, operand_cells(op.operands), results.cells});
    define_results(op.results, results);
}

void Host::emit_unbox(const Op& op) {
    Value* index = b_.getInt32(static_cast<std::uint32_t>(foreign_info(op, "unbox")));
    Results results = result_cells(types_of(g_, op.results));
    call_runtime("phx_unbox", {frame_, index, operand_cells(op.operands), results.cells});
    define_results(op.results, results);
}

// A 0-d array that only the host reads: nothing else can want it to lie in a buffer.
bool Host::is_read_at_once(ir::ValueId v) const {
    return g_.type(v).is_array() && g_.type(v).ndim() == 0 && !shared_.contains(v);
}

void Host::wait_for(ir::ValueId v) {
    Value* buffer = value(v)[1];
    if (is_read_at_once(v)) {
        auto *wait = block("wait"), *ready = block("ready");
        b_.CreateCondBr(b_.CreateIsNull(buffer), ready, wait);
        enter(wait);
        call_runtime("phx_wait", {frame_, buffer});
        b_.CreateBr(ready);
        enter(ready);
    } else if (loops_.empty()) {
        call_runtime("phx_wait", {frame_, buffer});
    } else {
        wait_if_touched(buffer);
    }
    flags_are_stale_ = true;
}

// What Frame::wait does, without the call where no task has ever touched the buffer.
void Host::wait_if_touched(Value* buffer) {
    auto *look = block("look"), *alone = block("alone"), *wait = block("wait"), *ready = block("ready");
    auto* weights = llvm::MDBuilder(m_.getContext()).createBranchWeights(1 << 10, 1);
    b_.CreateCondBr(b_.CreateIsNull(buffer), alone, look);
    enter(look);
    auto* log = b_.CreateAlignedLoad(b_.getPtrTy(), field(buffer, offsetof(arrays::Buffer, log)), llvm::Align(8));
    log->setAtomic(llvm::AtomicOrdering::Acquire);
    b_.CreateCondBr(b_.CreateIsNull(log), alone, wait, weights);
    enter(alone);
    Value* errors = b_.CreateLoad(b_.getPtrTy(), field(frame_, offsetof(launch::FrameHead, error_at)));
    auto* error = b_.CreateAlignedLoad(b_.getInt64Ty(), errors, llvm::Align(8));
    error->setAtomic(llvm::AtomicOrdering::Acquire);
    Value* put_off = b_.CreateLoad(b_.getInt8Ty(), field(frame_, offsetof(launch::FrameHead, put_off)));
    Value* quiet = b_.CreateAnd(b_.CreateICmpEQ(error, b_.getInt64(~std::uint64_t{0})), b_.CreateIsNull(put_off));
    b_.CreateCondBr(quiet, ready, wait, weights);
    enter(wait);
    call_runtime("phx_wait", {frame_, buffer});
    b_.CreateBr(ready);
    enter(ready);
}

// Inside loops most slots are empty: what they had was passed on.
void Host::drop(int slot) {
    Value* number = b_.getInt32(static_cast<std::uint32_t>(slot));
    if (loops_.empty()) return call_void("phx_drop", {frame_, number});
    auto *full = block("full"), *empty = block("empty");
    Value* slots = b_.CreateLoad(b_.getPtrTy(), field(frame_, offsetof(launch::FrameHead, slots)));
    Value* held = b_.CreateLoad(b_.getPtrTy(), field(slots, 8 * static_cast<std::uint64_t>(slot)));
    b_.CreateCondBr(b_.CreateIsNull(held), empty, full);
    enter(full);
    call_void("phx_drop", {frame_, number});
    b_.CreateBr(empty);
    enter(empty);
}

// The slot where the value of a hold was, when that is dropped right afterwards: the hold takes the reference over.
void Host::find_passed_on(ir::RegionId region, ir::OpId hold, std::unordered_set<ir::OpId>& dropped) {
    const ir::ValueId held = g_.op(hold).operands.at(0);
    auto made = definitions_.find(held);
    if (!g_.op(hold).attrs.contains("slot") || made == definitions_.end()) return;
    const Op& by = *made->second;
    if (by.code != OpCode::fused && ops::info(by.code).kind != ops::Kind::Library) return;
    auto which = std::find(by.results.begin(), by.results.end(), held) - by.results.begin();
    const int from = slots_of(by).at(static_cast<std::size_t>(which));
    auto& ops = g_.region(region).ops;
    for (auto o = std::find(ops.begin(), ops.end(), hold) + 1; from >= 0 && o != ops.end(); ++o) {
        const Op& next = g_.op(*o);
        const bool holds = next.code == OpCode::hold && next.operands[0] != held;
        if (!holds && (next.code != OpCode::drop || !next.attrs.contains("slot"))) return;
        if (holds || ir::attr<std::int64_t>(next, "slot") != from) continue;
        passed_on_[hold] = from;
        dropped.insert(*o);
        return;
    }
}

void Host::emit_owner(const Op& op) {
    auto slot_at = [&](const char* key) { return b_.getInt32(static_cast<std::uint32_t>(ir::attr<std::int64_t>(op, key))); };
    bool object = op.attrs.contains("object_slot");
    if (tiny_) {  // lines on the stack have no owner, and no task knows them
        if (!op.results.empty()) define(op.results[0], value(op.operands.at(0)));
        return;
    }
    switch (op.code) {
        case OpCode::wait: {
            const ir::Type& t = g_.type(op.operands.at(0));
            internal_check(t.is_array(), "wait for a {}", t.to_string());
            wait_for(op.operands[0]);
            if (!op.results.empty()) define(op.results[0], value(op.operands[0]));
            return;
        }
        case OpCode::hold: {
            auto& parts = value(op.operands.at(0));
            if (object) call_void("phx_hold_object", {frame_, slot_at("object_slot"), parts[0]});
            else {
                Value* slot = op.attrs.contains("slot") ? slot_at("slot")
                                                        : b_.getInt32(static_cast<std::uint32_t>(slots_of(op).at(0)));
                auto from = passed_on_.find(current_);
                if (from == passed_on_.end()) call_void("phx_hold", {frame_, slot, parts[1]});
                else call_void("phx_pass_on", {frame_, slot, b_.getInt32(static_cast<std::uint32_t>(from->second)), parts[1]});
            }
            if (!op.results.empty()) define(op.results[0], parts);
            return;
        }
        case OpCode::drop:
            if (object) call_void("phx_drop_object", {frame_, slot_at("object_slot")});
            else drop(static_cast<int>(ir::attr<std::int64_t>(op, "slot")));
            return;
        default: throw support::InternalError(fmt::format("op '{}' is not in plan form", ops::info(op.code).name));
    }
}

}  // namespace phylanx::codegen
