// Emits ops at an insertion point of a graph.
// SPDX-License-Identifier: BSL-1.0
#include "ir/builder.h"

namespace phylanx::ir {

void Builder::move_to_end(RegionId r) {
    region_ = r;
    position_ = kEnd;
}

void Builder::move_to(RegionId r, std::size_t position) {
    region_ = r;
    position_ = position;
}

std::size_t Builder::position() const {
    return position_ == kEnd ? graph_.region(region_).ops.size() : position_;
}

void Builder::set_span(support::Span span, std::uint32_t file) {
    span_ = span;
    file_ = file;
}

OpId Builder::emit_op(OpCode code, std::vector<ValueId> operands, std::vector<Type> results,
                      Attrs attrs, std::vector<RegionId> regions) {
    OpId o = graph_.new_op(code, std::move(operands), std::move(results), span_, file_);
    graph_.op(o).attrs = std::move(attrs);
    graph_.op(o).regions = std::move(regions);
    auto& ops = graph_.region(region_).ops;
    if (position_ == kEnd)
        ops.push_back(o);
    else
        ops.insert(ops.begin() + static_cast<std::ptrdiff_t>(position_++), o);
    return o;
}

ValueId Builder::emit(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs) {
    OpId o = emit_op(code, std::move(operands), {std::move(result)}, std::move(attrs));
    return graph_.op(o).results[0];
}

ValueId Builder::none() { return emit(OpCode::constant, {}, Type::none()); }
ValueId Builder::bool_(bool v) {
    return emit(OpCode::constant, {}, Type::py_bool(), {{"value", v}});
}
ValueId Builder::int_(std::int64_t v) {
    return emit(OpCode::constant, {}, Type::py_int(), {{"value", v}});
}
ValueId Builder::float_(double v) {
    return emit(OpCode::constant, {}, Type::py_float(), {{"value", v}});
}
ValueId Builder::complex_(std::complex<double> v) {
    return emit(OpCode::constant, {}, Type::py_complex(),
                {{"value", v.real()}, {"imag", v.imag()}});
}
ValueId Builder::str(std::string text) {
    return emit(OpCode::constant, {}, Type::str(), {{"value", std::move(text)}});
}

ValueId Builder::scalar(Type type, double v) {
    DType t = type.dtype();
    Attrs attrs;
    if (arrays::is_bool(t))
        attrs["value"] = v != 0;
    else if (t == DType::U64)
        attrs["value"] = static_cast<std::int64_t>(static_cast<std::uint64_t>(v));
    else if (arrays::is_integer(t))
        attrs["value"] = static_cast<std::int64_t>(v);
    else
        attrs["value"] = t == DType::F32 || t == DType::C64 ? static_cast<float>(v) : v;
    if (arrays::is_complex(t))
        attrs["imag"] = 0.0;
    return emit(OpCode::constant, {}, std::move(type), std::move(attrs));
}

ValueId Builder::undef(Type type) { return emit(OpCode::undef, {}, std::move(type)); }

}  // namespace phylanx::ir
