#include "startbench.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <unistd.h>

namespace {

constexpr int rounds = 5;

/// An X server for one run of the program; its number is empty where it did not start.
class Display {
public:
    Display()
    {
        m_server.setProcessChannelMode(QProcess::SeparateChannels);
        m_server.start(QStringLiteral("Xvfb"),
            { QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"), QStringLiteral("0"),
                QStringLiteral("1280x900x24"), QStringLiteral("-nolisten"), QStringLiteral("tcp") });
        if (m_server.waitForStarted() && m_server.waitForReadyRead(20'000))
            m_name = u':' + QString::fromLatin1(m_server.readLine().trimmed());
    }
    ~Display()
    {
        m_server.terminate();
        m_server.waitForFinished(5000);
    }

    [[nodiscard]] QString name() const { return m_name; }

private:
    QProcess m_server;
    QString m_name;
};

struct Paint {
    double first = -1;
    double last = -1;
};

Paint paintOf(const Display &display, const QString &home, const QStringList &command)
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DISPLAY"), display.name());
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
    environment.insert(QStringLiteral("HOME"), home);
    for (const auto *name : { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "WAYLAND_DISPLAY" })
        environment.remove(QString::fromLatin1(name));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dumbo-bench-firstpaint"), command);
    process.waitForFinished(60'000);
    const auto numbers = process.readAllStandardOutput().trimmed().split(' ');
    return { numbers.value(0).toDouble(), numbers.value(1).toDouble() };
}

/// Whether the next start reads everything from the disk.
bool dropCaches()
{
    ::sync();
    QFile file(QStringLiteral("/proc/sys/vm/drop_caches"));
    return file.open(QIODevice::WriteOnly) && file.write("3") == 1 && file.flush();
}

class StartBench {
public:
    StartBench(Report &report, const QString &database)
        : m_report(report)
        , m_ours(QCoreApplication::applicationDirPath() + QStringLiteral("/dumbo-workbench"))
        , m_bare(QCoreApplication::applicationDirPath() + QStringLiteral("/dumbo-bench-barewindow"))
        , m_table { m_ours, database, QStringLiteral("--table"), QStringLiteral("big") }
        , m_peerTable { QStringLiteral("sqlitebrowser"), QStringLiteral("-t"), QStringLiteral("big"), database }
    {
    }

    void run()
    {
        if (m_display.name().isEmpty())
            return m_report.skip(QStringLiteral("start"), QStringLiteral("Xvfb does not start"));
        const auto hasPeer = !QStandardPaths::findExecutable(QStringLiteral("sqlitebrowser")).isEmpty();
        if (!hasPeer)
            m_report.skip(QStringLiteral("start against DB Browser"), QStringLiteral("sqlitebrowser is not installed"));
        compare(QStringLiteral("start to first paint, warm"), { m_ours }, { m_bare }, QStringLiteral("bare Qt window"), false, &Paint::first);
        if (hasPeer) {
            compare(QStringLiteral("start to first paint, warm"), { m_ours }, { QStringLiteral("sqlitebrowser") }, QStringLiteral("DB Browser for SQLite"), false, &Paint::first);
            compare(QStringLiteral("start to 1,000,000-row table shown, warm"), m_table, m_peerTable, QStringLiteral("DB Browser for SQLite"), false, &Paint::last);
        }
        if (!dropCaches())
            return m_report.skip(QStringLiteral("cold start"), QStringLiteral("the page cache can't be dropped without rights"));
        compare(QStringLiteral("start to first paint, cold"), { m_ours }, { m_bare }, QStringLiteral("bare Qt window"), true, &Paint::first);
        if (hasPeer)
            compare(QStringLiteral("start to first paint, cold"), { m_ours }, { QStringLiteral("sqlitebrowser") }, QStringLiteral("DB Browser for SQLite"), true, &Paint::first);
    }

private:
    void compare(const QString &name, const QStringList &ours, const QStringList &theirs, const QString &peer, bool cold, double Paint::*figure)
    {
        const auto subject = [&, this](const QStringList &command) {
            return [&, this] {
                if (cold)
                    std::ignore = dropCaches();
                return paintOf(m_display, m_home.path(), command).*figure;
            };
        };
        const auto medians = interleaved(rounds, { subject(ours), subject(theirs) });
        m_report.add({ name, QStringLiteral("ms"), medians[0], peer, medians[1] });
    }

    Report &m_report;
    const QString m_ours;
    const QString m_bare;
    const QStringList m_table;
    const QStringList m_peerTable;
    const Display m_display;
    const QTemporaryDir m_home;
};

} // namespace

void measureStart(Report &report, const QString &database)
{
    StartBench(report, database).run();
}
