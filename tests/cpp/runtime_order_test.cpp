// Dependencies: whatever the executor and the threads, the result is that of program order.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "runtime_fixture.h"

namespace phylanx::runtime {
namespace {

struct Way {
    int threads;
    const char* executor;
};
class Order : public testing::TestWithParam<Way> {
   protected:
    void SetUp() override {
        if (const std::string why = why_no_executor(GetParam().executor); !why.empty()) GTEST_SKIP() << why;
    }
    Settings settings_{GetParam().threads, GetParam().executor};
};
INSTANTIATE_TEST_SUITE_P(Ways, Order,
                         testing::Values(Way{1, "tbb"}, Way{2, "tbb"}, Way{8, "tbb"}, Way{3, "threads"},
                                         Way{2, "inline"}, Way{1, "hpx"}, Way{2, "hpx"}, Way{8, "hpx"}),
                         [](const auto& i) { return i.param.executor + std::to_string(i.param.threads); });

/// Writes a mixture of what it reads into [lo, hi) of one buffer; the order of such steps shows in every byte.
struct Step {
    struct Interval {
        int buffer;
        std::int64_t lo, hi;
    };
    std::vector<Interval> from;
    Interval to;
    std::uint8_t salt;

    void run(const std::vector<char*>& data) const {
        std::uint8_t sum = salt;
        for (const Interval& f : from)
            for (std::int64_t i = f.lo; i < f.hi; ++i)
                sum = static_cast<std::uint8_t>(sum * 31 + data[f.buffer][i]);
        for (std::int64_t i = to.lo; i < to.hi; ++i)
            data[to.buffer][i] = static_cast<char>(data[to.buffer][i] * 7 + sum);
    }
};

constexpr int kBuffers = 3;
constexpr std::int64_t kBytes = 300;

std::vector<Step> random_steps(unsigned seed, int count) {
    std::mt19937 random(seed);
    auto interval = [&] {
        std::int64_t lo = random() % kBytes, length = random() % (random() % 4 ? 20 : kBytes);
        return Step::Interval{static_cast<int>(random() % kBuffers), lo, std::min(kBytes, lo + length)};
    };
    std::vector<Step> steps;
    for (int i = 0; i < count; ++i) {
        Step s{{}, interval(), static_cast<std::uint8_t>(random())};
        for (unsigned k = random() % 4; k > 0; --k) s.from.push_back(interval());
        steps.push_back(s);
    }
    return steps;
}

TEST_P(Order, random_intervals_give_the_sequential_result) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        auto steps = random_steps(seed, 800);
        std::vector<std::vector<char>> expected(kBuffers, std::vector<char>(kBytes, 1));
        std::vector<char*> plain;
        for (auto& e : expected) plain.push_back(e.data());
        for (const Step& s : steps) s.run(plain);

        std::vector<OwnedBuffer> buffers;
        std::vector<char*> data;
        for (int b = 0; b < kBuffers; ++b) {
            buffers.push_back(new_buffer(kBytes));
            data.push_back(buffers.back()->data);
            std::memset(data.back(), 1, kBytes);
        }
        RunContext run;
        for (const Step& s : steps) {
            std::vector<Access> accesses;
            for (const auto& f : s.from) accesses.push_back(reads(buffers[f.buffer], f.lo, f.hi));
            accesses.push_back(writes(buffers[s.to.buffer], s.to.lo, s.to.hi));
            submit(run, [&s, &data] { s.run(data); }, accesses);
        }
        EXPECT_EQ(wait_all(run), WaitResult::Done);
        for (int b = 0; b < kBuffers; ++b) {
            EXPECT_EQ(std::memcmp(data[b], plain[b], kBytes), 0) << "seed " << seed << " buffer " << b;
            EXPECT_TRUE(is_idle(buffers[b].get()));
            EXPECT_EQ(buffers[b]->references.load(), 1);
        }
    }
}

TEST_P(Order, a_long_chain_and_wide_fans) {
    auto x = new_buffer(8 * 100);
    auto* v = reinterpret_cast<std::uint64_t*>(x->data);  // the sums go round
    std::fill_n(v, 100, 0);
    RunContext run;
    for (int round = 0; round < 100; ++round) {
        for (int i = 1; i < 100; ++i)  // all read [0], each writes its own
            submit(run, [v, i] { v[i] += v[0]; },
                   std::vector{reads(x, 0, 8), writes(x, i * 8, i * 8 + 8)});
        submit(run, [v] { v[0] += v[99] + 1; }, std::vector{reads(x, 8, 800), writes(x, 0, 8)});
    }
    wait_all(run);
    std::uint64_t head = 0, tail = 0;
    for (int round = 0; round < 100; ++round) {
        tail += head;
        head += tail + 1;
    }
    EXPECT_EQ(v[0], head);
    EXPECT_EQ(v[50], tail);
}

TEST_P(Order, more_tasks_than_may_be_unfinished) {
    auto x = new_buffer(8);
    auto& v = *reinterpret_cast<std::int64_t*>(x->data);
    v = 0;
    RunContext run;
    for (int i = 0; i < 30000; ++i)
        submit(run, [&v] { ++v; }, std::vector{writes(x, 0, 8)});
    EXPECT_EQ(wait(run, x.get()), WaitResult::Done);
    EXPECT_EQ(v, 30000);
    wait_all(run);
}

TEST_P(Order, buffers_live_until_their_tasks_have_run) {
    static std::atomic<int> released;
    released = 0;
    char memory[8] = {};
    RunContext run;
    Buffer* b = arrays::borrow(memory, 8, nullptr, [](void*) { ++released; });
    for (int i = 0; i < 10; ++i) {
        Access a{b, 0, 8, Mode::Write};
        submit(run, [&memory] { EXPECT_EQ(released, 0); ++memory[0]; }, {&a, 1});
    }
    arrays::release(b);
    wait_all(run);
    EXPECT_EQ(released, 1);
    EXPECT_EQ(memory[0], 10);
}

TEST_P(Order, several_hosts_submit_at_once) {
    auto shared = new_buffer(8);
    auto& v = *reinterpret_cast<std::int64_t*>(shared->data);
    v = 0;
    std::vector<std::thread> hosts;
    for (int h = 0; h < 4; ++h)
        hosts.emplace_back([&] {
            RunContext run;
            auto own = new_buffer(8);
            auto& w = *reinterpret_cast<std::int64_t*>(own->data);
            w = 0;
            for (int i = 0; i < 2000; ++i)
                submit(run, [&v, &w] { ++w, v += w; }, std::vector{writes(own, 0, 8), writes(shared, 0, 8)});
            wait(run, own.get());
            EXPECT_EQ(w, 2000);
            wait_all(run);
        });
    for (auto& h : hosts) h.join();
    EXPECT_EQ(v, 4 * 2000 * 2001 / 2);
}

TEST(SoleOwner, sees_through_unfinished_tasks) {
    Settings settings(1);  // nothing runs before the wait
    auto x = new_buffer(8);
    EXPECT_TRUE(is_sole_owner(x.get()));
    RunContext run;
    submit(run, [] {}, std::vector{writes(x, 0, 8)});
    EXPECT_FALSE(is_idle(x.get()));
    EXPECT_TRUE(is_sole_owner(x.get()));
    arrays::retain(x.get());
    EXPECT_FALSE(is_sole_owner(x.get()));
    arrays::release(x.get());
    wait_all(run);
    EXPECT_TRUE(is_sole_owner(x.get()));
}

}  // namespace
}  // namespace phylanx::runtime
