// The inline executor: no threads; tasks run in program order where they are submitted. For debugging.
// SPDX-License-Identifier: BSL-1.0
#include "runtime/executor.h"

namespace phylanx::runtime {
namespace {

class InlineExecutor final : public Executor {
   public:
    void request(void (*work)(void*), void* data) override { work(data); }
};

}  // namespace

std::unique_ptr<Executor> make_inline_executor(int) { return std::make_unique<InlineExecutor>(); }

}  // namespace phylanx::runtime
