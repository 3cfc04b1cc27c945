// The communicator of a process that runs alone: every collective is the identity.
// SPDX-License-Identifier: BSL-1.0
#include "comm/communicator.h"
#include "support/error.h"

namespace phylanx::comm {
namespace {

class Self final : public Communicator {
   public:
    int comm_rank() const override { return 0; }
    int comm_size() const override { return 1; }
    void barrier() override {}
    void allreduce(void*, std::int64_t count, arrays::DType, Fold) override {
        support::internal_check(count >= 0, "allreduce of {} values", count);
    }
    void broadcast(void*, std::size_t, int root) override {
        support::internal_check(root == 0, "broadcast from process {} of 1", root);
    }
};

}  // namespace

Communicator& self() {
    static Self communicator;
    return communicator;
}

}  // namespace phylanx::comm
