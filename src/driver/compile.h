// From PhySL text to a program: the stages in order, their texts for people, and the disk cache
// around them.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "driver/facts.h"
#include "driver/options.h"
#include "launch/abi.h"
#include "physl/tree.h"
#include "sema/sema.h"

namespace phylanx::driver {

/// A PhySL text; parsed when first needed, by whichever thread comes first.
class Source {
   public:
    Source(std::string text, std::string file) : text_(std::move(text)), file_(std::move(file)) {}
    const std::string& text() const { return text_; }
    const std::string& file() const { return file_; }
    /// Throws UserError (Syntax).
    const physl::Tree& tree() const;

   private:
    std::string text_, file_;
    mutable std::once_flag parsed_;
    mutable std::optional<physl::Tree> tree_;
};

/// What a specialization is made for.
struct Signature {
    std::vector<ir::Type> parameters;
    std::vector<sema::StaticValue> statics;  // empty, or one per parameter
    std::vector<bool> compact;               // of each array in order: C-contiguous with the very strides of that
    std::string to_string() const;           // "(float64[:], int = 3)"
};

/// An immutable result of compilation, shared by all its runs.
struct Compiled {
    std::shared_ptr<const launch::Program> program;
    Facts facts;
    std::vector<sema::Finding> findings;
    bool from_disk = false;
    double seconds = 0;
};

/// `function` is the name of a `define` of the text. Throws UserError where the program is refused,
/// NeedStatic.
std::shared_ptr<const Compiled> compile(const Source& source, const std::string& function,
                                        const Signature& signature, const Options& options);
/// A whole text without parameters, whose last expression is the result.
std::shared_ptr<const Compiled> compile_program(const Source& source, const Options& options);

/// What the stages look like, for people.
struct Stages {
    std::string graph;     // typed, as sema made it
    std::string plan;      // after all passes
    std::string llvm;
    std::string assembly;
};
/// Runs all stages anew, up to and with `last` ("graph", "plan", "llvm" or "assembly").
Stages show_stages(const Source& source, const std::string& function, const Signature& signature,
                   const Options& options, std::string_view last);

/// The name of the text's last `define`: the function itself, its helpers stand before it.
std::string main_function(const Source& source);

}  // namespace phylanx::driver
