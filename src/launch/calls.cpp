// The phx_* functions besides phx_launch: library calls, Python calls, waiting, slots, errors.
// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <exception>
#include <new>

#include "launch/fp_report.h"
#include "launch/frame.h"
#include "launch/library_registry.h"
#include "runtime/granularity.h"
#include "runtime/runtime.h"
#include "trace/counters.h"
#include "trace/events.h"

namespace phylanx::launch {
namespace {

using support::ErrorClass;
using support::UserError;

constexpr double kQuickNs = 2000;  // what a short way takes at most

/// Waits for the arrays among these operands.
std::int32_t wait_for_arrays(Frame& frame, const std::vector<ir::Type>& types, const Cell* cells) {
    int at = 0;
    for (const ir::Type& t : types) {
        if (t.is_array())
            if (std::int32_t rc = frame.wait(cells[at].array->buffer)) return rc;
        at += num_leaves(t);
    }
    return 0;
}

std::int32_t no_objects(Frame& frame, const ForeignInfo& info) {
    return frame.fail(ErrorClass::Runtime, "this program needs Python, which is not here", info.span,
                      info.file);
}

std::string with_numbers(const std::string& message, std::int64_t a, std::int64_t b) {
    std::string text = message;
    for (auto [mark, number] : {std::pair{"{0}", a}, std::pair{"{1}", b}})
        for (std::size_t at; (at = text.find(mark)) != std::string::npos;)
            text.replace(at, 3, std::to_string(number));
    return text;
}

const ForeignInfo& foreign(Frame* f, std::int32_t i) {
    return f->program.foreigns[static_cast<std::size_t>(i)];
}

}  // namespace

extern "C" {

std::int32_t phx_call(Frame* frame, std::int32_t index, const Cell* operands, Cell* results) {
    const CallInfo& call = frame->program.calls[static_cast<std::size_t>(index)];
    ++frame->step;
    ++frame->num_calls;
    auto fail = [&](ErrorClass cls, support::Span span, std::string text) {
        return frame->fail(cls, std::move(text), span.known() ? span : call.op.span, call.op.file);
    };
    try {
        if (call.quick && !frame->put_off && !trace::enabled() && runtime::granularity_ns() >= kQuickNs &&
            call.quick(*frame, call, operands, results))
            return 0;
        frame->worked = true;
        const LibraryEntry& entry = library_entry(call.code);
        if (!entry.fn)
            return fail(ErrorClass::NotImplemented, {},
                        fmt::format("no library routine for {}", ops::info(call.code).name));
        if (call.code != ops::OpCode::matmul) frame->begin_chain();
        if (entry.start == Start::Ready)
            if (std::int32_t rc = wait_for_arrays(*frame, call.operands, operands)) return rc;
        if (!trace::enabled()) {
            entry.fn(*frame, call, operands, results);
            return frame->failed();
        }
        const auto& files = frame->program.files;
        const trace::Label* label =
            trace::intern(ops::info(call.code).name,
                          call.op.file < files.size() ? files[call.op.file] : "", call.op.span);
        std::int64_t begin = trace::now_ns();
        entry.fn(*frame, call, operands, results);
        trace::record(label, begin, trace::now_ns());
        return frame->failed();
    } catch (const UserError& e) {
        return fail(e.error_class, e.span, e.what());
    } catch (const std::bad_alloc&) {
        return fail(ErrorClass::Memory, {}, "Unable to allocate memory for an array");
    } catch (const std::exception& e) {
        return fail(ErrorClass::Runtime, {}, e.what());
    }
}

/// Python may reach any array of the run, through its arguments or what it was handed before: all tasks
/// are waited for.
std::int32_t phx_foreign(Frame* frame, std::int32_t index, const Cell* operands, Cell* result) {
    const ForeignInfo& info = foreign(frame, index);
    trace::count(trace::Counter::foreign_calls);
    if (!object_ops().foreign) return no_objects(*frame, info);
    frame->worked = true;
    if (std::int32_t rc = frame->wait_all()) return rc;
    std::int64_t begin = trace::enabled() ? trace::now_ns() : 0;
    result->object = nullptr;
    std::int32_t rc = object_ops().foreign(frame, info, operands, result);
    if (begin) {
        const auto& files = frame->program.files;
        trace::record(trace::intern(info.callee, info.file < files.size() ? files[info.file] : "",
                                    info.span),
                      begin, trace::now_ns());
    }
    if (rc) return frame->failed() ? rc : frame->fail(ErrorClass::Foreign, {}, info.span, info.file);
    if (info.object_slot >= 0 && info.result.is_any())
        frame->own_object(info.object_slot, result->object);
    return 0;
}

std::int32_t phx_wait(Frame* frame, Buffer* buffer) { return frame->wait(buffer); }

void phx_hold(Frame* frame, std::int32_t slot, Buffer* buffer) {
    arrays::retain(buffer);
    frame->own(slot, buffer);
}

void phx_pass_on(Frame* frame, std::int32_t slot, std::int32_t from, Buffer* buffer) {
    if (frame->slots[from] == buffer) frame->slots[from] = nullptr;
    else {
        arrays::retain(buffer);
        frame->own(from, nullptr);
    }
    frame->own(slot, buffer);
}

void phx_drop(Frame* frame, std::int32_t slot) { frame->own(slot, nullptr); }

void phx_hold_object(Frame* frame, std::int32_t slot, void* object) {
    if (object) object_ops().retain(frame, object);
    frame->own_object(slot, object);
}

void phx_drop_object(Frame* frame, std::int32_t slot) { frame->own_object(slot, nullptr); }

std::int32_t phx_raise(Frame* frame, std::int32_t index, std::int64_t a, std::int64_t b) {
    const RaiseInfo& info = frame->program.raises[static_cast<std::size_t>(index)];
    return frame->fail(info.error_class, with_numbers(info.message, a, b), info.span, info.file);
}

std::int32_t phx_poll(Frame* frame) { return frame->poll(); }

std::int32_t phx_truth(Frame* frame, void* object) {
    if (!object_ops().truth) {
        frame->fail(ErrorClass::Runtime, "this program needs Python, which is not here", {}, 0);
        return -1;
    }
    if (frame->wait_all()) return -1;
    return object_ops().truth(frame, object);
}

std::int32_t phx_box(Frame* frame, std::int32_t index, const Cell* operand, Cell* result) {
    const ForeignInfo& info = foreign(frame, index);
    if (!object_ops().box) return no_objects(*frame, info);
    frame->begin_chain();
    if (std::int32_t rc = wait_for_arrays(*frame, info.operands, operand)) return rc;
    if (std::int32_t rc = object_ops().box(frame, info, operand, result))
        return frame->failed() ? rc : frame->fail(ErrorClass::Foreign, {}, info.span, info.file);
    if (info.object_slot >= 0) frame->own_object(info.object_slot, result->object);
    return 0;
}

std::int32_t phx_unbox(Frame* frame, std::int32_t index, const Cell* operand, Cell* result) {
    const ForeignInfo& info = foreign(frame, index);
    if (!object_ops().unbox) return no_objects(*frame, info);
    frame->begin_chain();
    if (std::int32_t rc = object_ops().unbox(frame, info, operand, result))
        return frame->failed() ? rc : frame->fail(ErrorClass::Foreign, {}, info.span, info.file);
    if (info.result.is_array() && info.object_slot >= 0)
        frame->own(info.object_slot, result->array->buffer);
    return 0;
}

std::int32_t phx_fp_raised(Frame* frame, std::int32_t first, std::int32_t count, std::int32_t flags) {
    std::span sources(frame->program.sources);
    sources = sources.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    try {
        report_fp(frame->run, sources, ++frame->step, flags);
        return 0;
    } catch (const UserError& e) {
        return frame->fail(e.error_class, e.what(), e.span, sources[0].file);
    }
}

}  // extern "C"

}  // namespace phylanx::launch
