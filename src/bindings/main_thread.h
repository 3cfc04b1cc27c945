// Which thread Python delivers signals to.
// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace phylanx::bindings {

/// Notes the calling thread as Python's main one; in a forked child it is the one that forked.
void init_main_thread();
bool is_main_thread();

}  // namespace phylanx::bindings
