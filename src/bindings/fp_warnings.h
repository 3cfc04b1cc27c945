// np.errstate and NumPy's floating-point warnings.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <vector>

#include "bindings/numpy_api.h"
#include "driver/run.h"

namespace phylanx::bindings {

/// What np.errstate says in this context: flags that are ignored, and flags that raise.
driver::FpModes current_fp_modes();

/// Warns of each event as np.errstate says, at the user's line, with the name that NumPy's function has;
/// false with a Python exception. `globals` (may be null) are those of the function in `file`: what has been
/// warned of once is noted there, as Python's own code does.
bool report_fp_events(const std::vector<runtime::FpEvent>& events, const std::vector<std::string>& files,
                      const std::string& file, const std::string& function, PyObject* globals);

}  // namespace phylanx::bindings
