// Links a program's object.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/loading.h"

#include <bit>
#include <utility>

#include "codegen/bytes.h"
#include "codegen/jit.h"
#include "codegen/merge.h"
#include "launch/fast_path.h"
#include "launch/library_registry.h"
#include "support/error.h"

namespace phylanx::codegen {

std::pair<std::string, std::string> kernel_symbols(const launch::KernelInfo& kernel) {
    const std::string& run = kernel.name;  // begins with its number: no two are equal
    bool partly = kernel.reduced != 0 && std::popcount(kernel.reduced) < kernel.ndim;
    return {run, partly ? run + "_outer" : std::string()};
}

std::string pack_objects(const std::vector<std::string>& objects) {
    Writer w;
    w.list(objects, [&](const std::string& object) { w.text(object); });
    return w.take();
}

namespace {

std::shared_ptr<void> both(std::shared_ptr<void> a, std::shared_ptr<void> b) {
    return a ? std::make_shared<std::pair<std::shared_ptr<void>, std::shared_ptr<void>>>(std::move(a), std::move(b)) : b;
}

}  // namespace

void exchange_code(launch::Program& program, std::string_view packed) {
    Reader r(packed);
    const auto objects = r.list<std::string>([&] { return r.text(); });
    support::internal_check(r.at_end(), "these are no objects");
    const std::vector<std::string_view> views(objects.begin(), objects.end());
    std::vector<std::string> symbols{"entry"};
    for (std::size_t i = 0; i < program.kernels.size(); ++i) {
        auto [run, run_outer] = kernel_symbols(program.kernels[i]);
        symbols.push_back(run);
        if (!run_outer.empty()) symbols.push_back(run_outer);
    }
    Linked linked = link_objects(views, symbols);
    std::size_t at = 0;
    program.code = both(std::move(program.code), std::move(linked.code));  // before anyone can run it
    program.entry = reinterpret_cast<launch::EntryFn>(linked.addresses[at++]);
    for (auto& k : program.kernels) {
        k.run = reinterpret_cast<launch::KernelFn>(linked.addresses[at++]);
        if (!kernel_symbols(k).second.empty())
            k.run_outer = reinterpret_cast<launch::KernelFn>(linked.addresses[at++]);
    }
}

void load_code(launch::Program& program, std::string_view packed) {
    exchange_code(program, packed);
    for (auto& k : program.kernels) {
        for (auto& o : k.operands)
            if (o.role == launch::Role::Reduce) {
                o.merge = merge_function(o.reduce, o.dtype);
                o.identity = identity_cell(o.reduce, o.dtype);
                o.has_identity = has_identity(o.reduce);
            }
        launch::prepare(k);
    }
    for (launch::CallInfo& call : program.calls) launch::prepare(call);
}

}  // namespace phylanx::codegen
