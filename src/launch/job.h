// One launch made ready to run: the loop nest, the kernel, the chunks and how partial results are folded.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

#include "launch/nest.h"
#include "launch/small_array.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"

namespace phylanx::launch {

using Accesses = SmallArray<runtime::Access, 8>;

/// One reduced output. Its accumulators lie in C order over the kept dimensions.
struct Reduction {
    std::size_t operand;
    std::int64_t item_size;
    std::int64_t kept;          // number of accumulators
    MergeFn merge;
    Cell identity;
    Buffer* partials = nullptr;  // one set of accumulators for each chunk, where chunks split a reduced dimension
};

/// Predicted nanoseconds an element: arithmetic or memory, whichever is more.
double element_ns(const KernelInfo& kernel);

/// Chunks are decided by sizes and costs alone, and partial results are folded in a tree that depends on their
/// number alone: the result has the same bits however the chunks are run.
class Job {
   public:
    /// `kernel` tells what its status and its floating-point flags mean; `step` is its place in the program.
    Job(runtime::RunContext& run, const KernelInfo& kernel, const Exchangeable<KernelFn>& fn, const runtime::Origin& origin,
        std::uint64_t step = 0)
        : run_(&run), kernel_(&kernel), fn_(&fn), origin_(origin), step_(step) {}
    Job(runtime::RunContext&, const KernelInfo&, const Exchangeable<KernelFn>&&, const runtime::Origin&,
        std::uint64_t = 0) = delete;  // it would be gone before the chunks run
    Job(Job&& other) noexcept;
    Job& operator=(Job&&) = delete;
    ~Job();

    Nest nest;
    SmallArray<Cell, 8> scalars;
    SmallArray<Reduction, 2> reductions;

    /// After nest and reductions are filled: decides the chunks. cost: nanoseconds an element.
    void prepare(double cost);
    /// Runs everything on this thread. Throws UserError for what the kernel reports.
    void run();
    /// The same as a step of the host: traced as one.
    void run_inline();
    /// Some rows of a job that has one dimension and no reductions; and what they read and write.
    void run_rows(std::int64_t begin, std::int64_t end);
    /// Rows of the first dimension, in the order of the nest, with an operand's memory in another place.
    void run_rows(std::int64_t begin, std::int64_t end, std::size_t operand, char* at);
    void row_accesses(std::int64_t begin, std::int64_t end, Accesses& to) const;
    /// Waits for tasks that touch a buffer (which may be null).
    void wait_for(const Buffer* buffer) { runtime::wait(*run_, buffer); }
    /// Runs as tasks after those that touch its operands: a task a chunk, or one in all where that is not
    /// worth it. The job must not be used afterwards.
    static void submit(Job&& job);

    bool worth_tasks() const { return runtime::worth_tasks(ns_, num_chunks()); }
    /// Its work takes less time than making a task and running it.
    bool is_small() const { return ns_ < 3e3; }
    std::int64_t num_chunks() const { return grid_ * chunks_.count; }
    const runtime::Origin& origin() const { return origin_; }

   private:
    struct Part {  // of the iteration space
        SmallArray<char*, 8> data;
        SmallArray<std::int64_t, 8> extents;
    };

    void choose_split();
    void follow_pieces(double row_ns);
    void choose_split_of_reduction();
    void run_chunk(std::int64_t chunk);
    /// Folds the partial results and puts them into the outputs.
    void combine();
    Part part(std::int64_t chunk) const;
    Part some_rows(std::int64_t begin, std::int64_t end) const;
    void set_identities(const Part& p) const;
    void run_loops(Part& p);
    int row_dim(const Part& p) const;
    std::int32_t run_plane(char* const* data, int row, std::int64_t outer, std::int64_t inner);
    void chunk_accesses(std::int64_t chunk, Accesses& to) const;
    void whole_accesses(Accesses& to) const;
    void combine_accesses(Accesses& to) const;
    runtime::Access hull(const Part& p, std::size_t operand) const;

    runtime::RunContext* run_;
    const KernelInfo* kernel_;
    const Exchangeable<KernelFn>* fn_;  // of the kernel: chunks may begin before and after an exchange
    runtime::Origin origin_;
    std::uint64_t step_;
    double ns_ = 0;
    runtime::Chunks chunks_;
    int split_dim_ = 0;
    std::int64_t grid_ = 1;        // dimensions outside of the split one, whose every index has its chunks
    bool partial_ = false;         // chunks split a reduced dimension
    std::int64_t inner_tile_ = 0;  // 0: the inner loop runs over its whole extent
};

}  // namespace phylanx::launch
