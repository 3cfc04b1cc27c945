// Gives the library the inner loops of NumPy's ufuncs.
// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace phylanx::bindings {

void install_ufunc_loops();

}  // namespace phylanx::bindings
