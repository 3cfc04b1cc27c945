// Loop functions of fused ops: rows, blocks of a row, vectors of a block, single elements at its end.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/kernel_loops.h"

#include <llvm/IR/Attributes.h>
#include <llvm/IR/GlobalVariable.h>

#include "codegen/kernel_reduce.h"
#include "codegen/staging.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

using launch::Role;
using llvm::Value;

// Vector widths for one pass over a block, in falling order and each a divisor of the one before.
std::vector<unsigned> choose_widths(const KernelPlan& p, KernelMode mode) {
    if (p.info.ndim == 0) return {1};
    unsigned full = std::max(1u, 64 / p.largest);
    if (p.scalarized) full = std::min(full, 4u);
    if (full == 1) return {1};
    if (p.costly) return {full, 1};
    // Several independent accumulators hide the latency of the addition.
    if (mode == KernelMode::InnerReduced) return {2 * full, full / 2, 1};
    if (full >= 32) return {full, full / 8, 1};
    return {full, 1};
}

}  // namespace

KernelLoops::KernelLoops(llvm::Module& m, const KernelPlan& p, KernelMode mode_, const std::string& name, bool fastmath)
    : plan(p), mode(mode_), b(m.getContext()), widths(choose_widths(p, mode_)) {
    auto* type = llvm::FunctionType::get(
        b.getInt32Ty(), {b.getPtrTy(), b.getPtrTy(), b.getInt64Ty(), b.getInt64Ty()}, false);
    function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, name, m);
    function->addFnAttr(llvm::Attribute::NoUnwind);
    function->addFnAttr("prefer-vector-width", std::to_string(host_target().vector_bits));
    b.SetInsertPoint(llvm::BasicBlock::Create(m.getContext(), "entry", function));
    if (fastmath) {
        llvm::FastMathFlags flags;
        flags.setAllowContract(true);
        flags.setAllowReassoc(true);
        flags.setAllowReciprocal(true);
        flags.setNoSignedZeros();
        b.setFastMathFlags(flags);
    }
    outer = function->getArg(2);
    inner = function->getArg(3);
    block_size = 16 * widths[0];
    if (block_size < 128) block_size = 128;
}

Value* KernelLoops::offset(Value* base, Value* bytes) { return b.CreateGEP(b.getInt8Ty(), base, bytes); }

void KernelLoops::load_operands() {
    status = b.CreateAlloca(b.getInt32Ty());
    b.CreateStore(b.getInt32(0), status);
    Value* single = b.CreateICmpEQ(inner, b.getInt64(1));
    any_staged = b.getFalse();
    for (std::size_t k = 0; k < plan.info.operands.size(); ++k) {
        Operand o;
        o.info = &plan.info.operands[k];
        o.is_input = o.info->role == Role::Input;
        auto field = [&](unsigned i, llvm::Type* t) {
            Value* at = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), function->getArg(0), 24 * k + 8 * i);
            return b.CreateLoad(t, at);
        };
        o.data = field(0, b.getPtrTy());
        o.outer_stride = field(1, b.getInt64Ty());
        o.inner_stride = field(2, b.getInt64Ty());
        o.item = b.getInt64(arrays::item_size(o.info->dtype));
        o.in_register = o.info->role == Role::Reduce && mode == KernelMode::InnerReduced;
        if (!o.in_register) {
            if (in_blocks() || o.is_input) {  // for a block, or for one vector of a repeated element
                const unsigned n = in_blocks() ? block_size : widths[0];
                auto* buffer = b.CreateAlloca(llvm::ArrayType::get(b.getInt8Ty(), n * arrays::item_size(o.info->dtype)));
                buffer->setAlignment(llvm::Align(64));
                o.buffer = buffer;
            }
            o.repeated = o.is_input ? b.CreateAnd(b.CreateICmpEQ(o.inner_stride, b.getInt64(0)), b.CreateNot(single))
                                    : b.getFalse();
            Value* contiguous = b.CreateOr(single, b.CreateICmpEQ(o.inner_stride, o.item));
            o.staged = b.CreateNot(b.CreateOr(contiguous, o.repeated));
            any_staged = b.CreateOr(any_staged, o.staged);
        }
        operands.push_back(o);
    }
}

void KernelLoops::load_scalars() {
    for (unsigned w : widths) {
        auto& row = scalars.emplace_back();
        for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
            Value* at = b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), function->getArg(1), sizeof(launch::Cell) * i);
            row.push_back(splat_num(b, load_num(b, plan.scalars[i], at), w));
        }
    }
}

// Row o: where each operand's elements start; a repeated one becomes a vector of copies, read with step 0.
void KernelLoops::start_row(Value* o) {
    for (auto& k : operands) {
        k.row = offset(k.data, b.CreateMul(o, k.outer_stride));
        if (k.in_register || !k.is_input) {
            k.base = k.row;
            k.step = k.item;
            continue;
        }
        emit_if(b, k.repeated, [&] {
            store_num(b, k.info->dtype, splat_num(b, load_num(b, k.info->dtype, k.row), widths[0]), k.buffer);
        });
        k.base = b.CreateSelect(k.repeated, k.buffer, k.row);
        k.step = b.CreateSelect(k.repeated, b.getInt64(0), k.item);
    }
}

// The loops over strided elements are C++: written out here, they would be most of many a function's code.
void KernelLoops::copy_strided(const Operand& k, bool gathers, Value* to, Value* from, Value* n) {
    const auto size = static_cast<int>(arrays::item_size(k.info->dtype));
    for (const StridedCopies& copies : strided_copies()) {
        if (copies.item_size != size) continue;
        auto* type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy(), b.getPtrTy(), b.getInt64Ty(), b.getInt64Ty()},
                                             false);
        llvm::AttrBuilder facts(b.getContext());
        facts.addAttribute(llvm::Attribute::NoUnwind);
        facts.addAttribute(llvm::Attribute::WillReturn);
        facts.addMemoryAttr(llvm::MemoryEffects::argMemOnly());
        auto attributes = llvm::AttributeList::get(b.getContext(), llvm::AttributeList::FunctionIndex, facts);
        const char* symbol = gathers ? copies.gather_symbol : copies.scatter_symbol;
        auto callee = function->getParent()->getOrInsertFunction(symbol, type, attributes);
        b.CreateCall(callee, {to, from, k.inner_stride, n});
        return;
    }
    support::internal_check(false, "no copy of elements of {} bytes", size);
}

// Elements [start, start + n) of the row: strided operands are gathered into their buffers.
void KernelLoops::start_block(Value* start, Value* n) {
    for (auto& k : operands) {
        if (k.in_register) continue;
        bool reads = k.is_input || k.info->role == Role::Reduce;
        if (reads) {
            emit_if(b, k.staged, [&] {
                copy_strided(k, true, k.buffer, offset(k.row, b.CreateMul(start, k.inner_stride)), n);
            });
        }
        k.at = b.CreateSelect(k.staged, k.buffer, offset(k.base, b.CreateMul(start, k.step)));
    }
}

void KernelLoops::finish_block(Value* start, Value* n) {
    for (auto& k : operands) {
        if (k.in_register || k.is_input) continue;
        emit_if(b, k.staged, [&] {
            copy_strided(k, false, offset(k.row, b.CreateMul(start, k.inner_stride)), k.buffer, n);
        });
    }
}

Emitter KernelLoops::emitter(unsigned lanes) {
    Emitter e(b, lanes);
    e.quiet = true;
    auto note = [this](Value* mask, std::int32_t bit) {
        Value* any = mask->getType()->isVectorTy() ? b.CreateOrReduce(mask) : mask;
        Value* bits = b.CreateSelect(any, b.getInt32(static_cast<std::uint32_t>(bit)), b.getInt32(0));
        b.CreateStore(b.CreateOr(b.CreateLoad(b.getInt32Ty(), status), bits), status);
    };
    e.on_flag = note;  // the FE_ values are status bits
    e.on_negative_power = [note, this](Value* mask) {
        auto number = std::find(plan.powers.begin(), plan.powers.end(), current) - plan.powers.begin();
        note(mask, launch::negative_power_bit(static_cast<std::size_t>(number)));
    };
    return e;
}

// One application of the body to the elements from i on; gives the values that stay in registers.
std::vector<Num> KernelLoops::apply(std::size_t level, Value* i) {
    Emitter e = emitter(widths[level]);
    auto address = [&](Operand& k) { return offset(k.at, b.CreateMul(i, k.step)); };
    std::vector<Num> inputs;
    for (int place : plan.inputs) {
        if (place < 0) inputs.push_back(scalars[level][~place]);
        else inputs.push_back(load_num(b, operands[place].info->dtype, address(operands[place]), e.lanes));
    }
    std::vector<Num> yields = emit_body(e, plan, inputs, current);
    std::vector<Num> reduced;
    for (std::size_t k = 0; k < yields.size(); ++k) {
        Operand& o = operands[plan.num_inputs() + k];
        DType t = o.info->dtype;
        Num v = emit_conversion(e, yields[k], plan.yields[k], t);
        if (o.in_register) {
            reduced.push_back(v);
            continue;
        }
        Value* at = address(o);
        if (o.info->role == Role::Reduce) v = emit_fold(e, o.info->reduce, t, load_num(b, t, at, e.lanes), v);
        store_num(b, t, v, at);
    }
    return reduced;
}

// Strided operands: this very function is called again with contiguous ones, block by block.
void KernelLoops::leave_where_staged() {
    std::string uses;
    for (const Operand& k : operands) {
        const bool folds = k.info->role == Role::Reduce;
        unsigned use = static_cast<unsigned>(arrays::item_size(k.info->dtype));
        use |= (k.is_input || folds ? kReads : 0u) | (k.is_input ? 0u : kWrites) | (folds ? kFolds : 0u);
        uses += static_cast<char>(use);
    }
    llvm::Module& m = *function->getParent();
    std::string name = "uses";  // by content: equal functions must stay equal
    for (char c : uses) name += fmt::format("_{:02x}", static_cast<unsigned char>(c));
    llvm::GlobalVariable* table = m.getGlobalVariable(name, true);
    if (!table) {
        auto* bytes = llvm::ConstantDataArray::getString(b.getContext(), uses, false);
        table = new llvm::GlobalVariable(m, bytes->getType(), true, llvm::GlobalValue::InternalLinkage, bytes, name);
    }
    auto* p = b.getPtrTy();
    auto* n = b.getInt64Ty();
    auto* type = llvm::FunctionType::get(b.getInt32Ty(), {p, p, p, n, n, p, n}, false);
    auto callee = m.getOrInsertFunction("phxm_run_staged", type);
    auto* staged = llvm::BasicBlock::Create(b.getContext(), "staged", function);
    auto* direct = llvm::BasicBlock::Create(b.getContext(), "direct", function);
    b.CreateCondBr(any_staged, staged, direct);
    b.SetInsertPoint(staged);
    auto* call = b.CreateCall(callee, {function, function->getArg(0), function->getArg(1), outer, inner, table,
                                       b.getInt64(uses.size())});
    call->setDoesNotThrow();
    b.CreateRet(call);
    b.SetInsertPoint(direct);
}

void KernelLoops::emit() {
    load_operands();
    load_scalars();
    if (!in_blocks()) leave_where_staged();
    Reduction reduction(*this);
    auto run_levels = [&](Value* n, Values in_registers) {
        Value* done = b.getInt64(0);
        for (std::size_t level = 0; level < widths.size(); ++level) {
            Value* end = widths[level] == 1 ? n : b.CreateAnd(n, b.getInt64(-std::int64_t{widths[level]}));
            in_registers = reduction.run_level(level, done, end, in_registers);
            done = end;
        }
        return in_registers;
    };
    auto for_rows = [&](const std::function<void()>& row) {
        emit_loop(b, b.getInt64(0), outer, b.getInt64(1), {}, [&](Value* o, const Values&) {
            start_row(o);
            for (auto& k : operands) k.at = k.base;
            row();
            return Values{};
        });
    };
    if (!in_blocks()) {
        for_rows([&] { run_levels(inner, {}); });
        b.CreateRet(b.CreateLoad(b.getInt32Ty(), status));
        return;
    }
    // Rows of one block, as they lie: what the blocks below need would cost more than a short row itself.
    Value* block = b.getInt64(block_size);
    Value* one_block = b.CreateAnd(b.CreateNot(any_staged), b.CreateICmpSLE(inner, block));
    emit_if(b, one_block, [&] {
        for_rows([&] { reduction.finish_row(run_levels(inner, reduction.initial()), false); });
    }, [&] {
        Value* limit = Reduction::needs_blocks(*this) ? block : b.CreateSelect(any_staged, block, inner);
        for_rows([&] {
            Values carried = emit_loop(b, b.getInt64(0), inner, limit, reduction.initial(),
                                       [&](Value* start, Values in_registers) {
                Value* n = b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, limit, b.CreateSub(inner, start));
                start_block(start, n);
                reduction.start_block(in_registers);
                in_registers = run_levels(n, in_registers);
                finish_block(start, n);
                reduction.finish_block(in_registers);
                return in_registers;
            });
            reduction.finish_row(carried, true);
        });
    });
    b.CreateRet(b.CreateLoad(b.getInt32Ty(), status));
}

llvm::Function* emit_kernel(llvm::Module& m, const KernelPlan& plan, KernelMode mode, const std::string& name,
                            bool fastmath) {
    KernelLoops loops(m, plan, mode, name, fastmath);
    loops.emit();
    return loops.function;
}

}  // namespace phylanx::codegen
