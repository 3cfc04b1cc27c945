// The entry function: values, stack slots and descriptors.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/host.h"

#include <llvm/IR/Module.h>

namespace phylanx::codegen {

using ir::TypeKind;
using llvm::Value;
using support::internal_check;

void append_leaves(const ir::Type& t, std::vector<ir::Type>& leaves) {
    if (t.is_sequence())
        for (auto& e : t.elements()) append_leaves(e, leaves);
    else if (t.is_scalar() || t.is_array() || t.is_any()) leaves.push_back(t);
}

std::vector<ir::Type> leaves_of(const std::vector<ir::Type>& types) {
    std::vector<ir::Type> leaves;
    for (auto& t : types) append_leaves(t, leaves);
    return leaves;
}

void append_parts(llvm::LLVMContext& ctx, const ir::Type& t, llvm::SmallVectorImpl<llvm::Type*>& parts) {
    auto* pointer = llvm::PointerType::get(ctx, 0);
    if (t.is_sequence())
        for (auto& e : t.elements()) append_parts(ctx, e, parts);
    else if (t.is_scalar())
        parts.append(arrays::is_complex(t.dtype()) ? 2 : 1, compute_type(ctx, t.dtype()));
    else if (t.is_any()) parts.push_back(pointer);
    else if (t.is_array()) {
        parts.append(2, pointer);
        parts.append(2 * static_cast<std::size_t>(t.ndim()), llvm::Type::getInt64Ty(ctx));
    }
}

std::size_t num_parts(const ir::Type& t) {
    if (t.is_array()) return 2 + 2 * static_cast<std::size_t>(t.ndim());
    if (t.is_scalar()) return arrays::is_complex(t.dtype()) ? 2 : 1;
    if (t.is_any()) return 1;
    std::size_t n = 0;
    for (auto& e : t.elements()) n += num_parts(e);
    return n;
}

Host::Host(llvm::Module& m, const ir::Graph& g, launch::Program& program, const std::vector<bool>& compact)
    : m_(m), g_(g), program_(program), compact_(find_compact(g, compact)), b_(m.getContext()) {
    ir::walk(g, g.body, [&](ir::OpId o) {
        const Op& op = g.op(o);
        if (op.code != ops::OpCode::item && op.code != ops::OpCode::wait) shared_.insert(op.operands.begin(), op.operands.end());
    });
}

llvm::Function* Host::emit() {
    auto* pointer = b_.getPtrTy();
    auto* type = llvm::FunctionType::get(b_.getInt32Ty(), {pointer, pointer, pointer}, false);
    function_ = llvm::Function::Create(type, llvm::Function::ExternalLinkage, "entry", m_);
    function_->addFnAttr(llvm::Attribute::NoUnwind);
    function_->addFnAttr("prefer-vector-width", std::to_string(host_target().vector_bits));
    watches_flags_ = uses_float_scalars();
    begin_function();
    read_parameters();
    emit_region(g_.body, [](const Op&) { throw support::InternalError("a function ends in yield"); });
    internal_check(dead_, "a function's region does not end in return");
    end_function();
    return function_;
}

void Host::begin_function() {
    frame_ = function_->getArg(0);
    enter(block("entry"));
    budget_ = stack(b_.getInt64Ty());
    code_ = stack(b_.getInt32Ty());
    b_.CreateStore(b_.getInt64(0), budget_);
    fail_ = block("fail");
    flags_are_stale_ = true;
    flags_room_ = nullptr;
}

void Host::end_function() {
    enter(fail_);
    b_.CreateRet(b_.CreateLoad(b_.getInt32Ty(), code_));
}

void Host::read_parameters() {
    Value* args = function_->getArg(1);
    std::uint64_t at = 0;
    for (auto v : g_.region(g_.body).args) {
        Values parts;
        for (auto& leaf : leaves_of({g_.type(v)})) {
            Value* cell = field(args, at);
            at += sizeof(launch::Cell);
            if (leaf.is_scalar()) {
                Num n = load_num(b_, leaf.dtype(), cell);
                parts.push_back(n.re);
                if (n.im) parts.push_back(n.im);
                continue;
            }
            Value* p = b_.CreateLoad(b_.getPtrTy(), cell);
            if (leaf.is_any()) parts.push_back(p);
            else parts.append(array_from(p, leaf.ndim()));
            if (g_.type(v).is_array()) descriptors_[v] = p;
        }
        define(v, std::move(parts));
    }
}

// The strides of a C-contiguous array, for LLVM to know.
void Host::make_compact(Values& array, const ir::Type& type) {
    auto ndim = static_cast<std::size_t>(type.ndim());
    Value* stride = b_.getInt64(static_cast<std::uint64_t>(arrays::item_size(type.dtype())));
    for (std::size_t i = ndim; i-- > 0;) {
        array[2 + ndim + i] = stride;
        // As where the strides are made: an extent of 0 counts as 1.
        if (i > 0) stride = b_.CreateMul(stride, b_.CreateBinaryIntrinsic(llvm::Intrinsic::umax, array[2 + i], b_.getInt64(1)));
    }
}

const Values& Host::value(ir::ValueId v) const {
    auto it = values_.find(v);
    internal_check(it != values_.end(), "value %{} is used before it is defined", v);
    return it->second;
}

void Host::define(ir::ValueId v, Values values) {
    internal_check(values.size() == num_parts(g_.type(v)), "value %{} of type {} is made of {} parts", v,
                   g_.type(v).to_string(), values.size());
    if (compact_.contains(v)) make_compact(values, g_.type(v));
    values_[v] = std::move(values);
}

Num Host::num(ir::ValueId v) const {
    auto& parts = value(v);
    internal_check(g_.type(v).is_scalar(), "value %{} of type {} is no number", v, g_.type(v).to_string());
    return {parts[0], parts.size() > 1 ? parts[1] : nullptr};
}

Value* Host::index(ir::ValueId v) {
    DType t = g_.type(v).dtype();
    Value* x = num(v).re;
    internal_check(!arrays::is_inexact(t), "an index is a {}", g_.type(v).to_string());
    return arrays::is_signed(t) ? b_.CreateSExt(x, b_.getInt64Ty()) : b_.CreateZExt(x, b_.getInt64Ty());
}

llvm::AllocaInst* Host::stack(llvm::Type* t) {
    auto& entry = function_->getEntryBlock();
    llvm::IRBuilder<> at(&entry, entry.begin());
    return at.CreateAlloca(t);
}

std::vector<llvm::AllocaInst*> Host::stack_for(const std::vector<ir::ValueId>& values) {
    std::vector<llvm::AllocaInst*> slots;
    for (auto v : values) {
        llvm::SmallVector<llvm::Type*, 8> parts;
        append_parts(m_.getContext(), g_.type(v), parts);
        for (auto* t : parts) slots.push_back(stack(t));
    }
    return slots;
}

void Host::assign(const std::vector<llvm::AllocaInst*>& to, const std::vector<ir::ValueId>& from) {
    std::size_t at = 0;
    for (auto v : from)
        for (auto* part : value(v)) {
            internal_check(at < to.size() && to[at]->getAllocatedType() == part->getType(),
                           "value %{} of type {} does not fit where it is yielded", v, g_.type(v).to_string());
            b_.CreateStore(part, to[at++]);
        }
    internal_check(at == to.size(), "a region yields too few values");
}

void Host::define_from(const std::vector<ir::ValueId>& values, const std::vector<llvm::AllocaInst*>& from) {
    std::size_t at = 0;
    for (auto v : values) {
        Values parts;
        for (std::size_t n = num_parts(g_.type(v)); n > 0; --n, ++at)
            parts.push_back(b_.CreateLoad(from[at]->getAllocatedType(), from[at]));
        define(v, std::move(parts));
    }
}

Value* Host::field(Value* base, std::uint64_t bytes) {
    return bytes == 0 ? base : b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), base, bytes);
}

Values Host::array_from(Value* descriptor, int ndim) {
    Values parts{b_.CreateLoad(b_.getPtrTy(), descriptor), b_.CreateLoad(b_.getPtrTy(), field(descriptor, 8))};
    for (int i = 0; i < 2 * ndim; ++i)
        parts.push_back(b_.CreateLoad(b_.getInt64Ty(), field(descriptor, 16 + 8 * static_cast<std::uint64_t>(i))));
    return parts;
}

Value* Host::spill(const Values& leaves) {
    auto* space = stack(llvm::ArrayType::get(b_.getInt64Ty(), leaves.size()));
    for (std::size_t i = 0; i < leaves.size(); ++i) b_.CreateStore(leaves[i], field(space, 8 * i));
    return space;
}

Value* Host::descriptor_of(ir::ValueId v) {
    // Parameters and results of calls already lie in memory; nobody writes there while the value can be used.
    if (auto it = descriptors_.find(v); it != descriptors_.end()) return it->second;
    return spill(value(v));
}

llvm::BasicBlock* Host::block(const char* name) {
    return llvm::BasicBlock::Create(m_.getContext(), name, function_);
}

}  // namespace phylanx::codegen
