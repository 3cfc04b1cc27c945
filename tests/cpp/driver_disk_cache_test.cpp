// The disk cache: what it gives back, and that it trusts nothing that is damaged or not ours.
// SPDX-License-Identifier: BSL-1.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "driver/disk_cache.h"

namespace phylanx::driver {
namespace {

namespace fs = std::filesystem;

class DiskCacheTest : public testing::Test {
   protected:
    DiskCacheTest() {
        char name[] = "/tmp/phylanx-cache-test-XXXXXX";
        root_ = ::mkdtemp(name);
    }
    ~DiskCacheTest() override { fs::remove_all(root_); }

    DiskCache cache(std::uint64_t limit = 1 << 20) const { return {root_ / "a" / "cache", limit}; }
    fs::path entry(const Digest& key) const { return root_ / "a" / "cache" / (to_hex(key) + ".phx"); }
    static std::string read(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static void write(const fs::path& path, const std::string& bytes) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    }

    fs::path root_;
    const Digest key_ = sha256("key");
    const std::string payload_ = std::string("program\0with zeros", 18);
};

TEST_F(DiskCacheTest, gives_back_what_was_stored) {
    EXPECT_FALSE(cache().load(key_));
    cache().store(key_, payload_);
    EXPECT_EQ(cache().load(key_), payload_);
    cache().store(key_, "other");
    EXPECT_EQ(cache().load(key_), "other");
    EXPECT_FALSE(cache().load(sha256("another key")));
}

TEST_F(DiskCacheTest, belongs_to_the_owner_alone) {
    cache().store(key_, payload_);
    struct stat s;
    ASSERT_EQ(::stat(cache().folder().c_str(), &s), 0);
    EXPECT_EQ(s.st_mode & 0777, 0700u);
    ASSERT_EQ(::stat(entry(key_).c_str(), &s), 0);
    EXPECT_EQ(s.st_mode & 0777, 0600u);
}

TEST_F(DiskCacheTest, ignores_every_truncation_and_every_flipped_byte) {
    cache().store(key_, payload_);
    const std::string good = read(entry(key_));
    for (std::size_t n = 0; n < good.size(); ++n) {
        write(entry(key_), good.substr(0, n));
        EXPECT_FALSE(cache().load(key_)) << "length " << n;
        std::string flipped = good;
        flipped[n] = static_cast<char>(flipped[n] ^ 1);
        write(entry(key_), flipped);
        EXPECT_FALSE(cache().load(key_)) << "byte " << n;
    }
    write(entry(key_), good + "x");
    EXPECT_FALSE(cache().load(key_));
    write(entry(key_), "\x80\x04\x95 a pickle, say");
    EXPECT_FALSE(cache().load(key_));
    cache().store(key_, payload_);
    EXPECT_EQ(cache().load(key_), payload_);
}

TEST_F(DiskCacheTest, an_entry_under_another_name_is_none) {
    cache().store(key_, payload_);
    fs::rename(entry(key_), entry(sha256("b")));
    EXPECT_FALSE(cache().load(sha256("b")));
}

TEST_F(DiskCacheTest, ignores_what_others_can_write) {
    cache().store(key_, payload_);
    ASSERT_EQ(::chmod(entry(key_).c_str(), 0666), 0);
    EXPECT_FALSE(cache().load(key_));
    ASSERT_EQ(::chmod(entry(key_).c_str(), 0600), 0);
    EXPECT_TRUE(cache().load(key_));
    ASSERT_EQ(::chmod(cache().folder().c_str(), 0777), 0);
    EXPECT_FALSE(cache().load(key_));
    ASSERT_EQ(::chmod(cache().folder().c_str(), 0700), 0);
    EXPECT_TRUE(cache().load(key_));
}

TEST_F(DiskCacheTest, ignores_links_and_folders) {
    cache().store(key_, payload_);
    fs::rename(entry(key_), root_ / "elsewhere");
    fs::create_symlink(root_ / "elsewhere", entry(key_));
    EXPECT_FALSE(cache().load(key_));
    fs::remove(entry(key_));
    fs::create_directory(entry(key_));
    EXPECT_FALSE(cache().load(key_));
}

TEST_F(DiskCacheTest, works_without_a_folder) {
    const DiskCache none({}, 100);
    none.store(key_, payload_);
    EXPECT_FALSE(none.load(key_));
    write(root_ / "file", "");
    const DiskCache in_file(root_ / "file" / "cache", 100);
    in_file.store(key_, payload_);
    EXPECT_FALSE(in_file.load(key_));
}

TEST_F(DiskCacheTest, drops_what_was_used_longest_ago) {
    const std::string large(1000, 'x');
    for (int i = 0; i < 8; ++i) {
        const Digest key = sha256(std::to_string(i));
        cache(1 << 20).store(key, large);
        const auto age = std::chrono::seconds(100 - i);
        fs::last_write_time(entry(key), fs::file_time_type::clock::now() - age);
    }
    EXPECT_TRUE(cache().load(sha256("0")));  // used now
    cache(4 * 1100).store(key_, large);
    EXPECT_TRUE(cache().load(key_));
    EXPECT_TRUE(cache().load(sha256("0")));
    EXPECT_FALSE(cache().load(sha256("1")));
    std::uint64_t total = 0;
    for (const auto& e : fs::directory_iterator(cache().folder())) total += e.file_size();
    EXPECT_LE(total, 4u * 1100);
}

TEST_F(DiskCacheTest, many_writers_leave_a_whole_entry) {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                cache().store(key_, std::string(2000, static_cast<char>('a' + t)));
                const auto found = cache().load(key_);
                ASSERT_TRUE(found);
                EXPECT_EQ(*found, std::string(2000, (*found)[0]));
            }
        });
    threads.clear();
    for (const auto& e : fs::directory_iterator(cache().folder()))
        EXPECT_EQ(e.path().extension(), ".phx");
}

TEST(CacheFolder, follows_option_and_environment) {
    EXPECT_EQ(cache_folder("/chosen"), fs::path("/chosen"));
    ::setenv("XDG_CACHE_HOME", "/xdg", 1);
    EXPECT_EQ(cache_folder(""), fs::path("/xdg/phylanx"));
    ::unsetenv("XDG_CACHE_HOME");
    ::setenv("HOME", "/home/someone", 1);
    EXPECT_EQ(cache_folder(""), fs::path("/home/someone/.cache/phylanx"));
}

}  // namespace
}  // namespace phylanx::driver
