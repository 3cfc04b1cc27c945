// Calls of code that is seldom needed, from loops that must not pay for it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <span>
#include <string>

#include "codegen/emitter.h"

namespace phylanx::codegen {

using RareBody = std::function<llvm::Value*(Emitter& e, std::span<llvm::Value* const> args)>;

/// What `body` makes of the arguments (all of one type, which is the result's), as a function of the module that takes
/// a register of lanes at a time. It saves all registers that it uses, so that a loop keeps its sums and constants in
/// registers across the call. Functions of one name have one body.
llvm::Value* call_rarely(Emitter& e, const std::string& name, std::span<llvm::Value* const> args, const RareBody& body);

}  // namespace phylanx::codegen
