// Options that other rooms act on.
// SPDX-License-Identifier: BSL-1.0
#include "driver/settings.h"

#include <fmt/ranges.h>

#include <cstdio>
#include <fstream>

#include "library/library.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"
#include "support/error.h"
#include "trace/events.h"
#include "trace/writers.h"

namespace phylanx::driver {
namespace {

using support::ErrorClass;
using support::user_error;

struct Defaults {
    int threads = runtime::num_threads();
    double granularity = runtime::granularity_ns();
};

const Defaults& defaults() {
    static const Defaults d;
    return d;
}

void check_executor(const std::string& name) {
    const auto names = runtime::executor_names();
    for (const std::string& known : names)
        if (known == name) return;
    user_error(ErrorClass::Value, {}, "there is no executor '{}' here; executors: {}", name,
               fmt::join(names, ", "));
}

/// Refuses what cannot be applied, before it is stored.
void check(std::string_view name, const Options& options) {
    if (name == "executor") check_executor(options.executor);
    if (name == "threads" && (options.threads < 0 || options.threads > 4096))
        user_error(ErrorClass::Value, {}, "option 'threads' wants a number from 0 to 4096");
}

void put_into_effect(std::string_view name, const Options& options) {
    const Defaults& d = defaults();
    if (name == "threads")
        runtime::set_num_threads(options.threads > 0 ? static_cast<int>(options.threads) : d.threads);
    else if (name == "executor") runtime::set_executor(options.executor);
    else if (name == "granularity")
        runtime::set_granularity_ns(options.granularity > 0 ? options.granularity : d.granularity);
    else if ((name == "trace" || name == "graph") && !(name == "trace" ? options.trace : options.graph).empty() && !trace::enabled())
        trace::start();
}

void write(const std::string& path, const std::string& text) {
    if (!path.empty() && !(std::ofstream(path) << text))
        fmt::print(stderr, "phylanx: cannot write {}\n", path);
}

}  // namespace

void initialize() {
    library::register_all();
    Options options = current_options();
    const Options plain;
    if (options.threads != plain.threads) put_into_effect("threads", options);
    if (options.granularity != plain.granularity) put_into_effect("granularity", options);
    if (options.executor != plain.executor) {
        try {
            check_executor(options.executor);
            put_into_effect("executor", options);
        } catch (const support::UserError& e) {
            fmt::print(stderr, "phylanx: PHYLANX_EXECUTOR is ignored: {}\n", e.what());
            set_option("executor", plain.executor);
        }
    }
    put_into_effect("trace", options);
    put_into_effect("graph", options);
}

void change_option(std::string_view name, const OptionValue& value) {
    Options options = current_options();
    set(options, name, value);
    check(name, options);
    set_option(name, value);
    put_into_effect(name, options);
}

int num_threads() { return runtime::num_threads(); }

void write_reports() {
    const Options options = current_options();
    if ((options.trace.empty() && options.graph.empty()) || !trace::enabled()) return;
    const trace::Recording recording = trace::stop();
    write(options.trace, trace::to_chrome_json(recording));
    write(options.graph, trace::to_dot(recording));
}

}  // namespace phylanx::driver
