// Views by arithmetic on shapes and strides, and access to single elements, with Python's index rules.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/host.h"

namespace phylanx::codegen {

using llvm::Value;
using ops::OpCode;
using support::internal_check;

namespace {

// An array value taken apart, to be changed and put together again.
struct View {
    Value* data;
    Value* buffer;
    Values shape, strides;

    explicit View(const Values& parts) : data(parts[0]), buffer(parts[1]) {
        std::size_t ndim = (parts.size() - 2) / 2;
        shape.assign(parts.begin() + 2, parts.begin() + 2 + ndim);
        strides.assign(parts.begin() + 2 + ndim, parts.end());
    }
    View(Value* d, Value* owner) : data(d), buffer(owner) {}
    void add(Value* extent, Value* stride) {
        shape.push_back(extent);
        strides.push_back(stride);
    }
    Values parts() const {
        Values p{data, buffer};
        p.append(shape);
        p.append(strides);
        return p;
    }
};

}  // namespace

Value* Host::checked_index(const Op& op, std::size_t operand, Value* extent, std::size_t axis) {
    Value* i = index(op.operands[operand]);
    if (proven_.indices.contains({&op, operand}))
        return proven_.from_end.contains({&op, operand}) ? b_.CreateAdd(extent, i) : i;
    Value* wrapped = b_.CreateSelect(b_.CreateICmpSLT(i, b_.getInt64(0)), b_.CreateAdd(i, extent), i);
    raise_if(b_.CreateICmpUGE(wrapped, extent), Error::Index,
             fmt::format("index {{0}} is out of bounds for axis {} with size {{1}}", axis), op, i, extent);
    return wrapped;
}

void Host::emit_slice(const Op& op) {
    View from(value(op.operands.at(0)));
    View to(from.data, from.buffer);
    std::size_t operand = 1, axis = 0;
    auto* zero = b_.getInt64(0);
    auto* one = b_.getInt64(1);
    auto move = [&](Value* steps, Value* stride) {
        to.data = b_.CreateGEP(b_.getInt8Ty(), to.data, b_.CreateMul(steps, stride));
    };
    auto clamp = [&](Value* x, Value* low, Value* high) {
        x = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, x, low);
        return b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, x, high);
    };
    for (auto& spec : ir::attr<std::vector<std::string>>(op, "spec")) {
        if (spec == "new") {
            to.add(one, zero);
            continue;
        }
        internal_check(axis < from.shape.size(), "slice: too many indices");
        Value* n = from.shape[axis];
        Value* stride = from.strides[axis];
        if (spec == "full") to.add(n, stride);
        else if (spec == "int") {
            move(checked_index(op, operand++, n, axis), stride);
        } else {
            internal_check(spec.size() == 9 && spec.starts_with("slice:"), "slice: spec '{}'", spec);
            auto given = [&](std::size_t k) { return spec[6 + k] == 'v' ? index(op.operands.at(operand++)) : nullptr; };
            Value* start = given(0);
            Value* stop = given(1);
            Value* step = given(2);
            if (!step) step = one;
            raise_if(b_.CreateICmpEQ(step, zero), Error::Value, "slice step cannot be zero", op);
            Value* up = b_.CreateICmpSGT(step, zero);
            Value* low = b_.CreateSelect(up, zero, b_.getInt64(-1));
            Value* high = b_.CreateSelect(up, n, b_.CreateSub(n, one));
            auto bound = [&](Value* x, Value* missing) -> Value* {
                if (!x) return missing;
                Value* wrapped = b_.CreateSelect(b_.CreateICmpSLT(x, zero), b_.CreateAdd(x, n), x);
                return clamp(wrapped, low, high);
            };
            start = bound(start, b_.CreateSelect(up, low, high));
            stop = bound(stop, b_.CreateSelect(up, high, low));
            to.add(trip_count(start, stop, step), b_.CreateMul(stride, step));
            move(start, stride);
        }
        ++axis;
    }
    for (; axis < from.shape.size(); ++axis) to.add(from.shape[axis], from.strides[axis]);
    define(op.results.at(0), to.parts());
}

void Host::emit_broadcast(const Op& op) {
    View from(value(op.operands.at(0)));
    View to(from.data, from.buffer);
    std::size_t ndim = op.operands.size() - 1;
    internal_check(ndim >= from.shape.size(), "broadcast_to: too few extents");
    std::size_t added = ndim - from.shape.size();
    for (std::size_t i = 0; i < ndim; ++i) {
        Value* extent = index(op.operands[i + 1]);
        if (i < added) {
            raise_if(b_.CreateICmpSLT(extent, b_.getInt64(0)), Error::Value,
                     "all elements of broadcast shape must be non-negative", op);
            to.add(extent, b_.getInt64(0));
            continue;
        }
        Value* have = from.shape[i - added];
        Value* stretched = b_.CreateICmpNE(have, extent);
        Value* impossible = b_.CreateAnd(stretched, b_.CreateICmpNE(have, b_.getInt64(1)));
        raise_if(b_.CreateOr(impossible, b_.CreateICmpSLT(extent, b_.getInt64(0))), Error::Value,
                 "operands could not be broadcast together with remapped shapes: extent {0} and requested extent {1}",
                 op, have, extent);
        to.add(extent, b_.CreateSelect(stretched, b_.getInt64(0), from.strides[i - added]));
    }
    define(op.results.at(0), to.parts());
}

void Host::emit_diagonal(const Op& op) {
    View from(value(op.operands.at(0)));
    View to(from.data, from.buffer);
    std::size_t ndim = from.shape.size();
    internal_check(ndim >= 2, "diagonal of {} dimensions", ndim);
    auto offset = ir::attr_or<std::int64_t>(op, "offset", 0);
    Value *rows = from.shape[ndim - 2], *columns = from.shape[ndim - 1];
    Value *down = from.strides[ndim - 2], *right = from.strides[ndim - 1];
    if (offset >= 0) columns = b_.CreateSub(columns, b_.getInt64(offset));
    else rows = b_.CreateSub(rows, b_.getInt64(-offset));
    Value* shift = b_.CreateMul(b_.getInt64(std::abs(offset)), offset >= 0 ? right : down);
    to.data = b_.CreateGEP(b_.getInt8Ty(), to.data, shift);
    for (std::size_t i = 0; i + 2 < ndim; ++i) to.add(from.shape[i], from.strides[i]);
    Value* length = b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, rows, columns);
    to.add(b_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, length, b_.getInt64(0)), b_.CreateAdd(down, right));
    define(op.results.at(0), to.parts());
}

void Host::emit_view(const Op& op) {
    switch (op.code) {
        case OpCode::slice: return emit_slice(op);
        case OpCode::broadcast_to: return emit_broadcast(op);
        case OpCode::diagonal: return emit_diagonal(op);
        case OpCode::part: {
            View of(value(op.operands.at(0)));
            const auto item = static_cast<std::int64_t>(arrays::item_size(g_.type(op.results.at(0)).dtype()));
            if (ir::attr<bool>(op, "imaginary")) of.data = b_.CreateGEP(b_.getInt8Ty(), of.data, b_.getInt64(item));
            return define(op.results[0], of.parts());
        }
        case OpCode::transpose: {
            View from(value(op.operands.at(0)));
            View to(from.data, from.buffer);
            for (auto axis : ir::attr<std::vector<std::int64_t>>(op, "perm"))
                to.add(from.shape[static_cast<std::size_t>(axis)], from.strides[static_cast<std::size_t>(axis)]);
            return define(op.results.at(0), to.parts());
        }
        default: throw support::InternalError(fmt::format("no code for view '{}'", ops::info(op.code).name));
    }
}

Value* Host::element_address(const Op& op, std::size_t first_index) {
    View a(value(op.operands.at(0)));
    internal_check(op.operands.size() == first_index + a.shape.size(), "'{}' needs one index a dimension",
                   ops::info(op.code).name);
    Value* at = a.data;
    const DType dtype = g_.type(op.operands[0]).dtype();
    const std::uint64_t item = arrays::item_size(dtype);
    llvm::Type* element = memory_type(b_.getContext(), dtype);
    if (arrays::is_complex(dtype)) element = llvm::ArrayType::get(element, 2);
    for (std::size_t i = 0; i < a.shape.size(); ++i) {
        Value* k = checked_index(op, first_index + i, a.shape[i], i);
        // Elements side by side are told in the form in which LLVM recognizes neighbours across rounds of a loop.
        auto* stride = llvm::dyn_cast<llvm::ConstantInt>(a.strides[i]);
        at = stride && stride->getZExtValue() == item ? b_.CreateInBoundsGEP(element, at, k)
                                                      : b_.CreateGEP(b_.getInt8Ty(), at, b_.CreateMul(k, a.strides[i]));
    }
    return at;
}

void Host::emit_access(const Op& op) {
    const ir::Type& array = g_.type(op.operands.at(0));
    internal_check(array.is_array(), "'{}' of a {}", ops::info(op.code).name, array.to_string());
    auto give = [&](Num n) { define(op.results.at(0), n.im ? Values{n.re, n.im} : Values{n.re}); };
    switch (op.code) {
        case OpCode::shape: {
            auto dim = ir::attr<std::int64_t>(op, "dim");
            internal_check(dim >= 0 && dim < array.ndim(), "shape: dimension {}", dim);
            return define(op.results.at(0), {value(op.operands[0])[2 + static_cast<std::size_t>(dim)]});
        }
        case OpCode::item:
            internal_check(array.ndim() == 0, "item of {} dimensions", array.ndim());
            return give(load_num(b_, array.dtype(), value(op.operands[0])[0]));
        case OpCode::load: return give(load_num(b_, array.dtype(), element_address(op, 1)));
        case OpCode::store: {
            Value* at = element_address(op, 2);
            Num v = convert(op, num(op.operands.at(1)), g_.type(op.operands[1]), ir::Type::scalar(array.dtype()));
            return store_num(b_, array.dtype(), v, at);
        }
        default: throw support::InternalError("assign is not in plan form outside fused");
    }
}

}  // namespace phylanx::codegen
