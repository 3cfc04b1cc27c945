// The plain executor: threads of its own. For children of fork, where oneTBB's threads are gone for good.
// SPDX-License-Identifier: BSL-1.0
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/executor.h"

namespace phylanx::runtime {
namespace {

class ThreadsExecutor final : public Executor {
   public:
    explicit ThreadsExecutor(int workers) : most_(workers) {}

    ~ThreadsExecutor() override {
        {
            std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_all();
        for (std::thread& t : threads_) t.join();
    }

    void request(void (*work)(void*), void* data) override {
        {
            std::lock_guard lock(mutex_);
            waiting_.emplace_back(work, data);
            if (idle_ < static_cast<int>(waiting_.size()) && static_cast<int>(threads_.size()) < most_)
                threads_.emplace_back([this] { run(); });
        }
        wake_.notify_one();
    }

   private:
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            ++idle_;
            wake_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
            --idle_;
            if (waiting_.empty()) return;
            auto [work, data] = waiting_.back();
            waiting_.pop_back();
            lock.unlock();
            work(data);
            lock.lock();
        }
    }

    const int most_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::pair<void (*)(void*), void*>> waiting_;
    std::vector<std::thread> threads_;
    int idle_ = 0;
    bool stop_ = false;
};

}  // namespace

std::unique_ptr<Executor> make_threads_executor(int workers) {
    return std::make_unique<ThreadsExecutor>(workers);
}

}  // namespace phylanx::runtime
