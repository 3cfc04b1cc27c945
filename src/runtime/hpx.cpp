// The HPX executor: each step is an HPX task, made when the step is ready. Alone in its own library (hpx.h).
// SPDX-License-Identifier: BSL-1.0
//
// HPX is started once, by a thread that does nothing else and stops it when the process ends. That thread lets no
// signal in, and neither do HPX's threads, which inherit that: signals are Python's.
#include "runtime/hpx.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <new>
#include <set>
#include <thread>

#include <hpx/execution.hpp>
#include <hpx/functional.hpp>
#include <hpx/future.hpp>
#include <hpx/init.hpp>
#include <hpx/runtime.hpp>
#include <hpx/thread.hpp>
#include <hpx/version.hpp>
#if defined(HPX_HAVE_DISTRIBUTED_RUNTIME)
#include <hpx/include/performance_counters.hpp>
#endif

namespace phylanx::runtime {
namespace {

// Steps call BLAS and LAPACK, and whole runs call compiled programs: HPX's usual stacks are too small for that.
constexpr auto kStack = hpx::threads::thread_stacksize::large;
constexpr auto kPatience = std::chrono::seconds(2);  // with steps that run when the process ends

// The longest sleep of an idle worker, 10 ms. HPX wakes a worker without a lock, so that one who is just about to sleep
// may miss that. Before 2.0 HPX counts in milliseconds, since then in microseconds.
#if HPX_VERSION_FULL >= 0x020000
constexpr char kLongestSleep[] = "10000";
#else
constexpr char kLongestSleep[] = "10";
#endif

/// A request: nothing but two pointers, run as a task of HPX.
struct Request {
    void (*work)(void*);
    void* data;
    void operator()() const;
};

/// Sleeps on a future of HPX: the worker takes up other tasks.
class FutureSleeper final : public Sleeper {
   public:
    FutureSleeper();
    ~FutureSleeper() override;
    void sleep() override { woken_.get_future().get(); }
    void wake() override {
        if (!is_awake_.exchange(true)) woken_.set_value();
    }

   private:
    hpx::promise<void> woken_;
    std::atomic<bool> is_awake_{false};
};

/// HPX in this process: started, running, stopped.
class Hpx {
   public:
    static Hpx& get() {
        static auto* hpx = new Hpx;  // looked at by threads that may outlive everything
        return *hpx;
    }

    /// Once; an HPX that runs already is used as it is, and is its owner's to stop.
    bool start(const HpxStart& with, std::string& error);
    bool ends() const { return ends_.load(); }

    void post(const Request& request) {
        if (hpx::threads::get_self_ptr()) {  // HPX does not stop while its tasks run
            if (!ends()) hpx::post(executor_, request);
            return;
        }
        posting_.fetch_add(1);
        if (!ends()) hpx::post(executor_, request);
        posting_.fetch_sub(1);
    }

    void add(FutureSleeper* sleeper) {
        std::lock_guard lock(sleepers_mutex_);
        sleepers_.insert(sleeper);
        if (ends()) sleeper->wake();
    }
    void remove(FutureSleeper* sleeper) {
        std::lock_guard lock(sleepers_mutex_);
        sleepers_.erase(sleeper);
    }

   private:
    void keep(const HpxStart& with);
    void run(const HpxStart& with);
    void stop();
    static void at_exit(int status, void*);

    hpx::execution::parallel_executor executor_{hpx::threads::thread_priority::default_, kStack};
    std::atomic<bool> ends_{false};
    std::atomic<int> posting_{0};
    std::mutex sleepers_mutex_;
    std::set<FutureSleeper*> sleepers_;

    enum class State { New, Starting, Running, Failed, Stopped };
    std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::New;
    std::string error_;
    pid_t process_ = 0;
};

FutureSleeper::FutureSleeper() { Hpx::get().add(this); }
FutureSleeper::~FutureSleeper() { Hpx::get().remove(this); }

void Request::operator()() const {
    if (!Hpx::get().ends()) work(data);
}

#if defined(HPX_HAVE_DISTRIBUTED_RUNTIME)
void install(const HpxCounter& counter) {
    using namespace hpx::performance_counters;
    const std::string name = "/phylanx/" + counter.name;
    // Kept: HPX may ask while the process ends.
    auto* c = new HpxCounter(counter);
    if (c->values)
        install_counter_type(name, [c](bool) { return c->values(); }, c->help, c->unit);
    else
        install_counter_type(name, [c](bool) { return c->value(); }, c->help, c->unit);
}
#else
void install(const HpxCounter&) {}
#endif

bool Hpx::start(const HpxStart& with, std::string& error) {
    std::unique_lock lock(mutex_);
    if (state_ == State::New) {
        process_ = ::getpid();
        if (hpx::get_runtime_ptr()) {
            state_ = State::Running;
        } else {
            state_ = State::Starting;
            std::thread([this, with] { keep(with); }).detach();
        }
    }
    changed_.wait(lock, [this] { return state_ != State::Starting; });
    error = state_ == State::Stopped ? "it has stopped" : error_;
    return state_ == State::Running;
}

/// The thread that owns HPX.
void Hpx::keep(const HpxStart& with) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
    // HPX takes these whatever its settings are.
    struct sigaction on_abort;
    sigaction(SIGABRT, nullptr, &on_abort);
    const std::new_handler on_failed_new = std::get_new_handler();
    State reached = State::Running;
    try {
        run(with);
    } catch (const std::exception& e) {
        reached = State::Failed;
        error_ = e.what();
    }
    sigaction(SIGABRT, &on_abort, nullptr);
    std::set_new_handler(on_failed_new);
    // Later than all that HPX has registered, so that it comes before that.
    if (reached == State::Running) ::on_exit(at_exit, nullptr);
    std::unique_lock lock(mutex_);
    state_ = reached;
    changed_.notify_all();
    if (reached != State::Running) return;
    changed_.wait(lock, [this] { return ends(); });
    lock.unlock();
    stop();
    lock.lock();
    state_ = State::Stopped;
    changed_.notify_all();
}

void Hpx::run(const HpxStart& with) {
    hpx::init_params params;
    params.cfg = {
        "hpx.os_threads=" + std::to_string(with.workers),
        "hpx.handle_signals=0",
        // Workers that find nothing look for some microseconds, then sleep: there is more than HPX in this process.
        "hpx.max_idle_loop_count=100",
        std::string("hpx.max_idle_backoff_time=") + kLongestSleep,
    };
    params.startup = [counters = with.counters] {
        for (const HpxCounter& counter : counters) install(counter);
    };
    // The affinity mask is the process's, and others in it have threads too.
    std::vector<std::string> words{"phylanx", "--hpx:bind=none"};
    for (const std::string& a : with.arguments) {
        if (a.starts_with("--hpx:bind")) words.erase(words.begin() + 1);
        words.push_back(a);
    }
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    if (!hpx::start(nullptr, static_cast<int>(words.size()), argv.data(), params) || !hpx::get_runtime_ptr())
        throw std::runtime_error("it refused its command line, or had nothing to do but answer it");
}

void Hpx::stop() {
    while (posting_.load() > 0) std::this_thread::yield();
    {
        std::lock_guard lock(sleepers_mutex_);
        for (FutureSleeper* s : sleepers_) s->wake();
    }
    hpx::post([] { hpx::finalize(); });
    hpx::stop();
}

void Hpx::at_exit(int status, void*) {
    Hpx& self = get();
    if (::getpid() != self.process_) return;
    std::unique_lock lock(self.mutex_);
    self.ends_.store(true);
    self.changed_.notify_all();
    if (self.changed_.wait_for(lock, kPatience, [&] { return self.state_ == State::Stopped; })) return;
    // A step is still at work, in HPX's libraries, which are about to be torn down.
    std::fflush(nullptr);
    ::_exit(status);
}

class HpxExecutor final : public Executor {
   public:
    void request(void (*work)(void*), void* data) override { Hpx::get().post({work, data}); }
    bool steps_are_tasks() const override { return true; }
    int num_workers() const override { return workers_; }
    void run_step(const trace::Label* label, void (*step)(void*), void* data) override {
        if (label)
            hpx::annotated_function([step, data] { step(data); }, label->title.c_str())();
        else
            step(data);
    }
    std::unique_ptr<Sleeper> sleeper() override {
        return hpx::threads::get_self_ptr() ? std::make_unique<FutureSleeper>() : nullptr;
    }

   private:
    const int workers_ = static_cast<int>(hpx::get_num_worker_threads());
};

}  // namespace

extern "C" {
[[gnu::visibility("default")]] Executor* phylanx_hpx_executor(const HpxStart& start, std::string& error) {
    return Hpx::get().start(start, error) ? new HpxExecutor : nullptr;
}
[[gnu::visibility("default")]] const char* phylanx_hpx_version() {
    static const std::string version = hpx::full_version_as_string();
    return version.c_str();
}
}

}  // namespace phylanx::runtime
