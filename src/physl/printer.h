// PhySL tree to text: canonical, which parses back to an equal tree, or as upstream printed it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

#include "physl/tree.h"

namespace phylanx::physl {

enum class TextStyle : std::uint8_t {
    Canonical,  // calls only: __add$1$3(a$1$1, b$1$5)
    /// Upstream's AST text: untagged operators as infix in parentheses, every name with a position,
    /// where an untagged one has that of the text with columns from 1: (a$1$1 + b$1$5).
    Upstream,
};

struct PrintOptions {
    TextStyle style = TextStyle::Canonical;
    bool tags = true;
    /// Lines are broken behind this column; 0: one line an expression, blocks too.
    int width = 100;
    int indent = 4;
};

/// The program, each top-level expression on lines of its own, ending in a newline.
std::string print(const Tree& tree, const PrintOptions& options = {});

/// One expression, without a newline at the end.
std::string print(const Tree& tree, NodeId node, const PrintOptions& options = {});

}  // namespace phylanx::physl
