// The table of library routines.
// SPDX-License-Identifier: BSL-1.0
#include "launch/library_registry.h"

#include <vector>

namespace phylanx::launch {
namespace {

// Made on first use: routines are entered by static initialisers of other files.
std::vector<LibraryEntry>& table() {
    static std::vector<LibraryEntry> entries(ops::all().size());
    return entries;
}

}  // namespace

void register_library(ops::OpCode code, LibraryFn fn, Start start, ChooseQuickFn choose) {
    table()[static_cast<std::size_t>(code)] = {fn, start, choose};
}
const LibraryEntry& library_entry(ops::OpCode code) { return table()[static_cast<std::size_t>(code)]; }

void prepare(CallInfo& call) {
    const ChooseQuickFn choose = library_entry(call.code).choose;
    call.quick = choose ? choose(call) : nullptr;
}

}  // namespace phylanx::launch
