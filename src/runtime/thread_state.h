// What a thread knows of itself in the runtime.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace phylanx::runtime {

class Executor;

struct ThreadState {
    std::uint64_t sequence = 0;    // of the task it runs; 0: none
    int slot = 0;                  // where it was last
    bool serial = false;           // see SerialScope
    Executor* lender = nullptr;    // whose request it runs, if that takes steps as tasks
};

/// A task that waits may go on on another thread (Sleeper): asked anew behind each wait, never kept over one. The
/// compiler must not keep the address either, so it may know nothing of this function.
ThreadState& this_thread();

}  // namespace phylanx::runtime
