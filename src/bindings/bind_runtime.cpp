// Threads, counters, traces and the version.
// SPDX-License-Identifier: BSL-1.0
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>

#include "bindings/bind.h"
#include "driver/settings.h"
#include "support/error.h"
#include "trace/counters.h"
#include "trace/events.h"
#include "trace/writers.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

void set_num_threads(long long n) {
    try {
        driver::change_option("threads", driver::Int(n));
    } catch (const support::UserError& e) {
        throw nb::value_error(e.what());
    }
}

}  // namespace

void bind_runtime(nb::module_& m) {
    m.def("version", [] { return PHYLANX_VERSION; });
    m.def("set_num_threads", set_num_threads, nb::arg("n"),
          "Threads that work at once; 0: as many as the process may use.");
    m.def("get_num_threads", driver::num_threads);
    m.def("count_python_run", [] { trace::count(trace::Counter::python_runs); },
          "Counts one call of a decorated function that Python runs.");
    m.def("counters", trace::counters, "What the process has counted so far.");
    m.def("trace_start", trace::start, "Starts recording events; forgets earlier ones.");
    m.def("trace_stop", [] { return trace::to_chrome_json(trace::stop()); },
          "Stops recording; the events as Chrome's JSON.");
    m.def("trace_stop_dot", [] { return trace::to_dot(trace::stop()); },
          "Stops recording; the tasks and their dependencies as DOT.");
    m.def("_write_reports", driver::write_reports);
}

}  // namespace phylanx::bindings
