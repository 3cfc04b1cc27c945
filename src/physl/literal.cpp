// Reading numbers and array literals: what they may hold, and the dtype that an array gets.
// SPDX-License-Identifier: BSL-1.0
#include "physl/literal.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "physl/number.h"

namespace phylanx::physl {
namespace {

using support::Span;

/// An array literal while its rows are being read; numbers are kept both ways until all are seen.
struct ArrayParts {
    std::vector<std::int64_t> shape;
    std::vector<std::uint8_t> bools;
    std::vector<std::int64_t> ints;
    std::vector<double> floats;
    std::size_t levels = 0;  // nesting of the rows that hold elements; 0 until one was seen
};

std::int64_t integer(const Cursor& cursor, bool negative) {
    const Token& token = cursor.next();
    if (const auto value = to_integer(token.text, negative)) return *value;
    const std::size_t size = token.text.size();
    cursor.fail(token.span, fmt::format("integer does not fit 64 bits: {}{}{}",
                                        negative ? "-" : "", token.text.substr(0, 40),
                                        size > 40 ? fmt::format("... ({} digits)", size) : ""));
}

double floating(const Cursor& cursor, bool negative) {
    const Token& token = cursor.next();
    if (const auto value = to_float(token.text, negative)) return *value;
    cursor.fail(token.span, "number does not fit a float64; infinity is written inf");
}

void array_element(Cursor& cursor, ArrayParts& parts) {
    const bool negative = cursor.accept("-");
    if (!negative) cursor.accept("+");
    const Token& token = cursor.next();
    const bool is_word = token.kind == TokenKind::Identifier && token.tag == Tag::None;
    const auto word = is_word ? std::string_view(token.value) : std::string_view();
    const double sign = negative ? -1 : 1;
    if (token.kind == TokenKind::Integer) {
        parts.ints.push_back(integer(cursor, negative));
        parts.floats.push_back(static_cast<double>(parts.ints.back()));
    } else if (token.kind == TokenKind::Float) {
        parts.floats.push_back(floating(cursor, negative));
    } else if (word == "inf" || word == "ninf") {
        parts.floats.push_back(word == "inf" ? sign * HUGE_VAL : -sign * HUGE_VAL);
    } else if (word == "nan") {
        parts.floats.push_back(NAN);
    } else if (!negative && (word == "true" || word == "false")) {
        parts.bools.push_back(word == "true");
        parts.floats.push_back(word == "true");
    } else {
        cursor.fail_expected(
            "a number, true or false in an array literal (for expressions use hstack)");
    }
    cursor.take();
}

void array_rows(Cursor& cursor, ArrayParts& parts, std::size_t level) {
    const Span start = cursor.next().span;
    if (level == 4) cursor.fail(start, "an array literal has at most four dimensions");
    cursor.take();
    const bool nested = cursor.next().is("[");
    const bool first = parts.shape.size() <= level;
    if (first) parts.shape.push_back(-1);
    if (!nested && parts.levels == 0) parts.levels = level + 1;
    if (parts.levels != 0 && nested != (level + 1 < parts.levels))
        cursor.fail(start, "rows of an array literal are nested to different depths");

    std::int64_t extent = 0;
    if (!cursor.next().is("]")) {
        do {
            if (nested && !cursor.next().is("[")) cursor.fail_expected("'[' and another row");
            nested ? array_rows(cursor, parts, level + 1) : array_element(cursor, parts);
            ++extent;
        } while (cursor.accept(","));
    }
    if (first) parts.shape[level] = extent;
    if (parts.shape[level] != extent)
        cursor.fail(start, fmt::format("rows of an array literal differ in length: {} and {}",
                                       parts.shape[level], extent));
    if (!cursor.accept("]"))
        cursor.fail_expected(
            fmt::format("',' or ']' for the '[' at {}:{}", start.line, start.column + 1));
}

}  // namespace

NodeId number(Cursor& cursor, Tree& tree, bool negative, Span start) {
    const bool is_integer = cursor.next().kind == TokenKind::Integer;
    const std::int64_t int_value = is_integer ? integer(cursor, negative) : 0;
    const double float_value = is_integer ? 0 : floating(cursor, negative);
    cursor.take();
    const Span span = cursor.since(start);
    return is_integer ? tree.integer(int_value, span) : tree.floating(float_value, span);
}

NodeId array(Cursor& cursor, Tree& tree) {
    const Span start = cursor.next().span;
    ArrayParts parts;
    array_rows(cursor, parts, 0);
    ArrayLiteral literal;
    literal.shape = std::move(parts.shape);
    // Element kinds are found by size: each element is in the vectors that can hold it.
    if (parts.bools.size() == parts.floats.size()) literal.data = std::move(parts.bools);
    else if (parts.ints.size() == parts.floats.size()) literal.data = std::move(parts.ints);
    else literal.data = std::move(parts.floats);
    return tree.array(std::move(literal), cursor.since(start));
}

}  // namespace phylanx::physl
