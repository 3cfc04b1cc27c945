// Quiet comparisons by the processor's own predicates where it has them.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/quiet.h"

#include <llvm/ADT/bit.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

namespace phylanx::codegen {
namespace {

using llvm::Value;

struct Predicate {
    unsigned quiet, loud;  // of VCMP, the ordered ones
    llvm::CmpInst::Predicate llvm;
};
constexpr Predicate kPredicates[] = {
    {0x11, 0x01, llvm::CmpInst::FCMP_OLT}, {0x12, 0x02, llvm::CmpInst::FCMP_OLE},
    {0x1e, 0x0e, llvm::CmpInst::FCMP_OGT}, {0x1d, 0x0d, llvm::CmpInst::FCMP_OGE},
};

// One register: the mask as i1 lanes.
Value* compare_register(llvm::IRBuilder<>& b, unsigned predicate, Value* x, Value* y) {
    bool single = x->getType()->getScalarType()->isFloatTy();
    bool wide = lanes_of(x->getType()) * (single ? 32 : 64) == 256;
    auto id = wide ? (single ? llvm::Intrinsic::x86_avx_cmp_ps_256 : llvm::Intrinsic::x86_avx_cmp_pd_256)
                   : (single ? llvm::Intrinsic::x86_sse_cmp_ps : llvm::Intrinsic::x86_sse2_cmp_pd);
    Value* mask = b.CreateIntrinsic(id, {}, {x, y, b.getInt8(static_cast<std::uint8_t>(predicate))});
    llvm::Type* bits = with_element(mask->getType(), b.getIntNTy(single ? 32 : 64));
    return b.CreateICmpSLT(b.CreateBitCast(mask, bits), llvm::Constant::getNullValue(bits));
}

Value* compare(Emitter& e, Predicate p, unsigned avx, Value* x, Value* y) {
    auto& b = e.b;
    // Without AVX the predicates do not exist.
    if (!host_target().x86 || host_target().vector_bits < 256) return b.CreateFCmp(p.llvm, x, y);
    if (llvm::isa<llvm::Constant>(x) && llvm::isa<llvm::Constant>(y)) return b.CreateFCmp(p.llvm, x, y);
    bool single = x->getType()->getScalarType()->isFloatTy();
    unsigned lanes = lanes_of(x->getType());
    unsigned width = single ? 8 : 4;
    if (lanes <= width / 2) width /= 2;
    llvm::SmallVector<Value*, 8> parts;
    for (unsigned first = 0; first < lanes; first += width)
        parts.push_back(compare_register(b, avx, take_lanes(b, x, first, width), take_lanes(b, y, first, width)));
    if (lanes == 1) return b.CreateExtractElement(parts[0], b.getInt64(0));
    if (lanes < width) return take_lanes(b, parts[0], 0, lanes);
    return join_lanes(b, std::move(parts));
}

}  // namespace

Value* quiet_compare(Emitter& e, Order order, Value* x, Value* y) {
    Predicate p = kPredicates[static_cast<int>(order)];
    return e.quiet ? compare(e, p, p.quiet, x, y) : e.b.CreateFCmp(p.llvm, x, y);
}

Value* loud_compare(Emitter& e, Order order, Value* x, Value* y) {
    Predicate p = kPredicates[static_cast<int>(order)];
    return e.quiet ? compare(e, p, p.loud, x, y) : e.b.CreateFCmp(p.llvm, x, y);
}

Value* magnitude_between(Emitter& e, Value* x, double low, double high) {
    auto& b = e.b;
    bool single = x->getType()->getScalarType()->isFloatTy();
    llvm::Type* type = with_element(x->getType(), b.getIntNTy(single ? 32 : 64));
    auto pattern = [&](double v) {
        return single ? llvm::bit_cast<std::uint32_t>(static_cast<float>(v)) : llvm::bit_cast<std::uint64_t>(v);
    };
    std::uint64_t sign = single ? 0x7fffffffu : 0x7fffffffffffffffull;
    Value* size = b.CreateAnd(b.CreateBitCast(x, type), llvm::ConstantInt::get(type, sign));
    Value* inside = b.CreateICmpSLT(size, llvm::ConstantInt::get(type, pattern(high)));
    if (low < 0) return inside;
    return b.CreateAnd(inside, b.CreateICmpSGT(size, llvm::ConstantInt::get(type, pattern(low))));
}

}  // namespace phylanx::codegen
