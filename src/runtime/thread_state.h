// What a thread knows of itself in the runtime.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace phylanx::runtime {

struct ThreadState {
    std::uint64_t sequence = 0;  // of the task it runs; 0: none
    int slot = 0;                // where it was last
};
extern thread_local ThreadState this_thread;

}  // namespace phylanx::runtime
