// How a job splits into chunks: by sizes and costs alone.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdlib>

#include "launch/job.h"

namespace phylanx::launch {
namespace {

constexpr std::int64_t kEnoughRows = 16;       // an outer dimension of fewer is not split by itself
constexpr double kRowWorthSplitting = 30e3;    // nanoseconds
constexpr std::int64_t kWideKept = 4096;       // a kept dimension that can be split although it is not outermost
constexpr std::int64_t kFoldAtLeast = 8;       // elements folded into each accumulator of a partial result
constexpr double kPieceWorthTask = 1e3;        // nanoseconds
constexpr std::int64_t kTile = 32;

std::int64_t rows(const NestDim& d) { return d.extent / d.unit; }

/// Some operand walks the outer dimension in smaller steps than the inner one, as in a transposed copy: the
/// inner loop is then tiled, so that the cache lines it touches are still there for the next outer index.
bool needs_tiles(const Nest& n) {
    int ndim = n.ndim();
    if (ndim < 2 || n.dims[ndim - 1].extent <= kTile || n.dims[ndim - 2].extent <= 4) return false;
    for (std::size_t o = 0; o < n.operands.size(); ++o) {
        std::int64_t outer = std::abs(n.stride(ndim - 2, o)), inner = std::abs(n.stride(ndim - 1, o));
        if (outer != 0 && outer < inner && inner >= 64) return true;
    }
    return false;
}

}  // namespace

void Job::prepare(double cost) {
    ns_ = static_cast<double>(nest.total()) * cost;
    if (nest.ndim() == 0) return;
    if (reductions.empty()) {
        choose_split();
        if (needs_tiles(nest)) inner_tile_ = kTile;
    } else {
        choose_split_of_reduction();
    }
    for (Reduction& r : reductions)
        if (partial_)
            r.partials = arrays::allocate(
                static_cast<std::size_t>(num_chunks() * r.kept * r.item_size));
}

/// The outermost dimension, or with few rows the next ones, whose chunks are then made for each outer index.
void Job::choose_split() {
    double left = ns_;
    while (split_dim_ + 1 < nest.ndim() && rows(nest.dims[split_dim_]) < kEnoughRows &&
           left / static_cast<double>(nest.dims[split_dim_].extent) >= kRowWorthSplitting &&
           grid_ < kEnoughRows) {
        left /= static_cast<double>(nest.dims[split_dim_].extent);
        grid_ *= nest.dims[split_dim_++].extent;
    }
    std::int64_t item_bytes = 0;
    for (const NestOperand& o : nest.operands) item_bytes += o.item_size;
    std::int64_t n = rows(nest.dims[split_dim_]);
    double row_elements = static_cast<double>(nest.total()) / static_cast<double>(grid_ * n);
    chunks_ = runtime::split(n, row_elements * static_cast<double>(item_bytes),
                             left / static_cast<double>(n));
    if (chunks_.count > 1 && split_dim_ == 0) follow_pieces(left / static_cast<double>(n));
}

/// Chunks as small as the pieces in which an input is being written: then each piece goes through all steps in a row,
/// while what its first step has read is still in the cache. Elements are computed alike in any chunk.
void Job::follow_pieces(double row_ns) {
    const NestDim& dim = nest.dims[0];
    for (std::size_t o = 0; o < nest.operands.size(); ++o) {
        if (nest.operands[o].role != Role::Input || !nest.operands[o].buffer) continue;
        const std::int64_t bytes = nest.stride(0, o) * dim.unit;
        if (bytes <= 0) continue;
        const std::int64_t rows = runtime::pending_piece(nest.operands[o].buffer) / bytes;
        if (rows == 0 || rows >= chunks_.chunk_rows || static_cast<double>(rows) * row_ns < kPieceWorthTask) continue;
        chunks_.chunk_rows = rows;
        chunks_.count = (chunks_.rows + rows - 1) / rows;
    }
}

/// Chunks of a kept dimension need no partial results; where none is long enough a reduced one is split.
void Job::choose_split_of_reduction() {
    int kept = -1, folded = -1;  // the longest of each kind
    bool arrays_too = false;
    std::int64_t item_bytes = 0, accumulators = 1;
    for (const NestOperand& o : nest.operands) {
        item_bytes += o.item_size;
        arrays_too |= o.role == Role::Fresh || o.role == Role::Store;
    }
    for (int d = 0; d < nest.ndim(); ++d) {
        int& longest = nest.dims[d].reduced ? folded : kept;
        if (longest < 0 || nest.dims[d].extent > nest.dims[longest].extent) longest = d;
        if (!nest.dims[d].reduced) accumulators *= nest.dims[d].extent;
    }
    // Chunks of an inner dimension would overlap in the byte ranges of array outputs.
    if (arrays_too || rows(nest.dims[0]) >= kEnoughRows)
        split_dim_ = 0;
    else
        split_dim_ = std::max(folded, 0);
    if (!arrays_too && nest.dims[split_dim_].reduced && kept >= 0 &&
        nest.dims[kept].extent >= kWideKept)
        split_dim_ = kept;

    const NestDim& dim = nest.dims[split_dim_];
    std::int64_t n = rows(dim), total = nest.total();
    chunks_ = runtime::split(n, static_cast<double>(total / n * item_bytes), ns_ / static_cast<double>(n));
    if (!dim.reduced) return;
    std::int64_t most = std::max<std::int64_t>(1, total / (accumulators * kFoldAtLeast));
    while (chunks_.count > most) {
        chunks_.chunk_rows *= 2;
        chunks_.count = (n + chunks_.chunk_rows - 1) / chunks_.chunk_rows;
    }
    partial_ = chunks_.count > 1;
}

}  // namespace phylanx::launch
