// Which thread Python delivers signals to.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/main_thread.h"

#include <pthread.h>
#include <unistd.h>

#include <cxxabi.h>

#include "bindings/numpy_api.h"

namespace phylanx::bindings {
namespace {

pthread_t main_thread;

void note_this_thread() { main_thread = pthread_self(); }

/// The module may be imported from another thread than Python's main one.
pthread_t pythons_main_thread() {
    const Ref threading = Ref::steal(PyImport_ImportModule("threading"));
    const Ref thread =
        threading ? Ref::steal(PyObject_CallMethod(threading.get(), "main_thread", nullptr)) : Ref();
    const Ref ident = thread ? Ref::steal(PyObject_GetAttrString(thread.get(), "ident")) : Ref();
    const unsigned long number = ident ? PyLong_AsUnsignedLong(ident.get()) : 0;
    if (PyErr_Occurred()) PyErr_Clear();
    return number ? static_cast<pthread_t>(number) : pthread_self();
}

[[noreturn]] void park() {
    for (;;) ::pause();
}

void park_if_finalizing() {
#if PY_VERSION_HEX >= 0x030d0000
    const bool finalizing = Py_IsFinalizing();
#else
    const bool finalizing = _Py_IsFinalizing();
#endif
    if (finalizing && !is_main_thread()) park();
}

}  // namespace

void init_main_thread() {
    main_thread = pythons_main_thread();
    pthread_atfork(nullptr, nullptr, note_this_thread);
}

// The end may also come while the thread waits for the GIL. Python then ends the thread by pthread_exit, whose unwinding is
// met where it begins: it cannot be stopped, but a handler that is never left holds it.

PyGILState_STATE ensure_gil() {
    park_if_finalizing();
    try {
        return PyGILState_Ensure();
    } catch (const abi::__forced_unwind&) {
        park();
    }
}

void restore_gil(PyThreadState* state) {
    park_if_finalizing();
    try {
        PyEval_RestoreThread(state);
    } catch (const abi::__forced_unwind&) {
        park();
    }
}

bool is_main_thread() { return pthread_equal(pthread_self(), main_thread) != 0; }

}  // namespace phylanx::bindings
