// How many processors this process may use at once.
// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace phylanx::runtime {

/// The affinity mask's processors, or the cgroup's quota (rounded up) where that is fewer; at least 1.
int cpu_limit();

}  // namespace phylanx::runtime
