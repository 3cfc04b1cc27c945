// Reductions in registers: accumulators, the tree of blocks, the last folding.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/kernel_reduce.h"

namespace phylanx::codegen {
namespace {

using llvm::Value;

bool is_float_sum(const launch::OperandInfo& o) {
    return o.role == launch::Role::Reduce && o.reduce == ops::OpCode::reduce_add && arrays::is_inexact(o.dtype);
}

constexpr unsigned kTreeDepth = 56;

}  // namespace

bool Reduction::needs_blocks(const KernelLoops& loops) {
    for (auto& o : loops.operands)
        if (is_float_sum(*o.info)) return true;
    return false;
}

Reduction::Reduction(KernelLoops& loops) : loops_(loops), b_(loops.b) {
    std::size_t next = 0;
    for (auto& k : loops_.operands) {
        if (!k.in_register) continue;
        Output o{&k, k.info->dtype, k.info->reduce, is_float_sum(*k.info)};
        if (o.tree) {
            auto* row = compute_type(b_.getContext(), o.dtype, loops_.widths[0]);
            unsigned parts = arrays::is_complex(o.dtype) ? 2 : 1;
            auto* space = b_.CreateAlloca(row, b_.getInt32(kTreeDepth * parts));
            space->setAlignment(llvm::Align(64));
            o.stack = space;
            blocks_ = true;
        }
        outputs_.push_back(o);
        first_.push_back(next);
        next += loops_.widths.size() * (arrays::is_complex(o.dtype) ? 2 : 1);
    }
}

Num Reduction::get(const Values& carried, std::size_t output, std::size_t level) const {
    bool pair = arrays::is_complex(outputs_[output].dtype);
    std::size_t at = first_[output] + level * (pair ? 2 : 1);
    return {carried[at], pair ? carried[at + 1] : nullptr};
}

void Reduction::set(Values& carried, std::size_t output, std::size_t level, Num v) const {
    std::size_t at = first_[output] + level * (v.im ? 2 : 1);
    carried[at] = v.re;
    if (v.im) carried[at + 1] = v.im;
}

Values Reduction::initial() {
    Values carried;
    for (auto& o : outputs_)
        for (unsigned w : loops_.widths) {
            Num v = reduce_identity(b_.getContext(), o.op, o.dtype, w);
            carried.push_back(v.re);
            if (v.im) carried.push_back(v.im);
        }
    if (blocks_) carried.push_back(b_.getInt64(0));
    return carried;
}

// A tree's widest accumulator starts anew in every block.
void Reduction::start_block(Values& carried) {
    for (std::size_t k = 0; k < outputs_.size(); ++k)
        if (outputs_[k].tree)
            set(carried, k, 0, reduce_identity(b_.getContext(), outputs_[k].op, outputs_[k].dtype, loops_.widths[0]));
}

Values Reduction::run_level(std::size_t level, Value* begin, Value* end, Values carried) {
    Values own;
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
        Num v = get(carried, k, level);
        own.push_back(v.re);
        if (v.im) own.push_back(v.im);
    }
    auto unpack = [&](const Values& values) {
        std::vector<Num> nums;
        std::size_t at = 0;
        for (auto& o : outputs_) {
            bool pair = arrays::is_complex(o.dtype);
            nums.push_back({values[at], pair ? values[at + 1] : nullptr});
            at += pair ? 2 : 1;
        }
        return nums;
    };
    Values after = emit_loop(b_, begin, end, b_.getInt64(loops_.widths[level]), own, [&](Value* i, const Values& acc) {
        std::vector<Num> values = loops_.apply(level, i);
        std::vector<Num> sums = unpack(acc);
        Emitter e = loops_.emitter(loops_.widths[level]);
        Values next;
        for (std::size_t k = 0; k < outputs_.size(); ++k) {
            Num v = emit_fold(e, outputs_[k].op, outputs_[k].dtype, sums[k], values[k]);
            next.push_back(v.re);
            if (v.im) next.push_back(v.im);
        }
        return next;
    });
    auto sums = unpack(after);
    for (std::size_t k = 0; k < outputs_.size(); ++k) set(carried, k, level, sums[k]);
    return carried;
}

Value* Reduction::stack_entry(const Output& o, Value* k) {
    auto* row = compute_type(b_.getContext(), o.dtype, loops_.widths[0]);
    unsigned parts = arrays::is_complex(o.dtype) ? 2 : 1;
    return b_.CreateGEP(row, o.stack, b_.CreateMul(k, b_.getInt64(parts)));
}

namespace {

// Tree entries lie as they are computed with: bool and half do not occur or stay floats.
Num load_entry(llvm::IRBuilder<>& b, DType t, unsigned lanes, Value* at) {
    auto* row = compute_type(b.getContext(), t, lanes);
    Num v{b.CreateLoad(row, at)};
    if (arrays::is_complex(t)) v.im = b.CreateLoad(row, b.CreateConstGEP1_64(row, at, 1));
    return v;
}

void store_entry(llvm::IRBuilder<>& b, Num v, Value* at) {
    b.CreateStore(v.re, at);
    if (v.im) b.CreateStore(v.im, b.CreateConstGEP1_64(v.re->getType(), at, 1));
}

Values flat(Num v) { return v.im ? Values{v.re, v.im} : Values{v.re}; }
Num number(const Values& v, std::size_t at, bool pair) { return {v[at], pair ? v[at + 1] : nullptr}; }

}  // namespace

void Reduction::finish_block(Values& carried) {
    if (!blocks_) return;
    join_tree(carried);
    carried.back() = b_.CreateAdd(carried.back(), b_.getInt64(1));
}

// As in counting up by one in binary, equal subtrees are added to one of twice the size.
void Reduction::join_tree(const Values& carried) {
    Value* count = carried.back();
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
        Output& o = outputs_[k];
        if (!o.tree) continue;
        bool pair = arrays::is_complex(o.dtype);
        Values state{count, b_.getInt64(0)};
        state.append(flat(get(carried, k, 0)));
        state = emit_while(
            b_, state,
            [&](const Values& v) { return b_.CreateICmpNE(b_.CreateAnd(v[0], b_.getInt64(1)), b_.getInt64(0)); },
            [&](const Values& v) {
                Emitter e = loops_.emitter(loops_.widths[0]);
                Num below = load_entry(b_, o.dtype, loops_.widths[0], stack_entry(o, v[1]));
                Num sum = emit_fold(e, o.op, o.dtype, below, number(v, 2, pair));
                Values next{b_.CreateLShr(v[0], b_.getInt64(1)), b_.CreateAdd(v[1], b_.getInt64(1))};
                next.append(flat(sum));
                return next;
            });
        store_entry(b_, number(state, 2, pair), stack_entry(o, state[1]));
    }
}

// What the tree holds for `count` blocks, smallest subtrees first.
Num Reduction::fold_stack(const Output& o, Value* count) {
    bool pair = arrays::is_complex(o.dtype);
    unsigned lanes = loops_.widths[0];
    Values state{count, b_.getInt64(0)};
    state.append(flat(reduce_identity(b_.getContext(), o.op, o.dtype, lanes)));
    state = emit_while(
        b_, state, [&](const Values& v) { return b_.CreateICmpNE(v[0], b_.getInt64(0)); },
        [&](const Values& v) {
            Value* zeros = b_.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, v[0], b_.getTrue());
            Value* k = b_.CreateAdd(v[1], zeros);
            Emitter e = loops_.emitter(lanes);
            Num sum = emit_fold(e, o.op, o.dtype, load_entry(b_, o.dtype, lanes, stack_entry(o, k)), number(v, 2, pair));
            Value* rest = b_.CreateLShr(b_.CreateLShr(v[0], zeros), b_.getInt64(1));
            Values next{rest, b_.CreateAdd(k, b_.getInt64(1))};
            next.append(flat(sum));
            return next;
        });
    return number(state, 2, pair);
}

// Halves onto each other until one lane is left.
Num Reduction::fold_lanes(const Output& o, Num v, unsigned lanes) {
    while (lanes > 1) {
        lanes /= 2;
        llvm::SmallVector<int, 64> low, high;
        for (unsigned i = 0; i < lanes; ++i) {
            low.push_back(static_cast<int>(i));
            high.push_back(static_cast<int>(lanes + i));
        }
        auto half = [&](Value* x, llvm::ArrayRef<int> mask) -> Value* {
            if (lanes == 1) return b_.CreateExtractElement(x, b_.getInt64(static_cast<unsigned>(mask[0])));
            return b_.CreateShuffleVector(x, mask);
        };
        Emitter e = loops_.emitter(lanes);
        Num a{half(v.re, low), v.im ? half(v.im, low) : nullptr};
        Num c{half(v.re, high), v.im ? half(v.im, high) : nullptr};
        v = emit_fold(e, o.op, o.dtype, a, c);
    }
    return v;
}

void Reduction::finish_row(const Values& carried, bool in_blocks) {
    Emitter e = loops_.emitter(1);
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
        Output& o = outputs_[k];
        Num total;
        for (std::size_t level = 0; level < loops_.widths.size(); ++level) {
            Num v = get(carried, k, level);
            if (level == 0 && o.tree && in_blocks) v = fold_stack(o, carried.back());
            v = fold_lanes(o, v, loops_.widths[level]);
            total = level == 0 ? v : emit_fold(e, o.op, o.dtype, total, v);
        }
        Value* out = o.operand->row;
        store_num(b_, o.dtype, emit_fold(e, o.op, o.dtype, load_num(b_, o.dtype, out), total), out);
    }
}

}  // namespace phylanx::codegen
