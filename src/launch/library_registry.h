// The table of library routines: library/ enters its functions here, phx_call dispatches through it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

#include "launch/abi.h"

namespace phylanx::launch {

struct Frame;

/// One routine. `in` has a cell for each operand, `out` for each result, as abi.h says; array results are
/// filled with launch::allocate (desc.h) using CallInfo::slots. Throws support::UserError; the call's own
/// span and file are used where the error has no span.
using LibraryFn = void (*)(Frame& frame, const CallInfo& call, const Cell* in, Cell* out);

/// When phx_call calls the routine.
enum class Start : std::uint8_t {
    Ready,  // all tasks that touch array operands are done: the routine may read and write at once
    Now,    // at once: the routine waits itself, or submits tasks that state their accesses
};

/// The short way for a call of these types, null where there is none. May set call.axis.
using ChooseQuickFn = QuickFn (*)(CallInfo& call);

struct LibraryEntry {
    LibraryFn fn = nullptr;
    Start start = Start::Ready;
    ChooseQuickFn choose = nullptr;
};

void register_library(ops::OpCode code, LibraryFn fn, Start start = Start::Ready, ChooseQuickFn choose = nullptr);
/// Fills in what a call needs once the program is loaded.
void prepare(CallInfo& call);
/// The entry for an op; fn is null where nothing is registered.
const LibraryEntry& library_entry(ops::OpCode code);

/// An inner loop of a ufunc, by NumPy's C interface; it is called without the GIL.
struct UfuncLoop {
    using Fn = void (*)(char** args, const std::intptr_t* dimensions, const std::intptr_t* steps, void* data);
    Fn fn = nullptr;
    void* data = nullptr;
    bool may_raise = false;  // where UfuncHooks::raises() says so: on the host's thread only, it has a state of its own
};

/// What the bindings know of ufuncs.
struct UfuncHooks {
    /// By the ufunc and its loop's type characters, such as "numpy.gcd:ll->l"; lasts as long as the process.
    UfuncLoop (*find)(const std::string& where) = nullptr;
    /// Whether such loops now make Python exceptions or warnings (scipy.special.errstate).
    bool (*raises)() = nullptr;
    /// Whether this thread has a Python exception.
    bool (*has_raised)() = nullptr;
};
void set_ufunc_hooks(UfuncHooks hooks);
const UfuncHooks& ufunc_hooks();
/// fn is null where there is none.
UfuncLoop find_ufunc_loop(const std::string& where);

}  // namespace phylanx::launch
