// One run of a program.
// SPDX-License-Identifier: BSL-1.0
#include "driver/run.h"

#include "launch/frame.h"

namespace phylanx::driver {
namespace {

/// The frame lets go of all that it owns: what leaves the run gets a reference of its own before.
const launch::Cell* retain_results(launch::Frame& frame, const ir::Type& type,
                                   const launch::Cell* cell) {
    if (type.is_sequence()) {
        for (const ir::Type& element : type.elements()) cell = retain_results(frame, element, cell);
        return cell;
    }
    if (type.is_array()) arrays::retain(cell->array->buffer);
    if (type.is_any() && cell->object) launch::object_ops().retain(&frame, cell->object);
    return cell + launch::num_leaves(type);
}

}  // namespace

RunOutcome run(const launch::Program& program, const launch::Cell* args, launch::Cell* results,
               void* user, const RunModes& modes) {
    RunOutcome outcome;
    launch::Frame frame(program);
    frame.user = user;
    frame.run.max_threads = modes.max_threads;
    frame.run.fp.ignored = modes.fp.ignored;
    frame.run.fp.errors = modes.fp.errors;
    if (modes.main_thread) frame.watch_signals();
    const bool host_failed = program.entry(&frame, args, results) != 0;
    const bool failed = frame.finish() != 0;
    outcome.ok = !failed && !host_failed;
    outcome.fp_events = frame.run.fp.take();
    if (outcome.ok) {
        retain_results(frame, program.result, results);
    } else {
        outcome.error = std::move(frame.error);
        outcome.file = frame.file_name();
    }
    return outcome;
}

}  // namespace phylanx::driver
