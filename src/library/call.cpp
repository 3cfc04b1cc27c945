// Operands and results of a call, and copies made on the way.
// SPDX-License-Identifier: BSL-1.0
#include "library/call.h"

#include "launch/fp_report.h"
#include "library/dispatch.h"
#include "library/strided.h"
#include "trace/events.h"

namespace phylanx::library {
namespace {

constexpr double kCopyNs = 0.1;  // a byte read or written

template <class To>
To read_number(const launch::Cell& cell, DType dtype) {
    return with_type(dtype, [&](auto tag) -> To {
        using T = typename decltype(tag)::type;
        if constexpr (is_complex_type<T>)
            throw support::InternalError("a complex number where a real one is wanted");
        else
            return static_cast<To>(*reinterpret_cast<const T*>(&cell));
    });
}

}  // namespace

int64_t Call::integer(int k) const {
    return read_number<int64_t>(in[k], info.operands[k].dtype());
}

double Call::number(int k) const { return read_number<double>(in[k], info.operands[k].dtype()); }

std::vector<int64_t> Call::extents(int k) const {
    std::vector<int64_t> shape;
    for (int d = k; d < static_cast<int>(info.operands.size()); ++d) shape.push_back(integer(d));
    return shape;
}

Array Call::allocate(Shape shape, int result) const {
    const auto k = static_cast<std::size_t>(result);
    const ir::Type& type = info.results[k];
    const DType dtype = type.dtype();
    if (!type.is_array() || type.ndim() != static_cast<int>(shape.size()))
        support::internal_check(false, "{} gives {} dimensions, not {}", ops::info(info.code).name, shape.size(),
                                type.to_string());
    int64_t bytes = static_cast<int64_t>(arrays::item_size(dtype));
    for (int64_t n : shape) {
        if (n < 0) error(ErrorClass::Value, "negative dimensions are not allowed");
        if (n != 0 && __builtin_mul_overflow(bytes, n, &bytes))
            error(ErrorClass::Value, "array is too big; `arr.size * arr.dtype.itemsize` is larger than "
                                     "the maximum possible size.");
    }
    launch::ArrayDesc& desc = *out[k].array;
    launch::allocate(frame, info.slots[k], desc, dtype, shape);
    return make_array(desc.data, desc.buffer, dtype, shape);
}

runtime::Origin Call::origin() const {
    runtime::Origin origin{info.op.span, info.op.file, nullptr};
    if (trace::labels_wanted()) {
        const auto& files = frame.program.files;
        const std::string_view file =
            info.op.file < files.size() ? files[info.op.file] : std::string_view();
        origin.label = trace::intern(ops::info(info.code).name, file, info.op.span);
    }
    return origin;
}

bool Call::wait(const AccessList& list) const {
    for (const runtime::Access& a : list.get())
        if (frame.wait(a.buffer) != 0) return false;
    return true;
}

Way choose_way(const Call& call, const Chunks& chunks, double ns, const Touches& touches) {
    if (chunks.rows <= 0) return Way::Nothing;
    const bool one = !runtime::worth_tasks(ns, chunks.count);
    AccessList list;
    touches(0, chunks.rows, list);
    if (!list.all_owned()) return call.wait(list) ? Way::Now : Way::Nothing;
    if (!one) return Way::Tasks;
    return list.all_idle() ? Way::Now : Way::OneTask;
}

void submit_chunks(const Call& call, const Chunks& chunks, Way way, const Touches& touches, ChunkFn fn) {
    const runtime::Origin origin = call.origin();
    const auto shared = std::make_shared<const ChunkFn>(std::move(fn));
    const auto submit = [&](int64_t begin, int64_t end, runtime::TaskFn task) {
        AccessList list;
        touches(begin, end, list);
        runtime::submit(call.frame.run, std::move(task), list.get(), origin);
    };
    if (way == Way::OneTask)
        return submit(0, chunks.rows, [shared, chunks] {
            for (int64_t c = 0; c < chunks.count; ++c) (*shared)(chunks.begin(c), chunks.end(c));
        });
    for (int64_t c = 0; c < chunks.count; ++c) {
        const int64_t begin = chunks.begin(c), end = chunks.end(c);
        submit(begin, end, [shared, begin, end] { (*shared)(begin, end); });
    }
}

void note_fp(runtime::RunContext& run, const launch::CallInfo& info, std::uint64_t step, int flags) {
    const bool runs_along = info.code == ops::OpCode::cumsum || info.code == ops::OpCode::cumprod;
    const auto told_as = ir::attr_or<std::string>(
        info.op, "told_as", runs_along ? "accumulate" : std::string(ops::info(info.code).name));
    const auto quiet = static_cast<int>(ir::attr_or<int64_t>(info.op, "quiet", 0));
    const launch::FpSource source{told_as, launch::kWatchedFlags, 0, quiet, info.op.span, info.op.file};
    launch::report_fp(run, {&source, 1}, step, flags);
}

std::optional<int> axis_of(const Call& call, int ndim) {
    const auto found = call.info.op.attrs.find("axis");
    if (found == call.info.op.attrs.end()) return std::nullopt;
    const int64_t* axis = std::get_if<int64_t>(&found->second);
    if (!axis) return std::nullopt;
    if (*axis < -ndim || *axis >= ndim)
        call.error(ErrorClass::Value, "axis {} is out of bounds for array of dimension {}", *axis, ndim);
    return static_cast<int>(*axis < 0 ? *axis + ndim : *axis);
}

void submit_copy(const Call& call, const Array& dst, const Array& src) {
    const int64_t size = dst.size();
    if (size == 0) return;
    const double bytes = 2.0 * static_cast<double>(size * dst.item);
    const int64_t count = dst.ndim ? dst.shape[0] : 1;
    const bool line = dst.ndim > 0;
    const Chunks chunks = runtime::split(count, bytes / count, kCopyNs * bytes / count);
    const auto arrays = std::make_shared<const std::pair<Array, Array>>(dst, src);
    run_chunks(
        call, chunks, kCopyNs * bytes,
        [&](int64_t begin, int64_t end, AccessList& list) {
            list.read(line ? rows(src, begin, end) : src);
            list.write(line ? rows(dst, begin, end) : dst);
        },
        [arrays, line](int64_t begin, int64_t end) {
            const auto& [to, from] = *arrays;
            line ? copy_rows(to, from, begin, end) : copy_elements(to, from);
        });
}

Array contiguous(const Call& call, const Array& a, std::vector<Scratch>& keep) {
    return a.is_contiguous() ? a : contiguous_copy(call, a, keep);
}

Array contiguous_copy(const Call& call, const Array& a, std::vector<Scratch>& keep) {
    keep.emplace_back(a.size() * a.item);
    const Array copy = make_array(keep.back().data(), keep.back().buffer(), a.dtype, shape_of(a));
    submit_copy(call, copy, a);
    return copy;
}

}  // namespace phylanx::library
