// Types of values in the graph: construction, printing, parsing, joining.
// SPDX-License-Identifier: BSL-1.0
#include "ir/type.h"

#include <cctype>

#include "support/error.h"

namespace phylanx::ir {
namespace {

using support::ErrorClass;
using support::user_error;

const std::vector<Type> kNoElements;

struct SimpleName {
    std::string_view text;
    Type (*make)();
};
constexpr SimpleName kSimple[] = {
    {"undef", Type::undef}, {"none", Type::none},   {"bool", Type::py_bool},
    {"int", Type::py_int},  {"float", Type::py_float}, {"complex", Type::py_complex},
    {"str", Type::str},     {"any", Type::any},
};

// A recursive-descent reader of the notation that to_string writes.
class Reader {
   public:
    explicit Reader(std::string_view text) : rest_(text) {}
    Type whole() {
        Type t = type();
        if (!rest_.empty()) fail();
        return t;
    }

   private:
    void fail() {
        user_error(ErrorClass::Syntax, {}, "expected a type, found '{}'", std::string(rest_));
    }
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    std::string_view name() {
        std::size_t n = 0;
        while (n < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[n])) || rest_[n] == '_')) ++n;
        auto word = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return word;
    }
    Type type() {
        auto word = name();
        if (word == "tuple" || word == "list") return sequence(word == "tuple");
        bool strong = word == "np" && take(".");
        if (strong) word = name();
        if (!strong && !rest_.starts_with("["))
            for (auto& s : kSimple)
                if (s.text == word) return s.make();
        auto dtype = arrays::dtype_from_name(word);
        if (!dtype) fail();
        return strong ? Type::scalar(*dtype) : Type::array(*dtype, dims());
    }
    int dims() {
        if (!take("[")) fail();
        int n = 0;
        while (!take("]")) {
            if (!take(":")) fail();
            ++n;
            take(", ");
        }
        return n;
    }
    Type sequence(bool is_tuple) {
        std::vector<Type> elements;
        if (!take("<")) fail();
        while (!take(">")) {
            elements.push_back(type());
            take(", ");
        }
        return is_tuple ? Type::tuple(std::move(elements)) : Type::list(std::move(elements));
    }
    std::string_view rest_;
};

}  // namespace

Type Type::tuple(std::vector<Type> elements) {
    Type t(TypeKind::Tuple);
    t.elements_ = std::make_shared<const std::vector<Type>>(std::move(elements));
    return t;
}

Type Type::list(std::vector<Type> elements) {
    Type t(TypeKind::List);
    t.elements_ = std::make_shared<const std::vector<Type>>(std::move(elements));
    return t;
}

const std::vector<Type>& Type::elements() const { return elements_ ? *elements_ : kNoElements; }

bool operator==(const Type& a, const Type& b) {
    if (a.kind_ != b.kind_) return false;
    if (a.kind_ == TypeKind::Scalar) return a.dtype_ == b.dtype_;
    if (a.kind_ == TypeKind::Array) return a.dtype_ == b.dtype_ && a.ndim_ == b.ndim_;
    return !a.is_sequence() || a.elements() == b.elements();
}

std::string Type::to_string() const {
    switch (kind_) {
        case TypeKind::Scalar: return "np." + std::string(arrays::name(dtype_));
        case TypeKind::Array: {
            std::string text(arrays::name(dtype_));
            text += '[';
            for (int i = 0; i < ndim_; ++i) text += i ? ", :" : ":";
            return text + ']';
        }
        case TypeKind::Tuple:
        case TypeKind::List: {
            std::string text = kind_ == TypeKind::Tuple ? "tuple<" : "list<";
            for (std::size_t i = 0; i < elements().size(); ++i)
                text += (i ? ", " : "") + elements()[i].to_string();
            return text + '>';
        }
        default:
            for (auto& s : kSimple)
                if (s.make().kind() == kind_) return std::string(s.text);
    }
    return "?";
}

Type join(const Type& a, const Type& b) {
    if (a == b || b.is(TypeKind::Undef)) return a;
    if (a.is(TypeKind::Undef)) return b;
    if (a.is_sequence() && a.kind() == b.kind() && a.elements().size() == b.elements().size()) {
        std::vector<Type> elements;
        for (std::size_t i = 0; i < a.elements().size(); ++i)
            elements.push_back(join(a.elements()[i], b.elements()[i]));
        return a.is(TypeKind::Tuple) ? Type::tuple(std::move(elements)) : Type::list(std::move(elements));
    }
    return Type::any();
}

Type type_from_string(std::string_view text) { return Reader(text).whole(); }

}  // namespace phylanx::ir
