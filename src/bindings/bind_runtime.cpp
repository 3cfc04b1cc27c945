// Threads, counters, traces and the version.
// SPDX-License-Identifier: BSL-1.0
#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings/bind.h"
#include "driver/background.h"
#include "driver/settings.h"
#include "driver/warm_up.h"
#include "support/error.h"
#include "trace/counters.h"
#include "trace/events.h"
#include "trace/primitives.h"
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

using Numbers = std::vector<std::int64_t>;

void set_primitive_counts(const std::map<std::string, std::pair<Numbers, Numbers>>& counts) {
    std::map<std::string, trace::PrimitiveCounts> taken;
    for (const auto& [name, numbers] : counts) taken[name] = {numbers.first, numbers.second};
    trace::set_primitive_counts(std::move(taken));
}

}  // namespace

void bind_runtime(nb::module_& m) {
    m.def("version", [] { return PHYLANX_VERSION; });
    m.def("set_num_threads", set_num_threads, nb::arg("n"),
          "Threads that work at once; 0: as many as the process may use.");
    m.def("get_num_threads", driver::num_threads);
    m.def("executors", driver::executors, "Executors by name: what stands against each, empty where nothing does.");
    m.def("hpx_version", driver::hpx_version, "Of the HPX that there is; empty where there is none.");
    m.def("start_executor", driver::start_executor, nb::call_guard<nb::gil_scoped_release>(),
          "Starts the executor's threads now instead of with the first task; False where it does not start.");
    m.def("warm_up", [] {
        return nb::capsule(new driver::WarmUp, [](void* w) noexcept { delete static_cast<driver::WarmUp*>(w); });
    }, "Warms the compiler up on another thread, once a process; that the result dies waits for its end.");
    m.def("set_primitive_names", trace::set_primitive_names, nb::arg("names"),
          "PhySL's primitives, which HPX then has performance counters for.");
    m.def("set_primitive_counts", set_primitive_counts, nb::arg("counts"),
          "What the instances of each primitive have counted: evaluations, nanoseconds.");
    m.def("count_python_run", [] { trace::count(trace::Counter::python_runs); },
          "Counts one call of a decorated function that Python runs.");
    m.def("counters", trace::counters, "What the process has counted so far.");
    m.def("trace_start", trace::start, "Starts recording events; forgets earlier ones.");
    m.def("trace_stop", [] { return trace::to_chrome_json(trace::stop()); },
          "Stops recording; the events as Chrome's JSON.");
    m.def("trace_stop_dot", [] { return trace::to_dot(trace::stop()); },
          "Stops recording; the tasks and their dependencies as DOT.");
    m.def("_write_reports", driver::write_reports);
    m.def("_end_background", driver::end_background, nb::call_guard<nb::gil_scoped_release>(),
          "Waits for compilations beside the program; later ones are waited for where they begin.");
}

}  // namespace phylanx::bindings
