#include "app/driverhost/probechild.h"

#include "core/conformance/standardquirks.h"
#include "core/conformance/promises.h"
#include "core/plugins/guard.h"
#include "core/plugins/pluginfile.h"
#include "core/plugins/probe/probe.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <sys/resource.h>
#include <unistd.h>

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

/// The lines that the parent reads.
class Reporter {
public:
    Reporter()
        : m_descriptor(::dup(STDOUT_FILENO))
    {
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
    }

    void step(const QString &name, const QString &connector = {}, const QString &promise = {})
    {
        write({ { u"step"_s, name }, { u"connector"_s, connector }, { u"name"_s, promise }, { u"done"_s, m_done }, { u"total"_s, m_total } });
    }
    void verdict(const QString &connector, const QString &promise, const conformance::Verdict &verdict)
    {
        ++m_done;
        write({ { u"verdict"_s, conformance::verdictName(verdict.kind) }, { u"connector"_s, connector }, { u"name"_s, promise },
            { u"reason"_s, verdict.reason } });
    }
    void untried(const QString &sentence) { write({ { u"untried"_s, sentence } }); }
    void refused(const Error &error)
    {
        auto sentence = error.message();
        if (!error.serverMessage().isEmpty() && !sentence.contains(error.serverMessage()))
            sentence += u" "_s + error.serverMessage();
        write({ { u"refused"_s, sentence }, { u"hint"_s, error.hint() } });
    }
    void end() { write({ { u"end"_s, true } }); }
    void expect(int promises) { m_total += promises; }

private:
    void write(const QJsonObject &object) const
    {
        const auto line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
        for (qsizetype at = 0; at < line.size();) {
            const auto count = ::write(m_descriptor, line.constData() + at, std::size_t(line.size() - at));
            if (count < 0 && errno != EINTR)
                ::_exit(1); // nobody listens any more
            at += std::max<qsizetype>(0, count);
        }
    }

    int m_descriptor;
    int m_done = 0;
    int m_total = 0;
};

conformance::StandardQuirks::Setting settingOf(const ConnectorManifest &connector, const ProbeRequest &request)
{
    conformance::StandardQuirks::Setting setting;
    setting.pathOption = connector.pathOption;
    setting.suffix = connector.suffixes.value(0);
    const auto given = request.databases.constFind(connector.connector.toText());
    if (given != request.databases.cend())
        setting.connection = ConformanceFacts::Place { *given, {} };
    return setting;
}

void tryConnector(
    std::shared_ptr<StoragePlugin> plugin, const ConnectorManifest &connector, const ProbeRequest &request, Reporter &reporter)
{
    const auto name = connector.connector.toText();
    reporter.step(u"connect"_s, name);
    const auto setting = settingOf(connector, request);
    const bool isGiven = setting.connection.has_value();
    conformance::StandardQuirks quirks(std::move(plugin), setting);
    if (const auto checked = quirks.check(); !checked) {
        if (checked.error().kind() == ErrorKind::NotFound)
            reporter.untried(QCoreApplication::translate("Probe", "%1 was only loaded: it takes a server or a database that somebody names.").arg(name));
        else
            reporter.verdict(name, isGiven ? u"theNamedDatabaseOpens"_s : u"itsOwnExampleDatabaseOpens"_s,
                { conformance::Verdict::Broken, checked.error().message() });
        return;
    }
    const auto promises = conformance::shortPromises();
    reporter.expect(int(promises.size()));
    for (const auto &promise : promises) {
        const auto text = QString::fromLatin1(promise.name);
        reporter.step(u"promise"_s, name, text);
        reporter.verdict(name, text, conformance::judge(promise, quirks));
    }
}

Result<void> tryDriver(const ProbeRequest &request, Reporter &reporter)
{
    reporter.step(u"load"_s);
    const auto described = describePluginFile(request.filePath);
    if (described.refusal)
        return fail(*described.refusal);
    auto plugins = loadPluginFile(request.filePath, described.manifest);
    if (!plugins)
        return fail(plugins.error());
    const DriverIdentity identity { described.manifest.id, described.manifest.version, request.filePath };
    for (std::size_t i = 0; i < plugins->size(); ++i)
        tryConnector(guarded(std::move((*plugins)[i]), identity), described.manifest.connectors[qsizetype(i)], request, reporter);
    return {};
}

} // namespace

int runProbe(const QByteArray &request)
{
    // A core file of a driver that crashes here would be of no use to anybody.
    const rlimit none {};
    ::setrlimit(RLIMIT_CORE, &none);
    Reporter reporter;
    const auto decoded = decodeProbeRequest(request);
    const auto tried = decoded ? tryDriver(*decoded, reporter) : Result<void>(fail(decoded.error()));
    if (!tried)
        reporter.refused(tried.error());
    reporter.end();
    // Destructors of a driver at the program's end are not what was asked about.
    ::_exit(0);
}
