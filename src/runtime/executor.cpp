// The list of executors.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/executor.h"

namespace phylanx::runtime {

const std::vector<ExecutorKind>& executor_kinds() {
    static const std::vector<ExecutorKind> kinds{
        {"tbb", make_tbb_executor, false, false},
        {"hpx", make_hpx_executor, false, false, why_no_hpx},
        {"threads", make_threads_executor, false, true},
        {"inline", make_inline_executor, true, true},
    };
    return kinds;
}

const ExecutorKind* find_executor(std::string_view name) {
    for (const ExecutorKind& k : executor_kinds())
        if (k.name == name) return &k;
    return nullptr;
}

}  // namespace phylanx::runtime
