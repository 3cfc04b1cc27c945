// The seam between the program and its fellow processes: rank, size and the collectives.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "arrays/dtype.h"

namespace phylanx::comm {

/// How allreduce combines the values of all processes.
enum class Fold : std::uint8_t { Sum, Product, Min, Max };

/// A group of processes. Every member must call the same collectives in the same order; each blocks
/// until its part is done. Memory is the host's and must not be touched by unfinished tasks.
class Communicator {
   public:
    virtual ~Communicator() = default;
    virtual int comm_rank() const = 0;
    virtual int comm_size() const = 0;
    virtual void barrier() = 0;
    /// data[0 .. count) becomes the fold over all processes, the same bits on each of them.
    virtual void allreduce(void* data, std::int64_t count, arrays::DType dtype, Fold fold) = 0;
    /// data of process `root` reaches all others.
    virtual void broadcast(void* data, std::size_t bytes, int root) = 0;
};

/// The communicator of one process alone.
Communicator& self();

}  // namespace phylanx::comm
