// The op table, for the Python front end and the documentation.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/bind.h"
#include "ops/op.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

const char* kind_name(ops::Kind kind) {
    switch (kind) {
        case ops::Kind::Structural: return "Structural";
        case ops::Kind::Elem: return "Elem";
        case ops::Kind::Reduce: return "Reduce";
        case ops::Kind::View: return "View";
        case ops::Kind::Access: return "Access";
        case ops::Kind::Library: return "Library";
        case ops::Kind::Compose: return "Compose";
    }
    return "";
}

nb::str text(std::string_view t) { return nb::str(t.data(), t.size()); }

nb::list op_table() {
    nb::list rows;
    for (const ops::Info& row : ops::all())
        rows.append(nb::make_tuple(text(row.name), text(row.physl), text(row.numpy), text(row.params),
                                   kind_name(row.kind), text(row.doc)));
    return rows;
}

}  // namespace

void bind_ops(nb::module_& m) {
    m.def("op_table", op_table, "All operations: tuples (name, physl, numpy, params, kind, doc).");
}

}  // namespace phylanx::bindings
