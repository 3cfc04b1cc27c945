// Results of a run as Python objects.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

#include "bindings/arguments.h"
#include "bindings/small_vector.h"
#include "driver/facts.h"
#include "launch/abi.h"

namespace phylanx::bindings {

/// Room for a program's results: one cell a leaf, a descriptor behind each array's cell.
class Results {
   public:
    explicit Results(const ir::Type& type);
    launch::Cell* cells() { return cells_.data(); }
    /// The value as Python sees it; null with a Python exception. Takes the references that the run
    /// gave. A result that is an argument itself is that argument's object.
    PyObject* to_python(const ir::Type& type, const driver::Facts& facts, const Arguments& arguments);

   private:
    void add(const ir::Type& type);
    PyObject* convert(const ir::Type& type, const driver::Facts& facts, const Arguments& arguments);
    PyObject* sequence(const ir::Type& type, const driver::Facts& facts, const Arguments& arguments);
    PyObject* array(const ir::Type& type, std::size_t leaf, const driver::Facts& facts,
                    const Arguments& arguments);

    SmallVector<launch::Cell, 4> cells_;
    SmallVector<std::int64_t, 64> room_;  // of the descriptors
    std::size_t next_ = 0;
};

/// A number, NumPy scalar or object of the given type as a new reference; an object's is taken
/// over.
PyObject* scalar_to_python(const ir::Type& type, const launch::Cell& cell);

}  // namespace phylanx::bindings
