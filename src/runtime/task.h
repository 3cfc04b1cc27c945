// What a task is to those who submit it: a function, the bytes it touches, the run it belongs to.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "arrays/buffer.h"
#include "support/span.h"
#include "trace/events.h"

namespace phylanx::runtime {

using arrays::Buffer;

enum class Mode : std::uint8_t { Read, Write };  // Write: may also read

/// The bytes [lo, hi) of a buffer, counted from Buffer::data, that a task reads or writes.
struct Access {
    Buffer* buffer;
    std::int64_t lo;
    std::int64_t hi;
    Mode mode;
};

/// Where a task comes from: the place of its errors that have none, and its name in traces (null: not traced).
struct Origin {
    support::Span span;
    std::uint32_t file = 0;
    const trace::Label* label = nullptr;
};

/// A function object moved into a task without allocation: anything of at most 64 bytes that can be
/// moved without throwing. Called at most once; destroyed without a call when the task is skipped.
class TaskFn {
   public:
    static constexpr std::size_t kRoom = 64;

    TaskFn() = default;
    template <class F>
        requires(!std::is_same_v<std::decay_t<F>, TaskFn>)
    TaskFn(F&& f) {  // NOLINT: implicit, so that lambdas can be passed
        using D = std::decay_t<F>;
        static_assert(sizeof(D) <= kRoom && alignof(D) <= 16, "capture less: a pointer, say");
        static_assert(std::is_nothrow_move_constructible_v<D>);
        new (room_) D(std::forward<F>(f));
        act_ = [](void* self, Act act, void* to) {
            D& d = *std::launder(static_cast<D*>(self));
            if (act == Act::Call)
                d();
            else if (act == Act::Move)
                new (to) D(std::move(d));
            if constexpr (!std::is_trivially_destructible_v<D>)
                if (act != Act::Call) d.~D();
        };
        trivial_ = std::is_trivially_copyable_v<D>;
    }
    TaskFn(TaskFn&& other) noexcept { take(other); }
    TaskFn(const TaskFn&) = delete;
    TaskFn& operator=(TaskFn&& other) noexcept {
        if (this != &other) {
            reset();
            take(other);
        }
        return *this;
    }
    TaskFn& operator=(const TaskFn&) = delete;
    ~TaskFn() { reset(); }

    void operator()() { act_(room_, Act::Call, nullptr); }
    void reset() {
        if (act_ && !trivial_) act_(room_, Act::Destroy, nullptr);
        act_ = nullptr;
    }

   private:
    enum class Act : std::uint8_t { Call, Move, Destroy };

    void take(TaskFn& other) {
        act_ = other.act_;
        trivial_ = other.trivial_;
        if (trivial_)
            __builtin_memcpy(room_, other.room_, kRoom);
        else if (act_)
            act_(other.room_, Act::Move, room_);
        other.act_ = nullptr;
    }

    alignas(16) std::byte room_[kRoom];
    void (*act_)(void* self, Act act, void* to) = nullptr;
    bool trivial_ = false;
};

}  // namespace phylanx::runtime
