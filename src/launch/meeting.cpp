// Whether two strided operands share a byte.
// SPDX-License-Identifier: BSL-1.0
#include "launch/meeting.h"

#include <algorithm>

namespace phylanx::launch {
namespace {

constexpr int kSteps = 64;

std::int64_t floor_div(std::int64_t x, std::int64_t positive) {
    return x / positive - (x % positive < 0);
}

}  // namespace

void Meeting::add(std::int64_t stride, std::int64_t low, std::int64_t high) {
    if (stride == 0) return;
    if (stride < 0) multiples_.push_back({-stride, -high, -low});
    else multiples_.push_back({stride, low, high});
}

void Meeting::add_dim(std::int64_t extent, std::int64_t a_stride, std::int64_t b_stride) {
    const std::int64_t last = extent - 1;
    if (last <= 0) return;
    if (a_stride == b_stride) return add(a_stride, -last, last);
    add(b_stride, 0, last);
    add(-a_stride, 0, last);
}

bool Meeting::is_possible(std::int64_t distance, std::int64_t a_item, std::int64_t b_item) {
    std::sort(multiples_.begin(), multiples_.end(), [](auto& x, auto& y) { return x.stride > y.stride; });
    const std::size_t n = multiples_.size();
    most_down_.resize(n + 1);
    most_up_.resize(n + 1);
    most_down_[n] = most_up_[n] = 0;
    for (std::size_t i = n; i-- > 0;) {
        most_down_[i] = most_down_[i + 1] + multiples_[i].low * multiples_[i].stride;
        most_up_[i] = most_up_[i + 1] + multiples_[i].high * multiples_[i].stride;
    }
    a_item_ = a_item;
    b_item_ = b_item;
    steps_left_ = kSteps;
    return reaches(0, distance);
}

// Elements share a byte where b's begins less than its size before a's, and less than a's size behind it.
bool Meeting::reaches(std::size_t next, std::int64_t distance) {
    if (next == multiples_.size()) return -b_item_ < distance && distance < a_item_;
    if (--steps_left_ < 0) return true;
    const auto [stride, low, high] = multiples_[next];
    const std::int64_t first = -floor_div(distance + most_up_[next + 1] + b_item_ - 1, stride);
    const std::int64_t last = floor_div(a_item_ - 1 - distance - most_down_[next + 1], stride);
    for (std::int64_t k = std::max(first, low); k <= std::min(last, high); ++k)
        if (reaches(next + 1, distance + k * stride)) return true;
    return false;
}

}  // namespace phylanx::launch
