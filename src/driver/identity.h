// Which results are the same Python object as an argument, or as another result.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "ir/graph.h"

namespace phylanx::driver {

/// A graph that sema made has one value for each Python object: an expression that makes a new array
/// object, if only a view that lies exactly as its base, gives a new value. Passes may forget that, so what
/// objects the results are is written down before they run.
///
/// Objects have numbers. Those below `num_parameter_leaves` are the arguments, leaf by leaf; every other
/// number is an object that the run makes, and equal numbers with one place in memory are one object.
struct Identity {
    int num_parameter_leaves = 0;
    /// For each leaf of the user's result the number of its object, or ~k where the run tells it as hidden
    /// result k.
    std::vector<int> leaves;
    int num_hidden = 0;
    /// Objects that NumPy gives as read-only, though their memory is not; ascending.
    std::vector<int> read_only;
    bool is_read_only(std::int64_t object) const {
        return !read_only.empty() && std::binary_search(read_only.begin(), read_only.end(), object);
    }
};

/// Where several objects may come out at one leaf, the graph is made to carry their numbers along: the
/// program then gives a tuple, the user's result first, then `num_hidden` ints.
Identity carry_identity(ir::Graph& graph);

/// The user's part of what a program gives.
inline const ir::Type& user_result(const ir::Type& result, const Identity& identity) {
    return identity.num_hidden > 0 ? result.elements()[0] : result;
}

}  // namespace phylanx::driver
