// Frames: slots, errors, waiting and signals.
// SPDX-License-Identifier: BSL-1.0
#include "launch/frame.h"

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include <algorithm>
#include <utility>

#include "launch/desc.h"
#include "runtime/runtime.h"
#include "trace/counters.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

ObjectOps installed;

/// Time that goes by in steps of unknown length, read in a few nanoseconds: loops ask at every round.
inline std::int64_t ticks() {
#if defined(__x86_64__)
    return static_cast<std::int64_t>(__rdtsc());
#else
    return trace::now_ns();
#endif
}
constexpr std::int64_t kPollEveryTicks = 10'000'000;  // 2 to 10 ms

}  // namespace

void set_object_ops(const ObjectOps& ops) { installed = ops; }
const ObjectOps& object_ops() { return installed; }

Frame::Frame(const Program& p) : program(p) {
    auto buffers = static_cast<std::size_t>(p.num_slots);
    auto objects = static_cast<std::size_t>(p.num_object_slots);
    void** room = room_.data();
    if (buffers + objects > room_.size()) {
        more_room_.reset(new void*[buffers + objects]);
        room = more_room_.get();
    }
    std::fill_n(room, buffers + objects, nullptr);
    slots = reinterpret_cast<Buffer**>(room);
    object_slots = room + buffers;
    error_at = &run.error_at();
}

Frame::~Frame() {
    runtime::wait_all(run);
    if (num_launches) trace::count(trace::Counter::kernels_launched, num_launches);
    if (num_inline_launches) trace::count(trace::Counter::launches_inline, num_inline_launches);
    if (num_calls) trace::count(trace::Counter::library_calls, num_calls);
    for (int i = 0; i < program.num_slots; ++i)
        if (slots[i]) arrays::release(slots[i]);
    for (int i = 0; i < program.num_object_slots; ++i)
        if (object_slots[i]) object_ops().release(this, object_slots[i]);
}

std::int32_t Frame::fail(support::ErrorClass cls, std::string message, support::Span span,
                         std::uint32_t file) {
    if (!failed_) error = {cls, span, file, std::move(message)};
    failed_ = true;
    return 1;
}

const std::string& Frame::file_name() const {
    static const std::string unknown;
    return error.file < program.files.size() ? program.files[error.file] : unknown;
}

void Frame::own_object(int slot, void* object) {
    void* old = std::exchange(object_slots[slot], object);
    if (old) object_ops().release(this, old);
}

/// The wait was ended by a signal: the tasks that have begun are collected, the others skipped.
std::int32_t Frame::interrupted() {
    run.cancel();
    runtime::wait_all(run);
    failed_ = true;
    error.error_class = support::ErrorClass::Interrupted;
    return 1;
}

void Frame::watch_signals() {
    if (!installed.poll) return;
    run.poll = [](void* frame) { return installed.poll(static_cast<Frame*>(frame)); };
    run.poll_data = this;
}

std::int32_t Frame::wait(const Buffer* buffer) {
    begin_chain();
    if (is_untouched(buffer)) return run.has_error();
    worked = true;
    if (runtime::wait(run, buffer) == runtime::WaitResult::Interrupted || run.cancelled())
        return run.has_error() ? 1 : interrupted();
    return run.has_error();
}

std::int32_t Frame::wait_all() {
    begin_chain();
    if (runtime::wait_all(run) == runtime::WaitResult::Interrupted ||
        (run.cancelled() && !run.has_error()))
        return interrupted();
    return run.has_error();
}

std::int32_t Frame::finish() {
    if (wait_all() && failed_ && error.error_class == support::ErrorClass::Interrupted) return 1;
    if (run.has_error()) {
        failed_ = true;
        run.take_error(error);
    }
    return failed_;
}

std::int32_t Frame::poll() {
    worked = false;
    begin_chain();
    if (run.has_error()) return 1;
    if (run.cancelled() || (stop && stop->load(std::memory_order_relaxed))) return interrupted();
    if (!run.poll) return 0;
    std::int64_t now = ticks();
    if (now - last_poll_ < kPollEveryTicks) return 0;
    last_poll_ = now;
    return installed.poll(this) ? interrupted() : 0;
}

}  // namespace phylanx::launch
