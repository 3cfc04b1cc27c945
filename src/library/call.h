// One call of a routine: its operands, its results, and how its work becomes tasks or runs at once.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "launch/desc.h"
#include "launch/fp_status.h"
#include "launch/frame.h"
#include "launch/library_registry.h"
#include "library/array.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"

namespace phylanx::library {

using runtime::Chunks;
using support::ErrorClass;
using Shape = std::span<const int64_t>;

/// What one task reads and writes.
class AccessList {
   public:
    void read(const Array& a) { add(a, runtime::Mode::Read); }
    void write(const Array& a) { add(a, runtime::Mode::Write); }
    void read(Buffer* b, int64_t lo, int64_t hi) { add(b, lo, hi, runtime::Mode::Read); }
    void write(Buffer* b, int64_t lo, int64_t hi) { add(b, lo, hi, runtime::Mode::Write); }
    std::span<const runtime::Access> get() const { return {list_.data(), count_}; }
    /// False where memory without a buffer is touched (on the caller's stack): then nothing may run later.
    bool all_owned() const { return all_owned_; }
    bool all_idle() const {
        return std::all_of(list_.begin(), list_.begin() + count_,
                           [](const runtime::Access& a) { return runtime::is_idle(a.buffer); });
    }

   private:
    void add(const Array& a, runtime::Mode mode) {
        const Array::Interval i = a.interval();
        add(a.buffer, i.first, i.last, mode);
    }
    void add(Buffer* b, int64_t lo, int64_t hi, runtime::Mode mode) {
        if (lo >= hi) return;
        if (b)
            list_[count_++] = {b, lo, hi, mode};
        else
            all_owned_ = false;
    }
    std::array<runtime::Access, 8> list_;
    std::size_t count_ = 0;
    bool all_owned_ = true;
};

struct Call {
    launch::Frame& frame;
    const launch::CallInfo& info;
    const launch::Cell* in;
    launch::Cell* out;

    Array array(int k) const { return make_array(*in[k].array, info.operands[k]); }
    /// An operand that is a number, whatever its kind.
    int64_t integer(int k) const;
    double number(int k) const;
    /// Operands k, k + 1 ... as extents.
    std::vector<int64_t> extents(int k) const;
    /// A result as a new C-ordered array of its dtype, not initialised.
    Array allocate(Shape shape, int result = 0) const;

    template <class... Args>
    [[noreturn]] void error(ErrorClass cls, fmt::format_string<Args...> text, Args&&... args) const {
        support::user_error(cls, info.op.span, text, std::forward<Args>(args)...);
    }
    runtime::Origin origin() const;
    /// Waits until all that is listed is idle; false when the frame holds an error then.
    bool wait(const AccessList& list) const;
};

/// The axis attribute, counted from the front; nothing where it is absent.
std::optional<int> axis_of(const Call& call, int ndim);

/// Memory that only tasks use; lives as long as one of them (or the holder) does.
class Scratch {
   public:
    explicit Scratch(int64_t bytes)
        : buffer_(arrays::allocate(static_cast<std::size_t>(std::max<int64_t>(bytes, 1)))) {}
    Scratch(Scratch&& other) noexcept : buffer_(std::exchange(other.buffer_, nullptr)) {}
    Scratch& operator=(Scratch&& other) noexcept {
        std::swap(buffer_, other.buffer_);
        return *this;
    }
    ~Scratch() {
        if (buffer_) arrays::release(buffer_);
    }
    Buffer* buffer() const { return buffer_; }
    char* data() const { return buffer_->data; }

   private:
    Buffer* buffer_;
};

/// touches(begin, end, list) states what a chunk reads and writes; a borrowed function object.
class Touches {
   public:
    template <class F>
    Touches(const F& f)  // NOLINT: implicit, so that lambdas can be passed
        : object_(&f), call_([](const void* object, int64_t begin, int64_t end, AccessList& list) {
              (*static_cast<const F*>(object))(begin, end, list);
          }) {}
    void operator()(int64_t begin, int64_t end, AccessList& list) const {
        call_(object_, begin, end, list);
    }

   private:
    const void* object_;
    void (*call_)(const void*, int64_t, int64_t, AccessList&);
};
using ChunkFn = std::function<void(int64_t begin, int64_t end)>;

/// What becomes of the chunks: run them at once on this thread, submit them, or nothing (the run failed).
enum class Way : std::uint8_t { Now, OneTask, Tasks, Nothing };
Way choose_way(const Call& call, const Chunks& chunks, double ns, const Touches& touches);
void submit_chunks(const Call& call, const Chunks& chunks, Way way, const Touches& touches, ChunkFn fn);

/// Runs fn(begin, end) for every chunk: at once where `ns` predicted nanoseconds are not worth tasks and all
/// that is touched is idle, otherwise as tasks. fn is copied into the tasks: it captures numbers, pointers
/// into touched buffers, or shared_ptrs.
template <class Fn>
void run_chunks(const Call& call, const Chunks& chunks, double ns, const Touches& touches, const Fn& fn) {
    const Way way = choose_way(call, chunks, ns, touches);
    if (way == Way::Now)
        for (int64_t c = 0; c < chunks.count; ++c) fn(chunks.begin(c), chunks.end(c));
    else if (way != Way::Nothing)
        submit_chunks(call, chunks, way, touches, fn);
}

/// Notes flags that the routine raised, by the name that NumPy's warning has.
void note_fp(runtime::RunContext& run, const launch::CallInfo& info, std::uint64_t step, int flags);

/// fn with the floating-point flags that it raises noted in the run, for NumPy's warnings.
template <class Fn>
auto watched(const Call& call, Fn fn) {
    return [run = &call.frame.run, step = call.frame.step, info = &call.info, fn](auto... arguments) {
        const launch::FpStatus status;
        fn(arguments...);
        if (const int raised = status.raised()) note_fp(*run, *info, step, raised);
    };
}

/// The same for work in one piece.
template <class Fn>
void run_whole(const Call& call, double ns, const AccessList& list, const Fn& fn) {
    const auto touches = [&](int64_t, int64_t, AccessList& all) { all = list; };
    run_chunks(call, Chunks{1, 1, 1}, ns, touches, [fn](int64_t, int64_t) { fn(); });
}

/// `a` itself where it is C-ordered, else a copy of it, whose buffer `keep` holds for the caller; the copy
/// is made by tasks that later steps wait for by their accesses.
Array contiguous(const Call& call, const Array& a, std::vector<Scratch>& keep);
/// The copy in any case.
Array contiguous_copy(const Call& call, const Array& a, std::vector<Scratch>& keep);
/// dst[...] = src[...], in chunks; shapes are equal.
void submit_copy(const Call& call, const Array& dst, const Array& src);

}  // namespace phylanx::library
