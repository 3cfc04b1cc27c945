// Starts the thread that warms the compiler up.
// SPDX-License-Identifier: BSL-1.0
#include "driver/warm_up.h"

#include <atomic>
#include <system_error>

#include "codegen/codegen.h"
#include "runtime/cpu_limit.h"

namespace phylanx::driver {

WarmUp::WarmUp() {
    static std::atomic<bool> done{false};
    if (runtime::cpu_limit() < 2 || done.exchange(true)) return;
    try {
        thread_ = std::async(std::launch::async, codegen::warm_up);
    } catch (const std::system_error&) {  // no further thread is allowed
    }
}

}  // namespace phylanx::driver
