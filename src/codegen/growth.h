// How far a Python integer that a loop carries moves in a round: `count += 1`, `while k > 0: k -= 1`.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>

#include "ir/graph.h"

namespace phylanx::codegen {

/// What was added, at least and at most; no end where nothing is known.
struct Growth {
    std::optional<std::int64_t> lo, hi;

    bool is_known() const { return lo || hi; }
    void include(const Growth& other);
};

/// The definitions of values inside one loop nest.
using Definitions = std::unordered_map<ir::ValueId, const ir::Op*>;

class GrowthFinder {
   public:
    /// `constant` gives the value of an integer that is known when the program is compiled.
    GrowthFinder(const ir::Graph& g, const Definitions& definitions,
                 std::function<std::optional<std::int64_t>(ir::ValueId)> constant)
        : g_(g), definitions_(definitions), constant_(std::move(constant)) {}

    struct Round {
        Growth next;   // from the value in a round to the value in the round after it
        Growth left;   // from the value in a round to the loop's result, where the loop is left by break
        bool breaks = false;
    };
    /// Of the loop's carried value `which`, counted without the index.
    Round of_round(const ir::Op& loop, std::size_t which);

   private:
    Growth between(ir::ValueId from, ir::ValueId to);
    Growth by_definition(ir::ValueId from, ir::ValueId to);
    Growth of_rounds(const ir::Op& loop, std::size_t which);
    std::optional<std::int64_t> most_rounds(const ir::Op& loop) const;

    const ir::Graph& g_;
    const Definitions& definitions_;
    std::function<std::optional<std::int64_t>(ir::ValueId)> constant_;
    std::map<std::pair<ir::ValueId, ir::ValueId>, Growth> found_;
    int depth_ = 0;  // of definitions behind each other
};

/// The region of a loop that holds its rounds, and the arguments there that are carried.
ir::RegionId rounds_of(const ir::Op& loop);
ir::ValueId carried_in(const ir::Graph& g, const ir::Op& loop, std::size_t which);
std::size_t num_carried(const ir::Op& loop);

}  // namespace phylanx::codegen
