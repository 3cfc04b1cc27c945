// Buffers: alignment, counting, reuse, lending, threads, fork.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "arrays/buffer.h"
#include "arrays/memory_limit.h"

namespace phylanx::arrays {
namespace {

bool aligned(const Buffer* b, std::uintptr_t to) {
    return reinterpret_cast<std::uintptr_t>(b->data) % to == 0;
}

TEST(Buffer, is_aligned_and_usable_at_every_size) {
    for (std::size_t n : {0, 1, 63, 64, 65, 4095, 4096, 4097, 5000, 70000, 1048511, 1048512, 1048513, 1048575,
                          1048576, 1048577, 9000000}) {
        Buffer* b = allocate(n);
        EXPECT_EQ(b->bytes, n);
        EXPECT_EQ(b->references.load(), 1);
        EXPECT_EQ(b->release, nullptr);
        EXPECT_TRUE(aligned(b, n > 1048512 ? 2 << 20 : 64)) << n;
        std::memset(b->data, 0x5a, n);
        release(b);
    }
}

TEST(Buffer, memory_of_a_dead_one_is_used_again) {
    for (std::size_t n : {100, 4000, 100000, 5000000}) {
        Buffer* a = allocate(n);
        char* data = a->data;
        release(a);
        Buffer* b = allocate(n);
        EXPECT_EQ(b->data, data) << n;
        release(b);
    }
}

TEST(Buffer, live_ones_never_share_memory) {
    std::mt19937 random(7);
    std::vector<Buffer*> live;
    for (int round = 0; round < 4000; ++round) {
        if (live.size() < 60 && random() % 3) {
            std::size_t n = std::size_t{1} << (random() % 22);
            Buffer* b = allocate(n + random() % n);
            std::memset(b->data, static_cast<int>(live.size()), b->bytes);
            live.push_back(b);
            b->lender = reinterpret_cast<void*>(live.size() - 1);
        } else if (!live.empty()) {
            Buffer* b = live.back();
            char tag = static_cast<char>(reinterpret_cast<std::uintptr_t>(b->lender));
            EXPECT_EQ(b->data[0], tag);
            EXPECT_EQ(b->data[b->bytes - 1], tag);
            live.pop_back();
            release(b);
        }
    }
    for (Buffer* b : live) release(b);
}

TEST(Buffer, lent_memory_is_released_once_with_the_last_reference) {
    static int released;
    released = 0;
    char memory[16];
    int lender = 0;
    Buffer* b = borrow(memory, sizeof memory, &lender, [](void* l) { released += 1 + *static_cast<int*>(l); });
    EXPECT_EQ(b->data, memory);
    retain(b);
    release(b);
    EXPECT_EQ(released, 0);
    release(b);
    EXPECT_EQ(released, 1);
    release(nullptr);
}

TEST(Buffer, may_be_released_on_another_thread) {
    PoolCounts before = pool_counts();
    for (int round = 0; round < 4; ++round) {
        std::vector<Buffer*> made;
        for (int i = 0; i < 500; ++i) made.push_back(allocate(static_cast<std::size_t>(i) * 11));
        std::thread([&] {
            for (Buffer* b : made) release(b);
        }).join();
    }
    PoolCounts after = pool_counts();
    EXPECT_EQ(after.allocations - before.allocations, 2000u);
    // What the ended threads held has come back to all.
    EXPECT_GE(after.pool_hits - before.pool_hits, 1200u);
}

TEST(Buffer, threads_share_the_pool) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([t] {
            std::mt19937 random(static_cast<unsigned>(t));
            std::vector<Buffer*> mine;
            for (int i = 0; i < 3000; ++i) {
                Buffer* b = allocate(std::size_t{1} << (random() % 18));
                b->data[0] = static_cast<char>(t);
                mine.push_back(b);
                if (random() % 2) {
                    std::size_t k = random() % mine.size();
                    EXPECT_EQ(mine[k]->data[0], t);
                    release(mine[k]);
                    mine.erase(mine.begin() + static_cast<std::ptrdiff_t>(k));
                }
            }
            for (Buffer* b : mine) release(b);
        });
    for (auto& t : threads) t.join();
}

TEST(Buffer, pool_gives_memory_back) {
    std::size_t live = live_bytes();
    Buffer* b = allocate(8 << 20);
    EXPECT_GE(live_bytes(), live + (8 << 20));
    release(b);
    EXPECT_EQ(live_bytes(), live);
    EXPECT_GE(pooled_bytes(), std::size_t{8} << 20);
    trim_pool();
    EXPECT_EQ(pooled_bytes(), 0u);
}

TEST(Buffer, too_much_is_bad_alloc) {
    EXPECT_THROW(allocate(~std::size_t{0} >> 1), std::bad_alloc);
    EXPECT_GT(memory_limit(), std::size_t{1} << 26);
}

TEST(Buffer, pool_works_in_a_forked_child) {
    Buffer* kept = allocate(3 << 20);
    std::atomic<bool> stop{false};
    std::thread busy([&] {  // the locks are held now and then when fork comes
        while (!stop) release(allocate(50000));
    });
    for (int i = 0; i < 20; ++i) {
        pid_t child = fork();
        if (child == 0) {
            Buffer* b = allocate(50000);
            release(b);
            release(allocate(3 << 20));
            release(allocate(10));
            _exit(b ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    stop = true;
    busy.join();
    release(kept);
}

}  // namespace
}  // namespace phylanx::arrays
