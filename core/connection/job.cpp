#include "core/connection/job.h"

namespace dumbo {

Job::Job() = default;
Job::~Job() = default;

Error closedError()
{
    return Error(ErrorKind::Cancelled,
        QCoreApplication::translate("Job", "The connection was closed before this could run."));
}

Error exceptionError(const char *what)
{
    Error error(ErrorKind::General, QCoreApplication::translate("Job", "An unexpected error ended this operation."));
    if (what)
        error.withDetail(QString::fromLocal8Bit(what));
    return error;
}

} // namespace dumbo
