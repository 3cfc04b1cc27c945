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
#include "bindings/ufunc_loops.h"
#include "driver/settings.h"
#include "library/sorters.h"

namespace nb = nanobind;

namespace {

void bring_numpys_sorters() {
    using namespace phylanx;
    for (int i = 0; i < arrays::kNumDTypes; ++i) {
        const auto t = static_cast<arrays::DType>(i);
        PyArray_Descr* descr = PyArray_DescrFromType(bindings::to_typenum(t));
        const PyArray_ArrFuncs* functions = PyDataType_GetArrFuncs(descr);
        library::bring_sorters(t, {functions->sort[NPY_QUICKSORT], functions->argsort[NPY_QUICKSORT]});
        Py_DECREF(descr);
    }
}

}  // namespace

NB_MODULE(_core, m) {
    using namespace phylanx::bindings;
    m.doc() = "The compiler and runtime of phylanx.";
    if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) throw nb::python_error();
    init_dtypes();
    bring_numpys_sorters();
    init_main_thread();
    if (!init_errors(m.ptr()) || !add_function_type(m.ptr()) || !add_forwarder_type(m.ptr()))
        throw nb::python_error();
    install_object_ops();
    install_ufunc_loops();
    phylanx::driver::initialize();
    bind_ops(m);
    bind_options(m);
    bind_physl(m);
    bind_records(m);
    bind_runtime(m);
    bind_tree(m);
    const auto at_exit = nb::module_::import_("atexit").attr("register");
    at_exit(m.attr("_write_reports"));
    at_exit(m.attr("_end_background"));
}
