#include "ui/migrations/trialplaces.h"

#include "ui/migrations/migrationssnapshot.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"

#include <QCoreApplication>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

QString hereText(dumbo::DryRunPlace place, const QString &name)
{
    switch (place) {
    case dumbo::DryRunPlace::Transaction: return tr("In %1, rolled back at the end").arg(name);
    case dumbo::DryRunPlace::Copy: return tr("In a copy of %1 with its rows").arg(name);
    case dumbo::DryRunPlace::EmptyCopy: return {};
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

std::vector<TrialChoice> trialPlaces(const MigrationsSnapshot &snapshot, const OpenConnection &connection, const ConnectionHub &hub)
{
    std::vector<TrialChoice> places { { TrialPlace::SchemaCopy, {}, tr("In a scratch copy of its schema, without rows") } };
    if (snapshot.dryRunPlace) {
        if (const auto text = hereText(*snapshot.dryRunPlace, connection.name()); !text.isEmpty())
            places.push_back({ TrialPlace::Here, {}, text });
    }
    const auto all = hub.connections();
    for (const auto *other : all) {
        const bool fits = other != &connection && other->state() == OpenConnection::State::Connected && !other->isProduction() && !other->isReadOnly()
            && other->dialect().databaseType == connection.dialect().databaseType;
        if (fits)
            places.push_back({ TrialPlace::OtherDatabase, other->id(), tr("In %1 instead").arg(other->name()) });
    }
    return places;
}

} // namespace workbench
