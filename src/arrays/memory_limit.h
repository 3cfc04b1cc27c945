// How much memory this process may use: the machine's, or the cgroup's limit where that is lower.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace phylanx::arrays {

/// Read once.
std::size_t memory_limit();

}  // namespace phylanx::arrays
