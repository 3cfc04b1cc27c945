// phylanx._core: the extension module, put together from one file for each exposed thing.
// SPDX-License-Identifier: BSL-1.0
#define PHYLANX_IMPORTS_NUMPY
#include "bindings/bind.h"
#include "bindings/dtypes.h"
#include "bindings/errors.h"
#include "bindings/forwarder.h"
#include "bindings/function.h"
#include "bindings/main_thread.h"
#include "bindings/object_ops.h"
#include "driver/settings.h"

namespace nb = nanobind;

NB_MODULE(_core, m) {
    using namespace phylanx::bindings;
    m.doc() = "The compiler and runtime of phylanx.";
    if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) throw nb::python_error();
    init_dtypes();
    init_main_thread();
    if (!init_errors(m.ptr()) || !add_function_type(m.ptr()) || !add_forwarder_type(m.ptr()))
        throw nb::python_error();
    install_object_ops();
    phylanx::driver::initialize();
    bind_ops(m);
    bind_options(m);
    bind_physl(m);
    bind_records(m);
    bind_runtime(m);
    bind_tree(m);
    nb::module_::import_("atexit").attr("register")(m.attr("_write_reports"));
}
