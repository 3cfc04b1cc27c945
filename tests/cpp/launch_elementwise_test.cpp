// Element-by-element launches: broadcasting, loop order, overlap, memory, errors.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cfenv>

#include "launch_fixture.h"
#include "trace/counters.h"

namespace phylanx::launch {
namespace {

using runtime::Settings;

constexpr auto In = Role::Input, Fresh = Role::Fresh, Store = Role::Store;

KernelInfo add_kernel(int ndim, int na, int nb, Role out = Fresh, double cost = 1.0) {
    KernelInfo k = kernel(add_twice, ndim, {operand(In, na), operand(In, nb), operand(out, ndim, out == Fresh ? 0 : -1)}, 0,
                          cost);
    k.meetings = {{k.span, {0, 1}, out == Store ? 2 : -1}};
    return k;
}

TEST(Elementwise, equal_shapes_run_at_once) {
    Runner r({add_kernel(2, 2, 2)});
    View a({2, 3}), b({2, 3}, 10.0), out = View<>::output(2);
    ASSERT_EQ(r.launch(0, 0, a, b, out), 0);
    EXPECT_EQ(out.shape(), (Ints{2, 3}));
    EXPECT_EQ(out.values(), (std::vector<double>{21, 24, 27, 30, 33, 36}));
    EXPECT_EQ(r.frame->slots[0], out.buffer());
    EXPECT_TRUE(runtime::is_idle(out.buffer()));
}

TEST(Elementwise, broadcasts_rows_columns_and_numbers) {
    Runner r({add_kernel(2, 2, 1), add_kernel(2, 0, 2), add_kernel(0, 0, 0)});
    View column({3, 1}), row({2}, 10.0), number({}, 7.0), out = View<>::output(2), zero_d = View<>::output(0);
    ASSERT_EQ(r.launch_kernel(0, 0, 0, column, row, out), 0);
    EXPECT_EQ(out.values(), (std::vector<double>{21, 23, 22, 24, 23, 25}));
    View m({2, 2});
    ASSERT_EQ(r.launch_kernel(1, 0, 0, number, m, out), 0);
    EXPECT_EQ(out.values(), (std::vector<double>{9, 11, 13, 15}));
    ASSERT_EQ(r.launch_kernel(2, 0, 0, number, number, zero_d), 0);
    EXPECT_EQ(zero_d.values(), (std::vector<double>{21}));
}

TEST(Elementwise, views_of_any_stride) {
    Runner r({add_kernel(2, 2, 2)});
    View base({4, 5});
    View transposed = base.view(0, {5, 4}, {1, 5});
    View reversed = base.view(19, {5, 4}, {-1, -5});
    View out = View<>::output(2);
    ASSERT_EQ(r.launch(0, 0, transposed, reversed, out), 0);
    std::vector<double> expected, a = transposed.values(), b = reversed.values();
    for (std::size_t i = 0; i < a.size(); ++i) expected.push_back(a[i] + 2 * b[i]);
    EXPECT_EQ(out.values(), expected);
}

TEST(Elementwise, transposed_inputs_are_walked_in_tiles) {
    Settings settings(2);
    Runner r({add_kernel(2, 2, 2)});
    View a({150, 130}), b({130, 150});
    View bt = b.view(0, {150, 130}, {1, 150}), out = View<>::output(2);
    ASSERT_EQ(r.launch(0, 0, a, bt, out), 0);
    ASSERT_EQ(r.frame->finish(), 0);
    std::vector<double> x = a.values(), y = bt.values(), z = out.values();
    for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(z[i], x[i] + 2 * y[i]);
}

TEST(Elementwise, empty_arrays_give_empty_arrays) {
    Runner r({add_kernel(2, 2, 1)});
    View a({0, 3}), b({3}), out = View<>::output(2);
    ASSERT_EQ(r.launch(0, 0, a, b, out), 0);
    EXPECT_EQ(out.shape(), (Ints{0, 3}));
}

std::string error_of(Runner& r) { return r.frame->finish() ? r.frame->error.message : "no error"; }

TEST(Elementwise, errors_use_numpys_words_and_the_users_place) {
    View a({3}), b({4}), out = View<>::output(1);
    {
        Runner r({add_kernel(1, 1, 1)});
        EXPECT_NE(r.launch(0, 0, a, b, out), 0);
        EXPECT_EQ(error_of(r), "operands could not be broadcast together with shapes (3,) (4,) ");
        EXPECT_EQ(r.frame->error.span.line, 12);
        EXPECT_EQ(r.frame->error.error_class, support::ErrorClass::Value);
        EXPECT_EQ(r.frame->file_name(), "user.py");
        EXPECT_EQ(r.frame->slots[0], nullptr);
    }
    {
        Runner r({kernel(scale, 1, {operand(In, 1), operand(Store, 1)})});
        EXPECT_NE(r.launch(0, 1, a, b), 0);
        EXPECT_EQ(error_of(r), "could not broadcast input array from shape (3,) into shape (4,)");
    }
    {
        Runner r({add_kernel(1, 1, 1, Store)});
        EXPECT_NE(r.launch(0, 0, a, b, a), 0);
        EXPECT_EQ(error_of(r), "operands could not be broadcast together with shapes (3,) (4,) (3,) ");
    }
    {
        View one({1});
        Runner r({add_kernel(1, 1, 1, Store)});
        EXPECT_NE(r.launch(0, 0, one, b, one), 0);
        EXPECT_EQ(error_of(r), "non-broadcastable output operand with shape (1,) doesn't match the broadcast shape (4,)");
    }
}

TEST(Elementwise, an_error_of_shapes_is_that_of_the_first_op_at_which_they_do_not_fit) {
    // w = a + b; v = w + c; d[:] = v + 1
    KernelInfo k = kernel(add_twice, 1, {operand(In, 1), operand(In, 1), operand(In, 1), operand(Store, 1)});
    k.meetings = {{{1, 1, 1, 2}, {0, 1}}, {{2, 1, 2, 2}, {launch::ShapeMeeting::result_of(0), 2}}};
    k.store_span = {3, 1, 3, 2};
    View one({1}), three({3}), four({4});
    auto error = [&](View<>& a, View<>& b, View<>& c, View<>& d) {
        Runner r({k});
        EXPECT_NE(r.launch(0, 0, a, b, c, d), 0);
        return fmt::format("{} in line {}", error_of(r), r.frame->error.span.line);
    };
    EXPECT_EQ(error(three, four, one, one), "operands could not be broadcast together with shapes (3,) (4,)  in line 1");
    EXPECT_EQ(error(one, four, three, one), "operands could not be broadcast together with shapes (4,) (3,)  in line 2");
    EXPECT_EQ(error(one, four, one, three), "could not broadcast input array from shape (4,) into shape (3,) in line 3");
}

TEST(Elementwise, stores_broadcast_and_drop_leading_ones) {
    Runner r({kernel(scale, 2, {operand(In, 1), operand(Store, 2)}), kernel(scale, 1, {operand(In, 2), operand(Store, 1)})});
    View row({3}), m({2, 3}, 0.0), wide({1, 3}), target({3}, 0.0);
    ASSERT_EQ(r.launch_kernel(0, 0, 2, row, m), 0);
    EXPECT_EQ(m.values(), (std::vector<double>{2, 4, 6, 2, 4, 6}));
    ASSERT_EQ(r.launch_kernel(1, 0, 3, wide, target), 0);
    EXPECT_EQ(target.values(), (std::vector<double>{3, 6, 9}));
}

TEST(Elementwise, overlapping_stores_read_the_old_values) {
    for (int n : {5, 300000}) {
        for (int threads : {1, 2, 4}) {
            Settings settings(threads);
            Runner r({kernel(scale, 1, {operand(In, 1), operand(Store, 1)})});
            View base({n});
            View head = base.view(0, {n - 1}, {1}), tail = base.view(1, {n - 1}, {1});
            std::vector<double> expected = base.values();
            for (int i = n - 1; i > 0; --i) expected[i] = expected[i - 1] * 2;
            std::uint64_t before = trace::value(trace::Counter::overlap_copies);
            ASSERT_EQ(r.launch(0, 2, head, tail), 0);
            ASSERT_EQ(r.frame->finish(), 0);
            EXPECT_EQ(base.values(), expected);
            const bool few = n == 5;  // more go through the rows in a sweep
            EXPECT_EQ(trace::value(trace::Counter::overlap_copies), before + few);
            for (int i = 0; i + 1 < n; ++i) expected[i] = expected[i + 1] * 3;  // the other way
            ASSERT_EQ(r.launch(0, 3, tail, head), 0);
            ASSERT_EQ(r.frame->finish(), 0);
            EXPECT_EQ(base.values(), expected);
        }
    }
}

TEST(Elementwise, no_copy_for_the_same_or_interleaved_elements) {
    Runner r({kernel(scale, 1, {operand(In, 1), operand(Store, 1)})});
    View base({6});
    View even = base.view(0, {3}, {2}), odd = base.view(1, {3}, {2});
    std::uint64_t before = trace::value(trace::Counter::overlap_copies);
    ASSERT_EQ(r.launch(0, 10, base, base), 0);
    ASSERT_EQ(r.launch(0, 2, even, odd), 0);
    EXPECT_EQ(base.values(), (std::vector<double>{10, 20, 30, 60, 50, 100}));
    EXPECT_EQ(trace::value(trace::Counter::overlap_copies), before);
    View reversed = base.view(5, {6}, {-1});
    ASSERT_EQ(r.launch(0, 1, reversed, base), 0);
    EXPECT_EQ(base.values(), (std::vector<double>{100, 50, 60, 30, 20, 10}));
}

std::int32_t two_stores(const KernelOperand* k, const Cell*, std::int64_t outer, std::int64_t inner) {
    for (std::int64_t o = 0; o < outer; ++o)
        for (std::int64_t i = 0; i < inner; ++i) {
            double x = at(k[0], o, i);
            at(k[1], o, i) = x + 100;
            at(k[2], o, i) = x + 200;
        }
    return kKernelOk;
}

TEST(Elementwise, overlapping_targets_are_written_in_order) {
    for (int n : {4, 200000}) {
        Settings settings(2);
        Runner r({kernel(two_stores, 1, {operand(In, 1), operand(Store, 1), operand(Store, 1)})});
        View base({n});
        View head = base.view(0, {n - 1}, {1}), tail = base.view(1, {n - 1}, {1});
        std::vector<double> old = base.values(), expected = old;
        for (int i = 0; i + 1 < n; ++i) expected[i] = old[i] + 100;
        for (int i = 0; i + 1 < n; ++i) expected[i + 1] = old[i] + 200;
        ASSERT_EQ(r.launch(0, 0, head, head, tail), 0);
        ASSERT_EQ(r.frame->finish(), 0);
        EXPECT_EQ(base.values(), expected);
    }
}

TEST(Elementwise, a_dying_input_gives_its_memory) {
    for (int n : {8, 200000}) {
        Runner r({kernel(scale, 1, {operand(In, 1), operand(Fresh, 1, 0)}),
                  kernel(scale, 1, {operand(In, 1), operand(Fresh, 1, 1)})});
        View a({n}), x = View<>::output(1), y = View<>::output(1), z = View<>::output(1);
        arrays::retain(a.buffer());  // somebody else looks at it
        ASSERT_EQ(r.launch_kernel(0, 1, 2, a, x), 0);
        EXPECT_NE(x.buffer(), a.buffer());
        arrays::release(a.buffer());
        Buffer* first = x.buffer();
        ASSERT_EQ(r.launch_kernel(1, 1, 3, x, y), 0);
        EXPECT_EQ(y.buffer(), first);
        phx_drop(r.frame.get(), 0);
        ASSERT_EQ(r.launch_kernel(0, 0, 4, y, z), 0);  // not dying
        EXPECT_NE(z.buffer(), first);
        ASSERT_EQ(r.frame->finish(), 0);
        EXPECT_EQ(y.data()[1], 12);
        EXPECT_EQ(z.data()[1], 48);
    }
}

TEST(Elementwise, lent_or_otherwise_viewed_memory_is_not_taken) {
    Runner r({add_kernel(1, 1, 1), kernel(scale, 1, {operand(In, 1), operand(Fresh, 1, 1)})});
    double memory[4] = {1, 2, 3, 4};
    Buffer* lent = arrays::borrow(reinterpret_cast<char*>(memory), sizeof memory, nullptr, nullptr);
    View a({4}), out = View<>::output(1);
    a.desc()->buffer = lent;
    a.desc()->data = lent->data;
    ASSERT_EQ(r.launch_kernel(1, 1, 2, a, out), 0);
    EXPECT_NE(out.buffer(), lent);
    EXPECT_EQ(memory[1], 2);
    arrays::release(lent);

    View x = View<>::output(1);
    View b({4});
    ASSERT_EQ(r.launch_kernel(1, 0, 1, b, x), 0);
    View reversed = x.view(3, {4}, {-1});
    reversed.desc()->buffer = x.buffer();
    ASSERT_EQ(r.launch_kernel(0, 1, 0, x, reversed, out), 0);
    EXPECT_EQ(out.values(), (std::vector<double>{9, 8, 7, 6}));
}

TEST(Elementwise, chains_of_large_arrays_overlap_and_agree_for_any_threads) {
    std::vector<double> expected;
    for (int threads : {1, 2, 8}) {
        Settings settings(threads);
        Runner r({kernel(scale, 2, {operand(In, 2), operand(Fresh, 2, 0)}),
                  kernel(add_twice, 2, {operand(In, 2), operand(In, 1), operand(Fresh, 2, 1)}),
                  kernel(scale, 2, {operand(In, 2), operand(Store, 2)})});
        View a({3000, 100}), row({100}), x = View<>::output(2), y = View<>::output(2);
        for (int round = 0; round < 5; ++round) {
            ASSERT_EQ(r.launch_kernel(0, 0, 1.0 / 3, a, x), 0);
            ASSERT_EQ(r.launch_kernel(1, 0, 0, x, row, y), 0);
            ASSERT_EQ(r.launch_kernel(2, 0, 0.1, y, a), 0);  // writes what round + 1 reads
        }
        ASSERT_EQ(r.frame->finish(), 0);
        if (expected.empty()) expected = a.values();
        EXPECT_EQ(a.values(), expected);
        double v = 1;
        for (int round = 0; round < 5; ++round) v = (v * (1.0 / 3) + 2 * 1.0) * 0.1;
        EXPECT_EQ(expected[0], v);
    }
}

std::int32_t bad_status(const KernelOperand* k, const Cell* s, std::int64_t, std::int64_t) {
    *reinterpret_cast<double*>(k[1].data) = 1.0 / *reinterpret_cast<volatile double*>(k[0].data);
    return static_cast<std::int32_t>(s[0].f64);
}

TEST(Elementwise, kernel_status_and_floating_point_flags) {
    for (int n : {4, 400000}) {
        Settings settings(2);
        KernelInfo k = kernel(bad_status, 1, {operand(In, 1), operand(Fresh, 1, 0)});
        k.sources.push_back({"divide", FE_DIVBYZERO, 0, {}, 0});
        View zero({n}, 0.0), one({n}, 1.0), out = View<>::output(1);
        Runner fine({k});
        ASSERT_EQ(fine.launch(0, kKernelOk, one, out), 0);
        ASSERT_EQ(fine.frame->finish(), 0);
        EXPECT_EQ(fine.frame->run.fp.flags() & FE_DIVBYZERO, 0);
        ASSERT_EQ(fine.launch(0, FE_DIVBYZERO, one, out), 0);
        ASSERT_EQ(fine.frame->finish(), 0);
        EXPECT_NE(fine.frame->run.fp.flags() & FE_DIVBYZERO, 0);
        Runner floats({k});
        ASSERT_EQ(floats.launch(0, kKernelOk, zero, out), 0);
        ASSERT_EQ(floats.frame->finish(), 0);
        EXPECT_EQ(floats.frame->run.fp.flags(), FE_DIVBYZERO);
        Runner bad({k});
        bad.launch(0, kNegativeIntegerPower, one, out);
        ASSERT_NE(bad.frame->finish(), 0);
        EXPECT_EQ(bad.frame->error.message, "Integers to negative integer powers are not allowed.");
        EXPECT_EQ(bad.frame->error.span.line, 12);
    }
}

}  // namespace
}  // namespace phylanx::launch
