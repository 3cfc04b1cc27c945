// Small texts in the disk cache.
// SPDX-License-Identifier: BSL-1.0
#include "driver/records.h"

#include <algorithm>

#include "driver/cached_program.h"
#include "driver/disk_cache.h"
#include "driver/hash.h"

namespace phylanx::driver {
namespace {

Digest digest_of(std::string_view key) {
    Sha256 hash;
    hash.field("record");
    hash.field(PHYLANX_VERSION);
    hash.field(build_id());
    hash.field(key);
    return hash.finish();
}

DiskCache cache_of(const Options& options) {
    return {cache_folder(options.cache_dir),
            static_cast<std::uint64_t>(std::max<Int>(options.cache_limit, 0)) << 20};
}

bool is_usable(const Options& options) { return options.cache && !build_id().empty(); }

}  // namespace

std::optional<std::string> load_record(std::string_view key, const Options& options) {
    if (!is_usable(options)) return std::nullopt;
    return cache_of(options).load(digest_of(key));
}

void store_record(std::string_view key, std::string_view payload, const Options& options) {
    if (is_usable(options)) cache_of(options).store(digest_of(key), payload);
}

}  // namespace phylanx::driver
