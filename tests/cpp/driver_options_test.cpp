// The option table: names, kinds of values, what changes code.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>

#include "driver/options.h"
#include "support/error.h"

namespace phylanx::driver {
namespace {

TEST(Options, take_values_of_their_kind) {
    Options o;
    set(o, "debug", Int(3));
    set(o, "fastmath", Bool(true));
    set(o, "granularity", Int(5));
    set(o, "disable", Text("fuse,simplify"));
    EXPECT_EQ(o.debug, 3);
    EXPECT_TRUE(o.fastmath);
    EXPECT_EQ(o.granularity, 5.0);
    EXPECT_EQ(split_list(o.disable), (std::vector<std::string>{"fuse", "simplify"}));
    EXPECT_EQ(std::get<Int>(get(o, "debug")), 3);
}

TEST(Options, refuse_what_does_not_fit) {
    Options o;
    EXPECT_THROW(set(o, "no_such_option", Int(1)), support::UserError);
    EXPECT_THROW(set(o, "debug", Text("much")), support::UserError);
    EXPECT_THROW(set(o, "executor", Int(1)), support::UserError);
    EXPECT_THROW(set_from_text(o, "threads", "two"), support::UserError);
}

TEST(Options, read_texts_as_the_environment_gives_them) {
    Options o;
    set_from_text(o, "verify", "yes");
    set_from_text(o, "cache", "0");
    set_from_text(o, "threads", "8");
    set_from_text(o, "granularity", "1.5");
    EXPECT_TRUE(o.verify);
    EXPECT_FALSE(o.cache);
    EXPECT_EQ(o.threads, 8);
    EXPECT_EQ(o.granularity, 1.5);
}

TEST(Options, code_key_holds_only_what_changes_code) {
    Options a, b;
    b.debug = 2;
    b.threads = 4;
    EXPECT_EQ(code_key(a), code_key(b));
    b.fastmath = true;
    EXPECT_NE(code_key(a), code_key(b));
}

TEST(Options, generation_tells_of_changes) {
    const auto before = options_generation();
    set_option("debug", Int(0));
    EXPECT_NE(options_generation(), before);
}

}  // namespace
}  // namespace phylanx::driver
