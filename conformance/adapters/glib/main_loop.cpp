// SPDX-License-Identifier: MIT
#include <glib.h>

#include <thread>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

/// A main loop on a thread of its own. Each wake of an idle task becomes a source that is dispatched once;
/// attaching it wakes the loop up.
struct Glib {
    static constexpr auto name = "glib";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;

    void spawn(Future future) { gate->spawn(std::move(future)); }
    ~Glib() {
        gate->close();
        // From inside the loop: a quit that comes before the loop runs would be forgotten.
        attach(G_PRIORITY_HIGH, &Glib::quit, loop, nullptr);
        thread.join();
        g_main_loop_unref(loop);
        g_main_context_unref(context);  // drops what was not dispatched
    }

    void attach(int priority, GSourceFunc function, void* data, GDestroyNotify destroy) {
        GSource* const source = g_idle_source_new();
        g_source_set_priority(source, priority);
        g_source_set_callback(source, function, data, destroy);
        g_source_attach(source, context);
        g_source_unref(source);
    }
    void post(wakelaw::Runnable runnable) {
        attach(G_PRIORITY_DEFAULT, &Glib::run, new wakelaw::Runnable(std::move(runnable)),
               [](void* data) { delete static_cast<wakelaw::Runnable*>(data); });
    }
    static gboolean run(void* runnable) {
        static_cast<wakelaw::Runnable*>(runnable)->run();
        return G_SOURCE_REMOVE;
    }
    static gboolean quit(void* loop) {
        g_main_loop_quit(static_cast<GMainLoop*>(loop));
        return G_SOURCE_REMOVE;
    }

    GMainContext* context = g_main_context_new();
    GMainLoop* loop = g_main_loop_new(context, FALSE);
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) { post(std::move(runnable)); });
    std::thread thread{[this] { g_main_loop_run(loop); }};
};
WAKELAW_SUBJECTS(Glib)
