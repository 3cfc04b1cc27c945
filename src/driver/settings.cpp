// Options that other rooms act on.
// SPDX-License-Identifier: BSL-1.0
#include "driver/settings.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>
#include <utility>

#include "library/library.h"
#include "passes/pipeline.h"
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
    if (const std::string why = runtime::why_no_executor(name); !why.empty()) user_error(ErrorClass::Value, {}, "{}", why);
}

/// As a shell would take them: blanks divide, quotes hold together.
std::vector<std::string> split_words(const std::string& text) {
    std::vector<std::string> words;
    bool inside = false;
    char quote = 0;
    for (char c : text) {
        const bool is_quote = c == '"' || c == '\'';
        if (!quote && std::isspace(static_cast<unsigned char>(c))) {
            inside = false;
            continue;
        }
        if (!std::exchange(inside, true)) words.emplace_back();
        if (quote ? c == quote : is_quote) quote = quote ? 0 : c;
        else words.back() += c;
    }
    return words;
}

void check_passes(std::string_view option, const std::string& list, std::string_view other) {
    for (const std::string& name : split_list(list)) {
        if (name == "all" || name == other || passes::find_pass(name)) continue;
        std::vector<std::string_view> known;
        for (const auto& pass : passes::pipeline())
            if (std::ranges::find(known, pass.name) == known.end()) known.push_back(pass.name);
        user_error(ErrorClass::Value, {}, "option '{}': there is no pass '{}'; passes: all, {}, {}", option, name,
                   other, fmt::join(known, ", "));
    }
}

void check_range(std::string_view option, double value, double least, double most) {
    if (value >= least && value <= most) return;
    user_error(ErrorClass::Value, {}, "option '{}' wants a number from {} to {}", option, least, most);
}


void put_into_effect(std::string_view name, const Options& options) {
    const Defaults& d = defaults();
    if (name == "threads")
        runtime::set_num_threads(options.threads > 0 ? static_cast<int>(options.threads) : d.threads);
    else if (name == "executor") runtime::set_executor(options.executor);
    else if (name == "hpx_args") runtime::set_hpx_arguments(split_words(options.hpx_args));
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

void check_option(std::string_view name, const Options& options) {
    constexpr double kMany = 1e15;
    if (name == "executor") check_executor(options.executor);
    if (name == "threads") check_range(name, static_cast<double>(options.threads), 0, 4096);
    if (name == "debug") check_range(name, static_cast<double>(options.debug), 0, 6);
    if (name == "granularity") check_range(name, options.granularity, 0, kMany);
    if (name == "cache_limit") check_range(name, static_cast<double>(options.cache_limit), 0, kMany);
    if (name == "max_specializations") check_range(name, static_cast<double>(options.max_specializations), 1, kMany);
    if (name == "disable") check_passes(name, options.disable, "1");
    if (name == "print_after") check_passes(name, options.print_after, "start");
}

void initialize() {
    library::register_all();
    for (const OptionInfo& row : option_table()) {
        try {
            check_option(row.name, current_options());
        } catch (const support::UserError& e) {
            fmt::print(stderr, "phylanx: the environment's value is ignored: {}\n", e.what());
            set_option(row.name, get(Options(), row.name));
        }
    }
    const Options options = current_options();
    const Options plain;
    if (options.threads != plain.threads) put_into_effect("threads", options);
    if (options.granularity != plain.granularity) put_into_effect("granularity", options);
    if (options.executor != plain.executor) put_into_effect("executor", options);
    put_into_effect("hpx_args", options);
    put_into_effect("trace", options);
    put_into_effect("graph", options);
}

void change_option(std::string_view name, const OptionValue& value) {
    Options options = current_options();
    set(options, name, value);
    check_option(name, options);
    set_option(name, value);
    put_into_effect(name, options);
}

int num_threads() { return runtime::num_threads(); }

std::map<std::string, std::string> executors() {
    std::map<std::string, std::string> all;
    for (const std::string& name : runtime::all_executor_names()) all[name] = runtime::why_no_executor(name);
    return all;
}
std::string hpx_version() { return runtime::hpx_version(); }
bool start_executor() { return runtime::start_executor(); }

void write_reports() {
    const Options options = current_options();
    if ((options.trace.empty() && options.graph.empty()) || !trace::enabled()) return;
    const trace::Recording recording = trace::stop();
    write(options.trace, trace::to_chrome_json(recording));
    write(options.graph, trace::to_dot(recording));
}

}  // namespace phylanx::driver
