// Loop functions of fused ops: rows, blocks of a row, vectors of a block, single elements at its end.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/kernel_loops.h"

#include <llvm/IR/Attributes.h>

#include "codegen/kernel_reduce.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

using launch::Role;
using llvm::Value;

// Vector widths for one pass over a block, in falling order and each a divisor of the one before.
std::vector<unsigned> choose_widths(const KernelPlan& p, KernelMode mode) {
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
            auto* space = llvm::ArrayType::get(b.getInt8Ty(), block_size * arrays::item_size(o.info->dtype));
            auto* buffer = b.CreateAlloca(space);
            buffer->setAlignment(llvm::Align(64));
            o.buffer = buffer;
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

void KernelLoops::copy_element(Operand& k, Value* to, Value* from) {
    // Complex numbers are moved as two parts, the others as they lie.
    auto* part = memory_type(b.getContext(), k.info->dtype);
    llvm::Type* whole = arrays::is_complex(k.info->dtype) ? llvm::FixedVectorType::get(part, 2) : part;
    if (part->isHalfTy()) whole = b.getInt16Ty();
    b.CreateAlignedStore(b.CreateAlignedLoad(whole, from, llvm::Align(1)), to, llvm::Align(1));
}

// Elements [start, start + n) of the row: strided operands are gathered into their buffers.
void KernelLoops::start_block(Value* start, Value* n) {
    for (auto& k : operands) {
        if (k.in_register) continue;
        bool reads = k.is_input || k.info->role == Role::Reduce;
        if (reads) {
            emit_if(b, k.staged, [&] {
                Value* from = offset(k.row, b.CreateMul(start, k.inner_stride));
                emit_loop(b, b.getInt64(0), n, b.getInt64(1), {}, [&](Value* i, const Values&) {
                    copy_element(k, offset(k.buffer, b.CreateMul(i, k.item)),
                                 offset(from, b.CreateMul(i, k.inner_stride)));
                    return Values{};
                });
            });
        }
        k.at = b.CreateSelect(k.staged, k.buffer, offset(k.base, b.CreateMul(start, k.step)));
    }
}

void KernelLoops::finish_block(Value* start, Value* n) {
    for (auto& k : operands) {
        if (k.in_register || k.is_input) continue;
        emit_if(b, k.staged, [&] {
            Value* to = offset(k.row, b.CreateMul(start, k.inner_stride));
            emit_loop(b, b.getInt64(0), n, b.getInt64(1), {}, [&](Value* i, const Values&) {
                copy_element(k, offset(to, b.CreateMul(i, k.inner_stride)),
                             offset(k.buffer, b.CreateMul(i, k.item)));
                return Values{};
            });
        });
    }
}

Emitter KernelLoops::emitter(unsigned lanes) {
    Emitter e(b, lanes);
    e.quiet = true;
    auto note = [this](std::int32_t bit) {
        return [this, bit](Value* mask) {
            Value* any = mask->getType()->isVectorTy() ? b.CreateOrReduce(mask) : mask;
            Value* bits = b.CreateSelect(any, b.getInt32(bit), b.getInt32(0));
            b.CreateStore(b.CreateOr(b.CreateLoad(b.getInt32Ty(), status), bits), status);
        };
    };
    e.on_divide_by_zero = note(launch::kIntegerDivideByZero);
    e.on_negative_power = note(launch::kNegativeIntegerPower);
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
    std::vector<Num> yields = emit_body(e, plan, inputs);
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

void KernelLoops::emit() {
    load_operands();
    load_scalars();
    bool blocks = mode == KernelMode::InnerReduced && Reduction::needs_blocks(*this);
    Value* block = b.getInt64(block_size);
    Value* limit = blocks ? block : b.CreateSelect(any_staged, block, inner);
    Reduction reduction(*this);
    emit_loop(b, b.getInt64(0), outer, b.getInt64(1), {}, [&](Value* o, const Values&) {
        start_row(o);
        Values carried = emit_loop(b, b.getInt64(0), inner, limit, reduction.initial(),
                                   [&](Value* start, Values in_registers) {
            Value* n = b.CreateBinaryIntrinsic(llvm::Intrinsic::smin, limit, b.CreateSub(inner, start));
            start_block(start, n);
            reduction.start_block(in_registers);
            Value* done = b.getInt64(0);
            for (std::size_t level = 0; level < widths.size(); ++level) {
                Value* end = widths[level] == 1 ? n : b.CreateAnd(n, b.getInt64(-std::int64_t{widths[level]}));
                in_registers = reduction.run_level(level, done, end, in_registers);
                done = end;
            }
            finish_block(start, n);
            reduction.finish_block(in_registers);
            return in_registers;
        });
        reduction.finish_row(carried);
        return Values{};
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
