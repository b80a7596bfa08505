#include "core/platform/exitwords.h"

#include <QCoreApplication>

#include <csignal>
#include <cstring>

namespace dumbo {

QString exitWords(int exitCode)
{
    constexpr int firstSignal = 128;
    if (exitCode <= firstSignal)
        return QCoreApplication::translate("ChildProcess", "exit code %1").arg(exitCode);
    const int number = exitCode - firstSignal;
#if defined(__GLIBC__)
    if (const auto *name = sigabbrev_np(number))
        return QCoreApplication::translate("ChildProcess", "signal SIG%1").arg(QLatin1StringView(name));
#endif
    return QCoreApplication::translate("ChildProcess", "signal %1").arg(number);
}

} // namespace dumbo
