// The entry function of a program: control flow, scalars, views, single elements, calls of the runtime.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "codegen/emitter.h"
#include "codegen/fp_sources.h"
#include "codegen/kernel.h"
#include "codegen/layouts.h"
#include "codegen/loops.h"
#include "codegen/ranges.h"
#include "codegen/tiny_loops.h"
#include "ir/graph.h"
#include "launch/abi.h"
#include "launch/fp_status.h"
#include "plan/independence.h"
#include "support/error.h"

namespace phylanx::codegen {

/// Emits one graph. A value of the graph is a list of LLVM values: one for a number (two for complex) or
/// an object, 2 + 2 * ndim for an array (data, buffer, shape, strides), nothing for None and str, and
/// for a tuple those of its elements. Merged and carried values go through stack slots that SROA removes.
class Host {
   public:
    /// `compact`: see Options.
    Host(llvm::Module& m, const ir::Graph& g, launch::Program& program, const std::vector<bool>& compact);
    llvm::Function* emit();
    /// The fused op of each of the program's kernels.
    const std::vector<ir::OpId>& fused() const { return fused_; }

   private:
    using Op = ir::Op;
    using Error = support::ErrorClass;
    struct Loop {
        const Op* op;
        std::vector<llvm::AllocaInst*> carried;
        llvm::BasicBlock* next;  // where a round ends
        llvm::BasicBlock* exit;
    };

    // host.cpp: values and blocks
    void begin_function();
    void end_function();
    void read_parameters();
    void make_compact(Values& array, const ir::Type& type);
    const Values& value(ir::ValueId v) const;
    void define(ir::ValueId v, Values values);
    Num num(ir::ValueId v) const;
    llvm::Value* index(ir::ValueId v);               // an integer of any type as i64
    llvm::AllocaInst* stack(llvm::Type* t);          // in the entry block
    std::vector<llvm::AllocaInst*> stack_for(const std::vector<ir::ValueId>& values);
    void assign(const std::vector<llvm::AllocaInst*>& to, const std::vector<ir::ValueId>& from);
    void define_from(const std::vector<ir::ValueId>& values, const std::vector<llvm::AllocaInst*>& from);
    Values array_from(llvm::Value* descriptor, int ndim);
    llvm::Value* descriptor_of(ir::ValueId v);
    llvm::Value* spill(const Values& leaves);        // a descriptor on the stack
    llvm::BasicBlock* block(const char* name);
    void enter(llvm::BasicBlock* next) { b_.SetInsertPoint(next); }
    llvm::Value* field(llvm::Value* base, std::uint64_t bytes);

    // host_control.cpp
    void emit_region(ir::RegionId region, const std::function<void(const Op&)>& on_yield);
    void emit_op(const Op& op, const std::function<void(const Op&)>& on_yield);
    void emit_structural(const Op& op, const std::function<void(const Op&)>& on_yield);
    void emit_if(const Op& op);
    void emit_loop(const Op& op);
    void emit_versions(const Op& op, const RangeTest& test);
    void emit_rounds(const Op& op);
    bool are_few(const Op& op, llvm::Value* trips) const;
    void emit_counted(const Op& op, llvm::Value* start, llvm::Value* step, llvm::Value* trips);
    RangeTest test_ranges(const Op& op);
    void emit_while(const Op& op);
    void emit_return(const Op& op);
    void emit_constant(const Op& op);
    llvm::Value* trip_count(llvm::Value* start, llvm::Value* stop, llvm::Value* step);
    void poll(llvm::Value* weight, bool calls);
    std::int64_t round_weight(const Op& loop) const;
    bool calls_runtime(const Op& loop) const;
    bool is_innermost(const Op& loop) const;
    llvm::Value* truth(ir::ValueId v);

    // host_rounds.cpp
    struct FunctionState;
    bool emit_independent_rounds(const Op& op, llvm::Value* start, llvm::Value* step, llvm::Value* trips);
    void emit_outlined(const Op& op, llvm::Value* start, llvm::Value* step, llvm::Value* trips, llvm::Value* independent);
    llvm::Function* outline_rounds(const Op& op, const std::vector<ir::ValueId>& outer, llvm::Value*& environment);
    llvm::Value* test_independence(const plan::Independence& what, llvm::Value* start, llvm::Value* step, llvm::Value* trips);
    llvm::Value* place(const plan::Place& p);
    std::vector<ir::ValueId> values_from_outside(const Op& op) const;

    // host_tiny.cpp
    struct Tiny {
        TinyLoop what;
        std::vector<llvm::Value*> lengths;
        llvm::AllocaInst* ran;     // i1: at least one round
        llvm::AllocaInst* status;  // i32: FE_ flags that no processor knows of
        std::unordered_map<ir::ValueId, llvm::AllocaInst*> rooms;
    };
    struct TinyOperand {
        DType dtype;
        llvm::Value* data;
        bool is_line;
        llvm::Value* goes_to;  // where it is copied afterwards, if anywhere
    };
    std::optional<TinyLoop> tiny_form(const Op& loop);
    llvm::Value* test_tiny(const TinyLoop& loop, std::vector<llvm::Value*>& lengths);
    void emit_tiny_versions(const Op& op, const TinyLoop& loop);
    void note_tiny_sources(const Op& loop);
    void emit_tiny_rounds(const Op& op);
    void keep_result(ir::ValueId result, ir::ValueId initial, int slot);
    llvm::Value* length_of(ir::ValueId line) const;
    llvm::Value* bytes_of(ir::ValueId v);
    llvm::AllocaInst* room(ir::ValueId v);
    llvm::AllocaInst* stored_room(ir::ValueId v);
    void define_in_room(ir::ValueId v, llvm::AllocaInst* where);
    void copy_to_room(ir::ValueId to, ir::ValueId from, bool from_room);
    /// Between rounds; with define_from and assign outside of tiny loops.
    void carry(const Op& loop, const std::vector<llvm::AllocaInst*>& to, const std::vector<ir::ValueId>& from, bool initial);
    void define_carried(const Op& loop, const std::vector<ir::ValueId>& values, const std::vector<llvm::AllocaInst*>& from);
    void emit_tiny(const Op& op);
    void emit_tiny_made(const Op& op);
    void run_tiny_kernel(const Op& op, const KernelPlan& plan, const std::vector<TinyOperand>& operands, llvm::Value* n);
    void emit_tiny_passes(const Op& op, const KernelPlan& plan, const std::vector<TinyOperand>& operands, llvm::Value* n);
    void note_tiny_status(llvm::Value* mask, int flag);

    // host_scalar.cpp
    void emit_scalar(const Op& op);
    static bool tells_by_result(const Op& op, const ir::Type& operand, const ir::Type& type);
    void emit_watched(const Op& op, std::vector<Num> args, const ir::Type& operand, const ir::Type& type);
    void emit_scalar_value(const Op& op, const std::vector<Num>& args, const ir::Type& operand, const ir::Type& type,
                           bool python, const std::function<void(Num)>& give);
    Num python_integer(const Op& op, std::span<const Num> args);
    Num integer_with_overflow(const Op& op, std::span<const Num> args, llvm::Intrinsic::ID id);
    Num integer_power(const Op& op, Num base, Num exponent);
    Num integer_shift(const Op& op, Num x, Num count);
    void check_python_float(const Op& op, std::span<const Num> args);
    Num python_complex_power(const Op& op, std::span<const Num> args);
    Num python_float_power(const Op& op, const ElemOp& elem);
    Num convert(const Op& op, Num x, const ir::Type& from, const ir::Type& to);
    Emitter emitter(const Op& op, bool python);

    // host_views.cpp
    void emit_view(const Op& op);
    void emit_slice(const Op& op);
    void emit_broadcast(const Op& op);
    void emit_diagonal(const Op& op);
    void emit_access(const Op& op);
    llvm::Value* element_address(const Op& op, std::size_t first_index);
    llvm::Value* checked_index(const Op& op, std::size_t operand, llvm::Value* extent, std::size_t axis);

    // host_calls.cpp
    void emit_fused(const Op& op);
    void emit_library(const Op& op);
    void know_extents(const Op& op);
    void emit_foreign(const Op& op);
    void emit_box(const Op& op);
    void emit_unbox(const Op& op);
    void emit_owner(const Op& op);  // hold, drop, wait
    bool is_read_at_once(ir::ValueId v) const;
    void wait_for(ir::ValueId v);
    void wait_if_touched(llvm::Value* buffer);
    void drop(int slot);
    void find_passed_on(ir::RegionId region, ir::OpId hold, std::unordered_set<ir::OpId>& dropped);
    llvm::Value* call_int(const char* name, std::initializer_list<llvm::Value*> args);
    void call_void(const char* name, std::initializer_list<llvm::Value*> args);
    void fail_if(llvm::Value* code);
    /// A call that may clobber the flags of the processor.
    void call_runtime(const char* name, std::initializer_list<llvm::Value*> args);
    llvm::Value* operand_cells(const std::vector<ir::ValueId>& operands);
    struct Results {
        llvm::Value* cells;
        std::vector<llvm::Value*> descriptors;  // of array leaves, in order
    };
    Results result_cells(const std::vector<ir::Type>& types);
    void define_results(const std::vector<ir::ValueId>& results, const Results& cells);
    std::vector<std::string> strings_of(const std::vector<ir::ValueId>& operands) const;
    int foreign_info(const Op& op, std::string callee);

    // host_flags.cpp
    bool uses_float_scalars() const;
    launch::FpSource source_of(const Op& op) const;  // can raise nothing where the op is not on NumPy's scalars
    std::int32_t add_source(launch::FpSource source);
    void tell_flags(std::int32_t first, std::int32_t count, llvm::Value* flags);
    /// i1: the processor has a flag up that is watched, once these results are there.
    llvm::Value* are_flags_raised(const Values& results);
    /// What the processor's flags say now is told as raised by one of these sources, whose results are given.
    void look_at_flags(const Values& results, std::int32_t first, std::int32_t count);
    void tell_once(llvm::Value* mask, launch::FpSource source, int flag);
    void watch_overflow(const Op& op, std::span<const Num> args);
    /// Forgets them, where there are any, before an op on these operands.
    void forget_flags(std::vector<Num>& operands);
    void forget_flags();                             // that something else has raised
    /// A loop without calls: true where its flags are to be looked at when it is left.
    bool enter_watched_loop(const Op& loop);
    void leave_watched_loop(const Op& loop);

    // host_errors.cpp
    int raise_index(Error error, const std::string& message, const Op& op);
    void raise(Error error, const std::string& message, const Op& op, llvm::Value* a = nullptr, llvm::Value* c = nullptr);
    void raise_if(llvm::Value* condition, Error error, const std::string& message, const Op& op,
                  llvm::Value* a = nullptr, llvm::Value* c = nullptr);
    void emit_raise(const Op& op);

    llvm::Module& m_;
    const ir::Graph& g_;
    launch::Program& program_;
    const std::unordered_set<ir::ValueId> compact_;  // arrays whose strides follow from their shapes
    llvm::IRBuilder<> b_;
    llvm::Function* function_ = nullptr;
    llvm::Value* frame_ = nullptr;
    llvm::AllocaInst* budget_ = nullptr;   // rounds of loops until the next poll
    llvm::AllocaInst* code_ = nullptr;     // what a failed call returned
    llvm::BasicBlock* fail_ = nullptr;
    ir::OpId current_ = ir::kNone;
    bool watches_flags_ = false;           // arithmetic on NumPy's scalars occurs
    int loops_of_scalars_ = 0;             // loops without calls that are being emitted
    bool flags_are_stale_ = true;          // raised by something else than the op that comes next
    llvm::AllocaInst* flags_room_ = nullptr;
    struct {
        std::int32_t first = 0, count = 0;
    } quiet_loop_;                         // the sources of the watched loop that is being emitted
    bool dead_ = false;                    // the current block is finished: nothing can follow
    bool among_rounds_ = false;            // in a function of rounds that run at the same time
    std::optional<plan::IndependentLoops> independent_loops_;  // made when first asked
    std::vector<Loop> loops_;
    Proven proven_;                        // within the copy of a loop that is being emitted
    bool plain_ = false;                   // in a copy that makes no assumptions
    std::unique_ptr<Tiny> tiny_;           // in the copy of a loop whose lines are short
    bool only_launches_ = false;           // in the other one
    std::optional<ir::Uses> uses_;         // made when first asked
    std::optional<ir::Aliases> aliases_;
    std::unordered_map<ir::ValueId, Values> values_;
    std::unordered_map<ir::ValueId, llvm::Value*> descriptors_;
    std::unordered_map<ir::ValueId, const Op*> definitions_;
    std::unordered_map<ir::ValueId, std::vector<std::string>> strings_;
    std::unordered_set<ir::ValueId> shared_;  // values that ops use besides those that read them on the host
    std::unordered_map<ir::OpId, int> passed_on_;  // holds that take over the reference of that slot
    std::vector<ir::OpId> fused_;          // the op of each kernel
    std::map<std::tuple<Error, std::string, std::int32_t, std::int32_t, std::uint32_t>, int> raises_;
};

/// The leaves of a type in an argument list, tuples flattened.
void append_leaves(const ir::Type& t, std::vector<ir::Type>& leaves);
std::vector<ir::Type> leaves_of(const std::vector<ir::Type>& types);
/// The LLVM types that make up a value of the type.
void append_parts(llvm::LLVMContext& ctx, const ir::Type& t, llvm::SmallVectorImpl<llvm::Type*>& parts);
std::size_t num_parts(const ir::Type& t);
/// The slots that own an op's results, -1 where none does.
std::vector<int> slots_of(const ir::Op& op);

}  // namespace phylanx::codegen
