// PhySL texts: to their canonical form, and run as programs.
// SPDX-License-Identifier: BSL-1.0
#include <nanobind/stl/string.h>

#include <map>
#include <memory>

#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/fp_warnings.h"
#include "bindings/main_thread.h"
#include "bindings/results.h"
#include "bindings/run_scope.h"
#include "bindings/syntax_error.h"
#include "driver/compile.h"
#include "driver/run.h"
#include "physl/parser.h"
#include "physl/printer.h"

namespace phylanx::bindings {
namespace nb = nanobind;
namespace {

std::string parse_physl(const std::string& text, const std::string& file) {
    try {
        return physl::print(physl::parse(text, file));
    } catch (const support::UserError& e) {
        raise_syntax_error(e, text, file);
    }
}

/// The program itself, or with arguments a call of the text's last `define`.
std::shared_ptr<const driver::Compiled> compile(const driver::Source& source,
                                                const Arguments& arguments) {
    const driver::Options options = driver::current_options();
    const nb::gil_scoped_release without;
    if (arguments.key().empty()) return driver::compile_program(source, options);
    return driver::compile(source, driver::main_function(source), arguments.signature(), options);
}

/// The text's functions as objects, under their names: a function that calls itself does it through
/// these.
nb::dict functions_of(const driver::Source& source) {
    nb::dict functions;
    const nb::object make = nb::module_::import_("phylanx._core").attr("Function");
    const physl::Tree& tree = source.tree();
    for (physl::NodeId top : tree.expressions) {
        const physl::Node& define = tree[top];
        if (!define.is_call("define") || define.children.size() < 3) continue;
        const std::string& name = tree[define.children[0]].text;
        nb::list parameters;
        for (std::size_t i = 1; i + 1 < define.children.size(); ++i)
            parameters.append(tree[define.children[i]].text.c_str());
        nb::object f = make(source.text().c_str(), source.file().c_str(), name.c_str(),
                            define.children.size() - 2, nb::none(), nb::tuple(parameters), nb::none(),
                            nb::none(), functions, nb::none(), nb::none(), name.c_str());
        functions[name.c_str()] = f;
    }
    return functions;
}

nb::object run(const driver::Compiled& compiled, Arguments& arguments, const nb::dict& functions) {
    const launch::Program& program = *compiled.program;
    if (!arguments.lend()) throw nb::python_error();
    Results results(program.result);
    RunScope scope{arguments, functions.ptr()};
    driver::RunOutcome outcome;
    {
        const bool on_main_thread = is_main_thread();
        const driver::FpModes fp_modes = current_fp_modes();
        const nb::gil_scoped_release without;
        outcome = driver::run(program, arguments.cells(), results.cells(), &scope,
                              {.main_thread = on_main_thread, .max_threads = 0, .fp = fp_modes});
    }
    drain_releases();
    if (!outcome.ok) {
        raise_run_error(outcome, program.name, nullptr);
        throw nb::python_error();
    }
    nb::object value = nb::steal(results.to_python(program.result, compiled.facts, arguments));
    arguments.give_back();
    if (!value.is_valid() || !report_fp_events(outcome.fp_events, program.files, {}, program.name, nullptr))
        throw nb::python_error();
    return value;
}

nb::object run_physl(const std::string& text, const std::string& file, nb::tuple args) {
    const driver::Source source(text, file);
    try {
        source.tree();
    } catch (const support::UserError& e) {
        raise_syntax_error(e, text, file);
    }
    try {
        Arguments arguments;
        for (nb::handle a : args) arguments.add(a.ptr(), false, Detail::Full);
        const auto compiled = compile(source, arguments);
        return run(*compiled, arguments, functions_of(source));
    } catch (const support::UserError& e) {
        raise_refused(e, file);
        throw nb::python_error();
    }
}

}  // namespace

void bind_physl(nb::module_& m) {
    m.def("parse_physl", parse_physl, nb::arg("text"), nb::arg("file") = "<text>",
          "The text in its canonical form; SyntaxError where it is none.");
    m.def("run_physl", run_physl, nb::arg("text"), nb::arg("file") = "<text>",
          nb::arg("args") = nb::tuple(),
          "The value of the text's last expression; with arguments, of a call of its last function.");
}

}  // namespace phylanx::bindings
