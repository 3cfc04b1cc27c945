// The literals that are more than one token of text: numbers with their sign, and arrays.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "physl/cursor.h"
#include "physl/tree.h"

namespace phylanx::physl {

/// At a number, whose sign was taken already: adds it to the tree, with a span from `start`.
NodeId number(Cursor& cursor, Tree& tree, bool negative, support::Span start);

/// At a '[': adds the array literal to the tree.
NodeId array(Cursor& cursor, Tree& tree);

}  // namespace phylanx::physl
