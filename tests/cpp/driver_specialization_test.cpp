// Specializations: compiled once whoever asks, refusals kept, failures forgotten.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "driver/specialization.h"
#include "support/error.h"

namespace phylanx::driver {
namespace {

using namespace std::chrono_literals;

TEST(Specializations, threads_that_ask_at_once_compile_once) {
    Specializations all;
    std::atomic<int> compiled{0};
    auto compile = [&](const Signature&) {
        ++compiled;
        std::this_thread::sleep_for(50ms);
        return std::make_shared<const Compiled>();
    };
    std::vector<const Specialization*> found(8);
    {
        std::vector<std::jthread> threads;
        for (auto& f : found) threads.emplace_back([&] { f = all.get("key", {}, compile); });
    }
    EXPECT_EQ(compiled, 1);
    for (auto* f : found) EXPECT_EQ(f, found[0]);
    EXPECT_EQ(all.find("key"), found[0]);
    EXPECT_EQ(all.find("other"), nullptr);
}

TEST(Specializations, other_keys_do_not_wait) {
    Specializations all;
    std::atomic<bool> go{false};
    std::jthread slow([&] {
        all.get("slow", {}, [&](const Signature&) {
            while (!go) std::this_thread::yield();
            return std::make_shared<const Compiled>();
        });
    });
    EXPECT_NE(all.get("quick", {}, [](const Signature&) { return std::make_shared<const Compiled>(); }),
              nullptr);
    EXPECT_EQ(all.find("slow"), nullptr);
    go = true;
}

TEST(Specializations, a_refusal_is_kept) {
    Specializations all;
    int asked = 0;
    auto refuse = [&](const Signature&) -> std::shared_ptr<const Compiled> {
        ++asked;
        support::user_error(support::ErrorClass::Type, {}, "no");
    };
    const Specialization* s = all.get("key", {}, refuse);
    EXPECT_EQ(all.get("key", {}, refuse), s);
    EXPECT_EQ(asked, 1);
    EXPECT_FALSE(s->compiled);
    EXPECT_THROW(std::rethrow_exception(s->error), support::UserError);
}

TEST(Specializations, a_failure_of_the_compiler_is_forgotten) {
    Specializations all;
    auto fail = [](const Signature&) -> std::shared_ptr<const Compiled> { throw std::bad_alloc(); };
    EXPECT_THROW(all.get("key", {}, fail), std::bad_alloc);
    EXPECT_EQ(all.size(), 0u);
    EXPECT_TRUE(all.list().empty());
    auto compile = [](const Signature&) { return std::make_shared<const Compiled>(); };
    EXPECT_TRUE(all.get("key", {}, compile)->compiled);
    EXPECT_EQ(all.list().size(), 1u);
}

TEST(Specializations, who_waits_for_a_failure_compiles_itself) {
    Specializations all;
    std::atomic<int> calls{0};
    auto first_fails = [&](const Signature&) {
        if (calls++ == 0) {
            std::this_thread::sleep_for(50ms);
            throw std::bad_alloc();
        }
        return std::make_shared<const Compiled>();
    };
    std::jthread one([&] { EXPECT_THROW(all.get("key", {}, first_fails), std::bad_alloc); });
    while (calls == 0) std::this_thread::yield();
    EXPECT_TRUE(all.get("key", {}, first_fails)->compiled);
}

}  // namespace
}  // namespace phylanx::driver
