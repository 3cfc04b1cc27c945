// Work beside the program: in order, waited for by key, and nothing it throws ends the process.
// SPDX-License-Identifier: BSL-1.0
#include "driver/background.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace phylanx::driver {
namespace {

void take_a_moment() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

TEST(Background, runs_in_order_and_is_waited_for) {
    std::vector<int> order;
    for (int i = 0; i < 20; ++i)
        in_background(sha256(std::to_string(i)), [&order, i] {
            if (i == 3) take_a_moment();
            order.push_back(i);
        });
    EXPECT_TRUE(wait_for_background(sha256("19")));
    ASSERT_EQ(order.size(), 20u);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
    EXPECT_FALSE(wait_for_background(sha256("19")));
}

TEST(Background, goes_on_after_an_exception) {
    std::atomic<bool> done{false};
    in_background(sha256("bad"), [] { throw std::runtime_error("only a test of this message"); });
    in_background(sha256("good"), [&] { done = true; });
    wait_for_background(sha256("good"));
    EXPECT_TRUE(done);
}

TEST(Background, is_done_before_a_fork_and_works_in_the_child) {
    std::atomic<bool> done{false};
    in_background(sha256("before"), [&] {
        take_a_moment();
        done = true;
    });
    const pid_t child = ::fork();
    if (child == 0) {
        bool there = false;
        in_background(sha256("child"), [&] { there = true; });
        wait_for_background(sha256("child"));
        ::_exit(done && there ? 0 : 1);
    }
    EXPECT_TRUE(done);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace phylanx::driver
