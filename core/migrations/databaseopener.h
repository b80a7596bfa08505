#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/connection/executor.h"
#include "core/sdk/connectionoptions.h"

#include <functional>
#include <memory>
#include <optional>

namespace dumbo {

/// A connection for work that takes a while. It lives in the thread that opened it.
class DUMBO_CORE_EXPORT OpenDatabase {
public:
    virtual ~OpenDatabase() = default;
    /// With hasConnection(); cancelled with OpenRequest::cancellation.
    [[nodiscard]] virtual Executor &executor() = 0;
    [[nodiscard]] Connection &connection() { return executor().connection(); }
};

struct OpenRequest {
    std::optional<ConnectionOptions> options; ///< set over the target's own: another database, a scratch database
    bool isScratch = false; ///< the options reach a scratch database: it may be written though the target is read-only
    bool readOnly = false; ///< enforced by server or engine
    Cancellation cancellation; ///< ends connecting, and whatever the executor runs
};

/// Opens another connection to one database, in the calling thread, blocking; as often as asked, from one thread at a time. Migration work
/// gets one of these: the command line and the window make theirs.
using DatabaseOpener = std::function<Result<std::unique_ptr<OpenDatabase>>(const OpenRequest &)>;

} // namespace dumbo
