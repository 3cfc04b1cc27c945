// phylanx._core.Function: a converted function that Python can call, as a class of Python's own
// interface.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/arguments.h"
#include "driver/specialization.h"

namespace phylanx::bindings {

/// Where a value outside the function is read: a dict (or other mapping) and its key, or a
/// closure's cell.
struct Place {
    Ref owner;
    Ref key;  // empty for a cell
    /// Borrowed; null without an exception where there is nothing, with one where the mapping
    /// raises.
    PyObject* read() const;
};

struct Guard {
    Place place;
    Ref expected;  // empty: there must be nothing
    /// 1 it still holds, 0 it does not, -1 a Python exception.
    int check() const;
};

/// All that a Function is; counted by hand under the GIL, so that __init__ may run again during a
/// call.
struct FunctionState {
    std::string name;  // what tracebacks show
    std::string function;  // the name of the define
    std::unique_ptr<driver::Source> source;
    Py_ssize_t num_parameters = 0;  // the user's own
    int num_positional_only = 0;    // the first ones
    int num_keyword_only = 0;       // the last ones
    Ref parameter_names;            // tuple
    std::vector<Ref> defaults;      // one a parameter; empty: none
    std::vector<Place> extra;
    std::vector<Guard> guards;
    Ref foreign;          // dict, or empty
    Ref python_function;  // or empty
    Ref globals;          // of python_function, or empty
    std::vector<std::pair<std::string, driver::OptionValue>> overrides;

    driver::Specializations specializations;
    std::uint64_t static_parameters = 0;  // bit p: the value of parameter p counts
    bool lists_are_objects = false;       // somebody changes or keeps one: none is taken apart
    Detail detail = Detail::Full;

    // Options as of this generation.
    std::uint64_t generation = ~std::uint64_t(0);
    driver::Options options;
    std::string key_prefix;
    int max_threads = 0;       // of this function's runs; 0: the process's
    bool runs_python = false;  // option disable is "1", or there is no text

    // The specialization that was used last.
    std::string last_key;
    const driver::Specialization* last = nullptr;

    int references = 1;
};

struct FunctionObject {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject* dict;
    PyObject* weak_references;
    FunctionState* state;  // null before __init__
};

/// A reference to a state for the time of a call.
class StateRef {
   public:
    explicit StateRef(FunctionState* s) : state_(s) { ++s->references; }
    ~StateRef() { drop(state_); }
    StateRef(const StateRef&) = delete;
    StateRef& operator=(const StateRef&) = delete;
    FunctionState& operator*() const { return *state_; }
    FunctionState* operator->() const { return state_; }

    static void drop(FunctionState* s) {
        if (s && --s->references == 0) delete s;
    }

   private:
    FunctionState* state_;
};

/// Adds the class to the module; false with a Python exception.
bool add_function_type(PyObject* module);
/// The state, or null with a Python exception where __init__ has not run.
FunctionState* state_of(PyObject* function);

/// Reads the arguments of __init__ into a new state; null with a Python exception.
FunctionState* make_state(PyObject* args, PyObject* kwargs);

/// The call itself (vectorcallfunc).
PyObject* call_function(PyObject* self, PyObject* const* args, std::size_t nargsf, PyObject* kwnames);

/// One value a parameter of the program, in order: bound arguments, defaults, then what is read
/// outside.
struct BoundArguments {
    SmallVector<PyObject*, 16> values;  // borrowed, but for the owned ones
    std::vector<Ref> owned;
};
enum class Bound { Yes, No, Error };  // No: Python's own function knows how to complain
Bound bind_arguments(const FunctionState& f, PyObject* const* args, Py_ssize_t nargs, PyObject* kwnames,
                     BoundArguments& bound);

/// Finds or compiles the specialization for these values and fills `arguments`. Null with a Python
/// exception (Refused where the program cannot be compiled for them).
const driver::Specialization* resolve(FunctionState& f, const BoundArguments& bound,
                                      Arguments& arguments);
/// Takes over the process's options where they have changed.
void refresh_options(FunctionState& f);

extern PyMethodDef inspect_methods[];  // graph, plan, llvm, ... (function_inspect.cpp)

}  // namespace phylanx::bindings
