// What tests of the runtime share: settings that come back, buffers that let go of themselves.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "arrays/buffer.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"

namespace phylanx::runtime {

/// Number of threads and executor for the life of this object.
class Settings {
   public:
    /// Without a name: the executor that the environment asks for.
    explicit Settings(int threads, std::string_view executor = {}) {
        set_num_threads(threads);
        if (!executor.empty()) set_executor(executor);
    }
    Settings(const Settings&) = delete;
    ~Settings() {
        set_num_threads(threads_);
        set_executor(executor_);
        set_granularity_ns(granularity_);
    }

   private:
    int threads_ = num_threads();
    std::string executor_ = executor_name();
    double granularity_ = granularity_ns();
};

struct LetGo {
    void operator()(Buffer* b) const { arrays::release(b); }
};
using OwnedBuffer = std::unique_ptr<Buffer, LetGo>;
inline OwnedBuffer new_buffer(std::size_t bytes) { return OwnedBuffer(arrays::allocate(bytes)); }

inline Access reads(const OwnedBuffer& b, std::int64_t lo, std::int64_t hi) {
    return {b.get(), lo, hi, Mode::Read};
}
inline Access writes(const OwnedBuffer& b, std::int64_t lo, std::int64_t hi) {
    return {b.get(), lo, hi, Mode::Write};
}

}  // namespace phylanx::runtime
