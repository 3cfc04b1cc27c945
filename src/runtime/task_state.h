// A task as the scheduler holds it, and the lists it goes through.
// SPDX-License-Identifier: BSL-1.0
//
// Memory of tasks is never given back, and tasks are reused only under the submission lock: whoever holds
// that lock may look at any task it has ever seen, and tells by the sequence number whether it is the same.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <forward_list>
#include <vector>

#include "runtime/context.h"
#include "runtime/task.h"

namespace phylanx::runtime {

using arrays::AccessLog;
struct Task;

/// `after` waits for the task in whose list the edge hangs. Lies in `after` itself.
struct Edge {
    Task* after = nullptr;
    Edge* next = nullptr;
};

struct alignas(64) Task {
    // Touched by the threads that finish tasks this one waits for.
    std::atomic<std::int64_t> blockers{0};
    std::atomic<Edge*> successors{nullptr};  // kClosed once the task is done
    std::uint64_t sequence = 0;              // place in program order; changes with each reuse
    RunContext* run = nullptr;
    Task* next = nullptr;                    // in the list of tasks to reuse
    Origin origin;
    TaskFn fn;
    std::uint32_t num_edges = 0;
    std::uint32_t num_logs = 0;
    std::array<Edge, 4> edges;
    std::array<AccessLog*, 4> logs;          // whose buffers it touches, each once
    std::forward_list<Edge> more_edges;
    std::vector<AccessLog*> more_logs;
};

inline Edge* const kClosed = reinterpret_cast<Edge*>(std::uintptr_t{1});

/// A task at the time when it had this sequence number.
struct TaskRef {
    Task* task = nullptr;
    std::uint64_t sequence = 0;

    friend bool operator==(const TaskRef&, const TaskRef&) = default;
    /// Only under the submission lock.
    bool done() const {
        return task == nullptr || task->sequence != sequence ||
               task->successors.load(std::memory_order_acquire) == kClosed;
    }
};

/// A list that any thread pushes to and one thread at a time takes as a whole.
template <class T>
class RecycleList {
   public:
    void push(T* item) {
        T* head = head_.load(std::memory_order_relaxed);
        do item->next = head;
        while (!head_.compare_exchange_weak(head, item, std::memory_order_release,
                                            std::memory_order_relaxed));
    }
    T* take_all() { return head_.exchange(nullptr, std::memory_order_acquire); }

   private:
    std::atomic<T*> head_{nullptr};
};

}  // namespace phylanx::runtime
