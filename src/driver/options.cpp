// The option table: environment, look-up by name, and the process's current values.
// SPDX-License-Identifier: BSL-1.0
#include "driver/options.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "driver/hash.h"
#include "support/error.h"

namespace phylanx::driver {
namespace {

using support::ErrorClass;
using support::user_error;

constexpr OptionInfo kTable[] = {
#define OPTION(name, type, fallback, env, doc) {#name, env, false, doc},
#define CODE_OPTION(name, type, fallback, env, doc) {#name, env, true, doc},
#include "driver/options.def"
#undef CODE_OPTION
#undef OPTION
};

/// Calls fn(member) for the option of that name.
template <class O, class Fn>
void with_member(O& options, std::string_view name, Fn&& fn) {
#define OPTION(id, type, fallback, env, doc) \
    if (name == #id) return fn(options.id);
#define CODE_OPTION OPTION
#include "driver/options.def"
#undef CODE_OPTION
#undef OPTION
    user_error(ErrorClass::Value, {}, "there is no option '{}'", name);
}

[[noreturn]] void bad_value(std::string_view name, std::string_view wanted) {
    user_error(ErrorClass::Value, {}, "option '{}' wants {}", name, wanted);
}

template <class T>
T number_of(std::string_view name, std::string_view text, std::string_view wanted) {
    T value{};
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) bad_value(name, wanted);
    return value;
}

void parse(std::string_view name, std::string_view text, Bool& out) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    if (lower == "1" || lower == "true" || lower == "on" || lower == "yes") out = true;
    else if (lower == "0" || lower == "false" || lower == "off" || lower == "no" || lower.empty())
        out = false;
    else bad_value(name, "true or false");
}
void parse(std::string_view name, std::string_view text, Int& out) {
    out = number_of<Int>(name, text, "an integer");
}
void parse(std::string_view name, std::string_view text, Float& out) {
    out = number_of<Float>(name, text, "a number");
}
void parse(std::string_view, std::string_view text, Text& out) { out = text; }

void assign(std::string_view name, const OptionValue& value, Bool& out) {
    if (auto* b = std::get_if<Bool>(&value)) out = *b;
    else if (auto* i = std::get_if<Int>(&value)) out = *i != 0;
    else if (auto* t = std::get_if<Text>(&value)) parse(name, *t, out);
    else bad_value(name, "true or false");
}
void assign(std::string_view name, const OptionValue& value, Int& out) {
    if (auto* b = std::get_if<Bool>(&value)) out = *b;
    else if (auto* i = std::get_if<Int>(&value)) out = *i;
    else if (auto* t = std::get_if<Text>(&value)) parse(name, *t, out);
    else bad_value(name, "an integer");
}
void assign(std::string_view name, const OptionValue& value, Float& out) {
    if (auto* f = std::get_if<Float>(&value)) out = *f;
    else if (auto* i = std::get_if<Int>(&value)) out = static_cast<Float>(*i);
    else if (auto* t = std::get_if<Text>(&value)) parse(name, *t, out);
    else bad_value(name, "a number");
}
void assign(std::string_view name, const OptionValue& value, Text& out) {
    if (auto* t = std::get_if<Text>(&value)) out = *t;
    else bad_value(name, "a text");
}

Options from_environment() {
    Options options;
    for (const OptionInfo& row : kTable) {
        std::string variable = "PHYLANX_";
        for (char c : row.name) variable += static_cast<char>(std::toupper(c));
        for (const std::string& v : {variable, std::string(row.env)}) {
            const char* text = v.empty() ? nullptr : std::getenv(v.c_str());
            if (!text) continue;
            try {
                set_from_text(options, row.name, text);
            } catch (const support::UserError& e) {
                fmt::print(stderr, "phylanx: environment variable {}={} is ignored: {}\n", v, text, e.what());
            }
        }
    }
    return options;
}

struct Current {
    std::mutex mutex;
    Options options = from_environment();
    std::atomic<std::uint64_t> generation{0};
};

Current& current() {
    static Current* c = new Current;  // never destroyed: threads may still read it at exit
    return *c;
}

}  // namespace

std::span<const OptionInfo> option_table() { return kTable; }

OptionValue get(const Options& options, std::string_view name) {
    OptionValue value;
    with_member(options, name, [&](const auto& member) { value = member; });
    return value;
}

void set(Options& options, std::string_view name, const OptionValue& value) {
    with_member(options, name, [&](auto& member) { assign(name, value, member); });
}

void set_from_text(Options& options, std::string_view name, std::string_view text) {
    with_member(options, name, [&](auto& member) { parse(name, text, member); });
}

Options current_options() {
    Current& c = current();
    std::lock_guard lock(c.mutex);
    return c.options;
}

void set_option(std::string_view name, const OptionValue& value) {
    Current& c = current();
    std::lock_guard lock(c.mutex);
    set(c.options, name, value);
    c.generation.fetch_add(1, std::memory_order_release);
}

std::uint64_t options_generation() {
    return current().generation.load(std::memory_order_acquire);
}

constexpr std::size_t kLongText = 64;

std::string code_key(const Options& options) {
    std::string key;
    for (const OptionInfo& row : kTable) {
        if (!row.changes_code) continue;
        const OptionValue value = get(options, row.name);
        const auto* text = std::get_if<Text>(&value);
        if (text && text->size() > kLongText)  // the key is read at every call
            key += fmt::format("{}={};", row.name, to_hex(sha256(*text)));
        else
            std::visit([&](const auto& v) { key += fmt::format("{}={};", row.name, v); }, value);
    }
    return key;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> parts(1);
    for (char c : text) {
        if (c == ',') parts.emplace_back();
        else if (c != ' ' && c != '\t') parts.back() += c;
    }
    std::erase(parts, "");
    return parts;
}

}  // namespace phylanx::driver
