// Steps over the rows of one matrix that have been called for and not begun.
// SPDX-License-Identifier: BSL-1.0
#include "launch/row_chain.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "launch/job.h"
#include "launch/overlap.h"

namespace phylanx::launch {
namespace {

constexpr std::int64_t kBlockBytes = 64 << 10;  // stays in a second-level cache; a step takes long beside its call
constexpr std::int64_t kRowsTogether = 4;       // kernels take so many rows at a time

}  // namespace

std::int64_t rows_of_block(std::int64_t row_bytes) {
    return std::max<std::int64_t>(1, kBlockBytes / std::max<std::int64_t>(row_bytes, 1) / kRowsTogether) * kRowsTogether;
}

RowChain::RowChain(const runtime::Chunks& chunks, std::int64_t row_bytes, RowStep&& first)
    : chunks_(chunks), block_rows_(rows_of_block(row_bytes)) {
    add(std::move(first));
}

RowChain::~RowChain() {
    for (Buffer* b : kept_) arrays::release(b);
}

void RowChain::keep(Buffer* buffer) {
    arrays::retain(buffer);
    kept_.push_back(buffer);
}

void RowChain::add(RowStep&& step) {
    step.touches(0, chunks_.rows, [&](const runtime::Access& a) { keep(a.buffer); });
    steps_.push_back(std::move(step));
}

bool RowChain::ends_in(const Buffer* buffer, const char* data, std::int64_t stride) const {
    const RowStep& last = steps_.back();
    return last.result == buffer && last.data == data && last.stride == stride;
}

bool RowChain::writes(const Buffer* buffer) const {
    return std::any_of(steps_.begin(), steps_.end(), [&](const RowStep& s) { return s.result == buffer; });
}

bool RowChain::touches(const Buffer* buffer) const { return std::find(kept_.begin(), kept_.end(), buffer) != kept_.end(); }

void RowChain::begin() {
    for (RowStep& s : steps_) s.submit();
}

bool extend_chain(RowChain& chain, Job& job) {
    const Nest& nest = job.nest;
    if (nest.ndim() != 1 || nest.dims[0].extent != chain.rows() || !job.reductions.empty()) return false;
    const NestOperand* made = nullptr;
    std::int64_t made_stride = 0;
    bool follows = false;
    for (std::size_t o = 0; o < nest.operands.size(); ++o) {
        const NestOperand& a = nest.operands[o];
        if (!a.buffer) return false;
        if (a.role == Role::Input) {
            // A row of an earlier result may not be there yet, unless it is the same row.
            bool same_row = chain.ends_in(a.buffer, a.data, nest.stride(0, o));
            if (chain.writes(a.buffer) && !same_row) return false;
            follows |= same_row;
            continue;
        }
        // Memory that an earlier step still needs for other rows.
        if (a.role != Role::Fresh || made || chain.touches(a.buffer)) return false;
        made = &a;
        made_stride = nest.stride(0, o);
    }
    if (!follows || !made) return false;
    RowStep step;
    step.result = made->buffer;
    step.data = made->data;
    step.stride = made_stride;
    auto shared = std::make_shared<Job>(std::move(job));
    step.run = [shared](std::int64_t begin, std::int64_t end) { shared->run_rows(begin, end); };
    step.touches = [shared](std::int64_t begin, std::int64_t end, const AccessSink& sink) {
        Accesses accesses;
        shared->row_accesses(begin, end, accesses);
        for (const runtime::Access& a : accesses) sink(a);
    };
    step.submit = [shared] { run_or_submit(std::move(*shared)); };
    chain.add(std::move(step));
    return true;
}

}  // namespace phylanx::launch
