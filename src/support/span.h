// Source positions: which file, line and column a piece of a program came from.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace phylanx::support {

/// A half-open range of one source file. Lines count from 1, columns from 0 (as Python's `ast` does);
/// `end_line == 0` means that only the start is known. The file's name lives with the tree or graph.
struct Span {
    std::int32_t line = 0;
    std::int32_t column = 0;
    std::int32_t end_line = 0;
    std::int32_t end_column = 0;

    bool known() const { return line > 0; }
    friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace phylanx::support
