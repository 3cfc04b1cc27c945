// Relocatable objects into this process: linked by ORC, freed when the last user goes.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phylanx::codegen {

struct Linked {
    std::shared_ptr<void> code;      // unmaps the code when the last copy goes
    std::vector<void*> addresses;    // of the symbols asked for, in order
};

/// Links objects against each other and symbols.h. Its pages are writable first and executable afterwards, never both.
/// Throws InternalError where a symbol is missing or the object is no object of this processor.
Linked link_objects(std::span<const std::string_view> objects, std::span<const std::string> symbols);

}  // namespace phylanx::codegen
