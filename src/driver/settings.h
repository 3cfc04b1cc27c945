// Options that other rooms act on: handed to the runtime and the trace when they change.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "driver/options.h"

namespace phylanx::driver {

/// To be called once, before anything is compiled or run: registers the library's routines, applies
/// the environment's options.
void initialize();

/// Throws UserError (Value) where the value of that option cannot be used.
void check_option(std::string_view name, const Options& options);

/// set_option, which also takes effect. Throws UserError (Value), also for an executor that is not
/// built in.
void change_option(std::string_view name, const OptionValue& value);

/// Threads that may work at once, now.
int num_threads();

/// All executors by name: empty, or why this one cannot be used here and what to do about it.
std::map<std::string, std::string> executors();
std::string hpx_version();
/// Starts the executor's threads now; false where they do not start.
bool start_executor();

/// Writes the files that options `trace` and `graph` name; at the process's end.
void write_reports();

}  // namespace phylanx::driver
