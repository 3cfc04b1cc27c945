// What np.finfo and np.iinfo say of a dtype that is known: constants of the text's next specialization.
// SPDX-License-Identifier: BSL-1.0
#include <limits>

#include "sema/lowerer.h"

namespace phylanx::sema {
namespace {

template <class T>
std::optional<double> floating(const std::string& attribute) {
    using Limits = std::numeric_limits<T>;
    if (attribute == "eps") return Limits::epsilon();
    if (attribute == "epsneg") return Limits::epsilon() / 2;
    if (attribute == "max") return Limits::max();
    if (attribute == "min") return Limits::lowest();
    if (attribute == "tiny" || attribute == "smallest_normal") return Limits::min();
    if (attribute == "smallest_subnormal") return Limits::denorm_min();
    return std::nullopt;
}

}  // namespace

// `finfo.eps`, `iinfo.max`; floats are NumPy scalars of the dtype, ints are Python's. Nothing where it is not known.
std::optional<Val> Lowerer::limit_of(const Val& v, const std::string& attribute) {
    if (!v.is(Val::Kind::Dtype)) return std::nullopt;
    const DType t = arrays::real_of(v.dtype);
    const int bits = 8 * static_cast<int>(arrays::item_size(t));
    const bool integers = attribute.starts_with("iinfo.");
    const std::string name = attribute.substr(attribute.find('.') + 1);
    if (integers != arrays::is_integer(v.dtype)) return std::nullopt;
    if (name == "bits") return int_val(bits);
    if (integers) {
        const bool is_unsigned = arrays::is_unsigned(t);
        if (name == "min") return int_val(is_unsigned ? 0 : std::numeric_limits<std::int64_t>::min() >> (64 - bits));
        if (name != "max" || t == DType::U64) return std::nullopt;
        return int_val(std::numeric_limits<std::int64_t>::max() >> (is_unsigned ? 63 - bits : 64 - bits));
    }
    const auto value = t == DType::F64 ? floating<double>(name) : t == DType::F32 ? floating<float>(name) : std::nullopt;
    if (!value) return std::nullopt;
    return cast(float_val(*value), t);
}

}  // namespace phylanx::sema
