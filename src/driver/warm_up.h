// LLVM's first steps in this process, beside what Python does meanwhile.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <future>

namespace phylanx::driver {

/// While the process's first one lives, another thread warms the compiler up; its end waits for that thread. Later ones,
/// and those of a process that may use one core alone, do nothing.
class WarmUp {
   public:
    WarmUp();

   private:
    std::future<void> thread_;  // of std::async: its destructor waits
};

}  // namespace phylanx::driver
