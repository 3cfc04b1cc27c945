// Loops none of whose rounds reads or writes what another round writes: their rounds may run at the same time.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <vector>

#include "ir/aliases.h"
#include "ir/graph.h"
#include "ir/uses.h"

namespace phylanx::plan {

/// An integer that is known before the loop, or differs from the loop's index by such a one: [index +] [base +] offset.
struct Place {
    bool of_index = false;
    ir::ValueId base = ir::kNone;
    std::int64_t offset = 0;

    bool operator==(const Place&) const = default;
};

/// What remains to be tested before the first round. Together they make the loop's rounds independent.
struct Independence {
    /// Each round writes `array` where its index along `axis` is the loop's index plus `offset`. To test: that this
    /// is never negative, so that no two rounds mean the same place.
    struct OwnPlace {
        ir::ValueId array;
        int axis;
        std::int64_t offset;
    };
    /// All rounds read `array` from start to before stop along the axis (one index where `is_index`). To test: that
    /// no round writes there.
    struct Elsewhere {
        OwnPlace written;
        bool is_index;
        std::optional<Place> start, stop;
    };
    /// Two arrays that may overlap, one of them written. To test: that they do not.
    struct Apart {
        ir::ValueId first, second;
    };
    std::vector<OwnPlace> own_places;
    std::vector<Elsewhere> elsewhere;
    std::vector<Apart> apart;
};

/// Answers for the loops of one graph in plan form, which must not change meanwhile.
class IndependentLoops {
   public:
    explicit IndependentLoops(const ir::Graph& g) : g_(g), uses_(g), aliases_(g, uses_) {}

    /// Nothing where rounds depend on each other as far as can be seen: a value is carried from one to the next, Python is
    /// called, a round may be the last one, or memory is written that another round touches. prange is the user's word
    /// that rounds do not meet in memory: nothing is left to be tested then.
    std::optional<Independence> find(const ir::Op& loop) const;

   private:
    struct Access;
    class Search;
    const ir::Graph& g_;
    ir::Uses uses_;
    ir::Aliases aliases_;
};

}  // namespace phylanx::plan
