// SPDX-License-Identifier: MIT
#include <QCoreApplication>
#include <QEvent>
#include <QObject>
#include <QThread>

#include <wakelaw/conformance/gate.hpp>

using namespace wakelaw::conformance;

namespace {

/// A posted event that runs once. One that is not delivered is deleted with its receiver, and drops the
/// Runnable.
class RunEvent : public QEvent {
public:
    explicit RunEvent(wakelaw::Runnable runnable) : QEvent(User), runnable_(std::move(runnable)) {}
    void run() { runnable_.run(); }

private:
    wakelaw::Runnable runnable_;
};

class Receiver : public QObject {
public:
    bool event(QEvent* event) override {
        if (auto* const run_event = dynamic_cast<RunEvent*>(event)) {
            run_event->run();
            return true;
        }
        return QObject::event(event);
    }
};

/// Qt wants one in the process before any event loop runs.
void ensure_application() {
    static int count = 1;
    static char name[] = "wakelaw";
    static char* arguments[] = {name, nullptr};
    static QCoreApplication application(count, arguments);
}

}  // namespace

/// The event loop of a QThread, with a receiver that lives there.
struct QtEventLoop {
    static constexpr auto name = "qt";
    static constexpr auto driving = Driving::threads;
    static constexpr auto capabilities = through_gate;
    static constexpr auto emulated = supplied_by_gate;

    QtEventLoop() {
        ensure_application();
        receiver.moveToThread(&thread);
        thread.start();
    }
    ~QtEventLoop() {
        gate->close();
        thread.quit();
        thread.wait();
    }
    void spawn(Future future) { gate->spawn(std::move(future)); }

    QThread thread;
    Receiver receiver;
    std::shared_ptr<Gate> gate = Gate::to([this](wakelaw::Runnable runnable) {
        QCoreApplication::postEvent(&receiver, new RunEvent(std::move(runnable)));
    });
};
WAKELAW_SUBJECTS(QtEventLoop)
