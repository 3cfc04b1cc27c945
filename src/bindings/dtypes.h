// Between NumPy's type numbers and scalar classes and Phylanx's dtypes.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>

#include "arrays/dtype.h"
#include "bindings/numpy_api.h"

namespace phylanx::bindings {

using arrays::DType;

/// To be called once, after NumPy's import.
void init_dtypes();

/// Nothing for types that Phylanx does not compute in (object, text, datetime, long double ...).
std::optional<DType> dtype_from_typenum(int typenum);
int to_typenum(DType dtype);
/// Of the exact class of a NumPy scalar.
std::optional<DType> dtype_from_scalar_class(const PyTypeObject* type);
/// Of np.float32, float, np.dtype("f4") and the like used as a value.
std::optional<DType> dtype_from_object(PyObject* o);
/// A new NumPy scalar of the value at `data`.
PyObject* make_scalar(DType dtype, const void* data);

}  // namespace phylanx::bindings
