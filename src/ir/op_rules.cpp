// What the row of an op says about its operands, results and attributes.
// SPDX-License-Identifier: BSL-1.0
#include "ir/op_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace phylanx::ir {
namespace {

using ops::Kind;

bool is_number(const Type& t) { return t.is_scalar() || t.is_array(); }

class Rules {
   public:
    Rules(const Graph& g, const Op& op) : g_(g), op_(op) {}

    std::string check() {
        if (auto text = attr_types(); !text.empty())
            return text;
        switch (kind(op_.code)) {
            case Kind::Elem:
                return elem();
            case Kind::Reduce:
                return reduce();
            case Kind::View:
                return view();
            case Kind::Access:
                return access();
            case Kind::Library:
                return library();
            case Kind::Structural:
                return structural();
            case Kind::Compose:
                return "this op is expanded by sema and never stands in a graph";
        }
        return {};
    }

   private:
    const Type& in(std::size_t i) const { return g_.type(op_.operands[i]); }
    const Type& out() const { return g_.type(op_.results[0]); }
    std::size_t arity() const { return op_.operands.size(); }

    std::string expect(std::size_t operands, std::size_t results) const {
        if (arity() != operands)
            return fmt::format("expected {} operands", operands);
        if (op_.results.size() != results)
            return fmt::format("expected {} results", results);
        return {};
    }
    template <class T>
    bool has_attr(const char* key) const {
        auto it = op_.attrs.find(key);
        return it != op_.attrs.end() && std::holds_alternative<T>(it->second);
    }
    std::string attr_types() const {
        for (const char* key : {"axes", "perm", "slots", "dying"})
            if (op_.attrs.count(key) && !has_attr<std::vector<std::int64_t>>(key))
                return fmt::format("attribute '{}' must be a list of integers", key);
        for (const char* key : {"roles", "spec", "keywords"})
            if (op_.attrs.count(key) && !has_attr<std::vector<std::string>>(key))
                return fmt::format("attribute '{}' must be a list of strings", key);
        return {};
    }
    static bool valid_axes(const std::vector<std::int64_t>& axes, int ndim) {
        for (std::size_t i = 0; i < axes.size(); ++i)
            if (axes[i] < 0 || axes[i] >= ndim || (i > 0 && axes[i] <= axes[i - 1]))
                return false;
        return true;
    }

    std::string elem() const {
        if (auto text = expect(static_cast<std::size_t>(num_operands(op_.code)), 1); !text.empty())
            return text;
        int ndim = -1;
        for (std::size_t i = 0; i < arity(); ++i) {
            if (!is_number(in(i))) {
                if (op_.code == OpCode::cast && in(i).is_any())
                    return {};
                return fmt::format("operand {} is no number or array", i);
            }
            if (in(i).is_array())
                ndim = std::max(ndim, in(i).ndim());
        }
        if (!is_number(out()))
            return "the result is no number or array";
        if (out().is_array() != (ndim >= 0))
            return "the result is an array exactly where an operand is";
        if (ndim >= 0 && out().ndim() != ndim)
            return fmt::format("the result must have {} dimensions", ndim);
        return elem_dtypes();
    }
    std::string elem_dtypes() const {
        if (op_.code == OpCode::cast)
            return {};
        bool choice = op_.code == OpCode::select;
        if (choice && in(0).dtype() != DType::Bool)
            return "the condition must be bool";
        DType t = in(choice ? 1 : 0).dtype();
        for (std::size_t i = choice ? 1 : 0; i < arity(); ++i)
            if (in(i).dtype() != t)
                return "operands of different dtypes";
        if (choice)
            return out().dtype() == t ? "" : "the result's dtype differs from the operands'";
        if (op_.code == OpCode::make_complex)
            return arrays::is_complex(out().dtype()) ? "" : "the result must be complex";
        if (out().is_python_number())
            return {};  // Python's own rules: sema's business
        auto rule = ops::elem_types(op_.code, t);
        if (!rule)
            return fmt::format("there is no such operation on {}", arrays::name(t));
        if (rule->operand != t)
            return fmt::format("operands must be cast to {}", arrays::name(rule->operand));
        if (rule->result != out().dtype())
            return fmt::format("the result must be {}", arrays::name(rule->result));
        return {};
    }

    std::string reduce() const {
        if (auto text = expect(1, 1); !text.empty())
            return text;
        if (!in(0).is_array() || !out().is_array())
            return "operand and result must be arrays";
        int folded = in(0).ndim();
        if (op_.attrs.count("axes")) {
            auto& axes = attr<std::vector<std::int64_t>>(op_, "axes");
            if (!valid_axes(axes, in(0).ndim()))
                return "axes must be ascending and within the operand's dimensions";
            folded = static_cast<int>(axes.size());
        }
        if (out().ndim() != in(0).ndim() - folded)
            return "the result has the dimensions that are not folded";
        bool logical = op_.code == OpCode::reduce_and || op_.code == OpCode::reduce_or;
        if (logical)
            return out().dtype() == DType::Bool ? "" : "the result must be bool";
        bool fits = out().dtype() == in(0).dtype() ||
                    out().dtype() == ops::reduce_type(op_.code, in(0).dtype());
        return fits ? ""
                    : "the result must have the operand's dtype, or the one that it accumulates in";
    }

    std::string view() const {
        if (op_.results.size() != 1 || arity() < 1)
            return "expected an operand and one result";
        if (!in(0).is_array() || !out().is_array())
            return "operand and result must be arrays";
        if (op_.code == OpCode::part)
            return part();
        if (in(0).dtype() != out().dtype())
            return "a view has the dtype of its operand";
        for (std::size_t i = 1; i < arity(); ++i)
            if (!in(i).is_scalar())
                return fmt::format("operand {} is no number", i);
        switch (op_.code) {
            case OpCode::slice:
                return slice();
            case OpCode::transpose:
                return transpose();
            case OpCode::broadcast_to:
                return static_cast<int>(arity()) - 1 == out().ndim()
                           ? ""
                           : "expected one extent a dimension";
            case OpCode::diagonal:
                return in(0).ndim() >= 2 && out().ndim() == in(0).ndim() - 1
                           ? ""
                           : "wrong number of dimensions";
            default:
                return {};
        }
    }
    std::string part() const {
        if (!has_attr<bool>("imaginary"))
            return "attribute imaginary is missing";
        const bool fits = arrays::is_complex(in(0).dtype()) && out().dtype() == arrays::real_of(in(0).dtype()) &&
                          out().ndim() == in(0).ndim();
        return fits ? "" : "expected complex numbers, and their parts' dtype";
    }
    std::string slice() const {
        if (!has_attr<std::vector<std::string>>("spec"))
            return "attribute spec is missing";
        std::size_t operands = 1;
        int taken = 0, given = 0;
        for (auto& part : attr<std::vector<std::string>>(op_, "spec")) {
            bool range = part.size() == 9 && part.starts_with("slice:") &&
                         part.find_first_not_of("v-", 6) == std::string::npos;
            if (part != "int" && part != "new" && part != "full" && !range)
                return fmt::format("'{}' is no part of a spec", part);
            taken += part != "new";
            given += part != "int";
            operands += part == "int" ? 1
                        : range       ? std::count(part.begin() + 6, part.end(), 'v')
                                      : 0;
        }
        if (taken > in(0).ndim())
            return "too many indices";
        if (given + in(0).ndim() - taken != out().ndim())
            return "wrong number of dimensions";
        return operands == arity() ? "" : fmt::format("expected {} operands", operands);
    }
    std::string transpose() const {
        std::vector<std::int64_t> perm;
        for (int d = in(0).ndim(); d-- > 0;) perm.push_back(d);
        perm = attr_or(op_, "perm", perm);
        if (out().ndim() != in(0).ndim() || perm.size() != static_cast<std::size_t>(out().ndim()))
            return "wrong number of dimensions";
        std::sort(perm.begin(), perm.end());
        return valid_axes(perm, out().ndim()) ? "" : "perm is no permutation";
    }

    std::string access() const {
        std::size_t results = op_.code == OpCode::assign || op_.code == OpCode::store ? 0 : 1;
        if (op_.results.size() != results)
            return fmt::format("expected {} results", results);
        if (arity() < 1 || !in(0).is_array())
            return "operand 0 must be an array";
        auto ndim = static_cast<std::size_t>(in(0).ndim());
        switch (op_.code) {
            case OpCode::shape: {
                if (!has_attr<std::int64_t>("dim"))
                    return "attribute dim is missing";
                auto dim = attr<std::int64_t>(op_, "dim");
                return dim >= 0 && dim < in(0).ndim() && out().is(TypeKind::PyInt)
                           ? ""
                           : "wrong dimension or result";
            }
            case OpCode::item:
                return ndim == 0 && out() == Type::scalar(in(0).dtype())
                           ? ""
                           : "gives the scalar of a 0-d array";
            case OpCode::load:
                if (!(out() == Type::scalar(in(0).dtype())))
                    return "the result must be a scalar of the array's dtype";
                return indices(1, ndim);
            case OpCode::store:
                if (arity() < 2 || !in(1).is_scalar())
                    return "operand 1 must be a number";
                if (in(1).dtype() != in(0).dtype())
                    return "the value must be cast to the array's dtype";
                return indices(2, ndim);
            case OpCode::assign:
                if (arity() != 2 || !is_number(in(1)))
                    return "operand 1 must be a number or an array";
                return in(1).is_array() && in(1).ndim() > in(0).ndim()
                           ? "the source has more dimensions"
                           : "";
            default:
                return {};
        }
    }
    std::string indices(std::size_t first, std::size_t count) const {
        if (arity() != first + count)
            return fmt::format("expected {} indices", count);
        for (std::size_t i = first; i < arity(); ++i)
            if (!in(i).is_scalar() || arrays::is_inexact(in(i).dtype()))
                return "indices must be integers";
        return {};
    }

    std::string library() const {
        if (op_.code != OpCode::put) {
            if (op_.code == OpCode::ufunc ? op_.results.empty() : op_.results.size() != 1)
                return "expected one result";
            for (ValueId v : op_.results)
                if (!is_number(g_.type(v)))
                    return "the result must be an array or a number";
        } else if (arity() < 3 || !in(0).is_array() || !op_.results.empty()) {
            return "expected array, indices, values, further indices and no result";
        }
        for (std::size_t i = 0; i < arity(); ++i)
            if (!is_number(in(i)))
                return fmt::format("operand {} is no number or array", i);
        if (op_.code == OpCode::reshape && !(arity() == static_cast<std::size_t>(out().ndim()) + 1))
            return "expected one extent a dimension";
        return {};
    }

    std::string structural() const {
        switch (op_.code) {
            case OpCode::constant:
                return constant();
            case OpCode::undef:
                return expect(0, 1);
            case OpCode::make_tuple:
                return make_tuple();
            case OpCode::tuple_get: {
                if (auto text = expect(1, 1); !text.empty())
                    return text;
                if (!has_attr<std::int64_t>("index"))
                    return "attribute index is missing";
                auto i = static_cast<std::size_t>(attr<std::int64_t>(op_, "index"));
                auto& elements = in(0).elements();
                return i < elements.size() && elements[i] == out() ? "" : "no such element";
            }
            case OpCode::if_:
            case OpCode::check:
            case OpCode::condition:
                // A check's further operands fill the places {0}, {1} of its message.
                if (arity() != 1 && (op_.code != OpCode::check || arity() == 0))
                    return "expected one operand";
                return in(0).is_any() || (in(0).is_scalar() && in(0).dtype() == DType::Bool)
                           ? ""
                           : "the condition must be a bool";
            case OpCode::for_:
                for (std::size_t i = 0; i < 3; ++i)
                    if (arity() < 3 || !in(i).is(TypeKind::PyInt))
                        return "start, stop and step must be ints";
                return {};
            case OpCode::fused:
                return fused();
            case OpCode::box:
                return expect(has_attr<std::int64_t>("told") ? arity() : 1, 1);
            case OpCode::unbox:
                return expect(1, 1);
            case OpCode::hold:
                if (auto text = expect(1, 1); !text.empty())
                    return text;
                return in(0) == out() ? "" : "hold keeps the type";
            case OpCode::wait:
                return expect(1, 0);
            case OpCode::drop:
                return expect(0, 0);
            case OpCode::foreign:
                return has_attr<std::string>("callee") ? "" : "attribute callee is missing";
            default:
                return {};
        }
    }
    std::string constant() const {
        if (auto text = expect(0, 1); !text.empty())
            return text;
        bool fits = false;
        if (out().is(TypeKind::None))
            fits = true;
        else if (out().is(TypeKind::Str))
            fits = has_attr<std::string>("value");
        else if (out().is_scalar() && out().dtype() == DType::Bool)
            fits = has_attr<bool>("value");
        else if (out().is_scalar() && arrays::is_integer(out().dtype()))
            fits = has_attr<std::int64_t>("value");
        else if (out().is_scalar())
            fits = has_attr<double>("value") &&
                   (!arrays::is_complex(out().dtype()) || has_attr<double>("imag"));
        return fits ? "" : "the value does not fit the type";
    }
    std::string make_tuple() const {
        if (op_.results.size() != 1 || !out().is_sequence())
            return "the result must be a tuple or list";
        std::vector<Type> types;
        for (std::size_t i = 0; i < arity(); ++i) types.push_back(in(i));
        return types == out().elements() ? "" : "the elements' types differ from the tuple's";
    }

    // docs/architecture.md, plan form 2.
    std::string fused() const {
        if (!has_attr<std::int64_t>("num_inputs") || !has_attr<std::int64_t>("ndim") ||
            !op_.attrs.count("roles") || !op_.attrs.count("axes") || op_.regions.size() != 1)
            return "attributes num_inputs, ndim, axes, roles and one region are needed";
        auto inputs = static_cast<std::size_t>(attr<std::int64_t>(op_, "num_inputs"));
        auto ndim = static_cast<int>(attr<std::int64_t>(op_, "ndim"));
        auto& axes = attr<std::vector<std::int64_t>>(op_, "axes");
        const Region& body = g_.region(op_.regions[0]);
        if (inputs > arity() || body.args.size() != inputs)
            return "the region has one argument for each input";
        if (!valid_axes(axes, ndim))
            return "axes must be ascending and within ndim";
        bool any_array = false;
        for (std::size_t i = 0; i < arity(); ++i) {
            any_array |= in(i).is_array();
            if (!is_number(in(i)) || (in(i).is_array() && in(i).ndim() > ndim))
                return "an input of another kind or more dimensions";
            if (i < inputs && !(g_.type(body.args[i]) == Type::scalar(in(i).dtype())))
                return "the region's arguments are scalars of the inputs' dtypes";
        }
        if (!any_array)
            return "there must be an array among inputs and targets";
        for (OpId o : body.ops)
            if (kind(g_.op(o).code) != Kind::Elem && g_.op(o).code != OpCode::constant &&
                g_.op(o).code != OpCode::yield)
                return "the region holds Elem ops and constants only";
        return roles(inputs, ndim, static_cast<int>(axes.size()), body);
    }
    std::string roles(std::size_t target, int ndim, int folded, const Region& body) const {
        auto& roles = attr<std::vector<std::string>>(op_, "roles");
        if (body.ops.empty() || g_.op(body.ops.back()).operands.size() != roles.size() ||
            roles.empty())
            return "the region yields one value for each role";
        std::size_t result = 0;
        for (std::size_t i = 0; i < roles.size(); ++i) {
            DType t = g_.type(g_.op(body.ops.back()).operands[i]).dtype();
            if (roles[i] == "store") {
                if (target == arity() || in(target).ndim() != ndim || !in(target).is_array() ||
                    in(target).dtype() != t)
                    return "a store needs a target of the value's dtype and ndim dimensions";
                ++target;
                continue;
            }
            auto code = ops::find_by_name(roles[i]);
            bool reduces = code && kind(*code) == Kind::Reduce;
            if (!reduces && roles[i] != "fresh")
                return fmt::format("there is no role '{}'", roles[i]);
            if (result == op_.results.size() ||
                !(g_.type(op_.results[result]) == Type::array(t, reduces ? ndim - folded : ndim)))
                return fmt::format("result {} does not fit its role", result);
            ++result;
        }
        if (target != arity() || result != op_.results.size())
            return "roles, targets and results differ in number";
        return {};
    }

    const Graph& g_;
    const Op& op_;
};

}  // namespace

int num_operands(OpCode code) {
    if (kind(code) == Kind::Reduce)
        return 1;
    std::string_view params = ops::info(code).params;
    return params.empty() ? 0 : 1 + static_cast<int>(std::count(params.begin(), params.end(), ' '));
}

std::string check_op(const Graph& g, OpId o) { return Rules(g, g.op(o)).check(); }

}  // namespace phylanx::ir
