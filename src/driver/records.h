// Small texts in the disk cache, for what is decided above the compiler: found by a key of the caller's.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "driver/options.h"

namespace phylanx::driver {

/// What `store_record` has kept under this key, by this very build; the bytes are as they were stored, for they
/// carry a checksum. Nothing where the cache is off.
std::optional<std::string> load_record(std::string_view key, const Options& options);
void store_record(std::string_view key, std::string_view payload, const Options& options);

}  // namespace phylanx::driver
