// Whether strided operands share a byte, against every pair of elements.
// SPDX-License-Identifier: BSL-1.0
#include "launch/meeting.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace phylanx::launch {
namespace {

struct Strided {
    std::vector<std::int64_t> strides;
    std::int64_t item;
};

std::vector<std::int64_t> places(const Strided& s, const std::vector<std::int64_t>& extents) {
    std::vector<std::int64_t> all{0};
    for (std::size_t d = 0; d < extents.size(); ++d) {
        std::vector<std::int64_t> next;
        for (std::int64_t at : all)
            for (std::int64_t i = 0; i < extents[d]; ++i) next.push_back(at + i * s.strides[d]);
        all = std::move(next);
    }
    return all;
}

bool meet(const Strided& a, const Strided& b, const std::vector<std::int64_t>& extents, std::int64_t distance) {
    for (std::int64_t x : places(a, extents))
        for (std::int64_t y : places(b, extents))
            if (distance + y < x + a.item && x < distance + y + b.item) return true;
    return false;
}

bool is_possible(const Strided& a, const Strided& b, const std::vector<std::int64_t>& extents, std::int64_t distance) {
    Meeting m;
    for (std::size_t d = 0; d < extents.size(); ++d) m.add_dim(extents[d], a.strides[d], b.strides[d]);
    return m.is_possible(distance, a.item, b.item);
}

TEST(Meeting, slices_of_one_array_are_told_apart_exactly) {
    std::mt19937 random(1);
    auto pick = [&](int low, int high) { return std::uniform_int_distribution<std::int64_t>(low, high)(random); };
    for (int round = 0; round < 4000; ++round) {
        const std::int64_t columns = pick(3, 12), item = 8;
        const std::int64_t steps[2] = {pick(1, 3), pick(1, 3)};
        const std::vector<std::int64_t> extents{pick(1, 4), pick(1, (columns + steps[1] - 1) / steps[1])};
        const Strided s{{steps[0] * columns * item, steps[1] * item * (pick(0, 1) ? 1 : -1)}, item};
        const std::int64_t distance = pick(-40, 40) * item;
        EXPECT_EQ(is_possible(s, s, extents, distance), meet(s, s, extents, distance)) << "round " << round;
    }
}

TEST(Meeting, operands_of_any_strides_never_meet_unseen) {
    std::mt19937 random(2);
    auto pick = [&](int low, int high) { return std::uniform_int_distribution<std::int64_t>(low, high)(random); };
    int apart = 0;
    for (int round = 0; round < 4000; ++round) {
        const auto ndim = static_cast<std::size_t>(pick(0, 3));
        std::vector<std::int64_t> extents;
        Strided a{{}, pick(1, 16)}, b{{}, pick(1, 16)};
        for (std::size_t d = 0; d < ndim; ++d) {
            extents.push_back(pick(1, 4));
            a.strides.push_back(pick(-60, 60));
            b.strides.push_back(pick(0, 1) ? a.strides.back() : pick(-60, 60));
        }
        const std::int64_t distance = pick(-200, 200);
        const bool possible = is_possible(a, b, extents, distance);
        EXPECT_TRUE(possible || !meet(a, b, extents, distance)) << "round " << round;
        apart += !possible;
    }
    EXPECT_GT(apart, 1000);
}

TEST(Meeting, the_colours_of_a_board_are_apart) {
    const Strided s{{2 * 130 * 8, 16}, 8};  // every second row and column of a matrix of 130 columns
    for (std::int64_t distance : {8, -8, 130 * 8, -130 * 8, 131 * 8}) EXPECT_FALSE(is_possible(s, s, {64, 64}, distance));
    for (std::int64_t distance : {0, 16, 260 * 8}) EXPECT_TRUE(is_possible(s, s, {64, 64}, distance));
}

}  // namespace
}  // namespace phylanx::launch
