// What tiny loops ask of the runtime.
// SPDX-License-Identifier: BSL-1.0
#include <cstring>
#include <new>

#include "launch/desc.h"
#include "launch/fast_path.h"
#include "launch/fp_status.h"
#include "launch/frame.h"
#include "runtime/granularity.h"
#include "support/error.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

constexpr double kTinyNs = 1e3;  // steps that count as tasks below that are wanted as tasks

}  // namespace

extern "C" {

/// Not where flags are errors: the loop would go on after one.
std::int32_t phx_allows_tiny(Frame* frame) {
    return frame->run.fp.errors == 0 && !trace::enabled() && runtime::granularity_ns() >= kTinyNs;
}

std::int32_t phx_keep_line(Frame* frame, std::int32_t slot, const char* data, std::int64_t bytes) {
    try {
        Buffer* buffer = allocate_bytes(*frame, static_cast<std::size_t>(bytes));
        std::memcpy(buffer->data, data, static_cast<std::size_t>(bytes));
        frame->own(slot, buffer);
        return 0;
    } catch (const std::bad_alloc&) {
        return frame->fail(support::ErrorClass::Memory, "Unable to allocate memory for an array", {}, 0);
    }
}

std::int32_t phx_run_line(Frame* frame, std::int32_t index, const KernelOperand* operands, const Cell* scalars,
                          std::int64_t n, std::int32_t watched) {
    const KernelInfo& k = frame->program.kernels[static_cast<std::size_t>(index)];
    ++frame->num_launches;
    ++frame->num_inline_launches;
    try {
        if (!watched) {  // the processor's flags are looked at when the loop ends; those that it does not have are told here
            if (const std::int32_t status = k.run(operands, scalars, 1, n)) [[unlikely]]
                report_plane(*frame, k, status, 0, operands, 1, n, scalars);
            return 0;
        }
        const KeptFpStatus before;  // of what the loop looks at when it ends
        const FpStatus fp;
        const std::int32_t status = k.run(operands, scalars, 1, n);
        const int raised = fp.raised();
        if (status | raised) [[unlikely]]
            report_plane(*frame, k, status, raised, operands, 1, n, scalars);
        return 0;
    } catch (const support::UserError& e) {
        return frame->fail(e.error_class, e.what(), e.span.known() ? e.span : k.span, k.file);
    }
}

}  // extern "C"

}  // namespace phylanx::launch
