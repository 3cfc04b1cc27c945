// Which index checks and overflow checks of a loop nest one test before the loop can answer.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "codegen/types.h"
#include "ir/graph.h"

namespace phylanx::codegen {

constexpr std::int64_t kShortLoop = 64;

/// What need not be checked where it is executed.
struct Proven {
    using Indices = std::set<std::pair<const ir::Op*, std::size_t>>;  // an access or slice, the number of its operand
    Indices indices;                                          // within the array; from 0 on but for those
    Indices from_end;                                         // that are always negative
    std::unordered_set<const ir::Op*> arithmetic;             // Python integers that stay within 64 bits
    std::unordered_set<const ir::Op*> short_loops;            // while loops of few rounds, kShortLoop at most

    bool empty() const { return indices.empty() && arithmetic.empty(); }
    void add(const Proven& more);
    void remove(const Proven& less);
};

/// What is known of the loop's surroundings: LLVM values that exist before it.
struct Surroundings {
    std::function<llvm::Value*(ir::ValueId)> integer;             // as i64; null where it does not exist yet
    std::function<std::vector<llvm::Value*>(ir::ValueId)> shape;  // of an array; empty where it does not exist yet
    const Proven* proven;                                         // by the loops around
};

struct RangeTest {
    llvm::Value* holds = nullptr;  // i1: then all of `proven` is true within the loop
    Proven proven;
};

/// Follows the integers of a loop nest as intervals, from the bounds of its loops and what its rounds add (growth.h). Emits the
/// test where `b` stands, before the loop. `proven` is empty where a test would tell nothing new.
RangeTest test_ranges(llvm::IRBuilder<>& b, const ir::Graph& g, const ir::Op& loop, const Surroundings& around);

}  // namespace phylanx::codegen
