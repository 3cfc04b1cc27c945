// What the library that holds the HPX executor is given and gives: it is apart, so that only who asks for HPX loads it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "runtime/executor.h"

namespace phylanx::runtime {

/// A performance counter of HPX, /phylanx/<name>: one number, or an array where `values` is set.
struct HpxCounter {
    std::string name;
    std::string help;
    std::string unit;
    std::function<std::int64_t()> value;
    std::function<std::vector<std::int64_t>()> values;
};

struct HpxStart {
    int workers = 1;
    std::vector<std::string> arguments;  // of HPX's command line
    std::vector<HpxCounter> counters;
};

extern "C" {
/// The executor; HPX is started at the first call (later calls find it running) and stopped when the process ends.
/// Null where it does not start; `error` then says why.
phylanx::runtime::Executor* phylanx_hpx_executor(const HpxStart& start, std::string& error);
const char* phylanx_hpx_version();
}

}  // namespace phylanx::runtime
