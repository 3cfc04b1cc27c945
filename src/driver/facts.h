// What the caller of a program must know of it beyond its types: written parameters, which objects
// the results are.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "driver/identity.h"
#include "ir/graph.h"

namespace phylanx::driver {

struct Facts {
    /// Parameters whose memory the program may write, by position, ascending.
    std::vector<int> written;
    Identity identity;
    /// For each tuple or list of the user's result, the whole before its elements: the parameter that
    /// it is itself, or -1.
    std::vector<int> sequences;
    /// No loop, no work on whole arrays, no call: over before another thread could do anything
    /// useful.
    bool brief = false;
};

/// Of a graph as sema made it; `identity` and `sequences` are left to others.
Facts find_facts(const ir::Graph& graph);

std::string to_bytes(const Facts& facts);
/// Throws std::runtime_error on bytes that to_bytes did not make.
Facts facts_from_bytes(std::string_view bytes);

}  // namespace phylanx::driver
