// What the caller of a program must know of it beyond its types: written parameters, results that
// are arguments.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace phylanx::driver {

struct Facts {
    /// Parameters whose memory the program may write, by position, ascending.
    std::vector<int> written;
    /// For each leaf of the result the parameter leaves that it may be, itself and not only a view
    /// of it.
    std::vector<std::vector<int>> same_as;
    /// No loop, no work on whole arrays, no call: over before another thread could do anything
    /// useful.
    bool brief = false;
};

/// Of a graph as sema made it.
Facts find_facts(const ir::Graph& graph);

std::string to_bytes(const Facts& facts);
/// Throws std::runtime_error on bytes that to_bytes did not make.
Facts facts_from_bytes(std::string_view bytes);

}  // namespace phylanx::driver
