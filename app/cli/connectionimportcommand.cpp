#include "app/cli/connectionscommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/connection/imports/connectionimport.h"
#include "core/connection/profiles.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionImportCommand", text);
}

Result<QList<ImportSource>> sourcesOf(const ImportArguments &arguments)
{
    if (arguments.file.isEmpty()) {
        auto sources = ImportSource::found();
        if (const auto kind = importKindFromName(arguments.kind))
            sources.removeIf([&](const ImportSource &source) { return source.kind != *kind; });
        if (sources.isEmpty())
            return fail(ErrorKind::NotFound, tr("No file with connections of another program was found; name one."));
        return sources;
    }
    if (const auto kind = importKindFromName(arguments.kind))
        return QList<ImportSource> { { *kind, arguments.file } };
    const auto source = ImportSource::ofFile(arguments.file);
    if (!source)
        return fail(Error(ErrorKind::Data, tr("What kind of file %1 is can't be told, or it is not there.").arg(arguments.file))
                        .withHint(tr("--from names it: pg-service, pgpass, dbeaver, datagrip or pgadmin.")));
    return QList<ImportSource> { *source };
}

bool isKnown(const Profiles &profiles, const Profile &profile)
{
    // Their order says nothing.
    const auto options = [](const Profile &of) { return of.toJson().value(QLatin1StringView("options")); };
    return std::ranges::any_of(profiles.all(), [&](const Profile &known) {
        return known.connector.databaseType == profile.connector.databaseType && options(known) == options(profile)
            && known.tunnel == profile.tunnel;
    });
}

QString freeName(const Profiles &profiles, const Profile &profile)
{
    auto name = profile.name;
    for (int number = 2; std::ranges::any_of(profiles.all(),
             [&](const Profile &known) { return known.folder == profile.folder && known.name == name; });
         ++number)
        name = QStringLiteral("%1 (%2)").arg(profile.name).arg(number);
    return name;
}

/// What became of one, in a word; puts it among the profiles where it is taken.
QString taken(ImportedConnection &imported, const ImportArguments &arguments, Profiles &profiles)
{
    auto &profile = imported.profile;
    if (!arguments.folder.isEmpty())
        profile.folder = profile.folder.isEmpty() ? arguments.folder : arguments.folder + u'/' + profile.folder;
    if (!arguments.names.isEmpty() && !arguments.names.contains(profile.name))
        return {};
    if (!imported.isUsable())
        return tr("left out");
    if (isKnown(profiles, profile))
        return tr("known already");
    profile.name = freeName(profiles, profile);
    profiles.put(profile);
    return arguments.onlyShows ? tr("would be imported") : tr("imported");
}

} // namespace

ExitCode importFromPrograms(const DriverRegistry &registry, const ImportArguments &arguments, ResultFormat format)
{
    const auto refused = [](const Error &error) {
        reportError(error);
        return Refused;
    };
    const auto sources = sourcesOf(arguments);
    if (!sources)
        return refused(sources.error());
    auto profiles = Profiles::open();
    if (!profiles)
        return refused(profiles.error());
    std::vector<std::vector<std::optional<QString>>> rows;
    auto outcome = Done;
    for (const auto &source : *sources) {
        auto connections = importConnections(source, registry);
        if (!connections) {
            // One broken file does not keep the others out.
            outcome = refused(connections.error());
            continue;
        }
        for (auto &imported : *connections) {
            const auto state = taken(imported, arguments, *profiles);
            if (!state.isEmpty())
                rows.push_back({ imported.profile.name, imported.profile.folder, source.name(), state,
                    (imported.problems + imported.notes).join(u' ') });
        }
    }
    if (!arguments.onlyShows) {
        if (const auto done = profiles->save(); !done)
            return refused(done.error());
    }
    const auto written = writeTextRows(format,
        { QStringLiteral("name"), QStringLiteral("folder"), QStringLiteral("from"), QStringLiteral("state"), QStringLiteral("notes") }, rows);
    return written ? outcome : refused(written.error());
}

} // namespace cli
