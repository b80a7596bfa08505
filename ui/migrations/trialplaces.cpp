#include "ui/migrations/trialplaces.h"

#include "ui/migrations/migrationssnapshot.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"

#include <QCoreApplication>
#include <QLocale>

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

QString busyText(const std::vector<dumbo::ObjectActivity> &busy)
{
    QStringList lines;
    const QLocale locale;
    for (const auto &object : busy) {
        QStringList facts;
        if (object.rowEstimate)
            facts.append(tr("about %1 rows").arg(locale.toString(*object.rowEstimate)));
        if (const auto often = object.readsPerMinute.value_or(0) + object.writesPerMinute.value_or(0); often > 0)
            facts.append(tr("read or written %1 times a minute").arg(locale.toString(often)));
        if (!object.holders.empty()) {
            const auto &first = object.holders.front();
            facts.append(object.holders.size() == 1 ? tr("used now by %1").arg(first.who)
                                                    : tr("used now by %1 and %2 more").arg(first.who).arg(object.holders.size() - 1));
        }
        lines.append(dumbo::objectName(object.object) + QStringLiteral(": ") + facts.join(QStringLiteral(", ")));
    }
    return lines.join(u'\n');
}

} // namespace workbench
