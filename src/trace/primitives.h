// What the instances of PhySL's primitives have counted, as their evaluator last told.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace phylanx::trace {

/// Of one primitive, a number an instance of it.
struct PrimitiveCounts {
    std::vector<std::int64_t> evaluations;
    std::vector<std::int64_t> nanoseconds;
};

/// A figure that each primitive has, under the name that it has as a performance counter.
struct PrimitiveFigure {
    const char* name;
    const char* help;
    const char* unit;
    std::vector<std::int64_t> (*values)(const PrimitiveCounts&);
};
std::span<const PrimitiveFigure> primitive_figures();

/// The primitives there are; empty where nobody has told.
void set_primitive_names(std::vector<std::string> names);
std::vector<std::string> primitive_names();

void set_primitive_counts(std::map<std::string, PrimitiveCounts> counts);
std::vector<std::int64_t> primitive_values(const std::string& primitive, const PrimitiveFigure& figure);

}  // namespace phylanx::trace
