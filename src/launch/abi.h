// The contract between generated code and the runtime: descriptors, programs, entry points.
// SPDX-License-Identifier: BSL-1.0
//
// One specialization of a function is one Program: a native entry function that does control flow and
// scalar work itself and calls the phx_* functions below for everything else. Every phx_* function that
// returns int32_t returns 0, or non-zero when the frame holds an error: generated code then returns
// that value at once; the owner of the frame releases all slots.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "arrays/buffer.h"
#include "arrays/dtype.h"
#include "ir/graph.h"
#include "support/span.h"

namespace phylanx::launch {

using arrays::Buffer;
using arrays::DType;

/// An array as generated code sees it: 2 + 2 * ndim words; ndim is known from the type.
/// dims holds shape[ndim], then strides[ndim] in bytes. `buffer` is borrowed: owner slots of the frame,
/// or the caller of the program, keep it alive.
struct ArrayDesc {
    char* data;
    Buffer* buffer;
    std::int64_t dims[];
};

/// The part of a frame that generated code reads itself inside loops, where most calls would find nothing to do.
struct FrameHead {
    Buffer** slots = nullptr;                          // of owners
    const std::atomic<std::uint64_t>* error_at = nullptr;  // all ones: no task has failed
    bool worked = false;   // since the last poll, something was done that may have taken long
    bool put_off = false;  // steps wait in the chain
};
static_assert(std::is_standard_layout_v<FrameHead>);

/// Room for any value in an argument list: a number lies in it (bool as one byte, complex as two
/// numbers), an array is the address of its descriptor, an object is a handle (see ObjectOps).
/// An output array's cell holds the address of a descriptor that the callee fills.
union alignas(16) Cell {
    std::int64_t i64;
    double f64;
    float f32;
    std::uint8_t u8;
    double c128[2];
    float c64[2];
    ArrayDesc* array;
    void* object;
};
static_assert(sizeof(Cell) == 16);

/// An op whose arithmetic may raise floating-point flags, by the name that NumPy's warning has.
struct FpSource {
    std::string name;
    int can = 0;   // FE_* flags that it may raise
    int rare = 0;  // those of them that only infinite operands make it raise
    int quiet = 0;  // those that nobody is told of: np.errstate ignores them where the op stands
    support::Span span;
    std::uint32_t file = 0;
};

/// One operand of a fused kernel, reduced to two dimensions by the launcher. Strides in bytes;
/// a broadcast operand has stride 0.
struct KernelOperand {
    char* data;
    std::int64_t outer_stride;
    std::int64_t inner_stride;
};

/// The native code of one fused pass over an outer x inner iteration space. Operands come in the order
/// of KernelInfo::operands; scalars are the host's numbers. Returns KernelStatus bits.
using KernelFn = std::int32_t (*)(const KernelOperand* operands, const Cell* scalars,
                                  std::int64_t outer, std::int64_t inner);
enum KernelStatus : std::int32_t {
    kKernelOk = 0,
    // Below: FE_DIVBYZERO, FE_OVERFLOW and FE_INVALID, where a loop over integers raises what floats would.
    kNegativeIntegerPower = 1 << 8,  // NumPy raises ValueError; the bits from here on are those of the ops that may
};
/// Of the op with that number among a kernel's power_spans; those beyond the last bit share it.
constexpr std::int32_t negative_power_bit(std::size_t number) {
    return kNegativeIntegerPower << (number < 22 ? number : 22);
}
/// A function of a program, which may be exchanged for one that does the same faster while runs call it.
template <class Fn>
class Exchangeable {
   public:
    constexpr Exchangeable(Fn fn = nullptr) : fn_(fn) {}
    Exchangeable(const Exchangeable& other) : fn_(Fn(other)) {}
    Exchangeable& operator=(const Exchangeable& other) { return *this = Fn(other); }
    Exchangeable& operator=(Fn fn) {
        fn_.store(fn, std::memory_order_release);
        return *this;
    }
    operator Fn() const { return fn_.load(std::memory_order_acquire); }

   private:
    std::atomic<Fn> fn_;
};
/// dst[i] = dst[i] op src[i] for n accumulators that lie close together.
using MergeFn = void (*)(char* dst, const char* src, std::int64_t n);

enum class Role : std::uint8_t {
    Input,   // an array that is read, broadcast to the iteration space
    Fresh,   // a new C-ordered array over the whole iteration space
    Store,   // an existing array that is written; the iteration space is its shape
    Reduce,  // a new array over the axes that are kept
};

struct OperandInfo {
    Role role = Role::Input;
    DType dtype = DType::F64;   // of the array's elements
    int ndim = 0;
    int slot = -1;              // Fresh, Reduce: the owner slot of the new buffer
    ops::OpCode reduce{};       // Reduce: reduce_add ...
    Cell identity{};            // Reduce: the accumulator's first value
    bool has_identity = true;   // false: reducing nothing is a ValueError (max, min)
    MergeFn merge = nullptr;    // Reduce
    /// A 0-d result that only the host reads, and soon: the caller's descriptor points to room for it. Where the kernel has
    /// run when phx_launch returns, the result may lie there and have no buffer.
    bool local = false;
};

/// What the fast path of launches needs to know of an operand and of a kernel; fast_path.h fills it in.
struct SmallOperand {
    Role role;
    std::uint8_t item;  // bytes of an element
    bool local;
    int ndim;
    int slot;
};
struct SmallPlan {
    static constexpr int kMost = 16;
    bool usable = false;
    bool stores = false, reduces = false;
    int count = 0;
    std::uint32_t ndim = 0;
    double element_ns = 0;
    SmallOperand operands[kMost] = {};
};

/// One op of a kernel for a second look: values are the inputs of the region, then the results of the steps.
struct KernelStep {
    ops::OpCode code{};
    DType in = DType::F64, out = DType::F64;
    bool is_constant = false;
    double constant = 0;
    std::vector<int> operands;   // values
    int source = -1;             // among KernelInfo::sources
};
struct SecondLooks;

/// An op of a kernel at which shapes meet that need not fit: what its error names.
struct ShapeMeeting {
    static constexpr int kNumber = -1;
    static constexpr int result_of(int meeting) { return -2 - meeting; }  // and back
    support::Span span;
    /// Each a place among the kernel's operands, kNumber, or the result of an earlier meeting.
    std::vector<int> operands;
    int target = -1;  // of an update in place: the place of the array that takes the result
};

/// A fused group: all that the launcher needs to know of it. `operands` are the inputs, then the outputs.
struct KernelInfo {
    std::string name;            // such as "k0_sub_exp_mul"
    support::Span span;
    std::uint32_t file = 0;
    int ndim = 0;                // of the iteration space
    std::vector<support::Span> power_spans;  // of the ops that may report a negative integer power, in order
    std::uint64_t reduced = 0;   // bit d: dimension d of the iteration space is folded
    std::vector<OperandInfo> operands;
    std::vector<ShapeMeeting> meetings;   // in program order
    support::Span store_span;             // of the first store: those behind it fit where it does
    int num_scalars = 0;
    double cost = 0;             // predicted nanoseconds an element, from the op table
    std::vector<FpSource> sources;   // in program order; flags of the processor that no source can raise mean nothing
    int num_reduce_sources = 0;      // the last ones: adding up
    // Where flags do not tell which source raised them (else empty): the ops themselves.
    std::vector<KernelStep> steps;
    std::vector<int> inputs;         // the region's: places among the operands, or ~(place among the scalars)
    std::vector<DType> scalars;
    std::shared_ptr<SecondLooks> looks;
    Exchangeable<KernelFn> run;        // no reduction, or the inner dimension is a reduced one
    Exchangeable<KernelFn> run_outer;  // reductions whose inner dimension is kept (else null)
    SmallPlan small;
};

struct Frame;
struct CallInfo;
/// A routine's short way for small arrays. Gives false where it does not apply; then nothing has happened.
using QuickFn = bool (*)(Frame&, const CallInfo&, const Cell* in, Cell* out);

/// A call of library/: the op with its attributes and the types on both sides.
struct CallInfo {
    ops::OpCode code{};
    ir::Op op;                       // attributes, span
    std::vector<ir::Type> operands;
    std::vector<ir::Type> results;
    std::vector<int> slots;          // owner slot for each result (-1: none needed)
    bool local = false;              // of result 0, as OperandInfo::local
    // What the library chooses for these operands when the program is loaded; `axis` is its own.
    QuickFn quick = nullptr;
    int axis = 0;
};

/// A call into Python. callee is "call:np.histogram", "method:sum", "attr:shape", "item:", "setitem:",
/// "setattr:name", "op:add" (of module operator), "iop:iadd"; the last keywords.size() operands are keyword arguments.
struct ForeignInfo {
    std::string callee;
    std::vector<std::string> keywords;
    std::vector<ir::Type> operands;
    std::vector<int> objects;          // for each leaf of the operands the argument leaf whose object it is, or:
    std::vector<int> read_only;        // objects that NumPy gives as read-only, of those that the run tells
    std::vector<std::string> strings;  // texts of the Str leaves of the operands, in order: they have no cell
    ir::Type result;                 // Any, or None where the value is not used
    int object_slot = -1;            // keeps the resulting object alive
    support::Span span;
    std::uint32_t file = 0;
};

inline constexpr int kNewObject = -1;   // no argument itself, though it may lie as one
inline constexpr int kSomeObject = -2;  // known when it runs
inline constexpr int kReadOnlyObject = -3;  // as kNewObject, and NumPy lets nobody write through it
inline constexpr int kToldObject = -4;  // and below: the run tells it in the first, second, ... cell after the operands'

struct RaiseInfo {
    support::ErrorClass error_class{};
    std::string message;
    support::Span span;
    std::uint32_t file = 0;
};

/// args: one cell for each leaf of the parameters; results: one cell for each leaf of the return type
/// (tuples flattened, in order; None has no leaf). Array results: the cell holds the address of a
/// descriptor in memory of the frame's owner, filled before return.
using EntryFn = std::int32_t (*)(Frame* frame, const Cell* args, Cell* results);

/// A compiled specialization, shared by all its runs. Immutable once made, but that better code may be exchanged for it.
struct Program {
    std::string name;
    std::vector<std::string> files;
    std::vector<ir::Type> parameters;
    ir::Type result;
    std::vector<KernelInfo> kernels;
    std::vector<CallInfo> calls;
    std::vector<ForeignInfo> foreigns;
    std::vector<RaiseInfo> raises;
    std::vector<FpSource> sources;   // of the entry function's own arithmetic
    int num_slots = 0;               // owner slots for buffers
    int num_object_slots = 0;
    Exchangeable<EntryFn> entry;
    std::shared_ptr<void> code;      // keeps the machine code mapped, that which was exchanged too

    /// False where no floating-point flag can come of a run: nobody needs to know np.errstate then.
    bool may_raise_flags() const { return !sources.empty() || !kernels.empty() || !calls.empty(); }
};

/// Number of leaves that a value of type t takes in an argument list.
int num_leaves(const ir::Type& t);

extern "C" {
/// Runs kernels[index]. arrays: addresses of descriptors in the order of KernelInfo::operands; those of
/// Fresh and Reduce are filled. dying: bit k set when input k's buffer is not used afterwards, so that a
/// Fresh output may take it over. May return before the work is done; wait tells.
std::int32_t phx_launch(Frame*, std::int32_t index, ArrayDesc** arrays, const Cell* scalars,
                        std::uint64_t dying);
/// Tiny loops (codegen/tiny_loops.h): whether the entry function may run them itself; a line's memory of its own, which the
/// slot then owns; a kernel over lines of n elements, whose flags are told at once where it is `watched`.
std::int32_t phx_allows_tiny(Frame*);
std::int32_t phx_keep_line(Frame*, std::int32_t slot, const char* data, std::int64_t bytes);
std::int32_t phx_run_line(Frame*, std::int32_t index, const KernelOperand* operands, const Cell* scalars, std::int64_t n,
                          std::int32_t watched);
std::int32_t phx_call(Frame*, std::int32_t index, const Cell* operands, Cell* results);
/// operands are typed by ForeignInfo; *result receives an object handle.
std::int32_t phx_foreign(Frame*, std::int32_t index, const Cell* operands, Cell* result);
/// Blocks until no task touches the buffer (null: at once).
std::int32_t phx_wait(Frame*, Buffer* buffer);
void phx_hold(Frame*, std::int32_t slot, Buffer* buffer);
/// phx_hold, and then phx_drop of slot `from`.
void phx_pass_on(Frame*, std::int32_t slot, std::int32_t from, Buffer* buffer);
void phx_drop(Frame*, std::int32_t slot);
void phx_hold_object(Frame*, std::int32_t slot, void* object);
void phx_drop_object(Frame*, std::int32_t slot);
/// Raises raises[index]; a and b replace {0} and {1} in its message. Always returns non-zero.
std::int32_t phx_raise(Frame*, std::int32_t index, std::int64_t a, std::int64_t b);
/// Called on loop back-edges every so many rounds; non-zero after Ctrl-C.
std::int32_t phx_poll(Frame*);
/// Rounds of a loop that may run at the same time: fn runs `count` of them from index `first`. It may run on several
/// threads at once, each with a frame of its own, where `independent`; otherwise it runs all rounds in order.
using RoundsFn = std::int32_t (*)(Frame*, const void* environment, std::int64_t first, std::int64_t count);
std::int32_t phx_rounds(Frame*, RoundsFn fn, const void* environment, std::int64_t start, std::int64_t step,
                        std::int64_t count, std::int32_t independent);
/// 1 when two arrays have no byte in common. form: number of dimensions << 8 | bytes of an element.
std::int32_t phx_apart(const ArrayDesc* a, std::int64_t a_form, const ArrayDesc* b, std::int64_t b_form);
/// Truth of an object handle: 0, 1, or -1 for an error in the frame.
std::int32_t phx_truth(Frame*, void* object);
/// Object handle from / to a typed value; to: TypeError where it is not one (CallInfo is not used; the
/// type is ForeignInfo[index].operands[0] / .result).
std::int32_t phx_box(Frame*, std::int32_t index, const Cell* operand, Cell* result);
std::int32_t phx_unbox(Frame*, std::int32_t index, const Cell* operand, Cell* result);
/// The entry function's arithmetic raised flags (FE_DIVBYZERO, FE_INVALID, FE_OVERFLOW): one of the program's
/// sources [first, first + count) did. Non-zero where np.errstate makes an error of it.
std::int32_t phx_fp_raised(Frame*, std::int32_t first, std::int32_t count, std::int32_t flags);
}

}  // namespace phylanx::launch
