// What a Function is made of: reading the arguments of its __init__, guards, options.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/errors.h"
#include "bindings/function.h"
#include "bindings/option_values.h"
#include "driver/settings.h"

namespace phylanx::bindings {
namespace {

bool same_value(PyObject* a, PyObject* b) {
    if (Py_TYPE(a) != Py_TYPE(b)) return false;
    if (!PyUnicode_CheckExact(a) && !PyLong_CheckExact(a) && !PyFloat_CheckExact(a)) return false;
    return PyObject_RichCompareBool(a, b, Py_EQ) == 1;
}

/// Calls fn(tuple of `least` to `most` items) for every item of a sequence (None: nothing); false with
/// an exception.
template <class Fn>
bool for_each_tuple(PyObject* sequence, Py_ssize_t least, Py_ssize_t most, const char* what, Fn&& fn) {
    if (!sequence || sequence == Py_None) return true;
    const Ref items = Ref::steal(PySequence_Fast(sequence, what));
    if (!items) return false;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.get()); ++i) {
        const Ref row = Ref::steal(PySequence_Tuple(PySequence_Fast_GET_ITEM(items.get(), i)));
        if (!row) return false;
        if (PyTuple_GET_SIZE(row.get()) < least || PyTuple_GET_SIZE(row.get()) > most) {
            PyErr_SetString(PyExc_ValueError, what);
            return false;
        }
        fn(row.get());
    }
    return true;
}

Place place_from(PyObject* row) {
    PyObject* key = PyTuple_GET_ITEM(row, 1);
    Place place{Ref::share(PyTuple_GET_ITEM(row, 0)), {}};
    if (key != Py_None || !PyCell_Check(place.owner.get())) place.key = Ref::share(key);
    return place;
}

/// A tuple belongs to the last parameters, as __defaults__; a dict names them.
bool read_defaults(FunctionState& f, PyObject* defaults) {
    const Py_ssize_t n = f.num_parameters;
    f.defaults.resize(static_cast<std::size_t>(n));
    if (!defaults || defaults == Py_None) return true;
    if (PyTuple_Check(defaults)) {
        const Py_ssize_t count = std::min(n, PyTuple_GET_SIZE(defaults));
        for (Py_ssize_t i = 0; i < count; ++i)
            f.defaults[static_cast<std::size_t>(n - count + i)] =
                Ref::share(PyTuple_GET_ITEM(defaults, i));
        return true;
    }
    if (!PyDict_Check(defaults)) {
        PyErr_SetString(PyExc_TypeError, "defaults: a tuple or a dict");
        return false;
    }
    for (Py_ssize_t i = 0; i < n; ++i) {
        PyObject* name = PyTuple_GET_ITEM(f.parameter_names.get(), i);
        f.defaults[static_cast<std::size_t>(i)] = Ref::share(PyDict_GetItemWithError(defaults, name));
        if (PyErr_Occurred()) return false;
    }
    return true;
}

bool read_names(FunctionState& f, PyObject* names) {
    f.parameter_names = Ref::steal(names && names != Py_None ? PySequence_Tuple(names) : PyTuple_New(0));
    if (!f.parameter_names) return false;
    if (PyTuple_GET_SIZE(f.parameter_names.get()) >= f.num_parameters) return true;
    PyErr_SetString(PyExc_ValueError, "param_names: one name for each of the user's parameters");
    return false;
}

void read_python_function(FunctionState& f, PyObject* function) {
    f.python_function = Ref::share(function);
    f.globals = Ref::steal(PyObject_GetAttrString(function, "__globals__"));
    if (f.globals && !PyDict_Check(f.globals.get())) f.globals = {};
    PyErr_Clear();
}

/// Options that are not in the table are the decorator's own.
bool read_options(FunctionState& f, PyObject* options) {
    if (!options || options == Py_None) return true;
    if (!PyDict_Check(options)) {
        PyErr_SetString(PyExc_TypeError, "options: a dict");
        return false;
    }
    PyObject *key, *value;
    for (Py_ssize_t at = 0; PyDict_Next(options, &at, &key, &value);) {
        const char* name = PyUnicode_AsUTF8(key);
        if (!name) return false;
        if (!is_option(name) || value == Py_None) continue;
        auto option = option_from_python(value);
        if (!option) return false;
        f.overrides.emplace_back(name, std::move(*option));
    }
    try {
        driver::Options probe;
        for (const auto& [name, v] : f.overrides) {
            driver::set(probe, name, v);
            driver::check_option(name, probe);
        }
    } catch (const support::UserError& e) {
        PyErr_SetString(PyExc_ValueError, e.what());
        return false;
    }
    return true;
}

}  // namespace

PyObject* Place::read() const {
    PyObject* o = owner.get();
    if (!key) return PyCell_GET(o);
    if (PyDict_Check(o)) return PyDict_GetItemWithError(o, key.get());
    PyObject* item = PyObject_GetItem(o, key.get());
    if (!item) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) PyErr_Clear();
        return nullptr;
    }
    Py_DECREF(item);  // the mapping holds it
    return item;
}

int Guard::check() const {
    PyObject* now = place.read();
    if (!now && PyErr_Occurred()) return -1;
    if (now == expected.get()) return 1;
    if (!now || !expected) return 0;
    return same_value(now, expected.get());
}

FunctionState* make_state(PyObject* args, PyObject* kwargs) {
    static const char* const kNames[] = {
        "text", "filename", "name", "n_user_params", "defaults", "param_names", "extra", "guards",
        "foreign", "python_function", "options", "define", "positional_only",
        "keyword_only", nullptr};
    const char *text, *filename, *name;
    Py_ssize_t text_size, n;
    PyObject *defaults = nullptr, *names = nullptr, *extra = nullptr, *guards = nullptr;
    PyObject *foreign = nullptr, *python_function = nullptr, *options = nullptr;
    const char* define = nullptr;
    int positional_only = 0, keyword_only = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "s#ssn|OOOOOOOzii:Function", const_cast<char**>(kNames),
                                     &text, &text_size, &filename, &name, &n, &defaults, &names,
                                     &extra, &guards, &foreign, &python_function, &options, &define, &positional_only,
                                     &keyword_only))
        return nullptr;
    auto f = std::make_unique<FunctionState>();
    f->name = f->function = name;
    f->name.erase(0, f->name.rfind('.') + 1);  // tracebacks show the name alone
    f->source = std::make_unique<driver::Source>(std::string(text, static_cast<std::size_t>(text_size)),
                                                 filename);
    f->num_parameters = n;
    f->num_positional_only = positional_only;
    f->num_keyword_only = keyword_only;
    if (foreign && foreign != Py_None) {
        if (!PyDict_Check(foreign)) {
            PyErr_SetString(PyExc_TypeError, "foreign: a dict");
            return nullptr;
        }
        f->foreign = Ref::share(foreign);
    }
    if (define && *define) f->function = define;
    if (python_function && python_function != Py_None) read_python_function(*f, python_function);
    const bool ok =
        read_names(*f, names) && read_defaults(*f, defaults) && read_options(*f, options) &&
        for_each_tuple(extra, 2, 2, "extra: pairs of mapping or cell, and key",
                       [&](PyObject* row) { f->extra.push_back(place_from(row)); }) &&
        for_each_tuple(guards, 2, 3, "guards: mapping or cell, key, expected object", [&](PyObject* row) {
            const bool absent = PyTuple_GET_SIZE(row) == 2;
            f->guards.push_back({place_from(row), absent ? Ref() : Ref::share(PyTuple_GET_ITEM(row, 2))});
        });
    return ok ? f.release() : nullptr;
}

void refresh_options(FunctionState& f) {
    const std::uint64_t generation = driver::options_generation();
    if (generation == f.generation) return;
    f.options = driver::current_options();
    for (const auto& [name, value] : f.overrides) driver::set(f.options, name, value);
    f.max_threads = 0;
    for (const auto& [name, value] : f.overrides)
        if (name == "threads") f.max_threads = static_cast<int>(f.options.threads);
    f.generation = generation;
    f.key_prefix = driver::code_key(f.options);
    const auto disabled = driver::split_list(f.options.disable);
    f.runs_python = f.source->text().empty() ||
                    std::find(disabled.begin(), disabled.end(), "1") != disabled.end();
    f.last = nullptr;
}

}  // namespace phylanx::bindings
