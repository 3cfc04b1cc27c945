// Writers of recordings.
// SPDX-License-Identifier: BSL-1.0
#include "trace/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

namespace phylanx::trace {
namespace {

/// Text between double quotes, for JSON and for DOT alike.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

const Label& label_of(const Event& e) {
    static const Label none{"task", "", {}};
    return e.label ? *e.label : none;
}

}  // namespace

std::string to_chrome_json(const Recording& recording) {
    std::string out = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
    auto to = std::back_inserter(out);
    std::int64_t zero = recording.events.empty() ? 0 : recording.events.front().begin_ns;
    std::set<int> workers;
    for (const Event& e : recording.events) workers.insert(e.worker);
    const char* comma = "\n";
    for (int w : workers) {
        fmt::format_to(to,
                       "{}{{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":{},"
                       "\"args\":{{\"name\":\"worker {}\"}}}}",
                       comma, w, w);
        comma = ",\n";
    }
    for (const Event& e : recording.events) {
        const Label& l = label_of(e);
        fmt::format_to(to,
                       "{}{{\"ph\":\"X\",\"name\":{},\"pid\":1,\"tid\":{},\"ts\":{:.3f},\"dur\":{:.3f},"
                       "\"args\":{{\"file\":{},\"line\":{},\"column\":{},\"task\":{}}}}}",
                       comma, quoted(l.name), e.worker,
                       static_cast<double>(e.begin_ns - zero) / 1e3,
                       static_cast<double>(e.end_ns - e.begin_ns) / 1e3, quoted(l.file),
                       l.span.line, l.span.column, e.task);
        comma = ",\n";
    }
    return out + "\n]}\n";
}

std::string to_dot(const Recording& recording) {
    std::string out = "digraph tasks {\n  node [shape=box, style=filled];\n";
    auto to = std::back_inserter(out);
    std::set<std::uint64_t> known;
    for (const Event& e : recording.events) {
        if (e.task == 0) continue;
        const Label& l = label_of(e);
        known.insert(e.task);
        double hue = static_cast<double>(std::hash<std::string>{}(l.name) % 360) / 360.0;
        std::string text = fmt::format("{}\\n{}:{}\\n{:.1f} us, worker {}", l.name, l.file,
                                       l.span.line, static_cast<double>(e.end_ns - e.begin_ns) / 1e3,
                                       e.worker);
        std::replace(text.begin(), text.end(), '"', '\'');
        fmt::format_to(to, "  t{} [label=\"{}\", fillcolor=\"{:.3f} 0.25 1.0\"];\n", e.task, text, hue);
    }
    for (const Dependency& d : recording.dependencies)
        if (known.count(d.before) && known.count(d.after))
            fmt::format_to(to, "  t{} -> t{};\n", d.before, d.after);
    return out + "}\n";
}

}  // namespace phylanx::trace
