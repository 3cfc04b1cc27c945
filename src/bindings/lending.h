// Memory across the border: arguments lent to programs, buffers handed to NumPy, objects let go on
// any thread.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>

#include "bindings/dtypes.h"
#include "launch/abi.h"

namespace phylanx::bindings {

/// The addresses that an ndarray's elements lie in: [lo, hi).
struct Extent {
    char* lo;
    char* hi;
};
Extent extent_of(PyArrayObject* array);
/// Of the array that `array` is in the end a view of (and of itself, should it reach beyond): views
/// of one array are lent as one buffer.
Extent root_extent_of(PyArrayObject* array);
/// The pool's buffer that an array made by wrap lies in, or a view of such; borrowed, or null.
arrays::Buffer* pooled_buffer_of(PyArrayObject* array);

/// A buffer over the memory [lo, hi) of one ndarray, or of several that overlap, which it keeps
/// alive.
arrays::Buffer* lend(std::span<PyArrayObject* const> owners, char* lo, char* hi);

/// A new ndarray over the array that `desc` describes; keeps its buffer alive, copies nothing.
/// A view of lent memory has the lender as its base, and is as writeable, unless it is `read_only`.
PyObject* wrap(const launch::ArrayDesc& desc, DType dtype, int ndim, bool read_only = false);

/// An ndarray that can be used where it lies: native byte order, aligned, a dtype that Phylanx
/// knows, no subclass.
bool is_usable(PyArrayObject* array);
/// Fills desc (but its buffer) from an ndarray.
void describe(PyArrayObject* array, launch::ArrayDesc& desc);

/// Drops a reference on a thread that may not hold the GIL: at once if it does, else when drain
/// runs.
void release_later(PyObject* o);
/// Drops what release_later has put by; needs the GIL, keeps a pending exception.
void drain_releases();

}  // namespace phylanx::bindings
