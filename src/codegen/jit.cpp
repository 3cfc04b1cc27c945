// The process-wide ORC session; one JITDylib an object.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/jit.h"

#include <llvm/Config/llvm-config.h>
#if LLVM_VERSION_MAJOR >= 21
#include <llvm/ExecutionEngine/Orc/AbsoluteSymbols.h>
#include <llvm/ExecutionEngine/Orc/SelfExecutorProcessControl.h>
#endif
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/Support/MemoryBuffer.h>

#include <atomic>

#include "codegen/symbols.h"
#include "codegen/target.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

namespace orc = llvm::orc;

template <class T>
T take(llvm::Expected<T> value) {
    if (value) return std::move(*value);
    throw support::InternalError("bug in phylanx, please report: linking: " + llvm::toString(value.takeError()));
}

void take(llvm::Error error) {
    if (error) throw support::InternalError("bug in phylanx, please report: linking: " + llvm::toString(std::move(error)));
}

// Gives the functions of symbols.h to an object that asks for them by name.
class Symbols : public orc::DefinitionGenerator {
   public:
    llvm::Error tryToGenerate(orc::LookupState&, orc::LookupKind, orc::JITDylib& dylib, orc::JITDylibLookupFlags,
                              const orc::SymbolLookupSet& names) override {
        orc::SymbolMap found;
        for (auto& [name, flags] : names) {
            llvm::StringRef text = *name;
            if (void* f = find_symbol({text.data(), text.size()}))
                found[name] = {orc::ExecutorAddr::fromPtr(f), llvm::JITSymbolFlags::Exported};
        }
        if (found.empty()) return llvm::Error::success();
        return dylib.define(orc::absoluteSymbols(std::move(found)));
    }
};

struct Session {
    orc::ExecutionSession session;
    orc::ObjectLinkingLayer layer;
    std::atomic<unsigned> count{0};

    Session()
        : session(take(orc::SelfExecutorProcessControl::Create(
              nullptr, std::make_unique<orc::InPlaceTaskDispatcher>()))),
          layer(session) {
        // Errors come back from the calls themselves; nothing is printed.
        session.setErrorReporter([](llvm::Error e) { llvm::consumeError(std::move(e)); });
    }
};

// Never destroyed: programs may be freed after the statics of other files.
Session& session() {
    static Session& s = *new Session;
    return s;
}

}  // namespace

Linked link_objects(std::span<const std::string_view> objects, std::span<const std::string> symbols) {
    host_target();
    Session& s = session();
    std::string name = "program" + std::to_string(s.count.fetch_add(1));
    orc::JITDylib& dylib = s.session.createBareJITDylib(name);
    Linked linked;
    linked.code = std::shared_ptr<void>(&dylib, [](void* d) {
        llvm::consumeError(session().session.removeJITDylib(*static_cast<orc::JITDylib*>(d)));
    });
    dylib.addGenerator(std::make_unique<Symbols>());
    for (std::string_view object : objects)
        take(s.layer.add(dylib, llvm::MemoryBuffer::getMemBufferCopy({object.data(), object.size()}, name)));
    orc::SymbolLookupSet wanted;
    for (auto& n : symbols) wanted.add(s.session.intern(n));
    auto found = take(s.session.lookup({{&dylib, orc::JITDylibLookupFlags::MatchAllSymbols}}, std::move(wanted)));
    for (auto& n : symbols)
        linked.addresses.push_back(found[s.session.intern(n)].getAddress().toPtr<void*>());
    return linked;
}

}  // namespace phylanx::codegen
