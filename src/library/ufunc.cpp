// Inner loops of ufuncs, those of NumPy's C code and of other modules (scipy.special): called without the GIL over
// all elements, or over all matrices of a stack where the loop has a core signature such as "(m,n)->(m,p),(p),(p,n)".
// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>
#include <utility>

#include "library/routines.h"
#include "library/strided.h"

namespace phylanx::library {
namespace {

constexpr int kMaxOperands = 8;      // as many as a task states accesses of
constexpr double kElementNs = 15;  // special functions and transforms
constexpr double kMatrixNs = 1;    // an element times the rows of its matrix

/// Names of core dimensions for each operand and result, as numbers in the order of their first appearance.
struct Signature {
    std::vector<std::vector<int>> cores;
    int num_names = 0;
};

Signature parse_signature(const std::string& text, int count) {
    Signature s;
    s.cores.resize(static_cast<std::size_t>(count));
    std::vector<std::string> names;
    int operand = -1;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++operand;
        if (!std::isalnum(static_cast<unsigned char>(text[i])) && text[i] != '_') continue;
        const std::size_t end = text.find_first_of(",)", i);
        const std::string name = text.substr(i, end - i);
        i = end - 1;
        auto found = std::find(names.begin(), names.end(), name);
        s.cores.at(static_cast<std::size_t>(operand)).push_back(static_cast<int>(found - names.begin()));
        if (found == names.end()) names.push_back(name);
    }
    s.num_names = static_cast<int>(names.size());
    return s;
}

/// A signalling NaN, which no arithmetic gives. Loops over matrices give up where they get no memory, and tell Python
/// alone, which is out of a worker's reach: a result that still begins with the mark was not computed.
class Mark {
   public:
    Mark(char* at, DType result) : at_(at), bytes_(arrays::item_size(arrays::real_of(result))) {
        std::memcpy(at_, pattern(), bytes_);
    }
    bool is_there() const { return std::memcmp(at_, pattern(), bytes_) == 0; }

   private:
    const void* pattern() const {
        static constexpr std::uint32_t kSingle = 0xFFA55A5A;
        static constexpr std::uint64_t kDouble = 0xFFF45A5AA5A55A5A;
        return bytes_ == sizeof kSingle ? static_cast<const void*>(&kSingle) : &kDouble;
    }
    char* at_;
    std::size_t bytes_;
};

/// All operands over the same stack: what the loop is called with, again and again.
struct Work {
    launch::UfuncLoop loop;
    int count = 0;                         // of operands and results
    Array arrays[kMaxOperands];            // broadcast: stack dimensions, then core dimensions
    int stack_ndim = 0;
    std::vector<std::intptr_t> dimensions; // of one call: the stack's last extent, then those of core dimensions
    std::vector<std::intptr_t> steps;      // over the stack's last dimension, then over core dimensions
    Array original;                        // what the loop changes a copy of, arrays[0]; else of no dimensions and data
    std::string failure;                   // where not empty, an invalid value means this LinAlgError
    support::Span span;
    int marked = -1;                       // a result whose first element gets the mark

    /// Calls the loop for the stack's rows [begin, end) of its first dimension.
    void run(int64_t begin, int64_t end) const {
        std::optional<launch::FpStatus> cleared;
        if (!failure.empty()) cleared.emplace();
        char* data[kMaxOperands];
        for (int k = 0; k < count; ++k)
            data[k] = arrays[k].data + (stack_ndim ? begin * arrays[k].strides[0] : 0);
        if (original.data) copy_elements(arrays[0], original);
        std::vector<std::intptr_t> sizes = dimensions;
        std::optional<Mark> mark;
        if (marked >= 0) mark.emplace(data[marked], arrays[marked].dtype);
        nest(data, 0, stack_ndim ? end - begin : 1, sizes.data());
        if (mark && mark->is_there())
            support::user_error(ErrorClass::Memory, span, "no memory for the work of a routine");
        if (failure.empty()) return;
        const int raised = launch::FpStatus::raised();
        cleared.emplace();
        if (raised & FE_INVALID) support::user_error(ErrorClass::LinAlg, span, "{}", failure);
    }

   private:
    void nest(char** data, int dim, int64_t extent, std::intptr_t* sizes) const {
        if (dim + 1 >= stack_ndim) {
            sizes[0] = extent;
            return loop.fn(data, sizes, steps.data(), loop.data);
        }
        for (int64_t i = 0; i < extent; ++i) {
            char* row[kMaxOperands];
            for (int k = 0; k < count; ++k) row[k] = data[k] + i * arrays[k].strides[dim];
            nest(row, dim + 1, arrays[0].shape[dim + 1], sizes);
        }
    }
};

/// Dimensions of the stack that can be walked as one, or have one element, are gone afterwards; those of the cores
/// follow the first `stack_ndim` that are left.
void merge_stack(Work& w) {
    int kept = 0;
    for (int d = 0; d < w.stack_ndim; ++d) {
        if (w.arrays[0].shape[d] == 1 && w.stack_ndim > 1) continue;
        const bool follows = kept > 0 && [&] {
            for (int k = 0; k < w.count; ++k) {
                const Array& a = w.arrays[k];
                if (a.strides[kept - 1] != a.strides[d] * a.shape[d]) return false;
            }
            return true;
        }();
        for (int k = 0; k < w.count; ++k) {
            Array& a = w.arrays[k];
            const int64_t extent = a.shape[d] * (follows ? a.shape[kept - 1] : 1);
            const int to = follows ? kept - 1 : kept;
            a.strides[to] = a.strides[d];
            a.shape[to] = extent;
        }
        kept += !follows;
    }
    const int gone = w.stack_ndim - kept;
    for (int k = 0; k < w.count; ++k) {
        Array& a = w.arrays[k];
        std::copy(a.shape + w.stack_ndim, a.shape + a.ndim, a.shape + kept);
        std::copy(a.strides + w.stack_ndim, a.strides + a.ndim, a.strides + kept);
        a.ndim -= gone;
    }
    w.stack_ndim = kept;
}

Array moved_last(Array a, int axis) {
    std::rotate(a.shape + axis, a.shape + axis + 1, a.shape + a.ndim);
    std::rotate(a.strides + axis, a.strides + axis + 1, a.strides + a.ndim);
    return a;
}

class Ufunc {
   public:
    explicit Ufunc(const Call& call)
        : call_(call),
          changes_(call.info.op.attrs.contains("changes")),
          num_results_(static_cast<int>(call.info.results.size()) - changes_),
          work_(std::make_shared<Work>()) {
        for (const ir::Type& t : call.info.operands) num_inputs_ += t.is_array();
        work_->count = num_inputs_ + num_results_;
        support::internal_check(work_->count <= kMaxOperands, "a ufunc of {} operands", work_->count);
        core_ = ir::attr_or<std::string>(call.info.op, "core", "");
        signature_ = parse_signature(core_, work_->count);
        for (int k = 0; k < num_inputs_; ++k) inputs_[k] = call.array(k);
        axis_ = static_cast<int>(ir::attr_or<int64_t>(call.info.op, "axis", -1));
        if (axis_ >= 0) inputs_[0] = moved_last(inputs_[0], axis_);
        work_->failure = ir::attr_or<std::string>(call.info.op, "error", "");
        work_->span = call.info.op.span;
        const auto& where = ir::attr<std::string>(call.info.op, "loop");
        work_->loop = launch::find_ufunc_loop(where);
        if (!work_->loop.fn) call.error(ErrorClass::Runtime, "there is no ufunc '{}' any more", where);
    }

    void run() {
        bind_core();
        bind_stack();
        for (int k = 0; k < num_results_; ++k) allocate(k);
        if (changes_) work_->original = std::exchange(work_->arrays[0], call_.allocate(shape_of(inputs_[0]), 0));
        int64_t members = 1;
        for (int64_t n : stack_) members *= n;
        if (members != 0) call_loop(members);
    }

   private:
    const std::vector<int>& core(int k) const { return signature_.cores[static_cast<std::size_t>(k)]; }

    void bind_core() {
        extents_.assign(static_cast<std::size_t>(signature_.num_names), -1);
        for (int k = 0; k < num_inputs_; ++k) {
            const Array& a = inputs_[k];
            const auto& names = core(k);
            const int first = a.ndim - static_cast<int>(names.size());
            for (std::size_t i = 0; i < names.size(); ++i) {
                int64_t& known = extents_[static_cast<std::size_t>(names[i])];
                const int64_t extent = a.shape[first + static_cast<int>(i)];
                if (known >= 0 && known != extent)
                    call_.error(ErrorClass::Value,
                                "{}: Input operand {} has a mismatch in its core dimension {}, with gufunc "
                                "signature {} (size {} is different from {})",
                                ir::attr_or<std::string>(call_.info.op, "told_as", ""), k, i, core_, extent, known);
                known = extent;
            }
        }
        int next = num_inputs_;  // extents of what only results have
        for (int64_t& extent : extents_)
            if (extent < 0) extent = call_.integer(next++);
    }

    void bind_stack() {
        for (int k = 0; k < num_inputs_; ++k) {
            const Array& a = inputs_[k];
            const auto ndim = static_cast<std::size_t>(a.ndim) - core(k).size();
            if (stack_.size() < ndim) stack_.insert(stack_.begin(), ndim - stack_.size(), 1);
            for (std::size_t d = 0; d < ndim; ++d) {
                int64_t& extent = stack_[stack_.size() - ndim + d];
                if (a.shape[d] != extent && extent != 1 && a.shape[d] != 1) no_broadcast();
                if (extent == 1) extent = a.shape[d];
            }
        }
        for (int k = 0; k < num_inputs_; ++k) {
            const Array& a = inputs_[k];
            std::vector<int64_t> shape = stack_;
            shape.insert(shape.end(), a.shape + a.ndim - std::ssize(core(k)), a.shape + a.ndim);
            work_->arrays[k] = *broadcast_view(a, shape);
        }
        work_->stack_ndim = static_cast<int>(stack_.size());
    }

    [[noreturn]] void no_broadcast() const {
        std::string shapes;
        for (int k = 0; k < num_inputs_; ++k) shapes += shape_text(shape_of(inputs_[k])) + " ";
        call_.error(ErrorClass::Value, "operands could not be broadcast together with shapes {}", shapes);
    }

    void allocate(int k) {
        std::vector<int64_t> shape = stack_;
        for (int name : core(num_inputs_ + k)) shape.push_back(extents_[static_cast<std::size_t>(name)]);
        Array& result = work_->arrays[num_inputs_ + k];
        if (axis_ < 0) {
            result = call_.allocate(shape, k + changes_);
            return;
        }
        std::rotate(shape.begin() + axis_, shape.end() - 1, shape.end());
        result = moved_last(call_.allocate(shape, k), axis_);
    }

    void call_loop(int64_t members) {
        Work& w = *work_;
        AccessList all;
        for (int k = 0; k < w.count; ++k)
            k < num_inputs_ && !(changes_ && k == 0) ? all.read(w.arrays[k]) : all.write(w.arrays[k]);
        if (changes_) all.read(w.original);
        const Core core_size = measure();
        merge_stack(w);
        w.dimensions.push_back(0);
        w.dimensions.insert(w.dimensions.end(), extents_.begin(), extents_.end());
        for (int k = 0; k < w.count; ++k)
            w.steps.push_back(w.stack_ndim ? w.arrays[k].strides[w.stack_ndim - 1] : 0);
        w.steps.insert(w.steps.end(), core_size.steps.begin(), core_size.steps.end());
        const int64_t rows = w.stack_ndim ? w.arrays[0].shape[0] : 1;
        const double row_members = static_cast<double>(members / rows);
        // One task for matrices: LAPACK behind their loops has threads of its own. Columns interleave in memory, so that
        // tasks for some of them would wait for each other.
        const Chunks chunks = core_size.is_matrix || axis_ == 0
                                  ? Chunks{rows, rows, 1}
                                  : runtime::split(rows, core_size.bytes * row_members, core_size.ns * row_members);
        const auto touches = [&](int64_t begin, int64_t end, AccessList& list) {
            list = chunks.count == 1 ? all : rows_of(w, begin, end);
        };
        const bool has_elements = std::find(extents_.begin(), extents_.end(), 0) == extents_.end();
        if (!core_.empty() && has_elements && arrays::is_inexact(w.arrays[num_inputs_].dtype)) w.marked = num_inputs_;
        const double ns = core_size.ns * static_cast<double>(members);
        if (w.loop.may_raise && (choose_way(call_, chunks, ns, touches) == Way::Now || launch::ufunc_hooks().raises()))
            return call_here(all, rows);
        const auto loop = [work = work_](int64_t begin, int64_t end) { work->run(begin, end); };
        if (w.failure.empty()) return run_chunks(call_, chunks, ns, touches, watched(call_, loop));
        run_chunks(call_, chunks, ns, touches, loop);
    }

    /// On this thread, as its exceptions are Python's.
    void call_here(const AccessList& all, int64_t rows) {
        if (!call_.wait(all)) return;
        watched(call_, [work = work_](int64_t begin, int64_t end) { work->run(begin, end); })(int64_t{0}, rows);
        if (launch::ufunc_hooks().has_raised()) call_.error(ErrorClass::Foreign, "");
    }

    /// Of one member of the stack.
    struct Core {
        std::vector<std::intptr_t> steps;
        double bytes = 0, ns = 0;
        bool is_matrix = false;
    };
    Core measure() const {
        Core core_size;
        double longest = 1, elements = 0;
        for (int k = 0; k < work_->count; ++k) {
            const Array& a = work_->arrays[k];
            double size = 1;
            for (int d = static_cast<int>(stack_.size()); d < a.ndim; ++d) {
                core_size.steps.push_back(a.strides[d]);
                size *= static_cast<double>(a.shape[d]);
                longest = std::max(longest, static_cast<double>(a.shape[d]));
            }
            core_size.is_matrix |= core(k).size() > 1;
            elements += size;
            core_size.bytes += size * static_cast<double>(a.item);
        }
        core_size.ns = core_size.is_matrix ? kMatrixNs * elements * longest : kElementNs * (core_.empty() ? 1 : elements);
        return core_size;
    }

    AccessList rows_of(const Work& w, int64_t begin, int64_t end) const {
        AccessList list;
        for (int k = 0; k < w.count; ++k) {
            const Array a = rows(w.arrays[k], begin, end);
            k < num_inputs_ ? list.read(a) : list.write(a);
        }
        return list;
    }

    const Call& call_;
    const bool changes_;  // its first operand: the first result is a copy of it, changed
    int num_inputs_ = 0, num_results_, axis_ = -1;
    Array inputs_[kMaxOperands];
    std::string core_;
    Signature signature_;
    std::vector<int64_t> extents_, stack_;
    std::shared_ptr<Work> work_;
};

}  // namespace

void ufunc(const Call& call) { Ufunc(call).run(); }

}  // namespace phylanx::library
