// Graph in plan form to machine code: compile, and the way to and from bytes for the disk cache.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"
#include "launch/abi.h"

namespace phylanx::codegen {

struct Options {
    bool fastmath = false;   // contraction and reassociation allowed; NaN and inf stay
    int level = 2;           // 0: no passes; 1: quick; 2: with loop passes on the entry function
    int threads = 1;         // 2: a second thread compiles half of a large program
    bool capture_ir = false;
    bool capture_asm = false;
    /// Array leaves of the parameters in order: whether their strides are those of a C-contiguous array, in every
    /// dimension. What is missing is not known.
    std::vector<bool> compact;
};

struct Compiled {
    std::shared_ptr<launch::Program> program;  // loaded, ready to run
    std::string object;                        // relocatable objects, for the disk cache
    std::string ir, assembly;                  // filled where the options ask for it
    /// Of compile_soon, with no object: makes the code that `compile` would have made, exchanges the program's functions for it,
    /// also under runs, and gives the objects. To be called once, by any thread.
    std::function<std::string()> improve;
};

/// One specialization as native code. Throws InternalError where the graph is not in plan form.
/// May be called from several threads at once.
Compiled compile(const ir::Graph& g, const Options& options = {});

/// The same program sooner: its kernels, and its entry function where the time goes to what it calls, are compiled without
/// LLVM's costlier steps. Their results have the same bits. `options.threads` of 1: as `compile`.
Compiled compile_soon(std::shared_ptr<const ir::Graph> g, const Options& options = {});

/// What a process's first compilation does besides its own work: the processor is looked at, LLVM sets itself up, its
/// code comes into memory. Takes some hundredths of a second the first time.
void warm_up();

/// All of a program but its machine code, as bytes; `object` is what it was loaded from.
std::string serialize(const launch::Program& program, std::string_view object);
/// Links the object and gives the program that `serialize` saw, without a compiler pass. Null where the
/// bytes are damaged, belong together wrongly, or name a function that this process does not have.
std::shared_ptr<launch::Program> deserialize(std::string_view metadata, std::string_view object);

/// What machine code depends on besides the graph: processor, features, LLVM and vector maths library.
const std::string& cpu_features_key();

}  // namespace phylanx::codegen
