// A plain interpreter of graphs on doubles, to compare what graphs compute before and after passes.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <numeric>
#include <optional>

#include "ir/graph.h"
#include "passes_values.h"

namespace phylanx::test {

using ir::OpCode;
using ir::ValueId;

class Interpreter {
   public:
    explicit Interpreter(const ir::Graph& g) : g_(g), values_(g.num_values()) {}

    /// The returned value; throws Raised. Array arguments are written in place.
    Val run(const std::vector<Val>& args) {
        const auto& params = g_.region(g_.body).args;
        for (std::size_t i = 0; i < params.size(); ++i) values_[params[i]] = args[i];
        region(g_.body);
        return returned_;
    }

   private:
    enum class Exit { Yield, Break, Continue, Return };

    Val& in(const ir::Op& op, std::size_t i) { return values_[op.operands[i]]; }
    std::int64_t whole(const ir::Op& op, std::size_t i) {
        return static_cast<std::int64_t>(in(op, i).number);
    }

    std::vector<Val> operands(const ir::Op& op, std::size_t first = 0) {
        std::vector<Val> out;
        for (std::size_t i = first; i < op.operands.size(); ++i) out.push_back(in(op, i));
        return out;
    }
    void set(const std::vector<ValueId>& to, const std::vector<Val>& from, std::size_t first = 0) {
        for (std::size_t i = 0; i < from.size(); ++i) values_[to[first + i]] = from[i];
    }

    // Runs to the terminator; what it carries is in carried_.
    Exit region(ir::RegionId r) {
        for (ir::OpId o : g_.region(r).ops) {
            const ir::Op& op = g_.op(o);
            switch (op.code) {
                case OpCode::yield:
                case OpCode::condition:
                    carried_ = operands(op);
                    return Exit::Yield;
                case OpCode::break_:
                    carried_ = operands(op);
                    return Exit::Break;
                case OpCode::continue_:
                    carried_ = operands(op);
                    return Exit::Continue;
                case OpCode::return_:
                    returned_ = in(op, 0);
                    return Exit::Return;
                case OpCode::if_: {
                    Exit e = region(op.regions[in(op, 0).number != 0 ? 0 : 1]);
                    if (e != Exit::Yield)
                        return e;
                    set(op.results, carried_);
                    break;
                }
                case OpCode::for_:
                    if (for_loop(op) == Exit::Return)
                        return Exit::Return;
                    break;
                case OpCode::while_:
                    if (while_loop(op) == Exit::Return)
                        return Exit::Return;
                    break;
                default:
                    straight(op);
            }
        }
        throw std::logic_error("no terminator");
    }

    Exit for_loop(const ir::Op& op) {
        auto carried = operands(op, 3);
        for (std::int64_t i = whole(op, 0), stop = whole(op, 1), step = whole(op, 2); i < stop;
             i += step) {
            const auto& args = g_.region(op.regions[0]).args;
            values_[args[0]].number = static_cast<double>(i);
            set(args, carried, 1);
            Exit e = region(op.regions[0]);
            if (e == Exit::Return)
                return e;
            carried = carried_;
            if (e == Exit::Break)
                break;
        }
        set(op.results, carried);
        return Exit::Yield;
    }
    Exit while_loop(const ir::Op& op) {
        auto carried = operands(op);
        while (true) {
            set(g_.region(op.regions[0]).args, carried);
            region(op.regions[0]);
            if (carried_[0].number == 0)
                break;
            set(g_.region(op.regions[1]).args, carried);
            Exit e = region(op.regions[1]);
            if (e == Exit::Return)
                return e;
            carried = carried_;
            if (e == Exit::Break)
                break;
        }
        set(op.results, carried);
        return Exit::Yield;
    }

    void straight(const ir::Op& op) {
        if (op.code == OpCode::fused)
            return fused(op);
        if (ir::kind(op.code) == ops::Kind::Elem) {
            values_[op.results[0]] = elem(op);
        } else if (ir::kind(op.code) == ops::Kind::Reduce) {
            std::vector<std::int64_t> all(in(op, 0).shape.size());
            std::iota(all.begin(), all.end(), 0);
            Fold fold(op.code, in(op, 0).shape, ir::attr_or(op, "axes", all));
            each_index(in(op, 0).shape, [&](const Extents& i) { fold.add(i, in(op, 0).at(i)); });
            values_[op.results[0]] = fold.result;
        } else {
            other(op);
        }
    }

    void other(const ir::Op& op) {
        switch (op.code) {
            case OpCode::constant:
                values_[op.results[0]].number = constant(op);
                break;
            case OpCode::undef:
                values_[op.results[0]] = {};
                if (g_.type(op.results[0]).is_array())
                    values_[op.results[0]] = new_array(
                        Extents(static_cast<std::size_t>(g_.type(op.results[0]).ndim()), 0));
                break;
            case OpCode::make_tuple: {
                Val tuple;
                tuple.elements = operands(op);
                values_[op.results[0]] = tuple;
                break;
            }
            case OpCode::tuple_get:
                values_[op.results[0]] =
                    in(op, 0)
                        .elements[static_cast<std::size_t>(ir::attr<std::int64_t>(op, "index"))];
                break;
            case OpCode::check:
                if (in(op, 0).number == 0)
                    throw Raised("AssertionError");
                break;
            case OpCode::shape:
                values_[op.results[0]].number = static_cast<double>(
                    in(op, 0).shape[static_cast<std::size_t>(ir::attr<std::int64_t>(op, "dim"))]);
                break;
            case OpCode::item:
                values_[op.results[0]].number = in(op, 0).at({});
                break;
            case OpCode::load:
                values_[op.results[0]].number = element(op, 1);
                break;
            case OpCode::store:
                element(op, 2) = in(op, 1).number;
                break;
            case OpCode::assign:
                assign(in(op, 0), in(op, 1));
                break;
            case OpCode::slice:
                values_[op.results[0]] = slice(op);
                break;
            case OpCode::transpose:
                values_[op.results[0]] = transpose(op);
                break;
            case OpCode::copy: {
                Val made = new_array(in(op, 0).shape);
                assign(made, in(op, 0));
                values_[op.results[0]] = made;
                break;
            }
            default:
                throw std::logic_error("the interpreter does not know " +
                                       std::string(ops::info(op.code).name));
        }
    }

    static double constant(const ir::Op& op) {
        if (!op.attrs.count("value"))
            return 0;
        const ir::Attr& a = op.attrs.at("value");
        if (auto* b = std::get_if<bool>(&a))
            return *b;
        if (auto* i = std::get_if<std::int64_t>(&a))
            return static_cast<double>(*i);
        return std::get<double>(a);
    }

    double& element(const ir::Op& op, std::size_t first) {
        Val& array = in(op, 0);
        Extents index;
        for (std::size_t i = first; i < op.operands.size(); ++i) {
            std::int64_t n = array.shape[i - first];
            std::int64_t at = whole(op, i) < 0 ? whole(op, i) + n : whole(op, i);
            if (at < 0 || at >= n)
                throw Raised("IndexError");
            index.push_back(at);
        }
        return array.at(index);
    }

    static void assign(const Val& dst, const Val& src) {
        Val from = stretch(src, dst.shape);
        std::vector<double> values;  // all are read before one is written
        each_index(dst.shape, [&](const Extents& i) {
            values.push_back(src.memory ? from.at(i) : src.number);
        });
        std::size_t k = 0;
        each_index(dst.shape, [&](const Extents& i) { dst.at(i) = values[k++]; });
    }

    Val slice(const ir::Op& op) {
        Val from = in(op, 0);
        Val out = from;
        out.shape.clear();
        out.strides.clear();
        std::size_t dim = 0, operand = 1;
        for (auto& part : ir::attr<std::vector<std::string>>(op, "spec")) {
            if (part == "new") {
                out.shape.push_back(1);
                out.strides.push_back(0);
                continue;
            }
            std::int64_t n = from.shape[dim], stride = from.strides[dim];
            ++dim;
            std::int64_t start = 0, stop = n;
            auto given = [&] {
                return static_cast<std::int64_t>(values_[op.operands[operand++]].number);
            };
            auto wrapped = [&] {
                auto i = given();
                return std::clamp<std::int64_t>(i < 0 ? i + n : i, 0, n);
            };
            if (part == "int") {
                std::int64_t i = given();
                if (i < 0)
                    i += n;
                if (i < 0 || i >= n)
                    throw Raised("IndexError");
                out.offset += i * stride;
                continue;
            }
            if (part != "full" && part[6] == 'v')
                start = wrapped();
            if (part != "full" && part[7] == 'v')
                stop = wrapped();
            out.offset += start * stride;
            out.shape.push_back(std::max<std::int64_t>(stop - start, 0));
            out.strides.push_back(stride);
        }
        for (; dim < from.shape.size(); ++dim) {
            out.shape.push_back(from.shape[dim]);
            out.strides.push_back(from.strides[dim]);
        }
        return out;
    }

    Val transpose(const ir::Op& op) {
        Val out = in(op, 0);
        auto& perm = ir::attr<std::vector<std::int64_t>>(op, "perm");
        for (std::size_t d = 0; d < perm.size(); ++d) {
            out.shape[d] = in(op, 0).shape[static_cast<std::size_t>(perm[d])];
            out.strides[d] = in(op, 0).strides[static_cast<std::size_t>(perm[d])];
        }
        return out;
    }

    static double compute(OpCode code, const std::vector<double>& x) {
        switch (code) {
            case OpCode::cast:
            case OpCode::pos:
                return x[0];
            case OpCode::neg:
                return -x[0];
            case OpCode::abs:
                return std::fabs(x[0]);
            case OpCode::exp:
                return std::exp(x[0]);
            case OpCode::sin:
                return std::sin(x[0]);
            case OpCode::square:
                return x[0] * x[0];
            case OpCode::add:
                return x[0] + x[1];
            case OpCode::sub:
                return x[0] - x[1];
            case OpCode::mul:
                return x[0] * x[1];
            case OpCode::truediv:
                return x[0] / x[1];
            case OpCode::pow:
                return x[1] == 2 ? x[0] * x[0] : std::pow(x[0], x[1]);
            case OpCode::maximum:
                return x[0] > x[1] || std::isnan(x[0]) ? x[0] : x[1];
            case OpCode::lt:
                return x[0] < x[1];
            case OpCode::select:
                return x[0] != 0 ? x[1] : x[2];
            default:
                throw std::logic_error("the interpreter does not know " +
                                       std::string(ops::info(code).name));
        }
    }

    Val elem(const ir::Op& op) {
        auto xs = operands(op);
        std::optional<Extents> shape;
        for (Val& x : xs)
            if (x.memory)
                shape = shape ? broadcast(*shape, x.shape) : x.shape;
        std::vector<double> numbers(xs.size());
        auto at = [&](const Extents& i) {
            for (std::size_t k = 0; k < xs.size(); ++k)
                numbers[k] = xs[k].memory ? xs[k].at(i) : xs[k].number;
            return compute(op.code, numbers);
        };
        Val out;
        if (!shape) {
            out.number = at({});
            return out;
        }
        for (Val& x : xs) x = stretch(x, *shape);
        out = new_array(*shape);
        each_index(*shape, [&](const Extents& i) { out.at(i) = at(i); });
        return out;
    }

    // A reduction that is fed element by element, in the order of the operand's indices.
    struct Fold {
        Fold(OpCode code, const Extents& shape, std::vector<std::int64_t> folded)
            : code(code), axes(std::move(folded)) {
            Extents kept;
            for (std::size_t d = 0; d < shape.size(); ++d) {
                if (std::count(axes.begin(), axes.end(), static_cast<std::int64_t>(d)) == 0)
                    kept.push_back(shape[d]);
                else if (shape[d] == 0 && code == OpCode::reduce_max)
                    throw Raised("ValueError");
            }
            result = new_array(kept);
            double first =
                code == OpCode::reduce_max ? -std::numeric_limits<double>::infinity() : 0;
            std::fill(result.memory->begin(), result.memory->end(), first);
        }
        void add(const Extents& index, double x) {
            Extents kept;
            for (std::size_t d = 0; d < index.size(); ++d)
                if (std::count(axes.begin(), axes.end(), static_cast<std::int64_t>(d)) == 0)
                    kept.push_back(index[d]);
            double& a = result.at(kept);
            a = code == OpCode::reduce_max ? (x > a || std::isnan(x) ? x : a) : a + x;
        }
        OpCode code;
        std::vector<std::int64_t> axes;
        Val result;
    };

    // Shapes are checked, then all inputs read, then targets written: what the launcher promises.
    void fused(const ir::Op& op) {
        auto inputs = static_cast<std::size_t>(ir::attr<std::int64_t>(op, "num_inputs"));
        auto& roles = ir::attr<std::vector<std::string>>(op, "roles");
        const ir::Region& body = g_.region(op.regions[0]);
        std::optional<Extents> shape;
        for (std::size_t i = inputs; i < op.operands.size(); ++i) {
            if (shape && *shape != in(op, i).shape)
                throw std::logic_error("targets of different shapes");
            shape = in(op, i).shape;
        }
        if (!shape)
            for (std::size_t i = 0; i < inputs; ++i)
                if (in(op, i).memory)
                    shape = shape ? broadcast(*shape, in(op, i).shape) : in(op, i).shape;
        std::vector<Val> xs;
        for (std::size_t i = 0; i < inputs; ++i) xs.push_back(stretch(in(op, i), *shape));
        std::vector<Val> outs;
        std::vector<std::optional<Fold>> folds(roles.size());
        for (std::size_t k = 0; k < roles.size(); ++k) {
            outs.push_back(new_array(*shape));
            if (roles[k] != "fresh" && roles[k] != "store")
                folds[k].emplace(*ops::find_by_name(roles[k]), *shape,
                                 ir::attr<std::vector<std::int64_t>>(op, "axes"));
        }
        each_index(*shape, [&](const Extents& i) {
            for (std::size_t k = 0; k < inputs; ++k)
                values_[body.args[k]].number = xs[k].memory ? xs[k].at(i) : xs[k].number;
            for (ir::OpId o : body.ops)
                if (g_.op(o).code != OpCode::yield)
                    straight(g_.op(o));
            for (std::size_t k = 0; k < roles.size(); ++k) {
                double v = in(g_.op(body.ops.back()), k).number;
                outs[k].at(i) = v;
                if (folds[k])
                    folds[k]->add(i, v);
            }
        });
        std::size_t result = 0, target = inputs;
        for (std::size_t k = 0; k < roles.size(); ++k) {
            if (roles[k] == "store")
                assign(in(op, target++), outs[k]);
            else
                values_[op.results[result++]] = folds[k] ? folds[k]->result : outs[k];
        }
    }

    const ir::Graph& g_;
    std::vector<Val> values_;
    std::vector<Val> carried_;
    Val returned_;
};

}  // namespace phylanx::test
