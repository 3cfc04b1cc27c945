// One argument list on its way into a program: its signature as a short key, and its values as
// cells.
// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "bindings/lending.h"
#include "bindings/small_vector.h"
#include "driver/compile.h"
#include "launch/abi.h"

namespace phylanx::bindings {

/// How much of the arguments' types a specialization is made for (trap: specializations explode).
enum class Detail : std::uint8_t {
    Full,
    NoSequences,  // tuples, lists and texts are Python objects
    Objects,      // everything is a Python object
};

/// Made on the stack of a call, which keeps the Python objects alive.
class Arguments {
   public:
    Arguments() = default;
    ~Arguments();
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    /// Takes the next parameter's value. `is_static`: the specialization depends on the value too.
    void add(PyObject* o, bool is_static, Detail detail);
    /// Forgets all arguments; not after lend.
    void clear();

    /// Equal for arguments that can be served by one specialization.
    std::string_view key() const { return {key_.data(), key_.size()}; }
    /// What the key says.
    driver::Signature signature() const;

    /// Gives each array a buffer (one to those that overlap). False with a Python exception.
    bool lend();
    /// Makes sure that no buffer is held any longer.
    void give_back();

    const launch::Cell* cells() const { return cells_.data(); }
    bool has_read_only() const { return has_read_only_; }
    /// Whether an array of that parameter is not writeable.
    bool is_read_only(int parameter) const;
    /// The array at that leaf; borrowed.
    PyObject* array_at(int leaf) const;
    /// The value of that parameter; borrowed.
    PyObject* value_of(int parameter) const { return values_[static_cast<std::size_t>(parameter)]; }
    /// Any argument that is an ndarray of exactly this place, shape and dtype; borrowed, or null.
    PyObject* same_array(const launch::ArrayDesc& desc, DType dtype, int ndim) const;
    /// The buffer lent for memory that holds this extent, or null.
    arrays::Buffer* buffer_over(Extent extent) const;

   private:
    struct Array {
        PyArrayObject* array;
        launch::ArrayDesc* desc;
        int parameter;
        int leaf;
        char* lo;
        char* hi;
    };

    void add_value(PyObject* o, Detail detail, int depth);
    void add_array(PyArrayObject* array);
    void add_object(PyObject* o);
    bool add_int(PyObject* o);
    bool add_sequence(PyObject* o, Detail detail, int depth);
    void add_static(PyObject* o);
    void add_static_array(PyArrayObject* array);
    bool add_static_ints(PyObject* o);
    bool add_text(PyObject* o);
    void code(char c) { key_.push_back(c); }
    template <class T>
    void raw(const T& value) {
        key_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    launch::Cell& new_cell();
    launch::ArrayDesc* new_desc(int ndim);
    bool lend_together(std::size_t first, std::size_t last, char* lo, char* hi);

    SmallVector<char, 96> key_;
    SmallVector<launch::Cell, 12> cells_;
    SmallVector<Array, 8> arrays_;
    SmallVector<PyObject*, 12> values_;  // one a parameter; borrowed
    SmallVector<arrays::Buffer*, 8> buffers_;
    bool has_read_only_ = false;
    std::size_t room_used_ = 0;
    alignas(16) std::byte room_[640];
    std::vector<std::unique_ptr<std::byte[]>> more_room_;
};

/// Reads a key of Arguments.
driver::Signature signature_from_key(std::string_view key);

}  // namespace phylanx::bindings
