// Programs to bytes and back, for the disk cache.
// SPDX-License-Identifier: BSL-1.0
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/xxhash.h>

#include "codegen/bytes.h"
#include "codegen/codegen.h"
#include "codegen/loading.h"
#include "launch/second_look.h"
#include "support/error.h"

namespace phylanx::codegen {
namespace {

using launch::CallInfo;
using launch::ForeignInfo;
using launch::FpSource;
using launch::KernelInfo;
using launch::KernelStep;
using launch::OperandInfo;
using launch::Program;
using launch::RaiseInfo;
using launch::Role;
using launch::ShapeMeeting;

constexpr std::string_view kMagic = "phylanx program 4";

std::uint64_t hash(std::string_view bytes) { return llvm::xxh3_64bits(llvm::StringRef(bytes.data(), bytes.size())); }

void write_span(Writer& w, const support::Span& s, std::uint32_t file) {
    for (std::int32_t v : {s.line, s.column, s.end_line, s.end_column}) w.i64(v);
    w.u64(file);
}

template <class Info>
void read_span(Reader& r, Info& info) {
    for (std::int32_t* v : {&info.span.line, &info.span.column, &info.span.end_line, &info.span.end_column})
        *v = r.small(INT32_MIN, INT32_MAX);
    info.file = static_cast<std::uint32_t>(r.small(0, INT32_MAX));
}

// Ops by name: their numbers change with the table.
void write_code(Writer& w, ops::OpCode code) { w.text(ops::info(code).name); }
ops::OpCode read_code(Reader& r) {
    auto code = ops::find_by_name(r.text());
    if (!code) r.fail();
    return code.value_or(ops::OpCode{});
}

void write_type(Writer& w, const ir::Type& t) { w.text(t.to_string()); }
ir::Type read_type(Reader& r) {
    std::string text = r.text();
    if (!r.ok()) return {};
    try {
        return ir::type_from_string(text);
    } catch (const support::UserError&) {
        r.fail();
        return {};
    }
}

arrays::DType read_dtype(Reader& r) { return static_cast<arrays::DType>(r.small(0, arrays::kNumDTypes - 1)); }

void write_attr(Writer& w, const ir::Attr& a) {
    w.u64(a.index());
    if (auto* v = std::get_if<bool>(&a)) w.u64(*v);
    else if (auto* i = std::get_if<std::int64_t>(&a)) w.i64(*i);
    else if (auto* d = std::get_if<double>(&a)) w.f64(*d);
    else if (auto* s = std::get_if<std::string>(&a)) w.text(*s);
    else if (auto* is = std::get_if<std::vector<std::int64_t>>(&a)) w.list(*is, [&](std::int64_t v) { w.i64(v); });
    else if (auto* ss = std::get_if<std::vector<std::string>>(&a)) w.list(*ss, [&](const std::string& v) { w.text(v); });
    else w.u64(static_cast<std::uint64_t>(std::get<arrays::DType>(a)));
}

ir::Attr read_attr(Reader& r) {
    static_assert(std::variant_size_v<ir::Attr> == 7);
    switch (r.small(0, 6)) {
        case 0: return r.small(0, 1) != 0;
        case 1: return r.i64();
        case 2: return r.f64();
        case 3: return r.text();
        case 4: return r.list<std::int64_t>([&] { return r.i64(); });
        case 5: return r.list<std::string>([&] { return r.text(); });
        default: return read_dtype(r);
    }
}

void write_source(Writer& w, const FpSource& s) {
    w.text(s.name);
    w.i64(s.can);
    w.i64(s.rare);
    w.i64(s.quiet);
    write_span(w, s.span, s.file);
}

FpSource read_source(Reader& r) {
    FpSource s;
    s.name = r.text();
    s.can = r.small(0, INT32_MAX);
    s.rare = r.small(0, INT32_MAX);
    s.quiet = r.small(0, INT32_MAX);
    read_span(r, s);
    return s;
}

void write_step(Writer& w, const KernelStep& s) {
    write_code(w, s.code);
    w.u64(static_cast<std::uint64_t>(s.in));
    w.u64(static_cast<std::uint64_t>(s.out));
    w.u64(s.is_constant);
    w.f64(s.constant);
    w.list(s.operands, [&](int v) { w.i64(v); });
    w.i64(s.source);
}

KernelStep read_step(Reader& r, int num_sources) {
    KernelStep s;
    s.code = read_code(r);
    s.in = read_dtype(r);
    s.out = read_dtype(r);
    s.is_constant = r.small(0, 1) != 0;
    s.constant = r.f64();
    s.operands = r.list<int>([&] { return r.small(0, 1 << 20); });
    s.source = r.small(-1, num_sources - 1);
    return s;
}

support::Span read_own_span(Reader& r) {
    launch::RaiseInfo at;
    read_span(r, at);
    return at.span;
}

void write_meeting(Writer& w, const ShapeMeeting& m) {
    write_span(w, m.span, 0);
    w.list(m.operands, [&](int o) { w.i64(o); });
    w.i64(m.target);
}

ShapeMeeting read_meeting(Reader& r, int num_operands) {
    ShapeMeeting m;
    m.span = read_own_span(r);
    m.operands = r.list<int>([&] { return r.small(-(1 << 20), num_operands - 1); });
    m.target = r.small(-1, num_operands - 1);
    return m;
}

void write_kernel(Writer& w, const KernelInfo& k) {
    w.text(k.name);
    write_span(w, k.span, k.file);
    w.i64(k.ndim);
    w.u64(k.reduced);
    w.list(k.power_spans, [&](const support::Span& span) { write_span(w, span, k.file); });
    write_span(w, k.store_span, k.file);
    w.i64(k.num_scalars);
    w.f64(k.cost);
    w.list(k.operands, [&](const OperandInfo& o) {
        w.u64(static_cast<std::uint64_t>(o.role));
        w.u64(static_cast<std::uint64_t>(o.dtype));
        w.i64(o.ndim);
        w.i64(o.slot);
        write_code(w, o.role == Role::Reduce ? o.reduce : ops::OpCode::reduce_add);
        w.u64(o.local);
    });
    w.list(k.meetings, [&](const ShapeMeeting& m) { write_meeting(w, m); });
    w.list(k.sources, [&](const FpSource& s) { write_source(w, s); });
    w.i64(k.num_reduce_sources);
    w.list(k.inputs, [&](int i) { w.i64(i); });
    w.list(k.scalars, [&](arrays::DType t) { w.u64(static_cast<std::uint64_t>(t)); });
    w.list(k.steps, [&](const KernelStep& s) { write_step(w, s); });
}

KernelInfo read_kernel(Reader& r, int num_slots) {
    KernelInfo k;
    k.name = r.text();
    read_span(r, k);
    k.ndim = r.small(0, 64);
    k.reduced = r.u64();
    k.power_spans = r.list<support::Span>([&] { return read_own_span(r); });
    k.store_span = read_own_span(r);
    k.num_scalars = r.small(0, 1 << 20);
    k.cost = r.f64();
    k.operands = r.list<OperandInfo>([&] {
        OperandInfo o;
        o.role = static_cast<Role>(r.small(0, static_cast<int>(Role::Reduce)));
        o.dtype = read_dtype(r);
        o.ndim = r.small(0, 64);
        o.slot = r.small(-1, num_slots - 1);
        o.reduce = read_code(r);
        if (ops::info(o.reduce).kind != ops::Kind::Reduce) r.fail();
        o.local = r.small(0, 1) != 0;
        return o;
    });
    k.meetings = r.list<ShapeMeeting>([&] { return read_meeting(r, static_cast<int>(k.operands.size())); });
    for (std::size_t i = 0; i < k.meetings.size(); ++i)
        for (int o : k.meetings[i].operands)
            if (o < ShapeMeeting::kNumber && ShapeMeeting::result_of(o) >= static_cast<int>(i)) r.fail();
    k.sources = r.list<FpSource>([&] { return read_source(r); });
    k.num_reduce_sources = r.small(0, static_cast<int>(k.sources.size()));
    k.inputs = r.list<int>([&] { return r.small(-(1 << 20), static_cast<int>(k.operands.size()) - 1); });
    k.scalars = r.list<arrays::DType>([&] { return read_dtype(r); });
    k.steps = r.list<KernelStep>([&] { return read_step(r, static_cast<int>(k.sources.size())); });
    if (!k.steps.empty()) k.looks = launch::make_second_looks();
    return k;
}

void write_call(Writer& w, const CallInfo& c) {
    write_code(w, c.code);
    write_span(w, c.op.span, c.op.file);
    w.u64(c.op.attrs.size());
    for (auto& [key, value] : c.op.attrs) {
        w.text(key);
        write_attr(w, value);
    }
    w.list(c.operands, [&](const ir::Type& t) { write_type(w, t); });
    w.list(c.results, [&](const ir::Type& t) { write_type(w, t); });
    w.list(c.slots, [&](int s) { w.i64(s); });
    w.u64(c.local);
}

CallInfo read_call(Reader& r, int num_slots) {
    CallInfo c;
    c.code = c.op.code = read_code(r);
    read_span(r, c.op);
    for (std::uint64_t n = r.u64(); n > 0 && r.ok(); --n) {
        std::string key = r.text();
        c.op.attrs[key] = read_attr(r);
    }
    c.operands = r.list<ir::Type>([&] { return read_type(r); });
    c.results = r.list<ir::Type>([&] { return read_type(r); });
    c.slots = r.list<int>([&] { return r.small(-1, num_slots - 1); });
    c.local = r.small(0, 1) != 0;
    return c;
}

void write_foreign(Writer& w, const ForeignInfo& f) {
    w.text(f.callee);
    w.list(f.keywords, [&](const std::string& s) { w.text(s); });
    w.list(f.operands, [&](const ir::Type& t) { write_type(w, t); });
    w.list(f.objects, [&](int n) { w.i64(n); });
    w.list(f.read_only, [&](int n) { w.i64(n); });
    w.list(f.strings, [&](const std::string& s) { w.text(s); });
    write_type(w, f.result);
    w.i64(f.object_slot);
    write_span(w, f.span, f.file);
}

ForeignInfo read_foreign(Reader& r, int num_slots, int num_object_slots) {
    ForeignInfo f;
    f.callee = r.text();
    f.keywords = r.list<std::string>([&] { return r.text(); });
    f.operands = r.list<ir::Type>([&] { return read_type(r); });
    f.objects = r.list<int>([&] { return r.small(-(1 << 24), 1 << 24); });
    f.read_only = r.list<int>([&] { return r.small(0, INT32_MAX); });
    f.strings = r.list<std::string>([&] { return r.text(); });
    f.result = read_type(r);
    f.object_slot = r.small(-1, (f.result.is_array() ? num_slots : num_object_slots) - 1);
    read_span(r, f);
    return f;
}

void read_program(Reader& r, Program& p) {
    p.name = r.text();
    p.files = r.list<std::string>([&] { return r.text(); });
    p.parameters = r.list<ir::Type>([&] { return read_type(r); });
    p.result = read_type(r);
    p.num_slots = r.small(0, 1 << 24);
    p.num_object_slots = r.small(0, 1 << 24);
    p.kernels = r.list<KernelInfo>([&] { return read_kernel(r, p.num_slots); });
    p.calls = r.list<CallInfo>([&] { return read_call(r, p.num_slots); });
    p.foreigns = r.list<ForeignInfo>([&] { return read_foreign(r, p.num_slots, p.num_object_slots); });
    p.raises = r.list<RaiseInfo>([&] {
        RaiseInfo i;
        i.error_class = static_cast<support::ErrorClass>(r.small(0, static_cast<int>(support::ErrorClass::Deopt)));
        i.message = r.text();
        read_span(r, i);
        return i;
    });
    p.sources = r.list<FpSource>([&] { return read_source(r); });
}

}  // namespace

std::string serialize(const Program& p, std::string_view object) {
    Writer w;
    w.text(kMagic);
    w.u64(object.size());
    w.u64(hash(object));
    w.text(p.name);
    w.list(p.files, [&](const std::string& s) { w.text(s); });
    w.list(p.parameters, [&](const ir::Type& t) { write_type(w, t); });
    write_type(w, p.result);
    w.i64(p.num_slots);
    w.i64(p.num_object_slots);
    w.list(p.kernels, [&](const KernelInfo& k) { write_kernel(w, k); });
    w.list(p.calls, [&](const CallInfo& c) { write_call(w, c); });
    w.list(p.foreigns, [&](const ForeignInfo& f) { write_foreign(w, f); });
    w.list(p.raises, [&](const RaiseInfo& i) {
        w.u64(static_cast<std::uint64_t>(i.error_class));
        w.text(i.message);
        write_span(w, i.span, i.file);
    });
    w.list(p.sources, [&](const FpSource& s) { write_source(w, s); });
    std::string bytes = w.take();
    Writer end;
    end.u64(hash(bytes));
    return bytes + end.take();
}

std::shared_ptr<Program> deserialize(std::string_view metadata, std::string_view object) {
    // The hash at the end covers all before it, so that a damaged object never reaches the linker.
    if (metadata.size() < 8) return nullptr;
    auto body = metadata.substr(0, metadata.size() - 8);
    if (Reader(metadata.substr(body.size())).u64() != hash(body)) return nullptr;
    Reader r(body);
    if (r.text() != kMagic || r.u64() != object.size() || r.u64() != hash(object)) return nullptr;
    auto program = std::make_shared<Program>();
    read_program(r, *program);
    if (!r.at_end()) return nullptr;
    try {
        load_code(*program, object);
    } catch (const support::InternalError&) {
        return nullptr;
    }
    return program;
}

}  // namespace phylanx::codegen
