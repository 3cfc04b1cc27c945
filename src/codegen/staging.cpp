// Strided copies by the size of an element; rows and blocks that go through buffers.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/staging.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace phylanx::codegen {

#pragma GCC push_options
#pragma GCC optimize("O3")
namespace portable {
namespace {
#include "codegen/gather_kernels.inc"
}  // namespace
}  // namespace portable

#ifdef __x86_64__
#pragma GCC target("avx2")
namespace avx2 {
namespace {
#include "codegen/gather_kernels.inc"
}  // namespace
}  // namespace avx2
#endif
#pragma GCC pop_options

namespace {

#define PHX_COPIES(isa)                                                             \
    {                                                                               \
        {1, "phxm_gather_1", "phxm_scatter_1", isa::gather<1>, isa::scatter<1>},     \
        {2, "phxm_gather_2", "phxm_scatter_2", isa::gather<2>, isa::scatter<2>},     \
        {4, "phxm_gather_4", "phxm_scatter_4", isa::gather<4>, isa::scatter<4>},     \
        {8, "phxm_gather_8", "phxm_scatter_8", isa::gather<8>, isa::scatter<8>},     \
        {16, "phxm_gather_16", "phxm_scatter_16", isa::gather<16>, isa::scatter<16>} \
    }
constexpr StridedCopies kPortable[] = PHX_COPIES(portable);
#ifdef __x86_64__
constexpr StridedCopies kAvx2[] = PHX_COPIES(avx2);
#endif
#undef PHX_COPIES

const StridedCopies* choose_copies() {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) return kAvx2;
#endif
    return kPortable;
}

const StridedCopies* const kCopies = choose_copies();

const StridedCopies& copies_of(int size) {
    return kCopies[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : 4];
}

constexpr std::int64_t kBlock = 512;  // elements: a handful of operands stay in the first-level cache
constexpr std::size_t kOperandBytes = kBlock * 16;
constexpr std::size_t kOnStack = 8;   // operands whose buffers lie on the stack

// One operand while its blocks are copied. A block is `rows` rows by `n` elements.
struct Staged {
    launch::KernelOperand operand;
    int size;
    bool reads, writes;
    char* buffer;

    bool lies_flat(std::int64_t rows, std::int64_t n) const {
        const bool repeats = !writes && operand.inner_stride == 0;
        if (rows == 1) return operand.inner_stride == size || repeats;
        return (operand.inner_stride == size && operand.outer_stride == n * size) ||
               (repeats && operand.outer_stride == 0);
    }
    char* at(std::int64_t row, std::int64_t start) const {
        return operand.data + row * operand.outer_stride + start * operand.inner_stride;
    }
    launch::KernelOperand fill(std::int64_t row, std::int64_t start, std::int64_t rows, std::int64_t n) const {
        if (lies_flat(rows, n)) return {at(row, start), 0, operand.inner_stride};
        for (std::int64_t r = 0; reads && r < rows; ++r)
            copies_of(size).gather(buffer + r * n * size, at(row + r, start), operand.inner_stride, n);
        return {buffer, 0, size};
    }
    void empty(std::int64_t row, std::int64_t start, std::int64_t rows, std::int64_t n) const {
        if (!writes || lies_flat(rows, n)) return;
        for (std::int64_t r = 0; r < rows; ++r)
            copies_of(size).scatter(at(row + r, start), buffer + r * n * size, operand.inner_stride, n);
    }
};

struct Run {
    launch::KernelFn run;
    const launch::Cell* scalars;
    std::int64_t outer, inner;
    std::size_t count;
    Staged* staged;
    launch::KernelOperand* flat;
    char* space;

    std::int32_t go(const launch::KernelOperand* operands, const std::uint8_t* uses) const {
        bool folds = false;
        for (std::size_t k = 0; k < count; ++k) {
            staged[k] = {operands[k], uses[k] & kSizeMask, (uses[k] & kReads) != 0, (uses[k] & kWrites) != 0,
                         space + k * kOperandBytes};
            folds |= (uses[k] & kFolds) != 0;
        }
        // Short rows go together.
        const std::int64_t most = std::min(inner, kBlock);
        const std::int64_t most_rows = folds || most <= 0 ? 1 : kBlock / most;
        std::int32_t status = 0;
        for (std::int64_t row = 0; row < outer; row += most_rows)
            for (std::int64_t start = 0; start < inner; start += most) {
                const std::int64_t rows = std::min(most_rows, outer - row), n = std::min(most, inner - start);
                for (std::size_t k = 0; k < count; ++k) flat[k] = staged[k].fill(row, start, rows, n);
                status |= run(flat, scalars, 1, rows * n);
                for (std::size_t k = 0; k < count; ++k) staged[k].empty(row, start, rows, n);
            }
        return status;
    }
};

}  // namespace

std::span<const StridedCopies> strided_copies() { return {kCopies, std::size(kPortable)}; }

std::int32_t phxm_run_staged(launch::KernelFn run, const launch::KernelOperand* operands, const launch::Cell* scalars,
                             std::int64_t outer, std::int64_t inner, const std::uint8_t* uses, std::int64_t count) {
    alignas(64) char space[kOnStack * kOperandBytes];
    Staged staged[kOnStack];
    launch::KernelOperand flat[kOnStack];
    Run r{run, scalars, outer, inner, static_cast<std::size_t>(count), staged, flat, space};
    if (r.count <= kOnStack) return r.go(operands, uses);
    std::vector<char> more_space(r.count * kOperandBytes);
    std::vector<Staged> more_staged(r.count);
    std::vector<launch::KernelOperand> more_flat(r.count);
    r.space = more_space.data();
    r.staged = more_staged.data();
    r.flat = more_flat.data();
    return r.go(operands, uses);
}

}  // namespace phylanx::codegen
