// Types of values in the graph: Python numbers (weak), NumPy scalars, arrays, tuples, objects of any kind.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "arrays/dtype.h"

namespace phylanx::ir {

using arrays::DType;

enum class TypeKind : std::uint8_t {
    Undef,      // a variable that no path has bound
    None,
    PyBool,     // Python's numbers: weak in promotion (NEP 50)
    PyInt,      // 64 bits; leaving them raises OverflowError
    PyFloat,
    PyComplex,
    Scalar,     // a NumPy scalar of a dtype: strong
    Array,      // dtype and ndim; ndim 0 is a 0-d array
    Tuple,      // a fixed number of elements, each with its type
    List,       // as Tuple (compile-time length), but prints and returns as list
    Str,        // a compile-time string
    Any,        // a Python object, operated on by foreign calls
};

/// A value type; cheap to copy. dtype is meaningful for Scalar and Array (and gives the
/// machine type of Python's numbers), ndim for Array, elements for Tuple and List.
class Type {
   public:
    Type() = default;
    static Type undef() { return Type(TypeKind::Undef); }
    static Type none() { return Type(TypeKind::None); }
    static Type py_bool() { return Type(TypeKind::PyBool, DType::Bool); }
    static Type py_int() { return Type(TypeKind::PyInt, DType::I64); }
    static Type py_float() { return Type(TypeKind::PyFloat, DType::F64); }
    static Type py_complex() { return Type(TypeKind::PyComplex, DType::C128); }
    static Type scalar(DType t) { return Type(TypeKind::Scalar, t); }
    static Type array(DType t, int ndim) { return Type(TypeKind::Array, t, ndim); }
    static Type tuple(std::vector<Type> elements);
    static Type list(std::vector<Type> elements);
    static Type str() { return Type(TypeKind::Str); }
    static Type any() { return Type(TypeKind::Any); }

    TypeKind kind() const { return kind_; }
    DType dtype() const { return dtype_; }
    int ndim() const { return ndim_; }
    const std::vector<Type>& elements() const;

    bool is(TypeKind k) const { return kind_ == k; }
    bool is_array() const { return kind_ == TypeKind::Array; }
    bool is_any() const { return kind_ == TypeKind::Any; }
    /// A Python number: bool, int, float or complex.
    bool is_python_number() const {
        return kind_ >= TypeKind::PyBool && kind_ <= TypeKind::PyComplex;
    }
    /// Held in a register: a Python number or a NumPy scalar.
    bool is_scalar() const { return is_python_number() || kind_ == TypeKind::Scalar; }
    bool is_sequence() const { return kind_ == TypeKind::Tuple || kind_ == TypeKind::List; }

    /// "int", "float64", "float64[:, :]", "tuple<int, any>" ...
    std::string to_string() const;
    friend bool operator==(const Type& a, const Type& b);

   private:
    explicit Type(TypeKind k, DType t = DType::F64, int ndim = 0)
        : kind_(k), dtype_(t), ndim_(static_cast<std::int8_t>(ndim)) {}
    TypeKind kind_ = TypeKind::Undef;
    DType dtype_ = DType::F64;
    std::int8_t ndim_ = 0;
    std::shared_ptr<const std::vector<Type>> elements_;
};

/// The type that holds values of both where control flow joins; Any where there is none.
/// Undef joins with anything to the other.
Type join(const Type& a, const Type& b);

/// Parses what to_string prints; throws UserError on other text.
Type type_from_string(std::string_view text);

}  // namespace phylanx::ir
