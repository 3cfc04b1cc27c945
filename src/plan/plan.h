// Graph -> plan form: who owns which buffer, when it is let go, where the host has to wait.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "ir/graph.h"

namespace phylanx::plan {

/// Completes what passes/ has left of the plan form (docs/architecture.md): owner slots, holds, dying
/// inputs, drops, waits, object slots.
void make_plan(ir::Graph& g);

/// The three parts, in the order that make_plan calls them; each can be tested alone.
void assign_owners(ir::Graph& g);    // `slots`, `object_slot`, `hold`
void insert_drops(ir::Graph& g);     // `dying`, `drop`
void insert_waits(ir::Graph& g);     // `wait`

/// Throws InternalError where the plan form's invariants do not hold.
void verify(const ir::Graph& g);

/// Text for people: the steps with their cost and what they touch.
std::string describe(const ir::Graph& g);

}  // namespace phylanx::plan
