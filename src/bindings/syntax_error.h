// Errors of PhySL texts as Python's SyntaxError.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "support/error.h"

namespace phylanx::bindings {

/// SyntaxError with its place, as Python's own.
[[noreturn]] void raise_syntax_error(const support::UserError& error, const std::string& text, const std::string& file);

}  // namespace phylanx::bindings
