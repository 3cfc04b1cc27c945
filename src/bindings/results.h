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
    /// The value as Python sees it, of the program's type; null with a Python exception. Takes the
    /// references that the run gave. What is an argument, or twice the same, is one object.
    PyObject* to_python(const ir::Type& type, const driver::Facts& facts, const Arguments& arguments);

   private:
    void add(const ir::Type& type);
    PyObject* convert(const ir::Type& type, const driver::Facts& facts, const Arguments& arguments);
    PyObject* sequence(const ir::Type& type, const driver::Facts& facts, const Arguments& arguments);
    PyObject* array(const ir::Type& type, std::size_t leaf, const driver::Facts& facts,
                    const Arguments& arguments);
    std::int64_t object_number(std::size_t leaf, const driver::Identity& identity) const;
    /// The array that was made for an earlier leaf, where it is the same object; borrowed.
    PyObject* made_before(std::size_t leaf, std::int64_t number, const ir::Type& type) const;

    SmallVector<launch::Cell, 4> cells_;
    SmallVector<std::int64_t, 64> room_;  // of the descriptors
    std::size_t next_ = 0;           // leaf
    std::size_t next_sequence_ = 0;
    struct Made {
        std::size_t leaf;
        std::int64_t number;
        int ndim;
        DType dtype;
        PyObject* object;  // borrowed
    };
    SmallVector<Made, 4> made_;
};

/// A number, NumPy scalar or object of the given type as a new reference; an object's is taken
/// over.
PyObject* scalar_to_python(const ir::Type& type, const launch::Cell& cell);

}  // namespace phylanx::bindings
