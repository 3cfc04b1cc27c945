// Memory of medium and large buffers: kept warm after use, since fresh pages cost more than most arithmetic.
// SPDX-License-Identifier: BSL-1.0
//
// Large regions are whole huge pages. A freed region waits in a list, most recent first; a request takes the
// most recent one that is large enough and at most a quarter larger. What waits is bounded (a quarter of
// memory_limit(), at most 16 GiB) and regions idle for kIdleSeconds go back to the system at the next
// operation of the pool; there is no thread that would do so by itself.
#include <sys/mman.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <list>
#include <mutex>
#include <new>
#include <vector>

#include "arrays/block.h"
#include "arrays/memory_limit.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

namespace phylanx::arrays {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kMediumKept = std::size_t{64} << 20;
constexpr std::int64_t kIdleSeconds = 5;
constexpr int kMediumClasses = 33;  // 4 KiB to 1 MiB, four an octave

struct Region {
    char* data;
    std::size_t capacity;
    std::int64_t since;  // seconds
};

struct Pool {
    std::mutex mutex;
    std::array<std::vector<Block*>, kMediumClasses> medium;
    std::size_t medium_bytes = 0;
    std::list<Region> large;  // the most recently freed first
    std::size_t large_bytes = 0;
};
Pool& pool() {
    static Pool* p = new Pool;  // never destroyed, as buffers may outlive static objects
    return *p;
}

std::size_t large_kept() {
    static const std::size_t most = std::min(memory_limit() / 4, std::size_t{16} << 30);
    return most;
}

std::int64_t seconds() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec;
}

/// Class k holds 4 KiB * 2^(k / 4) * (1 + (k % 4) / 4) bytes.
std::size_t medium_bytes(int k) { return (std::size_t{4} + k % 4) << (10 + k / 4); }
int medium_class(std::size_t bytes) {
    int octave = std::bit_width((bytes - 1) >> 12) - 1;  // bytes > 4096
    int k = std::max(0, octave * 4);
    while (medium_bytes(k) < bytes) ++k;
    return k;
}

char* map_region(std::size_t capacity) {
    std::size_t whole = capacity + kHugePage;
    void* m = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m == MAP_FAILED) return nullptr;
    auto start = reinterpret_cast<std::uintptr_t>(m);
    std::uintptr_t aligned = (start + kHugePage - 1) & ~(kHugePage - 1);
    if (aligned > start) munmap(m, aligned - start);
    if (std::size_t tail = start + whole - (aligned + capacity))
        munmap(reinterpret_cast<void*>(aligned + capacity), tail);
    auto* data = reinterpret_cast<char*>(aligned);
    madvise(data, capacity, MADV_HUGEPAGE);  // only advice: a kernel without huge pages says no
    return data;
}

void unmap(std::vector<Region>& regions) {
    for (const Region& r : regions) {
        ASAN_UNPOISON_MEMORY_REGION(r.data, r.capacity);
        munmap(r.data, r.capacity);
    }
}

/// Moves out, under the lock, what is idle for too long or too much; the caller unmaps it without the lock.
std::vector<Region> expired(Pool& p, std::size_t most, std::int64_t now) {
    std::vector<Region> out;
    while (!p.large.empty() &&
           (p.large_bytes > most || now - p.large.back().since > kIdleSeconds)) {
        p.large_bytes -= p.large.back().capacity;
        out.push_back(p.large.back());
        p.large.pop_back();
    }
    return out;
}

}  // namespace

Block* take_medium(std::size_t bytes, bool& reused) {
    int k = medium_class(bytes);
    Pool& p = pool();
    {
        std::lock_guard lock(p.mutex);
        if (auto& list = p.medium[k]; !list.empty()) {
            Block* b = list.back();
            list.pop_back();
            p.medium_bytes -= b->capacity;
            ASAN_UNPOISON_MEMORY_REGION(b->buffer.data, b->capacity);
            reused = true;
            return b;
        }
    }
    reused = false;
    std::size_t capacity = std::min(medium_bytes(k), kMediumMax);
    void* memory = std::aligned_alloc(64, sizeof(Block) + capacity);
    if (!memory) throw std::bad_alloc();
    auto* b = new (memory) Block;
    b->capacity = capacity;
    b->buffer.data = memory_behind(b);
    return b;
}

void give_medium(Block* b) {
    Pool& p = pool();
    {
        std::lock_guard lock(p.mutex);
        if (p.medium_bytes + b->capacity <= kMediumKept) {
            p.medium_bytes += b->capacity;
            ASAN_POISON_MEMORY_REGION(b->buffer.data, b->capacity);
            p.medium[medium_class(b->capacity)].push_back(b);
            return;
        }
    }
    std::free(b);
}

char* take_large(std::size_t bytes, std::size_t& capacity, bool& reused) {
    if (bytes > (std::size_t{1} << 62)) throw std::bad_alloc();
    std::size_t need = (bytes + kHugePage - 1) & ~(kHugePage - 1);
    Pool& p = pool();
    std::vector<Region> old;
    char* data = nullptr;
    {
        std::lock_guard lock(p.mutex);
        for (auto r = p.large.begin(); r != p.large.end(); ++r) {
            if (r->capacity < need || r->capacity > need + need / 4) continue;
            data = r->data;
            capacity = r->capacity;
            p.large_bytes -= capacity;
            p.large.erase(r);
            break;
        }
        old = expired(p, large_kept(), seconds());
    }
    unmap(old);
    reused = data != nullptr;
    if (data) {
        ASAN_UNPOISON_MEMORY_REGION(data, capacity);
        return data;
    }
    capacity = need;
    data = map_region(need);
    if (!data) {  // perhaps what is kept warm is what is missing
        trim_medium_and_large();
        data = map_region(need);
    }
    if (!data) throw std::bad_alloc();
    return data;
}

void give_large(char* data, std::size_t capacity) {
    Pool& p = pool();
    std::vector<Region> old;
    {
        std::lock_guard lock(p.mutex);
        std::int64_t now = seconds();
        ASAN_POISON_MEMORY_REGION(data, capacity);
        p.large.push_front({data, capacity, now});
        p.large_bytes += capacity;
        old = expired(p, large_kept(), now);
    }
    unmap(old);
}

std::size_t medium_and_large_pooled() {
    Pool& p = pool();
    std::lock_guard lock(p.mutex);
    return p.medium_bytes + p.large_bytes;
}

void trim_medium_and_large() {
    Pool& p = pool();
    std::vector<Region> regions;
    std::vector<Block*> blocks;
    {
        std::lock_guard lock(p.mutex);
        regions = expired(p, 0, seconds());
        for (auto& list : p.medium) {
            blocks.insert(blocks.end(), list.begin(), list.end());
            list.clear();
        }
        p.medium_bytes = 0;
    }
    unmap(regions);
    for (Block* b : blocks) {
        ASAN_UNPOISON_MEMORY_REGION(b->buffer.data, b->capacity);
        std::free(b);
    }
}

std::size_t memory_goal() { return memory_limit() / 2; }

void lock_pools_for_fork() { pool().mutex.lock(); }
void unlock_pools_after_fork() { pool().mutex.unlock(); }

}  // namespace phylanx::arrays
