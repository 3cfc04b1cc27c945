// phx_launch: broadcasts, allocates, and runs a fused kernel at once or as tasks.
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "launch/fast_path.h"
#include "launch/frame.h"
#include "launch/job.h"
#include "launch/overlap.h"
#include "launch/results.h"
#include "launch/sweep.h"

namespace phylanx::launch {
namespace {

using support::ErrorClass;
using support::UserError;

constexpr unsigned kSmallInARow = 8;

/// Strides of a C-ordered array over the dimensions whose bit in `without` is not set; 0 for the others.
void dense_strides(Shape shape, std::uint64_t without, std::int64_t item_size, std::int64_t* to) {
    std::int64_t stride = item_size;
    for (std::size_t d = shape.size(); d-- > 0;) {
        bool is_in = !(without >> d & 1);
        to[d] = is_in ? stride : 0;
        if (is_in) stride *= shape[d];
    }
}

std::string_view reduction_name(ops::OpCode code) {
    if (code == ops::OpCode::reduce_max) return "maximum";
    if (code == ops::OpCode::reduce_min) return "minimum";
    return ops::info(code).name;
}

/// One general launch, from descriptors to tasks.
class Launch {
   public:
    Launch(Frame& frame, const KernelInfo& kernel, ArrayDesc** arrays, const Cell* scalars,
           std::uint64_t dying)
        : frame_(frame), k_(kernel), arrays_(arrays), scalars_(scalars), dying_(dying),
          results_(frame, kernel, arrays),
          origin_{kernel.span, kernel.file, nullptr} {
        if (trace::labels_wanted()) origin_.label = label();
    }

    /// Non-zero when the run has ended while this waited.
    std::int32_t run() {
        std::int64_t extents[kMaxDims];
        int ndim = iteration_shape(k_, arrays_, extents);
        Shape space{extents, static_cast<std::size_t>(ndim)};
        check_identities(space);
        build_nest(space);
        make_results(space);
        if (num_elements(space) == 0) {
            fill_empty();
        } else {
            if (has_store_) frame_.begin_chain();
            if (has_store_ && run_sweep(frame_, k_, nest_, scalars_, origin_)) {
                results_.install();
                return 0;
            }
            OverlapCopies copies(frame_.run, origin_);
            if (has_store_) copies.before(nest_);
            Job job = make_job();
            if (std::int32_t rc = catch_up(job)) return rc;
            start(std::move(job));
            copies.after();
        }
        results_.install();
        return 0;
    }

   private:
    const trace::Label* label() const {
        const auto& files = frame_.program.files;
        return trace::intern(k_.name, k_.file < files.size() ? files[k_.file] : "", k_.span);
    }

    /// Reducing nothing needs an identity, as NumPy says.
    void check_identities(Shape space) const {
        bool nothing = false;
        std::int64_t kept = 1;
        for (std::size_t d = 0; d < space.size(); ++d) {
            if (k_.reduced >> d & 1)
                nothing |= space[d] == 0;
            else
                kept *= space[d];
        }
        if (!nothing || kept == 0) return;
        for (const OperandInfo& o : k_.operands)
            if (o.role == Role::Reduce && !o.has_identity)
                support::user_error(ErrorClass::Value, k_.span,
                                    "zero-size array to reduction operation {} which has no identity",
                                    reduction_name(o.reduce));
    }

    void build_nest(Shape space) {
        std::size_t count = k_.operands.size();
        SmallArray<std::int64_t, 64> strides(count * space.size());
        for (std::size_t i = 0; i < count; ++i) {
            const OperandInfo& o = k_.operands[i];
            auto item = static_cast<std::int64_t>(arrays::item_size(o.dtype));
            bool is_new = o.role == Role::Fresh || o.role == Role::Reduce;
            nest_.operands.push_back({is_new ? nullptr : arrays_[i]->data,
                                      is_new ? nullptr : arrays_[i]->buffer, item, o.role});
            std::int64_t* to = strides.data() + i * space.size();
            if (is_new)
                dense_strides(space, o.role == Role::Reduce ? k_.reduced : 0, item, to);
            else
                broadcast_strides(*arrays_[i], o.ndim, space, to);
            has_store_ |= o.role == Role::Store;
        }
        for (std::size_t d = 0; d < space.size(); ++d) {
            std::int64_t* to = nest_.add_dim(space[d], k_.reduced >> d & 1);
            for (std::size_t i = 0; i < count; ++i) to[i] = strides[i * space.size() + d];
        }
    }

    void make_results(Shape space) {
        SmallArray<std::int64_t, 8> kept;
        for (std::size_t d = 0; d < space.size(); ++d)
            if (!(k_.reduced >> d & 1)) kept.push_back(space[d]);
        for (std::size_t i = 0; i < k_.operands.size(); ++i) {
            const OperandInfo& o = k_.operands[i];
            Buffer* made = nullptr;
            if (o.role == Role::Fresh)
                made = results_.make(i, space, dying_);
            else if (o.role == Role::Reduce)
                made = results_.make(i, {kept.data(), kept.size()}, 0);
            else
                continue;
            nest_.operands[i].buffer = made;
            nest_.operands[i].data = made->data;
        }
        kept_ = num_elements({kept.data(), kept.size()});
    }

    void fill_empty() const {
        for (std::size_t i = 0; i < k_.operands.size(); ++i)
            if (k_.operands[i].role == Role::Reduce)
                for (std::int64_t e = 0; e < kept_; ++e)
                    std::memcpy(nest_.operands[i].data + e * nest_.operands[i].item_size,
                                &k_.operands[i].identity,
                                static_cast<std::size_t>(nest_.operands[i].item_size));
    }

    /// The kernel for the innermost loop: `run` folds it, `run_outer` keeps it.
    const Exchangeable<KernelFn>& choose_kernel() {
        if (k_.reduced == 0) return k_.run;
        int ndim = nest_.ndim();
        bool folds = ndim > 0 && nest_.dims[ndim - 1].reduced;
        if (ndim > 0 && (folds ? k_.run : k_.run_outer)) return folds ? k_.run : k_.run_outer;
        bool want = k_.run != nullptr;
        if (!nest_.make_innermost(want)) {  // a dimension of one index, walked in place
            std::int64_t* strides = nest_.add_dim(1, want);
            std::fill_n(strides, nest_.operands.size(), 0);
        }
        return want ? k_.run : k_.run_outer;
    }

    Job make_job() {
        nest_.simplify();
        Job job(frame_.run, k_, choose_kernel(), origin_, frame_.step);
        job.nest = std::move(nest_);
        job.scalars.assign(scalars_, scalars_ + k_.num_scalars);
        for (std::size_t i = 0; i < k_.operands.size(); ++i) {
            const OperandInfo& o = k_.operands[i];
            if (o.role == Role::Reduce)
                job.reductions.push_back({i, static_cast<std::int64_t>(arrays::item_size(o.dtype)),
                                          kept_, o.merge, o.identity, nullptr});
        }
        job.prepare(element_ns(k_));
        return job;
    }

    /// A row of small statements behind unfinished work: each would become a task that costs more than what it does, and
    /// the next one would find that unfinished again. So the host waits once, and what follows runs at once.
    std::int32_t catch_up(const Job& job) {
        bool idle = true;
        for (const NestOperand& o : job.nest.operands) idle &= runtime::is_idle(o.buffer);
        if (idle || frame_.put_off || !job.is_small()) {
            if (!idle) frame_.small_in_a_row = 0;
            return 0;
        }
        if (++frame_.small_in_a_row <= kSmallInARow) return 0;
        for (const NestOperand& o : job.nest.operands)
            if (std::int32_t rc = frame_.wait(o.buffer)) return rc;
        return 0;
    }

    void start(Job&& job) {
        if (frame_.put_off && extend_chain(*frame_.chain(), job)) return;
        frame_.begin_chain();
        frame_.num_inline_launches += run_or_submit(std::move(job));
    }

    Frame& frame_;
    const KernelInfo& k_;
    ArrayDesc** arrays_;
    const Cell* scalars_;
    std::uint64_t dying_;
    Results results_;
    runtime::Origin origin_;
    Nest nest_;
    std::int64_t kept_ = 1;
    bool has_store_ = false;
};

}  // namespace

extern "C" std::int32_t phx_launch(Frame* frame, std::int32_t index, ArrayDesc** arrays,
                                   const Cell* scalars, std::uint64_t dying) {
    const KernelInfo& kernel = frame->program.kernels[static_cast<std::size_t>(index)];
    ++frame->num_launches;
    ++frame->step;
    try {
        if (!frame->put_off && launch_small(*frame, kernel, arrays, scalars, dying)) return 0;
        frame->worked = true;
        if (std::int32_t rc = frame->check_cancelled()) return rc;
        return Launch(*frame, kernel, arrays, scalars, dying).run();
    } catch (const UserError& e) {
        return frame->fail(e.error_class, e.what(), e.span.known() ? e.span : kernel.span, kernel.file);
    } catch (const std::bad_alloc&) {
        return frame->fail(ErrorClass::Memory, "Unable to allocate memory for an array", kernel.span,
                           kernel.file);
    }
}

}  // namespace phylanx::launch
