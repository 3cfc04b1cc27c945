// Machine code into a program: which symbols it is made of, and their addresses.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launch/abi.h"

namespace phylanx::codegen {

/// The names of a kernel's `run` and `run_outer`; the second is empty where there is none: nothing is
/// folded, or everything is.
std::pair<std::string, std::string> kernel_symbols(const launch::KernelInfo& kernel);

/// Objects as one text, for whoever keeps them.
std::string pack_objects(const std::vector<std::string>& objects);

/// Links what pack_objects made and fills in the entry's, the kernels' and the merge functions' addresses.
void load_code(launch::Program& program, std::string_view objects);

/// Links other objects of a program that is loaded. Runs of it use their functions from the next launch on.
void exchange_code(launch::Program& program, std::string_view objects);

}  // namespace phylanx::codegen
