// The key of an argument list back to types and static values.
// SPDX-License-Identifier: BSL-1.0
#include <cstring>

#include "bindings/arguments.h"
#include "bindings/key_codes.h"

namespace phylanx::bindings {
namespace {

class KeyReader {
   public:
    explicit KeyReader(std::string_view key) : rest_(key) {}
    bool at_end() const { return rest_.empty(); }
    std::vector<bool> compact;

    ir::Type type() {
        switch (next()) {
            case key::kNone: return ir::Type::none();
            case key::kBool: return ir::Type::py_bool();
            case key::kInt: return ir::Type::py_int();
            case key::kFloat: return ir::Type::py_float();
            case key::kComplex: return ir::Type::py_complex();
            case key::kScalar: return ir::Type::scalar(dtype());
            case key::kArray: {
                const DType t = dtype();
                const char ndim = next();
                compact.push_back((ndim & key::kStrided) == 0);
                return ir::Type::array(t, ndim & ~key::kStrided);
            }
            case key::kTuple: return ir::Type::tuple(types());
            case key::kList: return ir::Type::list(types());
            case key::kText: return ir::Type::str();
            default: return ir::Type::any();
        }
    }

    sema::StaticValue value() {
        if (rest_.empty() || rest_[0] != key::kStatic) return std::monostate();
        next();
        switch (next()) {
            case key::kBool: return next() != 0;
            case key::kInt: return raw<std::int64_t>();
            case key::kFloat: return raw<double>();
            case key::kDType: return dtype();
            case key::kText: {
                const auto size = raw<std::uint32_t>();
                const std::string text(rest_.substr(0, size));
                rest_.remove_prefix(size);
                return text;
            }
            case key::kTuple: {
                std::vector<std::int64_t> values(static_cast<unsigned char>(next()));
                for (auto& v : values) v = raw<std::int64_t>();
                return values;
            }
            default: return std::monostate();
        }
    }

   private:
    char next() {
        const char c = rest_[0];
        rest_.remove_prefix(1);
        return c;
    }
    DType dtype() { return static_cast<DType>(next()); }
    std::vector<ir::Type> types() {
        std::vector<ir::Type> items(static_cast<unsigned char>(next()));
        for (auto& t : items) t = type();
        return items;
    }
    template <class T>
    T raw() {
        T v;
        std::memcpy(&v, rest_.data(), sizeof v);
        rest_.remove_prefix(sizeof v);
        return v;
    }

    std::string_view rest_;
};

}  // namespace

driver::Signature signature_from_key(std::string_view key) {
    driver::Signature signature;
    KeyReader in(key);
    while (!in.at_end()) {
        signature.parameters.push_back(in.type());
        signature.statics.push_back(in.value());
    }
    signature.compact = std::move(in.compact);
    return signature;
}

}  // namespace phylanx::bindings
