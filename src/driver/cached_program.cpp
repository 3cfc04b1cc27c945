// One specialization in the disk cache: everything that its machine code depends on is in the key.
// SPDX-License-Identifier: BSL-1.0
#include "driver/cached_program.h"

#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <exception>

#include "codegen/codegen.h"
#include "driver/background.h"
#include "driver/bytes.h"

namespace phylanx::driver {
namespace {

constexpr std::uint8_t kProgram = 1;
constexpr std::uint8_t kNeedStatic = 2;

Digest make_key(const Source& source, const std::string& function, const Signature& signature,
                const Options& options) {
    Sha256 hash;
    hash.field(PHYLANX_VERSION);
    hash.field(build_id());
    hash.field(codegen::cpu_features_key());
    hash.field(code_key(options));
    hash.field(source.file());
    hash.field(source.text());
    hash.field(function);
    hash.field(signature.to_string());
    return hash.finish();
}

void write_findings(Writer& out, const std::vector<sema::Finding>& findings) {
    out.value<std::uint64_t>(findings.size());
    for (const auto& f : findings) {
        out.value(f.span);
        out.text(f.callee);
        out.text(f.reason);
    }
}

std::vector<sema::Finding> read_findings(Reader& in) {
    std::vector<sema::Finding> findings;
    for (auto n = in.value<std::uint64_t>(); n > 0; --n) {
        sema::Finding f;
        f.span = in.value<support::Span>();
        f.callee = in.text();
        f.reason = in.text();
        findings.push_back(std::move(f));
    }
    return findings;
}

}  // namespace

const std::string& build_id() {
    static const std::string id = [] {
        Dl_info where;
        struct stat s;
        if (!::dladdr(reinterpret_cast<const void*>(&build_id), &where) || !where.dli_fname ||
            ::stat(where.dli_fname, &s) != 0)
            return std::string();
        return fmt::format("{}:{}:{}", s.st_size, s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
    }();
    return id;
}

CachedProgram::CachedProgram(const Source& source, const std::string& function,
                             const Signature& signature, const Options& options)
    : enabled_(options.cache && !build_id().empty()),
      cache_(enabled_ ? cache_folder(options.cache_dir) : std::filesystem::path(),
             static_cast<std::uint64_t>(std::max<Int>(options.cache_limit, 0)) << 20) {
    if (enabled_) key_ = make_key(source, function, signature, options);
}

std::shared_ptr<Compiled> CachedProgram::load() const {
    if (!enabled_) return nullptr;
    auto found = read();
    return found || !wait_for_background(key_) ? found : read();
}

std::shared_ptr<Compiled> CachedProgram::read() const {
    const auto payload = cache_.load(key_);
    if (!payload) return nullptr;
    try {
        Reader in(*payload);
        if (in.value<std::uint8_t>() == kNeedStatic) {
            const auto parameter = in.value<std::uint64_t>();
            throw sema::NeedStatic(parameter, in.value<std::uint8_t>() != 0);
        }
        auto compiled = std::make_shared<Compiled>();
        compiled->facts = facts_from_bytes(in.text());
        compiled->findings = read_findings(in);
        const auto metadata = in.text();
        compiled->program = codegen::deserialize(metadata, in.text());
        compiled->from_disk = true;
        return compiled->program ? compiled : nullptr;
    } catch (const std::runtime_error&) {
        return nullptr;  // too short, though its checksum fits: written by something else
    }
}

void CachedProgram::store(const Compiled& compiled, const std::string& object) const {
    if (!enabled_) return;
    Writer out;
    out.value(kProgram);
    out.text(to_bytes(compiled.facts));
    write_findings(out, compiled.findings);
    out.text(codegen::serialize(*compiled.program, object));
    out.text(object);
    cache_.store(key_, std::move(out).bytes());
}

void CachedProgram::store(const sema::NeedStatic& need) const {
    if (!enabled_) return;
    Writer out;
    out.value(kNeedStatic);
    out.value<std::uint64_t>(need.parameter);
    out.value<std::uint8_t>(need.as_object);
    cache_.store(key_, std::move(out).bytes());
}

}  // namespace phylanx::driver
