// A recording as text: Chrome's trace JSON (also read by Perfetto) and DOT.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "trace/events.h"

namespace phylanx::trace {

std::string to_chrome_json(const Recording& recording);
/// The graph of tasks and their dependencies; tasks of one label share a colour.
std::string to_dot(const Recording& recording);

}  // namespace phylanx::trace
