// One call of a routine: its operands, its results, and how its work becomes tasks or runs at once.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "launch/desc.h"
#include "launch/frame.h"
#include "launch/library_registry.h"
#include "library/array.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"

namespace phylanx::library {

using runtime::Chunks;
using support::ErrorClass;
using Shape = std::span<const int64_t>;

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
    /// Result 0 as a new C-ordered array of the result's dtype, not initialised.
    Array allocate(Shape shape) const;

    template <class... Args>
    [[noreturn]] void error(ErrorClass cls, fmt::format_string<Args...> text, Args&&... args) const {
        support::user_error(cls, info.op.span, text, std::forward<Args>(args)...);
    }
    runtime::Origin origin() const;
};

/// The axis attribute, counted from the front; nothing where it is absent.
std::optional<int> axis_of(const Call& call, int ndim);

/// What one task reads and writes.
class AccessList {
   public:
    void read(const Array& a) { add(a, runtime::Mode::Read); }
    void write(const Array& a) { add(a, runtime::Mode::Write); }
    void read(Buffer* b, int64_t lo, int64_t hi) { add(b, lo, hi, runtime::Mode::Read); }
    void write(Buffer* b, int64_t lo, int64_t hi) { add(b, lo, hi, runtime::Mode::Write); }
    std::span<const runtime::Access> get() const { return {list_.data(), count_}; }
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
        if (b && lo < hi) list_[count_++] = {b, lo, hi, mode};
    }
    std::array<runtime::Access, 8> list_;
    std::size_t count_ = 0;
};

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

/// Runs fn(begin, end) for every chunk: at once where `ns` predicted nanoseconds are not worth tasks and all
/// that is touched is idle, otherwise as tasks. touches(begin, end, list) states what a chunk reads and
/// writes. fn is copied into the tasks: it captures numbers, pointers into touched buffers, or shared_ptrs.
template <class Touches, class Fn>
void run_chunks(const Call& call, const Chunks& chunks, double ns, Touches&& touches, const Fn& fn) {
    const auto all = [chunks, fn] {
        for (int64_t c = 0; c < chunks.count; ++c) fn(chunks.begin(c), chunks.end(c));
    };
    if (chunks.rows <= 0) return;
    if (!runtime::worth_tasks(ns, chunks.count)) {
        AccessList list;
        touches(int64_t{0}, chunks.rows, list);
        if (list.all_idle())
            all();
        else if constexpr (sizeof(all) <= runtime::TaskFn::kRoom)
            runtime::submit(call.frame.run, all, list.get(), call.origin());
        else
            runtime::submit(call.frame.run, [work = std::make_shared<decltype(all)>(all)] { (*work)(); },
                            list.get(), call.origin());
        return;
    }
    const auto shared = std::make_shared<const Fn>(fn);
    const runtime::Origin origin = call.origin();
    for (int64_t c = 0; c < chunks.count; ++c) {
        const int64_t begin = chunks.begin(c), end = chunks.end(c);
        AccessList list;
        touches(begin, end, list);
        runtime::submit(call.frame.run, [shared, begin, end] { (*shared)(begin, end); }, list.get(),
                        origin);
    }
}

/// The same for work in one piece.
template <class Fn>
void run_whole(const Call& call, double ns, const AccessList& list, const Fn& fn) {
    run_chunks(call, Chunks{1, 1, 1}, ns, [&](int64_t, int64_t, AccessList& l) { l = list; },
               [fn](int64_t, int64_t) { fn(); });
}

/// `a` itself where it is C-ordered, else a copy of it, whose buffer `keep` holds for the caller; the copy
/// is made by tasks that later steps wait for by their accesses.
Array contiguous(const Call& call, const Array& a, std::vector<Scratch>& keep);
/// The copy in any case.
Array contiguous_copy(const Call& call, const Array& a, std::vector<Scratch>& keep);
/// dst[...] = src[...], in chunks; shapes are equal.
void submit_copy(const Call& call, const Array& dst, const Array& src);

}  // namespace phylanx::library
