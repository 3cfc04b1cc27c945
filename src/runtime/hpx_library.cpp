// Finds the library that holds the HPX executor, beside this one, and loads it when it is asked for.
// SPDX-License-Identifier: BSL-1.0
#include <dlfcn.h>
#include <fmt/core.h>

#include <cstdio>
#include <mutex>

#include "runtime/hpx.h"
#include "runtime/runtime.h"
#include "trace/counters.h"
#include "trace/events.h"
#include "trace/primitives.h"

namespace phylanx::runtime {
namespace {

struct Library {
    decltype(&phylanx_hpx_executor) executor = nullptr;
    decltype(&phylanx_hpx_version) version = nullptr;
    std::string error;
};

#ifdef PHYLANX_HAVE_HPX
std::string folder_of_this() {
    Dl_info info;
    if (!dladdr(reinterpret_cast<void*>(&why_no_hpx), &info) || !info.dli_fname) return ".";
    const std::string path = info.dli_fname;
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

Library load() {
    Library library;
    const std::string path = folder_of_this() + "/libphylanx_hpx.so";
    if (void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {  // never closed: threads are in it
        library.executor = reinterpret_cast<decltype(library.executor)>(dlsym(handle, "phylanx_hpx_executor"));
        library.version = reinterpret_cast<decltype(library.version)>(dlsym(handle, "phylanx_hpx_version"));
    }
    if (!library.executor || !library.version) {
        const char* error = dlerror();
        library.error = fmt::format("executor 'hpx' cannot be loaded: {}; HPX was there when Phylanx was built: install "
                                    "it again, or build Phylanx again", error ? error : path);
    }
    return library;
}
#else
Library load() {
    return {.error = "executor 'hpx' is not in this build of Phylanx: CMake did not find HPX. Install HPX 1.9 or newer as "
                     "https://hpx-docs.stellar-group.org says, and build Phylanx again with HPX_ROOT naming its folder "
                     "(-DPHYLANX_WITH_HPX=ON makes CMake tell what it misses)"};
}
#endif

const Library& library() {
    static const Library* loaded = new Library(load());
    return *loaded;
}

std::int64_t counted(const std::string& name) {
    const auto now = trace::counters();
    const auto it = now.find(name);
    return it == now.end() ? 0 : static_cast<std::int64_t>(it->second);
}

/// What the first Phylanx counted of its arrays, and which of our counters says that.
struct OldName {
    const char* name;
    const char* counter;  // null: nothing does that here
    const char* help;
};
constexpr OldName kOldNames[] = {
    {"copy_constructions", "array_copies", "arrays copied on their way in or out"},
    {"copy_assignments", "overlap_copies", "arrays copied because an output overlaps them"},
    {"move_constructions", "buffers_borrowed", "arrays lent without a copy"},
    {"move_assignments", nullptr, "always 0"},
};

/// docs/hpx.md
std::vector<HpxCounter> counters() {
    std::vector<HpxCounter> all;
    for (const auto& [name, _] : trace::counters())
        all.push_back({"count/" + name, "phylanx.counters()['" + name + "']", "", [name = name] { return counted(name); }, {}});
    for (const OldName& old : kOldNames)
        all.push_back({fmt::format("node_data_double/count/{}", old.name), old.help, "",
                       [c = old.counter] { return c ? counted(c) : 0; }, {}});
    for (const trace::PrimitiveFigure& figure : trace::primitive_figures())
        for (const std::string& name : trace::primitive_names())
            all.push_back({fmt::format("primitives/{}/{}", name, figure.name), figure.help, figure.unit, {},
                           [name, &figure] { return trace::primitive_values(name, figure); }});
    return all;
}

std::mutex arguments_mutex;
std::vector<std::string> arguments;

}  // namespace

std::string why_no_hpx() { return library().error; }

std::unique_ptr<Executor> make_hpx_executor(int workers) {
    HpxStart start{std::max(workers, default_num_threads() - 1), {}, counters()};
    {
        std::lock_guard lock(arguments_mutex);
        start.arguments = arguments;
    }
    std::string error;
    std::unique_ptr<Executor> executor(library().executor(start, error));
    if (executor)
        trace::name_steps();
    else
        fmt::print(stderr, "phylanx: HPX did not start: {}; tasks run on plain threads\n", error);
    return executor;
}

void set_hpx_arguments(std::vector<std::string> words) {
    std::lock_guard lock(arguments_mutex);
    arguments = std::move(words);
}

std::string hpx_version() { return why_no_hpx().empty() ? library().version() : ""; }

}  // namespace phylanx::runtime
