#include "core/plugins/probe/missingparts.h"

#include "core/plugins/probe/childrun.h"
#include "core/sdk/abi.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QRegularExpression>

#if defined(Q_OF_ELF)
#include <dlfcn.h>
#include <link.h>
#endif

namespace dumbo {

namespace {

#if defined(Q_OF_ELF)

/// The program that loads programs, as this one names it; empty for a program that needs none.
QByteArray loaderPath()
{
    QByteArray path;
    dl_iterate_phdr(
        [](dl_phdr_info *info, size_t, void *result) {
            for (int i = 0; i < info->dlpi_phnum; ++i) {
                if (info->dlpi_phdr[i].p_type == PT_INTERP)
                    *static_cast<QByteArray *>(result) = reinterpret_cast<const char *>(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
            }
            return 1; // the first is the program itself
        },
        &path);
    return path;
}

/// The folder of the SDK's library: what a driver is linked with is in the process before the driver is, wherever it lies.
QByteArray ownFolder()
{
    Dl_info info {};
    if (dladdr(reinterpret_cast<const void *>(&BuildStamp::current), &info) == 0 || !info.dli_fname)
        return {};
    return QFile::encodeName(QFileInfo(QFile::decodeName(info.dli_fname)).absolutePath());
}

QList<QByteArray> loaderEnvironment()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("LD_PRELOAD"));
    environment.insert(QStringLiteral("LD_TRACE_LOADED_OBJECTS"), QStringLiteral("1"));
    environment.insert(QStringLiteral("LD_WARN"), QStringLiteral("yes"));
    environment.insert(QStringLiteral("LD_BIND_NOW"), QStringLiteral("yes"));
    const auto before = environment.value(QStringLiteral("LD_LIBRARY_PATH"));
    const auto own = QFile::decodeName(ownFolder());
    environment.insert(QStringLiteral("LD_LIBRARY_PATH"), before.isEmpty() ? own : own + QLatin1Char(':') + before);
    QList<QByteArray> lines;
    const auto texts = environment.toStringList();
    for (const auto &text : texts)
        lines.append(text.toLocal8Bit());
    return lines;
}

void readLine(const QString &line, MissingParts &missing)
{
    static const QRegularExpression library(QStringLiteral("^\\s*(\\S+) => not found"));
    static const QRegularExpression version(QStringLiteral("([^\\s:/]+): version [`']([^']+)' not found"));
    static const QRegularExpression symbol(QStringLiteral("undefined symbol: ([^\\s,]+)"));
    constexpr qsizetype mostSymbols = 20;
    const auto add = [](QStringList &list, const QString &text) {
        if (!list.contains(text))
            list.append(text);
    };
    if (const auto match = library.match(line); match.hasMatch())
        add(missing.libraries, match.captured(1));
    else if (const auto old = version.match(line); old.hasMatch())
        add(missing.versions, QCoreApplication::translate("Probe", "%1 of %2").arg(old.captured(2), old.captured(1)));
    else if (const auto name = symbol.match(line); name.hasMatch() && missing.symbols.size() < mostSymbols)
        add(missing.symbols, name.captured(1));
}

#endif

} // namespace

Result<MissingParts> findMissingParts([[maybe_unused]] const QString &filePath, [[maybe_unused]] const Cancellation &cancellation)
{
    MissingParts missing;
#if defined(Q_OF_ELF)
    const auto loader = loaderPath();
    if (loader.isEmpty())
        return missing;
    auto process = ChildProcess::start({ loader, { QFile::encodeName(QFileInfo(filePath).absoluteFilePath()) }, loaderEnvironment() });
    if (!process)
        return fail(process.error());
    const auto run = runChild(std::move(*process), { std::chrono::seconds(20), std::chrono::seconds(20) }, cancellation,
        [&](const QByteArray &line) { readLine(QString::fromLocal8Bit(line), missing); });
    if (run.end == ChildRun::End::Cancelled)
        return fail(ErrorKind::Cancelled, QCoreApplication::translate("Probe", "The check was cancelled."));
    const auto words = run.words.split('\n');
    for (const auto &line : words)
        readLine(QString::fromLocal8Bit(line), missing);
    // With a library missing, all that it would have given is missing too: that is not news.
    if (!missing.libraries.isEmpty())
        missing.symbols.clear();
#endif
    return missing;
}

} // namespace dumbo
