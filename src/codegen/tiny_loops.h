// Loops whose arrays may all have so few elements that they need no memory of their own.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ir/aliases.h"
#include "ir/graph.h"
#include "ir/uses.h"

namespace phylanx::codegen {

/// A loop all of whose statements are fused ops over lines, arithmetic and single elements: where its lines turn out to be
/// short, they can lie in the frame of the entry function while it runs, and statements are loops there instead of
/// launches. What is carried from round to round is copied, so no value of the loop may be known under two names where
/// one of them is written:
/// - what is carried is always a new array, and no array is carried twice;
/// - elements are stored into arrays from outside, which share no memory with what is carried in, or into new ones that
///   only their own region knows.
struct TinyLoop {
    /// Lines of one length, which shows in these dimensions of arrays from outside.
    struct Length {
        std::vector<std::pair<ir::ValueId, std::size_t>> outside;
        std::int64_t known = -1;  // where an array is made with a constant length
    };
    std::vector<Length> lengths;
    std::unordered_map<ir::ValueId, std::size_t> length_of;  // of each line inside: its place among `lengths`
    std::vector<ir::ValueId> outside;                        // arrays from outside that are used inside
    std::vector<std::pair<ir::ValueId, std::size_t>> lines;  // of those, dimensions whose elements have to follow each other
    std::vector<std::pair<ir::ValueId, ir::ValueId>> apart;  // arrays from outside that shall share no memory
};

/// Elements of the longest line: what a launch costs counts little beside more.
inline constexpr std::int64_t kTinyLength = 64;

std::optional<TinyLoop> find_tiny_loop(const ir::Graph& g, const ir::Uses& uses, const ir::Aliases& aliases, ir::OpId loop);

}  // namespace phylanx::codegen
