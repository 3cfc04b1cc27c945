// The working state of one lowering; its members are implemented in the lower_*.cpp files by subject.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "sema/sema.h"
#include "sema/val.h"
#include "support/error.h"

namespace phylanx::sema {

using arrays::DType;
using ir::kNone;
using ir::OpId;
using ir::RegionId;
using ir::Type;
using ir::TypeKind;
using ir::ValueId;
using ops::OpCode;
using physl::Node;
using physl::NodeId;
using support::ErrorClass;
using support::Span;

/// A list display whose list has to be a Python object from the start.
struct NeedListObject {
    NodeId display;
};

/// A Python number meets a type that may not hold its value, where nothing may be taken for granted.
struct NeedExactJoins {};

/// Whose rules a call of an op follows where only Python numbers take part.
enum class Style : std::uint8_t {
    Operator,  // `a + b`, abs(a): Python numbers give Python numbers
    NumPy,     // np.add(a, b): they give NumPy scalars
    Math,      // math.exp(a): Python floats
};

struct Args {
    std::vector<Val> positional;
    std::vector<std::pair<std::string, Val>> keywords;
};

/// "divide invalid": np.errstate's words, as the flags that they ignore.
std::int64_t quiet_flags(std::string_view words);
/// np.can_cast(from, to, "same_kind").
bool is_same_kind(DType from, DType to);

using Attrs = std::map<std::string, ir::Attr>;

class Lowerer {
   public:
    /// may_assume: types may be taken for granted where a failed check can still run the function in Python.
    /// object_lists: displays whose lists are Python objects. widen: numbers of several types meet in the wider one.
    Lowerer(const physl::Tree& tree, std::string file, bool may_assume = true,
            std::set<NodeId> object_lists = {}, bool widen = true);
    Lowered function(const Request& request);
    Lowered program();

   private:
    // --- emission (lowerer.cpp)
    ValueId emit(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs = {});
    OpId emit_op(OpCode code, std::vector<ValueId> operands, std::vector<Type> results, Attrs attrs = {});
    Val emit_val(OpCode code, std::vector<ValueId> operands, Type result, Attrs attrs = {});
    const Type& type(ValueId v) const { return g_.type(v); }
    Val int_val(std::int64_t v);
    Val float_val(double v);
    Val bool_val(bool v);
    template <class T>
    std::optional<T> constant(const Val& v) const;
    ValueId as_int(const Val& v, const char* what);       // a PyInt value from an int-like scalar
    std::int64_t static_int(const Val& v, const char* what);
    bool static_bool(const Val& v, const char* what);
    std::vector<std::int64_t> static_ints(const Val& v, const char* what);  // an int or a tuple of ints
    void go_to(const Node& node) {                        // what follows is about this place of the source
        if (node.span.known() && !in_prelude_) span_ = node.span;
    }
    [[noreturn]] void refuse(const std::string& message) const;
    void raise_now(ErrorClass cls, std::string message);
    /// `number`, a PyInt, stands for {0} in the message.
    void check(ValueId condition, ErrorClass cls, std::string message, ValueId number = kNone);

    // --- functions and statements (lower_function.cpp, lower_control.cpp)
    Lowered finish(const Type& hint);
    Val define_call(NodeId define, const Args& args, Env* scope = nullptr);
    Val function_value(NodeId node);
    bool flags_of_array(NodeId node);
    void bind_starred(const Node& target, const Val& v);
    void statements(const std::vector<NodeId>& list, std::size_t from);
    void statement(NodeId node);
    void plain_statement(NodeId node);
    Val value_or_raise(NodeId node);
    Val inlined(const std::vector<NodeId>& list, std::size_t from, int budget);
    Val recursion(const std::string& name, const Args& args);
    void do_return(const Val& v);
    void store(NodeId target, const Val& v);
    void store_name(const std::string& name, const Val& v) { (*env_)[name] = v; }
    Val if_(ValueId condition, const std::function<Val()>& then, const std::function<Val()>& otherwise);
    void while_(NodeId node);
    void for_(NodeId node);
    void for_range(const Val& range, const std::function<void(ValueId)>& bind, NodeId body, NodeId target,
                   bool parallel);
    void carried_loop(OpCode code, std::vector<ValueId> operands, Attrs attrs, const std::set<std::string>& names,
                      const std::function<std::vector<RegionId>()>& build);
    void enter_region(RegionId region);
    void jump(OpCode code);

    // --- joins (lower_join.cpp)
    ValueId convert(const Val& v, const Type& t);
    ValueId fit(const Val& v, const Type& t);
    void assume(ValueId condition);
    Val settle(const Val& v);
    bool assumptions_hold_before_effects() const;
    void leaves(const Val& v, const Val& pattern, std::vector<ValueId>& out);
    Val rebuild(const Val& pattern, const std::vector<ValueId>& values, std::size_t& next);
    std::set<std::string> assigned(NodeId node) const;

    // --- expressions (lower_expr.cpp)
    Val expr(NodeId node);
    Val name(const Node& node);
    Val call(NodeId id);
    Args arguments(const Node& node, std::size_t from = 0);
    Val op_call(OpCode code, Style style, Args args);
    Val short_circuit(const Node& node, bool is_and);
    void flatten_operands(OpCode code, std::map<std::string, Val>& p);
    Val update_item(NodeId target, NodeId update);
    std::optional<Val> physl_operator(const Node& node);
    Val physl_binary(OpCode code, const Val& a, const Val& b);
    Val identity_test(const Val& a, const Val& b, bool negate);
    bool same_object(const Val& a, const Val& b) const;
    Val truth(const Val& v);
    ValueId truth_value(const Val& v) { return truth(v).id; }

    // --- elements (lower_elem.cpp)
    Val elem(OpCode code, std::vector<Val> operands, Style style);
    bool same_in_python(OpCode code, const std::vector<Val>& operands);
    std::optional<Val> weak_elem(OpCode code, std::vector<Val>& operands, Style style);
    Val python_number_op(OpCode code, const std::vector<Val>& operands, Style style);
    Val cast(const Val& v, DType to);
    Val weak_to(const Val& v, DType to);
    Val fitted(const Val& v, DType to);                   // a number among those of an array
    Val stored(const Val& v, DType to);                   // a number as an element of an array
    Val item(const Val& v);                               // 0-d array -> scalar
    Val wrapped(const Val& scalar);                       // scalar -> 0-d array
    Val compare_unsigned(OpCode code, std::vector<Val> operands, std::size_t number);
    Val compare_exactly(OpCode code, const std::vector<Val>& operands, std::size_t number);
    Val bound(const Val& a, const Val& k, bool lower);    // of np.clip
    std::optional<Val> clipped(const Val& a, const Val& low, const Val& high);
    DType common_dtype(const std::vector<Val>& operands);
    Val select(const Val& condition, const Val& x, const Val& y);
    Val numpy_scalar(const Val& v);                       // Python number -> NumPy's default dtype
    Val to_array(const Val& v, std::optional<DType> dtype);
    Val augmented(OpCode code, const Val& target, const Val& value);
    std::optional<Val> limit_of(const Val& dtype, const std::string& attribute);
    Val compare_static(OpCode code, const Val& a, const Val& b);

    // --- reductions (lower_reduce.cpp)
    Val reduce(OpCode code, const Val& a, const Val& axis, bool keepdims, std::optional<DType> dtype);
    std::vector<std::int64_t> axes_of(const Val& axis, int ndim);
    std::int64_t axis_of(const Val& axis, int ndim);
    Val count(const Val& a, const std::vector<std::int64_t>& axes);
    Val per_count(const Val& total, const Val& n, DType t, const char* warning);
    Val mean(const Val& a, const Val& axis, bool keepdims, std::optional<DType> dtype,
             const char* warning = "Mean of empty slice");
    Val variance(const Val& a, const Val& axis, const Val& ddof, bool keepdims, std::optional<DType> dtype);
    Val insert_axes(const Val& a, const std::vector<std::int64_t>& axes);

    // --- indexing (lower_index.cpp)
    Val getitem(const Val& a, const std::vector<Val>& index);
    void setitem(const Val& a, const std::vector<Val>& index, const Val& v);
    Val element(const Val& a, ValueId i);                 // a[i] of anything that can be iterated
    Val length(const Val& a);
    std::optional<Val> basic_slice(const Val& a, const std::vector<Val>& index);
    static bool has_array(const std::vector<Val>& index);  // of no dimensions, where all else is basic: NumPy copies then
    void assign(const Val& dst, const Val& src);
    void check_writeable(const Val& a, const char* message);
    void merge_read_only(OpId branch);
    Val sequence_slice(const Val& seq, const Val& slice);

    // --- indexing by arrays (lower_pick.cpp)
    struct Picked {
        Val view;                          // axes that arrays index first
        std::vector<ValueId> indices;      // one for each of them
        std::vector<std::int64_t> axes;    // which they are in the user's array
        int index_ndim = 0, rest_ndim = 0;
        int position = 0;                  // of the indices' dimensions in the result
    };
    std::optional<Picked> picked(const Val& a, const std::vector<Val>& index);
    Val take_picked(const Picked& p);
    bool put_picked(const Picked& p, Val v);
    void check_mask(const Val& a, const Val& mask, int first_axis);

    // --- attributes, methods, shapes, creation (lower_shape.cpp, lower_create.cpp)
    Val getattr(const Val& a, const std::string& name);
    Val method(const std::string& name, const Val& a, Args args, const char* prelude = "__method_");
    Val shape_tuple(const Val& a);
    Val dim(const Val& a, int d);
    ValueId extent(const Val& v);
    /// The real or imaginary parts of a complex array, where they lie.
    Val part(const Val& a, bool imaginary);
    Val part_of_number(const Val& x, bool imaginary);  // one of Python's
    Val transpose(const Val& a, std::vector<std::int64_t> perm);
    Val reshape(const Val& a, const std::vector<Val>& dims);
    std::vector<Val> shape_list(const Val& v);
    Val create(OpCode code, const std::vector<Val>& shape, DType dtype, const Val* fill = nullptr);
    Val matmul(Val a, Val b, const char* told_as = "matmul");
    Val dot(Val a, Val b);
    std::vector<std::int64_t> ones_of(const Val& a);
    Val inner(Val a, Val b);
    Val norm(Val a, const Val& axis, bool keepdims);
    Val extreme_with_initial(OpCode code, const Val& a, const Val& axis, bool keepdims, const Val& initial);
    Val concatenate(const std::vector<Val>& arrays, std::int64_t axis);
    std::optional<DType> dtype_arg(const Val& v);
    Val array_of(const Val& v, std::optional<DType> dtype);
    Val compose(OpCode code, Style style, std::map<std::string, Val>& p);
    Val library(OpCode code, std::map<std::string, Val>& p);

    // --- Python objects (lower_foreign.cpp)
    Val foreign(const std::string& callee, const std::vector<Val>& operands,
                const std::vector<std::pair<std::string, Val>>& keywords = {}, const std::string& reason = {});
    Val foreign_op(OpCode code, Style style, const Args& args, const std::string& reason);
    ValueId operand(const Val& v);                        // something a foreign call can take
    Val to_any(const Val& v);
    void let_go(const Val& v);                            // somebody may change or keep it
    std::optional<bool> is_instance(const Val& v, std::string_view names) const;
    Val unbox(const Val& v, Type t);

    // --- calls into Python with a known type of result (lower_typed.cpp)
    Val typed(const Node& node);
    std::optional<Type> random_type(const std::string& rule, const Args& args) const;
    std::optional<Type> drawn_type(const std::string& rule, const Args& args) const;

    // --- ufuncs (lower_ufunc.cpp)
    struct UfuncCall {
        std::string where, core, types;   // "numpy.gcd", "(n),(n)->()", "bb->b BB->B"
        std::string told_as, error;       // in messages; a LinAlgError's, where an invalid value means one
        bool changes = false;             // its first operand: a changed copy of it is the first result
        std::optional<std::int64_t> axis; // where the one core dimension of the first operand, and of the result, lies
    };
    std::optional<Val> ufunc_call(const UfuncCall& call, std::vector<Val> operands);
    Val ufunc(const Node& node);
    Val ufunc_with_keywords(OpCode code, const Node& node);
    std::optional<Val> ufunc_into(OpCode code, std::vector<Val> operands, const Val& out, const Val& where, const Val& dtype);

    // --- NumPy functions written in Python (lower_prelude.cpp)
    Val prelude(const Node& node);
    Val native_or(NodeId define, Args args, const std::function<Val(const std::string&)>& otherwise);
    std::optional<Val> intrinsic(const Node& node);
    Val settled(const Val& v);                            // and its items

    friend struct RegionScope;
    friend struct QuietScope;

    const physl::Tree& tree_;
    ir::Graph g_;
    std::vector<Finding> findings_;
    RegionId region_ = kNone;
    bool ended_ = false;         // the current region has its terminator
    Span span_;
    std::uint32_t file_ = 0;
    Env* env_ = nullptr;
    bool inside_program_ = false;  // a text run as a whole: PhySL's own rules, errors before it runs
    bool may_assume_ = true;
    bool widen_ = true;
    bool assumed_ = false;
    bool inlining_ = false;
    std::int64_t quiet_ = 0;         // floating-point flags that np.errstate ignores here
    bool in_prelude_ = false;        // the place stays that of the call
    std::size_t foreign_calls_ = 0;  // emitted so far
    std::map<std::string, NodeId> defines_;
    std::vector<NodeId> call_stack_;
    std::deque<Env> envs_;       // of inlined functions; functions inside them refer to these
    std::set<NodeId> object_lists_;
    std::unordered_map<ValueId, ir::Attr> constants_;
    std::unordered_map<ValueId, std::size_t> parameters_;  // leaf -> index of its parameter
    std::unordered_map<ValueId, std::vector<std::int64_t>> ones_;  // parameters whose dimensions of extent 1 are known
    std::map<std::size_t, std::int64_t> same_parameter_;   // where it is known: the first that is the same array
    std::set<ValueId> read_only_;  // views that NumPy gives as read-only, and views of such
    std::set<ValueId> perhaps_read_only_;  // of branches of which one is
    std::set<ValueId> undefined_;
    struct Wrapped {
        ValueId scalar;
        RegionId region;
    };
    std::unordered_map<ValueId, Wrapped> wrapped_;  // 0-d arrays that nothing has used since they were made of a scalar
    std::set<ValueId> merged_;   // arrays that control flow has joined: one of several objects
    struct Return {
        RegionId region;
        Val value;
    };
    std::vector<Return> returns_;
    struct Loop {
        std::vector<std::string> names;
        std::vector<Val> patterns;   // what the loop carries, as assumed
        std::vector<Val> seen;       // widened by each edge
    };
    Loop* loop_ = nullptr;
};

/// Ops that are emitted while it lives ignore these floating-point flags too.
struct QuietScope {
    QuietScope(Lowerer& l, std::int64_t flags) : l(l), before(l.quiet_) { l.quiet_ |= flags; }
    QuietScope(const QuietScope&) = delete;
    ~QuietScope() { l.quiet_ = before; }
    Lowerer& l;
    std::int64_t before;
};

/// Emits into another region for a while.
struct RegionScope {
    RegionScope(Lowerer& l, RegionId r) : l(l), region(l.region_), ended(l.ended_) {
        l.region_ = r;
        l.ended_ = false;
    }
    ~RegionScope() {
        l.region_ = region;
        l.ended_ = ended;
    }
    Lowerer& l;
    RegionId region;
    bool ended;
};

template <class T>
std::optional<T> Lowerer::constant(const Val& v) const {
    if (!v.runtime()) return std::nullopt;
    auto it = constants_.find(v.id);
    if (it == constants_.end() || !std::holds_alternative<T>(it->second)) return std::nullopt;
    return std::get<T>(it->second);
}

}  // namespace phylanx::sema
