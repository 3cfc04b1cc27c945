// Work that nobody waits for, on a thread beside the program's.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>

#include "driver/hash.h"

namespace phylanx::driver {

/// Does the work after what was given earlier; the process does not fork before. `key` names it. What the work throws is told
/// on stderr. Where no thread can be had, the caller does it.
void in_background(const Digest& key, std::function<void()> work);
/// Waits until work of that key, if there is any, is done. True where there was.
bool wait_for_background(const Digest& key);
/// Waits until nothing is left; further work is done by those who bring it. To be called while the process still has all it
/// was made with: what ends later takes the compiler's statics away.
void end_background();

}  // namespace phylanx::driver
