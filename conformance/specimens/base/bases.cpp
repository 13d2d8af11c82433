// SPDX-License-Identifier: MIT
// The bases themselves, without a defect: they have to pass everything.
#include "base/executors.hpp"
#include "base/foreign.hpp"
#include "base/handles.hpp"

namespace wakelaw::specimens {

struct BaseStepping : Core {
    static constexpr auto name = "base-stepping";
    static constexpr auto capabilities = owning_capabilities;
};
struct BaseThreaded : Core {
    static constexpr auto name = "base-threaded";
    static constexpr auto capabilities = owning_capabilities;
};
struct BasePool : Core {
    static constexpr auto name = "base-pool";
    static constexpr auto capabilities = owning_capabilities;
    static constexpr unsigned polling_threads = 2;
};
struct BaseSteppingHandles : JoinCore {
    static constexpr auto name = "base-stepping-handles";
};
struct BasePoolHandles : JoinCore {
    static constexpr auto name = "base-pool-handles";
    static constexpr unsigned polling_threads = 2;
};
struct BaseForeignWaker : ForeignCore<OwnWaker> {
    static constexpr auto name = "base-foreign-waker";
};

}  // namespace wakelaw::specimens

using namespace wakelaw::specimens;
WAKELAW_SUBJECTS(Stepping<BaseStepping>, Threaded<BaseThreaded>, Threaded<BasePool>,
                 Threaded<BaseForeignWaker>, SteppingHandles<BaseSteppingHandles>,
                 ThreadedHandles<BasePoolHandles>)
