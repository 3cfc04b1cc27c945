// phx_rounds: a loop's rounds in order, or at the same time on all workers.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <utility>

#include "launch/desc.h"
#include "launch/fp_status.h"
#include "launch/frame.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

constexpr double kShare = 0.5;     // of the granularity
constexpr double kMeasured = 0.4;  // of a share: rounds that tell what a round takes
constexpr std::int64_t kSharesPerThread = 8;
constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();

/// The rounds from `done` on, taken by threads in shares that get smaller. A thread may come when all is over: it finds no
/// share, and looks at nothing of the run then.
class SharedRounds {
   public:
    SharedRounds(Frame& host, RoundsFn fn, const void* environment, std::int64_t start, std::int64_t step)
        : host_(host), fn_(fn), environment_(environment), start_(start), step_(step) {}

    std::int32_t run(std::int64_t done, std::int64_t count, std::int64_t least, int threads,
                     std::shared_ptr<SharedRounds> self) {
        next_ = done;
        count_ = count;
        least_ = least;
        threads_ = threads;
        std::int64_t helpers = std::min<std::int64_t>(threads - 1, (count - done - 1) / least);
        for (std::int64_t h = 0; h < helpers; ++h) runtime::start_run([self] { self->help(); });
        std::int32_t rc = work(host_);
        auto is_over = [](void* me) { return static_cast<SharedRounds*>(me)->working_.load() == 0; };
        if (!rc) {
            runtime::wait_until(is_over, this, [](void* f) { return static_cast<Frame*>(f)->poll(); }, &host_);
            rc = host_.failed();
        }
        if (rc) {
            stop_ = true;
            runtime::wait_until(is_over, this);
            if (host_.error.error_class == support::ErrorClass::Interrupted) return rc;
        }
        if (failed_at_.load() != kAll && (!rc || failed_at_.load() < host_at_)) {
            host_.replace_error(std::move(error_));
            rc = 1;
        }
        return rc;
    }

   private:
    void help() {
        working_.fetch_add(1);
        std::int64_t first, count;
        if (claim(first, count)) {
            runtime::SerialScope serial;
            Frame frame(host_.program);
            frame.user = host_.user;
            frame.stop = &stop_;
            frame.step = host_.step;
            frame.run.fp.ignored = host_.run.fp.ignored;
            frame.run.fp.errors = host_.run.fp.errors;
            do {
                std::int32_t rc = fn_(&frame, environment_, start_ + first * step_, count);
                if (frame.finish() || rc) {
                    report(first, frame);
                    break;
                }
            } while (claim(first, count));
            for (runtime::FpEvent& e : frame.run.fp.take()) host_.run.fp.add(std::move(e));
        }
        if (working_.fetch_sub(1) == 1) runtime::notify();
    }

    std::int32_t work(Frame& frame) {
        runtime::SerialScope serial;
        std::int64_t count;
        while (claim(host_at_, count))
            if (std::int32_t rc = fn_(&frame, environment_, start_ + host_at_ * step_, count)) return rc;
        return frame.poll();
    }

    bool claim(std::int64_t& first, std::int64_t& count) {
        first = next_.load();
        do {
            if (first >= count_ || stop_.load() || failed_at_.load() < first) return false;
            count = std::min(count_ - first, std::max(least_, (count_ - first) / (kSharesPerThread * threads_)));
        } while (!next_.compare_exchange_weak(first, first + count));
        return true;
    }

    /// Shares are taken in order, so the first error in program order is among those that are found.
    void report(std::int64_t first, Frame& frame) {
        if (frame.error.error_class == support::ErrorClass::Interrupted) return;
        std::lock_guard lock(mutex_);
        if (first >= failed_at_.load()) return;
        failed_at_ = first;
        error_ = std::move(frame.error);
    }

    Frame& host_;
    RoundsFn fn_;
    const void* environment_;
    std::int64_t start_, step_;
    std::int64_t count_ = 0, least_ = 1, host_at_ = 0;
    int threads_ = 1;
    std::atomic<std::int64_t> next_{0};
    std::atomic<std::int64_t> failed_at_{kAll};
    std::atomic<int> working_{0};
    std::atomic<bool> stop_{false};
    std::mutex mutex_;
    runtime::ErrorRecord error_;
};

}  // namespace

extern "C" std::int32_t phx_rounds(Frame* frame, RoundsFn fn, const void* environment, std::int64_t start,
                                   std::int64_t step, std::int64_t count, std::int32_t independent) {
    const KeptFpStatus kept;  // the rounds tell of their flags themselves
    int threads = runtime::num_threads();
    if (const int most = frame->run.max_threads; most > 0) threads = std::min(threads, most);
    auto rest = [&](std::int64_t done) { return fn(frame, environment, start + done * step, count - done); };
    if (!independent || threads < 2 || count < 2 * threads || runtime::is_serial()) return rest(0);
    // What rounds read must be there before another thread may look at it.
    if (std::int32_t rc = frame->wait_all()) return rc;
    // A share of the rounds is worth another thread sooner than a task: there is one wait for all of them.
    const double share_ns = kShare * runtime::granularity_ns();
    std::int64_t begin = trace::now_ns(), tasks = frame->run.submitted(), done = 0, spent = -1;
    for (std::int64_t n = 1; done < count && static_cast<double>(spent) < kMeasured * share_ns; n *= 2) {
        n = std::min(n, count - done);
        if (std::int32_t rc = fn(frame, environment, start + done * step, n)) return rc;
        done += n;
        // Rounds so large that they are cut into tasks themselves keep all workers busy.
        if (frame->run.submitted() != tasks) return rest(done);
        spent = trace::now_ns() - begin;
    }
    double round_ns = static_cast<double>(spent) / static_cast<double>(done);
    auto least = static_cast<std::int64_t>(share_ns / std::max(round_ns, 0.01)) + 1;
    if (count - done < 2 * least) return rest(done);
    auto shared = std::make_shared<SharedRounds>(*frame, fn, environment, start, step);
    return shared->run(done, count, least, threads, shared);
}

extern "C" std::int32_t phx_apart(const ArrayDesc* a, std::int64_t a_form, const ArrayDesc* b, std::int64_t b_form) {
    ByteRange x = byte_range(*a, static_cast<int>(a_form >> 8), a_form & 0xff);
    ByteRange y = byte_range(*b, static_cast<int>(b_form >> 8), b_form & 0xff);
    return x.hi <= y.lo || y.hi <= x.lo;
}

}  // namespace phylanx::launch
