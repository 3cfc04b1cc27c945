// All routines of library/, for its table.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "library/call.h"

namespace phylanx::library {

// create.cpp
void zeros(const Call&);
void empty(const Call&);
void full(const Call&);
void arange(const Call&);
void linspace(const Call&);
void eye(const Call&);
// layout.cpp
void copy(const Call&);
void reshape(const Call&);
void concatenate(const Call&);
// contract.cpp
void contract(const Call&);
// matmul.cpp
void matmul(const Call&);
// along_axis.cpp
void argmax(const Call&);
void argmin(const Call&);
void cumsum(const Call&);
void cumprod(const Call&);
void sort(const Call&);
void argsort(const Call&);
// gather.cpp
void take(const Call&);
void mask(const Call&);
void put(const Call&);
void nonzero(const Call&);
// linalg.cpp
void solve(const Call&);
void inv(const Call&);
void det(const Call&);
void cholesky(const Call&);
// ufunc.cpp
void ufunc(const Call&);

}  // namespace phylanx::library
