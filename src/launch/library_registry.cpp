// The table of library routines.
// SPDX-License-Identifier: BSL-1.0
#include "launch/library_registry.h"

#include <mutex>
#include <unordered_map>
#include <vector>

namespace phylanx::launch {
namespace {

// Made on first use: routines are entered by static initialisers of other files.
std::vector<LibraryEntry>& table() {
    static std::vector<LibraryEntry> entries(ops::all().size());
    return entries;
}

UfuncHooks the_ufunc_hooks;

}  // namespace

void register_library(ops::OpCode code, LibraryFn fn, Start start, ChooseQuickFn choose) {
    table()[static_cast<std::size_t>(code)] = {fn, start, choose};
}
const LibraryEntry& library_entry(ops::OpCode code) { return table()[static_cast<std::size_t>(code)]; }

void prepare(CallInfo& call) {
    const ChooseQuickFn choose = library_entry(call.code).choose;
    call.quick = choose ? choose(call) : nullptr;
}

void set_ufunc_hooks(UfuncHooks hooks) { the_ufunc_hooks = hooks; }
const UfuncHooks& ufunc_hooks() { return the_ufunc_hooks; }

UfuncLoop find_ufunc_loop(const std::string& where) {
    static std::mutex lock;
    static std::unordered_map<std::string, UfuncLoop> known;
    {
        const std::lock_guard guard(lock);
        if (const auto found = known.find(where); found != known.end()) return found->second;
    }
    // Not under the lock: the finder takes the GIL.
    const UfuncLoop loop = the_ufunc_hooks.find ? the_ufunc_hooks.find(where) : UfuncLoop{};
    const std::lock_guard guard(lock);
    if (loop.fn) known.emplace(where, loop);
    return loop;
}

}  // namespace phylanx::launch
