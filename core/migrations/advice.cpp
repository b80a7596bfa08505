#include "core/migrations/advice.h"

#include <algorithm>

namespace dumbo {

MigrationAdvice::Counts MigrationAdvice::counts() const
{
    Counts counts;
    for (const auto &migration : migrations) {
        for (const auto &finding : migration.findings) {
            if (finding.silenced)
                ++counts.silenced;
            else if (finding.severity == FindingSeverity::Error)
                ++counts.errors;
            else if (finding.severity == FindingSeverity::Warning)
                ++counts.warnings;
            else
                ++counts.infos;
        }
    }
    return counts;
}

const AdvisedMigration *MigrationAdvice::find(const QString &migration) const
{
    const auto found = std::ranges::find(migrations, migration, &AdvisedMigration::name);
    return found == migrations.end() ? nullptr : &*found;
}

const ObjectActivity *MigrationAdvice::activityOf(const ObjectPath &object) const
{
    const auto isMeant = [&](const ObjectActivity &candidate) {
        return candidate.object.name.compare(object.name, Qt::CaseInsensitive) == 0
            && (object.schema.isEmpty() || candidate.object.schema.isEmpty() || candidate.object.schema == object.schema);
    };
    const auto found = std::ranges::find_if(activity, isMeant);
    return found == activity.end() ? nullptr : &*found;
}

QString severityName(FindingSeverity severity)
{
    switch (severity) {
    case FindingSeverity::Info:
        return QStringLiteral("info");
    case FindingSeverity::Warning:
        return QStringLiteral("warning");
    case FindingSeverity::Error:
        return QStringLiteral("error");
    }
    Q_UNREACHABLE_RETURN({});
}

QString transactionFitName(TransactionFit fit)
{
    switch (fit) {
    case TransactionFit::Inside:
        return QStringLiteral("inside");
    case TransactionFit::Alone:
        return QStringLiteral("alone");
    case TransactionFit::Commits:
        return QStringLiteral("commits");
    case TransactionFit::Controls:
        return QStringLiteral("controls");
    }
    Q_UNREACHABLE_RETURN({});
}

QString objectName(const ObjectPath &object)
{
    QStringList parts { object.database, object.schema, object.name };
    parts.removeAll(QString());
    return parts.join(u'.');
}

} // namespace dumbo
