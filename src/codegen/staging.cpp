// Strided copies by the size of an element; rows and blocks that go through buffers.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/staging.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace phylanx::codegen {
namespace {

template <int kSize>
void gather(void* to, const void* from, std::int64_t stride, std::int64_t n) {
    auto* out = static_cast<char*>(to);
    auto* in = static_cast<const char*>(from);
    for (std::int64_t i = 0; i < n; ++i) std::memcpy(out + i * kSize, in + i * stride, kSize);
}

template <int kSize>
void scatter(void* to, const void* from, std::int64_t stride, std::int64_t n) {
    auto* out = static_cast<char*>(to);
    auto* in = static_cast<const char*>(from);
    for (std::int64_t i = 0; i < n; ++i) std::memcpy(out + i * stride, in + i * kSize, kSize);
}

constexpr StridedCopies kCopies[] = {
    {1, "phxm_gather_1", "phxm_scatter_1", gather<1>, scatter<1>},
    {2, "phxm_gather_2", "phxm_scatter_2", gather<2>, scatter<2>},
    {4, "phxm_gather_4", "phxm_scatter_4", gather<4>, scatter<4>},
    {8, "phxm_gather_8", "phxm_scatter_8", gather<8>, scatter<8>},
    {16, "phxm_gather_16", "phxm_scatter_16", gather<16>, scatter<16>},
};

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

std::span<const StridedCopies> strided_copies() { return kCopies; }

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
