// Reductions: axes, orders, empties, the same bits for any number of threads.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "launch_fixture.h"

namespace phylanx::launch {
namespace {

using runtime::Settings;

KernelInfo sum_kernel(int ndim, std::uint64_t reduced) {
    int kept = ndim - __builtin_popcountll(reduced);
    return kernel(sum, ndim, {operand(Role::Input, ndim), operand(Role::Reduce, kept, 0)}, reduced);
}

/// The sum as a plain loop over all elements gives it, for exact numbers.
std::vector<double> plain_sum(const View<>& a, std::uint64_t reduced) {
    Ints shape = a.shape();
    std::int64_t kept = 1;
    for (std::size_t d = 0; d < shape.size(); ++d)
        if (!(reduced >> d & 1)) kept *= shape[d];
    std::vector<double> out(static_cast<std::size_t>(kept), 0.0), values = a.values();
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::int64_t rest = static_cast<std::int64_t>(i), place = 0, width = 1;
        for (std::size_t d = shape.size(); d-- > 0;) {
            std::int64_t index = rest % shape[d];
            rest /= shape[d];
            if (reduced >> d & 1) continue;
            place += index * width;
            width *= shape[d];
        }
        out[static_cast<std::size_t>(place)] += values[i];
    }
    return out;
}

TEST(Reduce, all_sets_of_axes_of_several_layouts) {
    for (int threads : {1, 2, 8}) {
        Settings settings(threads);
        runtime::set_granularity_ns(0);
        for (std::uint64_t reduced = 1; reduced < 8; ++reduced) {
            View base({6, 70, 50});
            View<> views[] = {base.view(0, {6, 70, 50}, {3500, 50, 1}), base.view(0, {50, 70, 6}, {1, 50, 3500}),
                            base.view(0, {70, 6, 50}, {50, 3500, 1}), base.view(20999, {6, 70, 50}, {-3500, -50, -1}),
                            base.view(0, {6, 35, 25}, {3500, 100, 2}), base.view(0, {1, 70, 50}, {9, 50, 1})};
            for (View<>& a : views) {
                Runner r({sum_kernel(3, reduced)});
                View out = View<>::output(3 - __builtin_popcountll(reduced));
                ASSERT_EQ(r.launch(0, 0, a, out), 0);
                ASSERT_EQ(r.frame->finish(), 0);
                EXPECT_EQ(out.values(), plain_sum(a, reduced)) << "axes " << reduced;
            }
        }
    }
}

TEST(Reduce, kernels_with_one_loop_function_work_either_way) {
    View a({5, 7});
    for (std::uint64_t reduced : {1, 2, 3})
        for (bool outer : {false, true}) {
            KernelInfo k = sum_kernel(2, reduced);
            (outer ? k.run : k.run_outer) = nullptr;
            Runner r({k});
            View out = View<>::output(2 - __builtin_popcountll(reduced));
            ASSERT_EQ(r.launch(0, 0, a, out), 0);
            EXPECT_EQ(out.values(), plain_sum(a, reduced));
        }
}

TEST(Reduce, same_bits_for_any_threads_and_granularity) {
    struct Case {
        Ints shape;
        std::uint64_t reduced;
    };
    for (const Case& c : {Case{{3000000}, 1}, Case{{200000, 10}, 1}, Case{{200000, 10}, 2}, Case{{3, 500000}, 2},
                          Case{{3, 500000}, 1}, Case{{40, 100, 300}, 5}, Case{{2000, 9000}, 1}, Case{{2000, 900}, 3}}) {
        std::vector<double> expected;
        View<> a(c.shape, 0.0);
        std::int64_t n = num_elements(launch::shape(*a.desc(), a.ndim()));
        for (std::int64_t i = 0; i < n; ++i) a.data()[i] = std::sin(static_cast<double>(i)) * 1e3;
        for (int threads : {1, 2, 8})
            for (double granularity : {0.0, 25e3, 1e12}) {
                Settings settings(threads);
                runtime::set_granularity_ns(granularity);
                Runner r({sum_kernel(a.ndim(), c.reduced)});
                View out = View<>::output(a.ndim() - __builtin_popcountll(c.reduced));
                ASSERT_EQ(r.launch(0, 0, a, out), 0);
                ASSERT_EQ(r.frame->finish(), 0);
                if (expected.empty()) expected = out.values();
                EXPECT_EQ(out.values(), expected);
            }
        std::vector<double> plain = plain_sum(a, c.reduced);
        for (std::size_t i = 0; i < plain.size(); i += 1 + plain.size() / 50)
            EXPECT_NEAR(expected[i], plain[i], 1e-5);
    }
}

TEST(Reduce, with_an_array_output_beside_it) {
    for (int threads : {1, 3})
        for (std::uint64_t reduced : {1, 2, 3}) {
            Settings settings(threads);
            int kept = 2 - __builtin_popcountll(reduced);
            Runner r({kernel(scale_and_sum, 2,
                             {operand(Role::Input, 2), operand(Role::Fresh, 2, 0), operand(Role::Reduce, kept, 1)},
                             reduced)});
            View a({1500, 200}), y = View<>::output(2), s = View<>::output(kept);
            ASSERT_EQ(r.launch(0, 2, a, y, s), 0);
            ASSERT_EQ(r.frame->finish(), 0);
            EXPECT_EQ(y.data()[1000], 2002);
            EXPECT_EQ(s.values(), plain_sum(y, reduced));
        }
}

TEST(Reduce, feeds_later_launches_without_a_wait) {
    Settings settings(2);
    Runner r({sum_kernel(2, 1),
              kernel(add_twice, 2, {operand(Role::Input, 2), operand(Role::Input, 1), operand(Role::Fresh, 2, 1)})});
    View a({4000, 100}), s = View<>::output(1), y = View<>::output(2);
    ASSERT_EQ(r.launch_kernel(0, 0, 0, a, s), 0);
    ASSERT_EQ(r.launch_kernel(1, 0, 0, a, s, y), 0);
    ASSERT_EQ(phx_wait(r.frame.get(), y.buffer()), 0);
    EXPECT_EQ(y.data()[0], 1 + 2 * plain_sum(a, 1)[0]);
}

TEST(Reduce, nothing_gives_the_identity_or_an_error) {
    View empty({0, 3}), s = View<>::output(1), t = View<>::output(1);
    Runner r({sum_kernel(2, 1), sum_kernel(2, 2)});
    ASSERT_EQ(r.launch_kernel(0, 0, 0, empty, s), 0);
    EXPECT_EQ(s.values(), (std::vector<double>{0, 0, 0}));
    ASSERT_EQ(r.launch_kernel(1, 0, 0, empty, t), 0);
    EXPECT_EQ(t.shape(), (Ints{0}));
    KernelInfo k = sum_kernel(2, 1);
    k.operands[1].reduce = ops::OpCode::reduce_max;
    k.operands[1].has_identity = false;
    Runner none({k});
    EXPECT_NE(none.launch(0, 0, empty, s), 0);
    EXPECT_NE(none.frame->finish(), 0);
    EXPECT_EQ(none.frame->error.message, "zero-size array to reduction operation maximum which has no identity");
    View kept_empty({3, 0});  // no element of the result needs the identity
    Runner fine({k});
    EXPECT_EQ(fine.launch(0, 0, kept_empty, s), 0);
    EXPECT_EQ(s.shape(), (Ints{0}));
}

}  // namespace
}  // namespace phylanx::launch
