// The functions that only the bindings can give: everything that touches Python objects.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "launch/abi.h"

namespace phylanx::launch {

/// Called without the GIL: each function takes it for itself. Those that return int give 0, or non-zero
/// after they have set the frame's error (class Foreign or Interrupted where Python holds the exception).
/// Array operands have no unfinished tasks when these are called.
struct ObjectOps {
    /// Calls into Python; *result gets an object handle with a reference that the caller owns
    /// (phx_foreign puts it into ForeignInfo::object_slot), or null where the result is not used.
    int (*foreign)(Frame*, const ForeignInfo&, const Cell* operands, Cell* result) = nullptr;
    /// A value of type info.operands[0] as a new object (reference owned by the caller).
    int (*box)(Frame*, const ForeignInfo&, const Cell* operand, Cell* result) = nullptr;
    /// An object as a value of type info.result; TypeError where it is not one. For an array *result holds
    /// the address of a descriptor to fill; its buffer comes with a reference, which phx_unbox puts into
    /// slot info.object_slot of the owner slots when that is not negative.
    int (*unbox)(Frame*, const ForeignInfo&, const Cell* operand, Cell* result) = nullptr;
    /// 0, 1, or -1 for an error.
    int (*truth)(Frame*, void* object) = nullptr;
    void (*retain)(Frame*, void* object) = nullptr;
    void (*release)(Frame*, void* object) = nullptr;
    /// Non-zero after Ctrl-C (the frame's error is set then). Called at most every few milliseconds.
    int (*poll)(Frame*) = nullptr;
};

/// Installed once by the bindings; without it object calls fail with a RuntimeError.
void set_object_ops(const ObjectOps& ops);
const ObjectOps& object_ops();

}  // namespace phylanx::launch
