// Runs: errors in program order, cancelling, signals, nesting, settings, fork.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <thread>
#include <vector>

#include "runtime/cpu_limit.h"
#include "runtime_fixture.h"
#include "support/error.h"

namespace phylanx::runtime {
namespace {

using std::chrono::milliseconds;

void sleep_ms(int ms) { std::this_thread::sleep_for(milliseconds(ms)); }

TEST(Run, the_first_error_in_program_order_wins) {
    for (const std::string& executor : executor_names()) {
        Settings settings(4, executor);
        for (int round = 0; round < 20; ++round) {
            RunContext run;
            auto x = new_buffer(64);
            std::atomic<int> dependent{0};
            for (int i = 0; i < 8; ++i)
                submit(run,
                       [i] {
                           sleep_ms(i < 3 ? 1 : 0);  // the later ones fail sooner
                           if (i >= 2) support::user_error(support::ErrorClass::Index, {i, 0, 0, 0}, "task {}", i);
                       },
                       std::vector{writes(x, i * 8, i * 8 + 8)}, Origin{{99, 0, 0, 0}, 7, nullptr});
            submit(run, [&] { ++dependent; }, std::vector{writes(x, 0, 64)});
            wait_all(run);
            ErrorRecord error;
            ASSERT_TRUE(run.take_error(error));
            EXPECT_EQ(error.message, "task 2");
            EXPECT_EQ(error.span.line, 2);
            EXPECT_EQ(error.file, 7u);
            EXPECT_EQ(error.error_class, support::ErrorClass::Index);
            EXPECT_EQ(dependent, 0);
            EXPECT_FALSE(run.take_error(error));
        }
    }
}

TEST(Run, errors_without_a_place_get_the_tasks) {
    RunContext run;
    submit(run, [] { throw std::runtime_error("odd"); }, {}, Origin{{5, 1, 0, 0}, 2, nullptr});
    wait_all(run);
    ErrorRecord error;
    ASSERT_TRUE(run.take_error(error));
    EXPECT_EQ(error.span.line, 5);
    EXPECT_EQ(error.message, "odd");
}

TEST(Run, an_error_leaves_other_runs_alone) {
    Settings settings(2);
    RunContext bad, good;
    std::atomic<int> ran{0};
    for (int i = 0; i < 50; ++i) {
        submit(bad, [] { support::user_error(support::ErrorClass::Value, {}, "no"); }, {});
        submit(good, [&] { ++ran; }, {});
    }
    wait_all(bad);
    wait_all(good);
    EXPECT_EQ(ran, 50);
    EXPECT_TRUE(bad.has_error());
    EXPECT_FALSE(good.has_error());
}

TEST(Run, a_signal_ends_the_wait_and_skips_what_has_not_begun) {
    for (int threads : {1, 2, 4}) {
        Settings settings(threads);
        RunContext run;
        static std::atomic<bool> signal;
        signal = false;
        run.poll = [](void*) -> int { return signal.load(); };
        std::atomic<int> ran{0};
        for (int i = 0; i < 1000; ++i)
            submit(run, [&] { sleep_ms(2), ++ran; }, {});
        std::thread user([] {
            sleep_ms(30);
            signal = true;
        });
        auto begin = std::chrono::steady_clock::now();
        EXPECT_EQ(wait_all(run), WaitResult::Interrupted);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(700));
        user.join();
        EXPECT_LT(ran, 1000);
        EXPECT_TRUE(run.cancelled());
    }
}

TEST(Run, polls_come_while_the_waiter_sleeps) {
    Settings settings(2);
    RunContext run;
    static std::atomic<int> polls;
    polls = 0;
    run.poll = [](void*) -> int { return ++polls, 0; };
    auto x = new_buffer(8);
    std::atomic<bool> begun{false};
    submit(run, [&] { begun = true, sleep_ms(250); }, std::vector{writes(x, 0, 8)});
    while (!begun) sleep_ms(1);  // a worker has it: the waiter has nothing to do
    wait(run, x.get());
    EXPECT_GE(polls, 3);
    wait_all(run);
}

TEST(Run, a_waiter_that_sleeps_is_woken_when_more_is_ready_than_workers_can_take) {
    for (const std::string& executor : executor_names()) {
        Settings settings(2, executor);
        const auto me = std::this_thread::get_id();
        std::atomic<bool> helped{executor == "inline"};
        for (int round = 0; round < 20 && !helped; ++round) {
            RunContext run;
            auto x = new_buffer(8);
            std::atomic<bool> begun{false};
            submit(run, [&] { begun = true, sleep_ms(3); }, std::vector{writes(x, 0, 8)});
            for (int i = 0; i < 8; ++i)  // over before a waiter that nobody wakes looks again
                submit(run,
                       [&] {
                           if (std::this_thread::get_id() == me) helped = true;
                           sleep_ms(3);
                       },
                       std::vector{reads(x, 0, 8)});
            while (!begun) sleep_ms(1);
            wait_all(run);
        }
        EXPECT_TRUE(helped) << executor;
    }
}

TEST(Run, two_workers_work_at_once) {
    Settings settings(2);
    RunContext run;
    std::atomic<int> inside{0};
    std::atomic<bool> met{false};
    for (int i = 0; i < 2; ++i)
        submit(run, [&] {
            ++inside;
            for (int k = 0; k < 2000 && !met; ++k) {
                if (inside == 2) met = true;
                sleep_ms(1);
            }
        }, {});
    wait_all(run);
    EXPECT_TRUE(met);
}

TEST(Run, tasks_submit_and_wait_without_deadlock) {
    for (int threads : {1, 2, 8})
    for (const std::string& executor : executor_names()) {
        Settings settings(threads, executor);
        RunContext outer;
        std::atomic<int> done{0};
        for (int i = 0; i < 40; ++i)
            submit(outer, [&] {
                RunContext inner;
                auto x = new_buffer(8 * 16);
                auto* v = reinterpret_cast<std::int64_t*>(x->data);
                std::fill_n(v, 16, 1);
                for (int k = 0; k < 200; ++k)
                    submit(inner, [v, k] { v[k % 16] += v[(k + 1) % 16]; },
                           std::vector{reads(x, (k + 1) % 16 * 8, (k + 1) % 16 * 8 + 8),
                                       writes(x, k % 16 * 8, k % 16 * 8 + 8)});
                wait(inner, x.get());
                wait_all(inner);
                ++done;
            }, {});
        wait_all(outer);
        EXPECT_EQ(done, 40);
    }
}

TEST(Run, whole_runs_start_on_workers_and_wait) {
    for (int threads : {1, 2, 8}) {
        for (const std::string& executor : executor_names()) {
            Settings settings(threads, executor);
            std::atomic<int> done{0};
            for (int r = 0; r < 12; ++r)
                start_run([&done] {
                    RunContext run;
                    auto x = new_buffer(8);
                    auto& v = *reinterpret_cast<std::int64_t*>(x->data);
                    v = 0;
                    for (int i = 0; i < 300; ++i) submit(run, [&v] { ++v; }, std::vector{writes(x, 0, 8)});
                    wait_all(run);
                    EXPECT_EQ(v, 300);
                    ++done;
                    notify();
                });
            wait_until([](void* d) { return *static_cast<std::atomic<int>*>(d) == 12; }, &done);
            EXPECT_EQ(done, 12);
        }
    }
}

TEST(Run, settings_change_while_tasks_run) {
    Settings settings(2);
    std::vector<std::string> names = executor_names();
    std::erase(names, "inline");
    std::atomic<bool> stop{false};
    std::thread changer([&] {
        for (int i = 0; !stop; ++i) {
            set_num_threads(1 + i % 5);
            set_executor(names[static_cast<std::size_t>(i) % names.size()]);
            sleep_ms(1);
        }
    });
    for (int round = 0; round < 100; ++round) {
        RunContext run;
        auto x = new_buffer(64 * 8);
        std::atomic<int> ran{0};
        for (int i = 0; i < 500; ++i)
            submit(run, [&] { ++ran; }, std::vector{writes(x, i % 64 * 8, i % 64 * 8 + 8)});
        wait_all(run);
        EXPECT_EQ(ran, 500);
    }
    stop = true;
    changer.join();
}

TEST(Run, names_and_limits) {
    EXPECT_FALSE(set_executor("no such"));
    EXPECT_GE(cpu_limit(), 1);
    auto names = executor_names();
    std::set<std::string> expected{"tbb", "threads", "inline"};
    const std::string why = why_no_executor("hpx");
    if (why.empty())
        expected.insert("hpx");
    else
        EXPECT_NE(why.find("HPX"), std::string::npos) << why;
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()), expected);
    EXPECT_FALSE(why_no_executor("no such").empty());
    EXPECT_EQ(current_sequence(), 0u);
}

int sum_in_tasks() {
    RunContext run;
    auto x = new_buffer(8 * 50);
    auto* v = reinterpret_cast<std::int64_t*>(x->data);
    for (int i = 0; i < 50; ++i)
        submit(run, [v, i] { v[i] = i; }, std::vector{writes(x, i * 8, i * 8 + 8)});
    std::int64_t sum = 0;
    submit(run, [v, &sum] { for (int i = 0; i < 50; ++i) sum += v[i]; }, std::vector{reads(x, 0, 400)});
    wait_all(run);
    return static_cast<int>(sum);
}

TEST(Run, forked_children_start_anew) {
    Settings settings(2);
    EXPECT_EQ(sum_in_tasks(), 1225);
    RunContext run;
    auto x = new_buffer(8);
    std::atomic<bool> go{false};
    submit(run, [&] { while (!go) sleep_ms(1); }, std::vector{writes(x, 0, 8)});
    sleep_ms(5);
    for (int i = 0; i < 5; ++i) {
        pid_t child = fork();
        if (child == 0) {
            // The parent's task is not here: its buffer is free, and so is everything else.
            bool ok = is_idle(x.get()) && wait(run, x.get()) == WaitResult::Done &&
                      wait_all(run) == WaitResult::Done && sum_in_tasks() == 1225;
            RunContext again;
            submit(again, [&x] { x->data[0] = 1; }, std::vector{writes(x, 0, 8)});
            wait_all(again);
            _exit(ok && x->data[0] == 1 ? 0 : 1);
        }
        int status = -1;
        waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    go = true;
    wait_all(run);
    EXPECT_EQ(sum_in_tasks(), 1225);
}

TEST(Granularity, chunks_cover_the_rows_and_depend_on_sizes_alone) {
    for (std::int64_t rows : {0, 1, 7, 1000, 200000, 20000000}) {
        for (double bytes : {8.0, 800.0, 1e6})
            for (double ns : {0.1, 50.0, 1e5}) {
                Chunks c = split(rows, bytes, ns);
                EXPECT_GE(c.count, 1);
                EXPECT_LE(c.count, 256);
                std::int64_t at = 0;
                for (std::int64_t i = 0; i < c.count; ++i) {
                    EXPECT_EQ(c.begin(i), at);
                    at = c.end(i);
                }
                EXPECT_EQ(at, rows);
                EXPECT_TRUE(c.count == 1 || (c.chunk_rows & (c.chunk_rows - 1)) == 0);
            }
    }
    EXPECT_EQ(split(1000, 8, 0.2).count, 1);       // 200 ns
    EXPECT_GE(split(200000, 800, 100).count, 32);  // 20 ms
    EXPECT_FALSE(worth_tasks(1e9, 1));
}

}  // namespace
}  // namespace phylanx::runtime
