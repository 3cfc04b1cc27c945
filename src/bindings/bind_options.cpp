// The option table and the settings that work at once.
// SPDX-License-Identifier: BSL-1.0
#include "bindings/bind.h"
#include "bindings/option_values.h"
#include "driver/settings.h"
#include "support/error.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

void set_option(const char* name, nb::handle value) {
    const auto option = option_from_python(value.ptr());
    if (!option) throw nb::python_error();
    try {
        driver::change_option(name, *option);
    } catch (const support::UserError& e) {
        throw nb::value_error(e.what());
    }
}

nb::dict get_options() {
    const driver::Options options = driver::current_options();
    nb::dict values;
    for (const auto& row : driver::option_table())
        values[nb::str(row.name.data(), row.name.size())] =
            nb::steal(option_to_python(driver::get(options, row.name)));
    return values;
}

nb::list option_table() {
    nb::list rows;
    for (const auto& row : driver::option_table()) {
        auto text = [](std::string_view t) { return nb::str(t.data(), t.size()); };
        rows.append(nb::make_tuple(text(row.name), text(row.env), row.changes_code, text(row.doc)));
    }
    return rows;
}

}  // namespace

void bind_options(nb::module_& m) {
    m.def("set_option", set_option, nb::arg("name"), nb::arg("value"),
          "Changes an option of the process; ValueError where the table does not have it.");
    m.def("get_options", get_options, "All options of the process by name.");
    m.def("option_table", option_table, "All options: tuples (name, second variable, changes code, doc).");
}

}  // namespace phylanx::bindings
