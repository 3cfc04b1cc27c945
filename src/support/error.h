// The three kinds of errors: the user's program, a run of it, and a bug in Phylanx itself.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "support/span.h"

namespace phylanx::support {

/// The exception class that Python sees for a user's error.
enum class ErrorClass : std::uint8_t {
    Value,
    Type,
    Index,
    Key,
    Overflow,
    ZeroDivision,
    Name,
    UnboundLocal,
    Attribute,
    Syntax,
    Runtime,
    Memory,
    Assertion,
    LinAlg,
    FloatingPoint,
    NotImplemented,
    Interrupted,  // Ctrl-C: Python already holds the exception
    Foreign,      // a foreign call raised: Python already holds the exception
    Axis,         // NumPy's AxisError, both a ValueError and an IndexError
    Deopt,        // a type turned out otherwise than assumed, before any effect: run it in Python
};

/// An error in the user's program or data; `span` is the place in the user's source.
class UserError : public std::runtime_error {
   public:
    UserError(ErrorClass cls, Span span, std::string message)
        : std::runtime_error(std::move(message)), error_class(cls), span(span) {}
    ErrorClass error_class;
    Span span;
};

/// A broken invariant of Phylanx; never the user's fault.
class InternalError : public std::logic_error {
   public:
    using std::logic_error::logic_error;
};

template <class... Args>
[[noreturn]] void user_error(ErrorClass cls, Span span, fmt::format_string<Args...> fmt,
                             Args&&... args) {
    throw UserError(cls, span, fmt::format(fmt, std::forward<Args>(args)...));
}

template <class... Args>
void internal_check(bool condition, fmt::format_string<Args...> fmt, Args&&... args) {
    if (!condition)
        throw InternalError("bug in phylanx, please report: " +
                            fmt::format(fmt, std::forward<Args>(args)...));
}

/// `file:line:column: message`, the source line and carets under the span, as shown to people.
/// `source` is the whole text of the file; it may be empty when it is not known.
std::string render_diagnostic(std::string_view file, std::string_view source, Span span,
                              std::string_view message);

}  // namespace phylanx::support
