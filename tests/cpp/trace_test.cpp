// Counters, recordings and their writers.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <thread>

#include "trace/counters.h"
#include "trace/events.h"
#include "trace/writers.h"

namespace phylanx::trace {
namespace {

TEST(Counters, add_up_and_appear_by_name) {
    std::uint64_t before = value(Counter::array_copies);
    count(Counter::array_copies);
    count(Counter::array_copies, 2);
    EXPECT_EQ(value(Counter::array_copies), before + 3);
    add_gauge("a_gauge_of_the_test", [] { return std::uint64_t{17}; });
    auto all = counters();
    EXPECT_EQ(all.at("array_copies"), before + 3);
    EXPECT_EQ(all.at("a_gauge_of_the_test"), 17u);
    EXPECT_TRUE(all.contains("kernels_launched"));
}

TEST(Events, labels_are_interned) {
    const Label* a = intern("sum", "f.py", {3, 4, 0, 0});
    EXPECT_EQ(a, intern("sum", "f.py", {3, 4, 0, 0}));
    EXPECT_NE(a, intern("sum", "f.py", {3, 5, 0, 0}));
    EXPECT_NE(a, intern("sum", "g.py", {3, 4, 0, 0}));
}

TEST(Events, a_recording_holds_what_all_threads_did_in_order_of_time) {
    const Label* a = intern("late", "f.py", {1, 0, 0, 0});
    const Label* b = intern("early", "f.py", {2, 0, 0, 0});
    EXPECT_FALSE(enabled());
    start();
    EXPECT_TRUE(enabled());
    record(a, 200, 300, 2);
    std::thread([&] { record(b, 100, 150, 1); }).join();
    record_dependency(1, 2);
    Recording r = stop();
    EXPECT_FALSE(enabled());
    ASSERT_EQ(r.events.size(), 2u);
    EXPECT_EQ(r.events[0].label, b);
    EXPECT_NE(r.events[0].worker, r.events[1].worker);
    EXPECT_EQ(r.dependencies.size(), 1u);
    start();
    EXPECT_TRUE(stop().events.empty());
}

TEST(Writers, chrome_json_has_the_users_lines) {
    Recording r;
    r.events.push_back({intern("k0_\"add\"", "a\\b.py", {7, 2, 0, 0}), 1000, 3500, 5, 1});
    std::string json = to_chrome_json(r);
    EXPECT_NE(json.find("\"name\":\"k0_\\\"add\\\"\""), std::string::npos);
    EXPECT_NE(json.find("\"file\":\"a\\\\b.py\",\"line\":7,\"column\":2,\"task\":5"), std::string::npos);
    EXPECT_NE(json.find("\"ts\":0.000,\"dur\":2.500"), std::string::npos);
    EXPECT_NE(to_chrome_json({}).find("\"traceEvents\":["), std::string::npos);
}

TEST(Writers, dot_has_tasks_and_edges) {
    Recording r;
    r.events.push_back({intern("a", "f.py", {1, 0, 0, 0}), 0, 10, 1, 0});
    r.events.push_back({intern("b", "f.py", {2, 0, 0, 0}), 20, 30, 2, 0});
    r.dependencies = {{1, 2}, {2, 99}};  // the second one's task was not recorded
    std::string dot = to_dot(r);
    EXPECT_NE(dot.find("t1 -> t2;"), std::string::npos);
    EXPECT_EQ(dot.find("t99"), std::string::npos);
    EXPECT_NE(dot.find("f.py:2"), std::string::npos);
}

}  // namespace
}  // namespace phylanx::trace
