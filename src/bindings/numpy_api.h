// Python's and NumPy's C interfaces, as every file of the bindings includes them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <Python.h>

#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL phylanx_array_api
#define PY_UFUNC_UNIQUE_SYMBOL phylanx_ufunc_api
#ifndef PHYLANX_IMPORTS_NUMPY  // module.cpp defines the tables
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/ufuncobject.h>

#include <utility>

namespace phylanx::bindings {

/// A reference to a Python object that it owns; needs the GIL.
class Ref {
   public:
    Ref() = default;
    static Ref steal(PyObject* o) { return Ref(o); }
    static Ref share(PyObject* o) { return Ref(Py_XNewRef(o)); }
    Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Ref& operator=(Ref&& other) noexcept {
        Py_XSETREF(object_, std::exchange(other.object_, nullptr));
        return *this;
    }
    ~Ref() { Py_XDECREF(object_); }
    explicit operator bool() const { return object_ != nullptr; }
    PyObject* get() const { return object_; }
    PyObject* release() { return std::exchange(object_, nullptr); }

   private:
    explicit Ref(PyObject* o) : object_(o) {}
    PyObject* object_ = nullptr;
};

/// Both wait for the GIL. At the interpreter's end Python would end the thread right there, through frames that cannot
/// be unwound: other threads than the main one then stop here for good.
PyGILState_STATE ensure_gil();
void restore_gil(PyThreadState* state);

/// Holds the GIL; may be nested.
class WithGil {
   public:
    WithGil() : state_(ensure_gil()) {}
    ~WithGil() { PyGILState_Release(state_); }
    WithGil(const WithGil&) = delete;
    WithGil& operator=(const WithGil&) = delete;

   private:
    PyGILState_STATE state_;
};

/// Lets go of the GIL, if asked to.
class WithoutGil {
   public:
    explicit WithoutGil(bool really = true) : state_(really ? PyEval_SaveThread() : nullptr) {}
    ~WithoutGil() {
        if (state_) restore_gil(state_);
    }
    WithoutGil(const WithoutGil&) = delete;
    WithoutGil& operator=(const WithoutGil&) = delete;

   private:
    PyThreadState* state_;
};

}  // namespace phylanx::bindings
