// The processor that code is made for: its features, vector maths, and LLVM's machine for it.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <memory>
#include <string>

namespace phylanx::codegen {

struct Target {
    std::string triple;
    std::string cpu;
    std::string features;
    bool x86 = false;
    bool fma = false;
    bool avx512 = false;
    unsigned vector_bits = 128;
    char mvec_isa = 0;  // 'd' (AVX2) or 'b' (SSE) in the names of libmvec; 0: no vector maths
};

/// This process's processor; the first call sets LLVM up.
const Target& host_target();

/// A machine to compile with at a level of `Options`, taken from a pool for as long as the lease lives (a machine serves
/// one thread at a time, and making one takes longer than compiling a small function).
class MachineLease {
   public:
    explicit MachineLease(int level) : MachineLease() { set_level(level); }
    MachineLease();
    void set_level(int level);
    ~MachineLease();
    MachineLease(const MachineLease&) = delete;
    MachineLease& operator=(const MachineLease&) = delete;
    llvm::TargetMachine& operator*() const { return *machine_; }
    llvm::TargetMachine* operator->() const { return machine_.get(); }

   private:
    std::unique_ptr<llvm::TargetMachine> machine_;
};

/// An empty module for the machine.
std::unique_ptr<llvm::Module> make_module(const std::string& name, llvm::LLVMContext& context,
                                          const llvm::TargetMachine& machine);

}  // namespace phylanx::codegen
