// The option table: one struct with a member an option, the process's current values, and change by
// name.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace phylanx::driver {

using Bool = bool;
using Int = std::int64_t;
using Float = double;
using Text = std::string;

/// A snapshot of all options.
struct Options {
#define OPTION(name, type, fallback, env, doc) type name = fallback;
#define CODE_OPTION OPTION
#include "driver/options.def"
#undef CODE_OPTION
#undef OPTION
};

using OptionValue = std::variant<Bool, Int, Float, Text>;

struct OptionInfo {
    std::string_view name;
    std::string_view env;   // the second environment variable, often empty
    bool changes_code;      // part of a specialization's key
    std::string_view doc;
};

std::span<const OptionInfo> option_table();
OptionValue get(const Options& options, std::string_view name);
/// Throws UserError (Value) for a name that is not in the table or a value that does not fit.
void set(Options& options, std::string_view name, const OptionValue& value);
/// As an environment variable says it: "1", "true", "0.5", any text.
void set_from_text(Options& options, std::string_view name, std::string_view text);

/// The process's options: the environment's at first use, then what set_option has made of them.
Options current_options();
void set_option(std::string_view name, const OptionValue& value);
/// Counts up whenever the process's options change; cheap to read on every call.
std::uint64_t options_generation();

/// The text of all options that change what is compiled.
std::string code_key(const Options& options);
/// A list separated by commas, without blanks and empty parts.
std::vector<std::string> split_list(std::string_view text);

}  // namespace phylanx::driver
