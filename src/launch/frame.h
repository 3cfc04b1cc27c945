// The state of one run: its program, owner slots, error, floating-point flags and tasks.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <atomic>
#include <memory>

#include "launch/abi.h"
#include "launch/object_ops.h"
#include "launch/row_chain.h"
#include "runtime/context.h"

namespace phylanx::launch {

/// Made on the stack by whoever runs a program (the driver): Frame frame(program);
/// frame.watch_signals() on the main thread; rc = program.entry(&frame, args, results); rc = frame.finish();
struct Frame : FrameHead {
    explicit Frame(const Program& program);
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;
    /// Waits for what is left, lets go of all slots.
    ~Frame();

    /// Waits for all tasks; returns non-zero when the run has an error, in `error`: a task's error precedes
    /// the host's, since tasks are earlier in program order.
    std::int32_t finish();
    /// Sets the error unless one is set; returns non-zero, for `return frame.fail(...)`.
    std::int32_t fail(support::ErrorClass cls, std::string message, support::Span span,
                      std::uint32_t file);
    /// An error that stands before the frame's own in program order.
    void replace_error(runtime::ErrorRecord e) {
        error = std::move(e);
        failed_ = true;
    }
    bool failed() const { return failed_; }
    const std::string& file_name() const;  // of the error

    /// Slot `slot` takes over a reference to buffer (may be null).
    void own(int slot, Buffer* buffer) {
        Buffer* old = slots[slot];
        slots[slot] = buffer;
        if (old) arrays::release(old);
    }
    void own_object(int slot, void* object);

    /// Waits for a buffer, or for all tasks; non-zero when the run has an error now.
    std::int32_t wait(const Buffer* buffer);
    std::int32_t wait_all();
    /// Steps over the rows of a matrix that wait for more of them; null where there are none.
    RowChain* chain() const { return chain_.get(); }
    void put_off_steps(std::unique_ptr<RowChain> steps) {
        chain_ = std::move(steps);
        put_off = true;
    }
    std::unique_ptr<RowChain> take_chain() {
        put_off = false;
        return std::move(chain_);
    }
    /// Begins what has been put off; whoever looks at arrays or adds tasks calls it before.
    void begin_chain() {
        if (put_off) [[unlikely]]
            take_chain()->begin();
    }
    /// For Python's main thread: whoever waits or submits polls signals from now on. (On other threads Python
    /// would not run their handlers.)
    void watch_signals();
    /// Asks for signals, at most every few milliseconds; non-zero after Ctrl-C.
    std::int32_t poll();
    /// Non-zero when the run has been cancelled while its host submitted tasks.
    std::int32_t check_cancelled() { return run.cancelled() ? interrupted() : 0; }

    const Program& program;
    runtime::RunContext run;
    void** object_slots = nullptr;
    void* user = nullptr;      // the bindings' own
    std::uint64_t step = 0;    // launches, calls and noted flags so far: the place in the program
    unsigned num_launches = 0;         // for the counters, which get them when the frame goes
    unsigned num_inline_launches = 0;
    unsigned small_in_a_row = 0;       // small launches that became tasks since the last large one
    unsigned num_calls = 0;
    const std::atomic<bool>* stop = nullptr;  // set by the run that this frame works for: its rounds are not wanted any more
    std::size_t ahead_bytes = 0;       // of results allocated since the host last waited for tasks

    runtime::ErrorRecord error;

   private:
    std::int32_t interrupted();

    std::unique_ptr<RowChain> chain_;
    bool failed_ = false;
    std::int64_t last_poll_ = 0;
    std::array<void*, 24> room_;
    std::unique_ptr<void*[]> more_room_;
};

}  // namespace phylanx::launch
