// One run of a program: its frame, the wait for its end, and the results' way out of it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "launch/abi.h"
#include "runtime/context.h"

namespace phylanx::driver {

struct RunOutcome {
    bool ok = false;
    std::vector<runtime::FpEvent> fp_events;  // what arithmetic raised, in program order
    runtime::ErrorRecord error;  // where not ok
    std::string file;            // of the error
};

/// What np.errstate says of floating-point flags (FE_*).
struct FpModes {
    int ignored = 0;
    int errors = 0;
};

struct RunModes {
    bool main_thread = false;  // signals are polled
    int max_threads = 0;       // RunContext's
    FpModes fp;
};

/// Runs the program; returns when all its tasks are done. `results` has one cell for each leaf of
/// the result; those of arrays hold the addresses of descriptors to fill. When ok, the caller owns
/// a reference to the buffer of each resulting array and to each resulting object. `user` is for
/// ObjectOps (Frame::user).
RunOutcome run(const launch::Program& program, const launch::Cell* args, launch::Cell* results,
               void* user, const RunModes& modes = {});

}  // namespace phylanx::driver
