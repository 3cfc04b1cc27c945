// Shows a message with its place in the source, the way compilers do.
// SPDX-License-Identifier: BSL-1.0
#include "support/error.h"

#include <algorithm>
#include <cstddef>

namespace phylanx::support {
namespace {

/// Line `number` (from 1) of `source` without its line end; empty when there is none.
std::string_view source_line(std::string_view source, std::int32_t number) {
    for (; number > 1; --number) {
        const auto end = source.find('\n');
        if (end == std::string_view::npos) return {};
        source.remove_prefix(end + 1);
    }
    source = source.substr(0, source.find('\n'));
    if (source.ends_with('\r')) source.remove_suffix(1);
    return source;
}

/// Characters of UTF-8 text: all bytes but continuation bytes.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// Blanks as wide as `text` when printed below it: tabs stay tabs.
std::string blanks_below(std::string_view text) {
    std::string blanks;
    for (char c : text) {
        if (c == '\t') blanks += '\t';
        else if (characters({&c, 1}) == 1) blanks += ' ';
    }
    return blanks;
}

}  // namespace

std::string render_diagnostic(std::string_view file, std::string_view source, Span span,
                              std::string_view message) {
    if (!span.known()) return fmt::format("{}: {}", file, message);
    const std::string_view line = source_line(source, span.line);
    const auto begin = static_cast<std::size_t>(std::max(span.column, 0));
    // People and editors count columns, in characters, from 1.
    const std::size_t shown = begin <= line.size() ? characters(line.substr(0, begin)) : begin;
    std::string text = fmt::format("{}:{}:{}: {}", file, span.line, shown + 1, message);
    if (line.empty() || begin > line.size()) return text;

    std::size_t end = begin + 1;
    if (span.end_line == span.line)
        end = static_cast<std::size_t>(std::max(span.end_column, span.column + 1));
    else if (span.end_line > span.line)
        end = line.size();
    const auto width = characters(line.substr(begin, end - begin));
    text += fmt::format("\n  {}\n  {}{}", line, blanks_below(line.substr(0, begin)),
                        std::string(std::max<std::size_t>(width, 1), '^'));
    return text;
}

}  // namespace phylanx::support
