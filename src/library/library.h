// The functions behind the op table's Library rows.
// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace phylanx::library {

/// Enters all routines into launch/library_registry.h; call it once before programs run.
void register_all();

}  // namespace phylanx::library
