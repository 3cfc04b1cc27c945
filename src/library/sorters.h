// Functions that sort one line of elements, brought by who has better ones: equal elements (-0.0 and 0.0, the indices
// of equal ones) come in their order.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "arrays/dtype.h"
#include "library/dispatch.h"

namespace phylanx::library {

/// As in NumPy's C interface: non-zero where memory is lacking, the last argument is not used.
struct Sorters {
    int (*sort)(void* line, std::intptr_t n, void*) = nullptr;
    int (*argsort)(void* line, std::intptr_t* index, std::intptr_t n, void*) = nullptr;
};

/// Of one type; empty where none were brought.
template <class T>
inline Sorters brought_sorters;

/// Before the first program runs.
inline void bring_sorters(arrays::DType t, const Sorters& s) {
    with_type(t, [&](auto tag) { brought_sorters<typename decltype(tag)::type> = s; });
}

}  // namespace phylanx::library
