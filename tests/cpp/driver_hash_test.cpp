// SHA-256 against the examples of FIPS 180-4.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "driver/hash.h"

namespace phylanx::driver {
namespace {

TEST(Sha256, agrees_with_the_standard) {
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(to_hex(sha256(std::string(1000000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, does_not_depend_on_the_pieces) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += static_cast<char>('a' + i % 26);
    for (std::size_t piece : {1, 7, 63, 64, 65, 128}) {
        Sha256 hash;
        for (std::size_t at = 0; at < text.size(); at += piece)
            hash.update(std::string_view(text).substr(at, piece));
        EXPECT_EQ(hash.finish(), sha256(text)) << piece;
    }
}

TEST(Sha256, fields_keep_their_borders) {
    Sha256 a, b;
    a.field("ab"), a.field("c");
    b.field("a"), b.field("bc");
    EXPECT_NE(a.finish(), b.finish());
}

}  // namespace
}  // namespace phylanx::driver
