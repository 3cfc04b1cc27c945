// Buffers: counting, and the thread-local free lists of small ones.
// SPDX-License-Identifier: BSL-1.0
#include "arrays/buffer.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <new>
#include <vector>

#include "arrays/block.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else  // free blocks are poisoned under the address sanitizer only
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

namespace phylanx::arrays {
namespace {

// Class 0 is a header alone (lent and large buffers); the others have 64 bytes and more behind it.
constexpr std::array<std::size_t, 14> kClassBytes{0,   64,  128,  192,  256,  384,  512,
                                                  768, 1024, 1536, 2048, 2560, 3072, 4096};
constexpr int kNumClasses = static_cast<int>(kClassBytes.size());
constexpr int kBatch = 32;          // blocks moved between a thread and the common list at once
constexpr int kThreadMax = 2 * kBatch;

constexpr auto kClassOf = [] {
    std::array<std::uint8_t, kSmallMax / 64 + 1> table{};
    int c = 1;
    for (std::size_t i = 0; i < table.size(); ++i) {
        while (kClassBytes[c] < i * 64) ++c;
        table[i] = static_cast<std::uint8_t>(c);
    }
    return table;
}();
inline int class_of(std::size_t bytes) { return kClassOf[(bytes + 63) / 64]; }

struct List {
    Block* head = nullptr;
    int count = 0;
    void push(Block* b) {
        b->next = head;
        head = b;
        ++count;
    }
    Block* pop() {
        Block* b = head;
        head = b->next;
        --count;
        return b;
    }
};

/// A figure that one thread adds to and others read.
struct Figure {
    std::atomic<std::uint64_t> value{0};
    void add(std::uint64_t n) {
        value.store(value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    std::uint64_t get() const { return value.load(std::memory_order_relaxed); }
};

struct ThreadCache {
    std::array<List, kNumClasses> lists;
    Figure allocations, hits, bytes, borrows;
};

struct Common {
    std::mutex mutex;
    std::array<List, kNumClasses> lists;
    std::vector<ThreadCache*> threads;
    PoolCounts retired;  // of threads that have ended
};
// Never destroyed: buffers may go after static destructors have run.
Common& common() {
    static Common* c = [] {
        pthread_atfork(
            [] {
                common().mutex.lock();
                lock_pools_for_fork();
            },
            [] {
                unlock_pools_after_fork();
                common().mutex.unlock();
            },
            [] {
                unlock_pools_after_fork();
                common().mutex.unlock();
            });
        return new Common;
    }();
    return *c;
}

void add_counts(PoolCounts& to, const ThreadCache& from) {
    to.allocations += from.allocations.get();
    to.pool_hits += from.hits.get();
    to.bytes_allocated += from.bytes.get();
    to.borrows += from.borrows.get();
}

// One word of static TLS: reached without a call even from a shared library.
thread_local ThreadCache* thread_cache __attribute__((tls_model("initial-exec"))) = nullptr;

struct CacheOwner {
    ThreadCache* cache = nullptr;
    ~CacheOwner() {
        if (!cache) return;
        Common& c = common();
        std::lock_guard lock(c.mutex);
        for (int k = 0; k < kNumClasses; ++k)
            while (cache->lists[k].head) c.lists[k].push(cache->lists[k].pop());
        add_counts(c.retired, *cache);
        std::erase(c.threads, cache);
        delete cache;
        thread_cache = nullptr;
    }
};
thread_local CacheOwner cache_owner;

// A thread whose cache is gone already (it is ending) gets another, which is then kept for good.
[[gnu::noinline]] ThreadCache* make_cache() {
    auto* cache = new ThreadCache;
    Common& c = common();
    {
        std::lock_guard lock(c.mutex);
        c.threads.push_back(cache);
    }
    cache_owner.cache = cache;
    return thread_cache = cache;
}

inline ThreadCache& my_cache() {
    ThreadCache* cache = thread_cache;
    return cache ? *cache : *make_cache();
}

/// New blocks of a class, cut from one piece of memory that is never given back.
void cut_blocks(List& list, int cls) {
    std::size_t size = sizeof(Block) + kClassBytes[cls];
    int n = static_cast<int>(std::clamp<std::size_t>((64 << 10) / size, 8, kBatch));
    char* memory = static_cast<char*>(std::aligned_alloc(64, n * size));
    if (!memory) throw std::bad_alloc();
    for (int i = n - 1; i >= 0; --i) {
        Block* b = new (memory + i * size) Block;
        b->capacity = kClassBytes[cls];
        b->buffer.data = b->capacity ? memory_behind(b) : nullptr;
        ASAN_POISON_MEMORY_REGION(memory_behind(b), kClassBytes[cls]);
        list.push(b);
    }
}

/// Returns whether the blocks have been used before.
[[gnu::noinline]] bool refill(List& list, int cls) {
    Common& c = common();
    {
        std::lock_guard lock(c.mutex);
        List& from = c.lists[cls];
        for (int i = 0; i < kBatch && from.head; ++i) list.push(from.pop());
    }
    if (list.head) return true;
    cut_blocks(list, cls);
    return false;
}

[[gnu::noinline]] void spill(List& list, int cls) {
    Common& c = common();
    std::lock_guard lock(c.mutex);
    for (int i = 0; i < kBatch; ++i) c.lists[cls].push(list.pop());
}

inline Block* take_small(ThreadCache& cache, int cls, bool& reused) {
    List& list = cache.lists[cls];
    reused = true;
    if (!list.head) [[unlikely]]
        reused = refill(list, cls);
    Block* b = list.pop();
    ASAN_UNPOISON_MEMORY_REGION(memory_behind(b), kClassBytes[cls]);
    return b;
}

inline void give_small(Block* b, int cls) {
    ASAN_POISON_MEMORY_REGION(memory_behind(b), kClassBytes[cls]);
    List& list = my_cache().lists[cls];
    list.push(b);
    if (list.count > kThreadMax) [[unlikely]]
        spill(list, cls);
}

Block* take_with_header(ThreadCache& cache, std::size_t bytes, bool& reused) {
    bool ignored = false;
    Block* b = take_small(cache, 0, ignored);
    try {
        b->buffer.data = take_large(bytes, b->capacity, reused);
    } catch (...) {
        give_small(b, 0);
        throw;
    }
    return b;
}

std::atomic<void (*)(AccessLog*)> log_release{nullptr};
std::atomic<std::ptrdiff_t> live{0};

[[gnu::noinline]] void destroy_big(Block* b) {
    note_live(-static_cast<std::ptrdiff_t>(b->capacity));
    if (b->capacity < kLargeMin) {
        give_medium(b);
        return;
    }
    give_large(b->buffer.data, b->capacity);
    b->buffer.data = nullptr;
    b->capacity = 0;
    give_small(b, 0);
}

void destroy(Buffer* buffer) {
    auto* b = reinterpret_cast<Block*>(buffer);
    if (AccessLog* log = buffer->log.load(std::memory_order_acquire)) [[unlikely]] {
        buffer->log.store(nullptr, std::memory_order_relaxed);
        log_release.load(std::memory_order_acquire)(log);
    }
    if (buffer->release) {
        buffer->release(buffer->lender);
        buffer->data = nullptr;
        give_small(b, 0);
    } else if (b->capacity <= kSmallMax) [[likely]] {
        give_small(b, class_of(b->capacity));
    } else {
        destroy_big(b);
    }
}

}  // namespace

Buffer* allocate(std::size_t bytes) {
    ThreadCache& cache = my_cache();
    bool reused = false;
    Block* b = nullptr;
    if (bytes <= kSmallMax) [[likely]] {
        b = take_small(cache, class_of(bytes), reused);
    } else {
        b = bytes <= kMediumMax ? take_medium(bytes, reused)
                              : take_with_header(cache, bytes, reused);
        note_live(static_cast<std::ptrdiff_t>(b->capacity));
    }
    cache.allocations.add(1);
    cache.hits.add(reused);
    cache.bytes.add(bytes);
    Buffer& buffer = b->buffer;
    buffer.references.store(1, std::memory_order_relaxed);
    buffer.bytes = bytes;
    buffer.lender = nullptr;
    buffer.release = nullptr;
    return &buffer;
}

Buffer* borrow(char* data, std::size_t bytes, void* lender, void (*release)(void*)) {
    ThreadCache& cache = my_cache();
    bool reused = false;
    Block* b = take_small(cache, 0, reused);
    cache.borrows.add(1);
    Buffer& buffer = b->buffer;
    buffer.references.store(1, std::memory_order_relaxed);
    buffer.data = data;
    buffer.bytes = bytes;
    buffer.lender = lender;
    buffer.release = release ? release : [](void*) {};
    return &buffer;
}

void release(Buffer* b) {
    if (!b) return;
    // The holder of the only reference need not subtract it: nobody else can see the buffer.
    if (b->references.load(std::memory_order_acquire) == 1 ||
        b->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
        destroy(b);
}

void note_live(std::ptrdiff_t bytes) { live.fetch_add(bytes, std::memory_order_relaxed); }
std::size_t live_bytes() {
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, live.load(std::memory_order_relaxed)));
}
std::size_t pooled_bytes() { return medium_and_large_pooled(); }
void trim_pool() { trim_medium_and_large(); }

PoolCounts pool_counts() {
    Common& c = common();
    std::lock_guard lock(c.mutex);
    PoolCounts sum = c.retired;
    for (const ThreadCache* t : c.threads) add_counts(sum, *t);
    return sum;
}

void set_log_release(void (*release_log)(AccessLog*)) { log_release.store(release_log); }

}  // namespace phylanx::arrays
