// Compiled programs on disk: an owner-only folder of checked entries, nothing of which is trusted
// unread.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "driver/hash.h"

namespace phylanx::driver {

/// One entry is one file named by its key: magic, version, key, length and checksum of the payload,
/// payload. What is damaged, belongs to another user, or can be written by others is not read but
/// made again. No function throws or fails loudly: without a usable folder there is simply no
/// cache.
class DiskCache {
   public:
    DiskCache(std::filesystem::path folder, std::uint64_t limit_bytes);

    std::optional<std::string> load(const Digest& key) const;
    /// Atomic: a reader sees the old entry or the new one.
    void store(const Digest& key, std::string_view payload) const;
    const std::filesystem::path& folder() const { return folder_; }

   private:
    bool folder_is_ours() const;
    /// Removes the least recently used entries until the folder is within its limit.
    void trim() const;
    std::filesystem::path path_of(const Digest& key) const;

    std::filesystem::path folder_;
    std::uint64_t limit_bytes_;
};

/// `chosen` where it is not empty, else $XDG_CACHE_HOME/phylanx, else ~/.cache/phylanx; empty where
/// there is none.
std::filesystem::path cache_folder(std::string_view chosen);

}  // namespace phylanx::driver
