// The grammar of PhySL: operator precedence with a stack of its own, so no text can overflow ours.
// SPDX-License-Identifier: BSL-1.0
#include "physl/parser.h"

#include <utility>

#include "physl/cursor.h"
#include "physl/literal.h"
#include "support/error.h"

namespace phylanx::physl {
namespace {

using support::Span;

struct BinaryOperator {
    std::string_view spelling, name;
    int precedence;  // C's; all are left associative
};

constexpr BinaryOperator kBinaryOperators[] = {
    {"||", "__or", 1},  {"&&", "__and", 2}, {"==", "__eq", 3},  {"!=", "__ne", 3},
    {"<", "__lt", 4},   {"<=", "__le", 4},  {">", "__gt", 4},   {">=", "__ge", 4},
    {"+", "__add", 5},  {"-", "__sub", 5},  {"*", "__mul", 6},  {"/", "__div", 6},
    {"%", "__mod", 6},
};

const BinaryOperator* binary_operator(const Token& token) {
    for (const BinaryOperator& op : kBinaryOperators)
        if (token.kind == TokenKind::Operator && token.text == op.spelling) return &op;
    return nullptr;
}

/// Something begun that waits for operands: a bracket, a call, an operator.
struct Frame {
    enum Kind : std::uint8_t { Paren, Call, Prefix, Binary } kind;
    Span start;                          // its first token
    std::size_t operands = 0;            // how many were on the stack before it
    const BinaryOperator* op = nullptr;  // of a Binary
    Token name = {};                     // of a Prefix its sign, of a Call its callee
    std::string attribute = {};          // of a Call
};

struct Operand {
    NodeId node;
    Span start;  // its first token, parentheses included
};

/// The span of what a token names: its tag's, where it has one, else `place`.
Span span_of(const Token& name, Span place) {
    const auto tags = static_cast<unsigned>(name.tag);
    if (tags & 1) place = {name.tag_line, place.column, 0, 0};
    if (tags & 2) place = {place.line, name.tag_column, 0, 0};
    return place;
}

class Parser {
   public:
    Parser(std::string_view text, std::string file) : cursor_(text) {
        tree_.file = std::move(file);
        tree_.source = text;
    }

    Tree program() {
        while (cursor_.next().kind != TokenKind::End) {
            check_start();
            tree_.expressions.push_back(expression());
        }
        return std::move(tree_);
    }

    Tree rules() {
        in_rules_ = true;
        while (cursor_.next().kind != TokenKind::End) {
            check_start();
            tree_.expressions.push_back(expression());
            if (!cursor_.accept(":"))
                cursor_.fail_expected("':' between pattern and replacement");
            tree_.expressions.push_back(expression());
        }
        return std::move(tree_);
    }

   private:
    void check_start() const;
    bool at_new_rule() const;
    NodeId expression();
    bool operand();
    bool name();
    bool word(const Token& name);
    bool after_operand();
    void open(Frame frame);
    void close();
    void reduce(int lowest);
    [[noreturn]] void fail_operand() const;
    [[noreturn]] void fail_close() const;
    bool push(NodeId node, Span start);
    NodeId call(const Token& name, std::vector<NodeId> children, Span start,
                std::string attribute = {});

    Tree tree_;
    Cursor cursor_;
    std::vector<Frame> frames_;
    std::vector<Operand> operands_;
    std::size_t open_ = 0;  // brackets among the frames
    bool in_rules_ = false;
};

/// At the top level: what is left over must be another expression.
void Parser::check_start() const {
    if (cursor_.starts_expression()) return;
    const Token& token = cursor_.next();
    cursor_.fail(token.span,
                 "Incomplete parse: " +
                     (token.kind == TokenKind::Error
                          ? token.value
                          : "expected an expression or the end, found " + cursor_.found()));
}

/// Line breaks mean nothing, with one exception: in a file of rules a sign or parenthesis at the
/// start of a line begins the next rule, where it could also continue the one before.
bool Parser::at_new_rule() const {
    return in_rules_ && open_ == 0 && cursor_.next().span.line > cursor_.end().end_line;
}

NodeId Parser::expression() {
    do {
        while (!operand()) {
        }
    } while (!after_operand());
    const NodeId result = operands_.back().node;
    operands_.pop_back();
    return result;
}

/// Takes an operand, or what opens one: then false.
bool Parser::operand() {
    if (!cursor_.starts_expression()) fail_operand();
    const Span start = cursor_.next().span;
    switch (cursor_.next().kind) {
        case TokenKind::Integer:
        case TokenKind::Float: return push(number(cursor_, tree_, false, start), start);
        case TokenKind::String: return push(tree_.string(cursor_.take().value, start), start);
        case TokenKind::Identifier: return name();
        default: break;
    }
    if (cursor_.next().is("[")) return push(array(cursor_, tree_), start);
    Token token = cursor_.take();
    if (token.is("+")) return false;
    if (token.is("(")) return open({Frame::Paren, start}), false;
    if (token.is("'")) {
        token.value = "list";
        cursor_.take();  // the lexer saw the parenthesis
        open({Frame::Call, start, operands_.size(), nullptr, std::move(token)});
        if (!cursor_.next().is(")")) return false;
        return close(), true;
    }
    // The minus belongs to a number behind it: only so can the smallest int64 be written.
    if (token.is("-") && cursor_.at_number())
        return push(number(cursor_, tree_, true, start), start);
    token.value = token.is("-") ? "__minus" : "__not";
    open({Frame::Prefix, start, operands_.size(), nullptr, std::move(token)});
    return false;
}

/// Everything that starts with a name: word, variable, call.
bool Parser::name() {
    Token name = cursor_.take();
    const Span start = name.span;
    const bool attributed = cursor_.next().kind == TokenKind::Attribute;
    if (!attributed && (!cursor_.next().is("(") || at_new_rule())) return word(name);
    if (!is_name(name.value)) cursor_.fail(start, fmt::format("'{}' cannot be called", name.value));

    std::string attribute = attributed ? cursor_.take().value : std::string();
    if (!cursor_.accept("("))
        cursor_.fail_expected(fmt::format("'(' and the arguments of '{}'", name.value));
    open({Frame::Call, start, operands_.size(), nullptr, std::move(name), std::move(attribute)});
    if (!cursor_.next().is(")")) return false;
    return close(), true;
}

bool Parser::word(const Token& name) {
    const Span span = span_of(name, name.span);
    if (name.value == "nil") return push(tree_.nil(span, name.tag), name.span);
    if (name.value == "true" || name.value == "false")
        return push(tree_.boolean(name.value == "true", span, name.tag), name.span);
    return push(tree_.identifier(name.value, span, name.tag), name.span);
}

/// What may follow an operand: an operator or a comma, so that another operand is due; closing
/// brackets; or anything else, which ends the expression: then true.
bool Parser::after_operand() {
    for (;;) {
        const BinaryOperator* op = binary_operator(cursor_.next());
        if (op && !(op->precedence == 5 && at_new_rule())) {
            reduce(op->precedence);
            open({Frame::Binary, cursor_.take().span, operands_.size(), op});
            return false;
        }
        reduce(0);
        if (open_ == 0) return true;
        if (frames_.back().kind == Frame::Call && cursor_.accept(",")) return false;
        if (!cursor_.next().is(")")) fail_close();
        close();
    }
}

void Parser::open(Frame frame) {
    if (frame.kind == Frame::Paren || frame.kind == Frame::Call) ++open_;
    frames_.push_back(std::move(frame));
}

/// At the parenthesis that ends the innermost bracket.
void Parser::close() {
    cursor_.take();
    --open_;
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    if (frame.kind == Frame::Paren) {
        operands_.back().start = frame.start;
        return;
    }
    std::vector<NodeId> children;
    for (std::size_t i = frame.operands; i < operands_.size(); ++i)
        children.push_back(operands_[i].node);
    operands_.resize(frame.operands);
    push(call(frame.name, std::move(children), frame.start, std::move(frame.attribute)),
         frame.start);
}

/// Applies the operators on top of the stack that bind at least as strongly as `lowest`.
void Parser::reduce(int lowest) {
    while (!frames_.empty()) {
        const Frame& frame = frames_.back();
        const Operand last = operands_.back();
        if (frame.kind == Frame::Prefix) {
            operands_.back() = {call(frame.name, {last.node}, frame.start), frame.start};
        } else if (frame.kind == Frame::Binary && frame.op->precedence >= lowest) {
            operands_.pop_back();
            Operand& first = operands_.back();
            Token name;
            name.value = frame.op->name;
            first.node = call(name, {first.node, last.node}, first.start);
        } else {
            return;
        }
        frames_.pop_back();
    }
}

void Parser::fail_operand() const {
    if (frames_.empty()) cursor_.fail_expected("an expression");
    const Frame& frame = frames_.back();
    switch (frame.kind) {
        case Frame::Binary:
            cursor_.fail_expected(fmt::format("an operand after '{}'", frame.op->spelling));
        case Frame::Call:
            cursor_.fail_expected(fmt::format(
                "argument {} of '{}'", operands_.size() - frame.operands + 1, frame.name.value));
        default: cursor_.fail_expected("an expression");
    }
}

void Parser::fail_close() const {
    const Frame& frame = frames_.back();
    if (frame.kind == Frame::Paren)
        cursor_.fail_expected(
            fmt::format("')' for the '(' at {}:{}", frame.start.line, frame.start.column + 1));
    cursor_.fail_expected(fmt::format("',' or ')' after argument {} of '{}'",
                              operands_.size() - frame.operands, frame.name.value));
}

bool Parser::push(NodeId node, Span start) {
    operands_.push_back({node, start});
    return true;
}

NodeId Parser::call(const Token& name, std::vector<NodeId> children, Span start,
                    std::string attribute) {
    for (NodeId child : children)
        if (tree_[child].depth >= kMaxDepth)
            cursor_.fail(cursor_.since(start),
                         fmt::format("expression is nested more than {} levels deep", kMaxDepth));
    const Span span = span_of(name, cursor_.since(start));
    return tree_.call(name.value, std::move(children), span, name.tag, std::move(attribute));
}

}  // namespace

Tree parse(std::string_view text, std::string file) {
    return Parser(text, std::move(file)).program();
}

Tree parse_rules(std::string_view text, std::string file) {
    return Parser(text, std::move(file)).rules();
}

}  // namespace phylanx::physl
