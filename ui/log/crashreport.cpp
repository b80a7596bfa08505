#include "ui/log/crashreport.h"

#include "core/platform/paths.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <array>
#include <csignal>
#include <cstring>

#include <execinfo.h>
#include <fcntl.h>
#include <unistd.h>

namespace workbench::crash {

namespace {

constexpr std::array signals_ { SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE };
constexpr int mostFrames = 64;

// All that the handler reads is made before: nothing may be allocated in a signal.
std::array<char, 4096> reportPath {};
std::array<char, 512> header {};
std::array<char, 64 * 1024> signalStack {};
volatile std::sig_atomic_t handling = 0;

void put(int file, const char *text)
{
    [[maybe_unused]] const auto written = write(file, text, std::strlen(text));
}

const char *nameOf(int number)
{
    switch (number) {
    case SIGSEGV: return "SIGSEGV (a bad memory access)";
    case SIGABRT: return "SIGABRT (the program stopped itself)";
    case SIGBUS: return "SIGBUS (a bad memory access)";
    case SIGILL: return "SIGILL (a bad instruction)";
    case SIGFPE: return "SIGFPE (a bad calculation)";
    default: return "a signal";
    }
}

extern "C" void handleCrash(int number)
{
    if (handling == 0) {
        handling = 1;
        const int file = open(reportPath.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (file >= 0) {
            put(file, header.data());
            put(file, nameOf(number));
            put(file, "\n\n");
            std::array<void *, mostFrames> frames {};
            backtrace_symbols_fd(frames.data(), backtrace(frames.data(), mostFrames), file);
            close(file);
        }
    }
    // SA_RESETHAND put the default back: the program ends the way it would have.
    raise(number);
}

QDir folder()
{
    return QDir(dumbo::paths::stateFolder());
}

} // namespace

void watch(const QString &programVersion)
{
    QDir().mkpath(folder().path());
    const QDateTime now = QDateTime::currentDateTime();
    const QByteArray path = QFile::encodeName(
        folder().filePath(QStringLiteral("crash-%1-%2.txt").arg(now.toString(QStringLiteral("yyyyMMdd-HHmmss"))).arg(getpid())));
    const QByteArray text = QStringLiteral("Dumbo Workbench %1, Qt %2, started %3, ended by ")
                                .arg(programVersion, QString::fromLatin1(qVersion()), now.toString(Qt::ISODate))
                                .toUtf8();
    qstrncpy(reportPath.data(), path.constData(), reportPath.size());
    qstrncpy(header.data(), text.constData(), header.size());
    // The first call loads a library; in a signal that would not be safe.
    std::array<void *, 1> frames {};
    [[maybe_unused]] const int depth = backtrace(frames.data(), 1);

    stack_t stack {};
    stack.ss_sp = signalStack.data();
    stack.ss_size = signalStack.size();
    sigaltstack(&stack, nullptr);
    struct sigaction action {};
    action.sa_handler = handleCrash;
    action.sa_flags = int(SA_RESETHAND) | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (const int number : signals_)
        sigaction(number, &action, nullptr);
}

QString lastReport()
{
    const QStringList reports = folder().entryList({ QStringLiteral("crash-*.txt") }, QDir::Files, QDir::Name);
    return reports.isEmpty() ? QString() : folder().filePath(reports.last());
}

QString read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void dismiss(const QString &)
{
    for (const QString &name : folder().entryList({ QStringLiteral("crash-*.txt") }, QDir::Files)) {
        const QString seen = folder().filePath(QStringLiteral("seen-") + name);
        QFile::remove(seen);
        QFile::rename(folder().filePath(name), seen);
    }
}

} // namespace workbench::crash
