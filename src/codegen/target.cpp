// Detects the processor and keeps a pool of LLVM target machines for it.
// SPDX-License-Identifier: BSL-1.0
#include "codegen/target.h"

#include <gnu/libc-version.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CodeGen.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/Triple.h>

#include <mutex>
#include <vector>

#include "codegen/codegen.h"
#include "codegen/symbols.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

llvm::StringMap<bool> host_features() {
#if LLVM_VERSION_MAJOR >= 19
    return llvm::sys::getHostCPUFeatures();
#else
    llvm::StringMap<bool> features;
    llvm::sys::getHostCPUFeatures(features);
    return features;
#endif
}

Target detect() {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    Target t;
    t.triple = llvm::sys::getProcessTriple();
    t.cpu = llvm::sys::getHostCPUName().str();
    auto features = host_features();
    auto has = [&](const char* name) { return features.lookup(name); };
    std::vector<std::string> list;
    for (auto& f : features) list.push_back((f.getValue() ? "+" : "-") + f.getKey().str());
    std::sort(list.begin(), list.end());
    for (auto& f : list) t.features += (t.features.empty() ? "" : ",") + f;
    t.x86 = llvm::Triple(t.triple).isX86();
    t.fma = t.x86 && has("fma");
    t.avx512 = t.x86 && has("avx512f");
    // 256 bits on AVX-512 processors too: the wider ones cost clock and gain little on streams.
    t.vector_bits = t.x86 && has("avx2") ? 256 : 128;
    if (t.x86 && has_vector_maths()) t.mvec_isa = has("avx2") && has("fma") ? 'd' : 'b';
    return t;
}

std::unique_ptr<llvm::TargetMachine> make_machine() {
    const Target& t = host_target();
    std::string error;
#if LLVM_VERSION_MAJOR >= 22
    llvm::Triple triple(t.triple);
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
#else
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(t.triple, error);
    const std::string& triple = t.triple;
#endif
    support::internal_check(target != nullptr, "LLVM has no target {}: {}", t.triple, error);
    llvm::TargetOptions options;
    options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
    options.NoTrappingFPMath = true;
    std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
#if LLVM_VERSION_MAJOR == 21
        llvm::Triple(triple),
#else
        triple,
#endif
        t.cpu, t.features, options, llvm::Reloc::PIC_, llvm::CodeModel::Small,
        llvm::CodeGenOptLevel::Default));
    support::internal_check(machine != nullptr, "LLVM makes no machine for {}", t.cpu);
    return machine;
}

struct Pool {
    std::mutex mutex;
    std::vector<std::unique_ptr<llvm::TargetMachine>> idle;
};
// Never destroyed: threads may still compile while the process ends.
Pool& pool() {
    static Pool& p = *new Pool;
    return p;
}

}  // namespace

const Target& host_target() {
    static const Target& t = *new Target(detect());
    return t;
}

const std::string& cpu_features_key() {
    static const std::string& key = *new std::string(fmt::format(
        "{} {} {} llvm-{} glibc-{} mvec-{}", host_target().triple, host_target().cpu, host_target().features,
        LLVM_VERSION_STRING, gnu_get_libc_version(), host_target().mvec_isa ? host_target().mvec_isa : '0'));
    return key;
}

MachineLease::MachineLease() {
    {
        std::lock_guard lock(pool().mutex);
        if (!pool().idle.empty()) {
            machine_ = std::move(pool().idle.back());
            pool().idle.pop_back();
        }
    }
    if (!machine_) machine_ = make_machine();
}

void MachineLease::set_level(int level) {
    const bool quick = level <= 0;  // the level of its last use is still the machine's
    machine_->setOptLevel(quick ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Default);
    machine_->setFastISel(quick);  // LLVM sets it at that level, and leaves it set
}

MachineLease::~MachineLease() {
    std::lock_guard lock(pool().mutex);
    if (pool().idle.size() < 4) pool().idle.push_back(std::move(machine_));
}

std::unique_ptr<llvm::Module> make_module(const std::string& name, llvm::LLVMContext& context,
                                          const llvm::TargetMachine& machine) {
    auto module = std::make_unique<llvm::Module>(name, context);
#if LLVM_VERSION_MAJOR >= 21
    module->setTargetTriple(machine.getTargetTriple());
#else
    module->setTargetTriple(machine.getTargetTriple().str());
#endif
    module->setDataLayout(machine.createDataLayout());
    return module;
}

}  // namespace phylanx::codegen
