// Tests of comm/: the collectives of one process alone.
// SPDX-License-Identifier: BSL-1.0
#include "comm/communicator.h"

#include <gtest/gtest.h>

#include "support/error.h"

namespace phylanx::comm {
namespace {

TEST(Comm, SelfIsAGroupOfOne) {
    EXPECT_EQ(self().comm_rank(), 0);
    EXPECT_EQ(self().comm_size(), 1);
    self().barrier();
}

TEST(Comm, CollectivesOfSelfAreTheIdentity) {
    double data[3] = {1.5, -2.0, 3.0};
    for (Fold fold : {Fold::Sum, Fold::Product, Fold::Min, Fold::Max})
        self().allreduce(data, 3, arrays::DType::F64, fold);
    self().broadcast(data, sizeof data, 0);
    EXPECT_EQ(data[0], 1.5);
    EXPECT_EQ(data[1], -2.0);
    EXPECT_EQ(data[2], 3.0);
}

TEST(Comm, BroadcastFromAStrangerIsABug) {
    double x = 0;
    EXPECT_THROW(self().broadcast(&x, sizeof x, 1), support::InternalError);
}

}  // namespace
}  // namespace phylanx::comm
