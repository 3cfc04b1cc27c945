// Compiled programs on disk: reading with distrust, writing atomically, staying within a size.
// SPDX-License-Identifier: BSL-1.0
#include "driver/disk_cache.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace phylanx::driver {
namespace fs = std::filesystem;
namespace {

constexpr char kMagic[8] = {'P', 'H', 'X', 'C', 'A', 'C', 'H', 'E'};
constexpr std::uint32_t kFormat = 1;
constexpr std::string_view kSuffix = ".phx";
constexpr std::string_view kTemporary = ".tmp";

struct Header {
    char magic[8];
    std::uint32_t format;
    std::uint32_t header_bytes;
    Digest key;
    std::uint64_t payload_bytes;
    Digest checksum;
};

class File {
   public:
    explicit File(int fd) : fd_(fd) {}
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    explicit operator bool() const { return fd_ >= 0; }
    int fd() const { return fd_; }

    bool read(void* to, std::size_t bytes) const {
        auto* p = static_cast<char*>(to);
        while (bytes > 0) {
            const ssize_t n = ::read(fd_, p, bytes);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            p += n;
            bytes -= static_cast<std::size_t>(n);
        }
        return true;
    }
    bool write(const void* from, std::size_t bytes) const {
        auto* p = static_cast<const char*>(from);
        while (bytes > 0) {
            const ssize_t n = ::write(fd_, p, bytes);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            p += n;
            bytes -= static_cast<std::size_t>(n);
        }
        return true;
    }

   private:
    int fd_;
};

/// Ours alone to write: owned by this user, not writable by group or others.
bool is_private(const struct stat& s) {
    return s.st_uid == ::geteuid() && (s.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

Header make_header(const Digest& key, std::string_view payload) {
    Header h{};
    std::memcpy(h.magic, kMagic, sizeof kMagic);
    h.format = kFormat;
    h.header_bytes = sizeof(Header);
    h.key = key;
    h.payload_bytes = payload.size();
    h.checksum = sha256(payload);
    return h;
}

}  // namespace

DiskCache::DiskCache(fs::path folder, std::uint64_t limit_bytes)
    : folder_(std::move(folder)), limit_bytes_(limit_bytes) {}

fs::path DiskCache::path_of(const Digest& key) const {
    return folder_ / (to_hex(key) + std::string(kSuffix));
}

bool DiskCache::folder_is_ours() const {
    if (folder_.empty()) return false;
    struct stat s;
    return ::stat(folder_.c_str(), &s) == 0 && S_ISDIR(s.st_mode) && is_private(s);
}

std::optional<std::string> DiskCache::load(const Digest& key) const {
    if (!folder_is_ours()) return std::nullopt;
    File file(::open(path_of(key).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat s;
    if (!file || ::fstat(file.fd(), &s) != 0 || !S_ISREG(s.st_mode) || !is_private(s))
        return std::nullopt;
    Header h;
    if (!file.read(&h, sizeof h) || std::memcmp(h.magic, kMagic, sizeof kMagic) != 0 ||
        h.format != kFormat || h.header_bytes != sizeof(Header) || h.key != key ||
        static_cast<std::uint64_t>(s.st_size) < sizeof h ||
        h.payload_bytes != static_cast<std::uint64_t>(s.st_size) - sizeof h)
        return std::nullopt;
    std::string payload(h.payload_bytes, '\0');
    if (!file.read(payload.data(), payload.size()) || sha256(payload) != h.checksum)
        return std::nullopt;
    ::futimens(file.fd(), nullptr);  // used now: the last to be trimmed
    return payload;
}

void DiskCache::store(const Digest& key, std::string_view payload) const {
    if (folder_.empty()) return;
    std::error_code error;
    fs::create_directories(folder_.parent_path(), error);
    if (::mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) return;
    if (!folder_is_ours()) return;

    static std::atomic<std::uint64_t> count{0};
    const fs::path temporary =
        folder_ / (to_hex(key) + "." + std::to_string(::getpid()) + "." +
                   std::to_string(count.fetch_add(1)) + std::string(kTemporary));
    const Header h = make_header(key, payload);
    bool written = false;
    {
        File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file) return;
        written = file.write(&h, sizeof h) && file.write(payload.data(), payload.size());
    }
    if (!written || ::rename(temporary.c_str(), path_of(key).c_str()) != 0) {
        ::unlink(temporary.c_str());
        return;
    }
    trim();
}

void DiskCache::trim() const {
    struct Entry {
        fs::path path;
        fs::file_time_type used;
        std::uint64_t bytes;
    };
    std::vector<Entry> entries;
    std::uint64_t total = 0;
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
        std::error_code e;
        if (!it->is_regular_file(e)) continue;
        const auto extension = it->path().extension().string();
        const auto used = it->last_write_time(e);
        if (e) continue;
        if (extension == kTemporary && now - used > std::chrono::hours(1)) {
            fs::remove(it->path(), e);  // left behind by a process that was killed
        } else if (extension == kSuffix) {
            entries.push_back({it->path(), used, it->file_size(e)});
            total += entries.back().bytes;
        }
    }
    if (total <= limit_bytes_) return;
    std::ranges::sort(entries, {}, &Entry::used);
    for (const Entry& entry : entries) {
        // To three quarters, so that not every store has to trim.
        if (total <= limit_bytes_ / 4 * 3) break;
        if (fs::remove(entry.path, error)) total -= entry.bytes;
    }
}

fs::path cache_folder(std::string_view chosen) {
    if (!chosen.empty()) return fs::path(chosen);
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg && xdg[0] == '/')
        return fs::path(xdg) / "phylanx";
    const char* home = std::getenv("HOME");
    if (!home || !*home) {
        const passwd* user = ::getpwuid(::geteuid());
        home = user ? user->pw_dir : nullptr;
    }
    return home && home[0] == '/' ? fs::path(home) / ".cache" / "phylanx" : fs::path();
}

}  // namespace phylanx::driver
