// One specialization in the disk cache: its key, and what an entry holds.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>

#include "driver/compile.h"
#include "driver/disk_cache.h"
#include "driver/hash.h"

namespace phylanx::driver {

/// Tells one build from another: size and time of the file that this code was loaded from.
const std::string& build_id();

class CachedProgram {
   public:
    CachedProgram(const Source& source, const std::string& function, const Signature& signature,
                  const Options& options);

    const Digest& key() const { return key_; }
    /// Null where there is no usable entry; waits for one that is being made. Throws NeedStatic where that is what compilation found.
    std::shared_ptr<Compiled> load() const;
    void store(const Compiled& compiled, const std::string& object) const;
    void store(const sema::NeedStatic& need) const;

   private:
    std::shared_ptr<Compiled> read() const;

    bool enabled_;
    Digest key_{};
    DiskCache cache_;
};

}  // namespace phylanx::driver
