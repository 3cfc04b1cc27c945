// What each file of the bindings adds to the module.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <nanobind/nanobind.h>

namespace phylanx::bindings {

void bind_ops(nanobind::module_& m);
void bind_options(nanobind::module_& m);
void bind_physl(nanobind::module_& m);
void bind_records(nanobind::module_& m);
void bind_runtime(nanobind::module_& m);
void bind_tree(nanobind::module_& m);

}  // namespace phylanx::bindings
