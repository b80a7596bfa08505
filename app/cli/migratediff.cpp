#include "app/cli/migratediff.h"

#include "app/cli/migratecommand.h"
#include "app/cli/migratedifference.h"
#include "app/cli/migratejson.h"
#include "app/cli/migratepending.h"
#include "app/cli/terminal.h"
#include "core/migrations/advisor.h"
#include "core/migrations/drift.h"
#include "core/schema/componentfile.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <utility>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

bool isComponents(const QString &other)
{
    return other.endsWith(".json"_L1, Qt::CaseInsensitive) && QFileInfo(other).isFile();
}

/// What the database is compared with.
Step<SchemaSide> otherSide(MigrateContext &context, const PendingSource &source, const QString &other)
{
    const auto cancellation = context.interrupt().cancellation();
    const auto told = [&](Result<SchemaSide> side) -> Step<SchemaSide> {
        if (!side)
            return context.stop(side.error(), side.error().kind() == ErrorKind::Connection ? NoConnection : Refused);
        return std::move(*side);
    };
    if (!isComponents(other)) {
        const auto target = context.targetNamed(other);
        if (!target)
            return std::unexpected(target.error());
        return told(schemaOfDatabase(target->opener, cancellation));
    }
    auto set = readComponentMigrations(other, source.dialect, componentOffers(context.registry(), source.dialect.databaseType));
    if (!set)
        return context.stop(set.error(), Usage);
    printProblems(set->problems);
    ReplayRequest request;
    request.set = std::move(*set);
    request.cancellation = cancellation;
    return told(schemaOfMigrations((*context.target())->opener, request));
}

Step<Differing> compare(MigrateContext &context, PendingSource source, const QString &other, bool isReverse)
{
    auto side = otherSide(context, source, other);
    if (!side)
        return std::unexpected(side.error());
    auto own = schemaOfDatabase((*context.target())->opener, context.interrupt().cancellation());
    if (!own)
        return context.stop(own.error());
    if (own->dialect.databaseType != side->dialect.databaseType)
        return context.stop(tr("A %1 and a %2 database can't be compared.").arg(own->dialect.databaseType, side->dialect.databaseType));
    const auto extension = pluginExtension<SchemaDifferenceExtension>(context.registry(), source.dialect.databaseType);
    if (!extension)
        return context.stop(extension.error());
    const auto &from = isReverse ? *side : *own;
    const auto &to = isReverse ? *own : *side;
    auto draft = migrationFromDifference(from, to, **extension, !context.arguments().keepsData);
    if (!draft)
        return context.stop(draft.error());
    return Differing { std::move(source.set), std::move(draft->difference), {}, std::move(draft->up), std::move(draft->down),
        std::move(draft->notes), source.dialect, source.server };
}

Step<Differing> readDrift(MigrateContext &context, PendingSource source, bool isReverse)
{
    DriftRequest request;
    request.replay.set = source.set;
    request.replay.cancellation = context.interrupt().cancellation();
    for (const auto &migration : source.chosen)
        request.replay.only.append(migration.name);
    if (source.chosen.empty())
        request.replay.set.migrations.clear();
    request.allowsLoss = !context.arguments().keepsData;
    const auto difference = pluginExtension<SchemaDifferenceExtension>(context.registry(), source.dialect.databaseType);
    if (!difference)
        return context.stop(difference.error());
    request.difference = *difference;
    if (const auto advice = pluginExtension<MigrationAdviceExtension>(context.registry(), source.dialect.databaseType))
        request.advice = *advice;
    auto report = findDrift((*context.target())->opener, request);
    if (!report)
        return context.stop(report.error(), report.error().kind() == ErrorKind::Connection ? NoConnection : Refused);
    Differing result { std::move(source.set), {}, {}, isReverse ? report->adopt : report->revert, isReverse ? report->revert : report->adopt,
        std::move(report->notes), source.dialect, source.server };
    for (auto &object : report->objects) {
        if (!object.lastTouchedBy.isEmpty())
            result.lastTouchedBy.emplace(objectName(object.difference.object().path), object.lastTouchedBy);
        result.difference.objects.push_back(std::move(object.difference));
    }
    return result;
}

QJsonArray differenceOf(const Differing &differing)
{
    auto objects = cli::jsonOf(differing.difference);
    for (qsizetype i = 0; i < objects.size(); ++i) {
        const auto touched = differing.lastTouchedBy.find(objectName(differing.difference.objects[std::size_t(i)].object().path));
        if (touched == differing.lastTouchedBy.end())
            continue;
        auto object = objects[i].toObject();
        object.insert(u"lastTouchedBy"_s, touched->second);
        objects[i] = object;
    }
    return objects;
}

QJsonObject jsonOf(const Differing &differing, bool isProduction)
{
    auto json = migrateJson(u"diff"_s, differing.set);
    QJsonArray statements;
    for (const auto &statement : differing.script.statements)
        statements.append(QJsonObject { { u"text"_s, QString::fromUtf8(statement.text) }, { u"object"_s, cli::jsonOf(statement.object) },
            { u"losesData"_s, statement.losesData }, { u"transaction"_s, transactionFitName(statement.fit) } });
    QJsonArray notGenerated;
    for (const auto &left : differing.script.notGenerated)
        notGenerated.append(QJsonObject { { u"object"_s, cli::jsonOf(left.object) }, { u"kind"_s, left.kind }, { u"reason"_s, left.reason } });
    json.insert(u"database"_s, cli::jsonOf(differing.server, differing.dialect.databaseType, isProduction));
    json.insert(u"difference"_s, differenceOf(differing));
    json.insert(u"statements"_s, statements);
    json.insert(u"notGenerated"_s, notGenerated);
    return json;
}

/// Sentences as comments before the statements: the answer runs as it stands.
QByteArray textOf(const Differing &differing)
{
    QString text;
    for (const auto &line : cli::textOf(differing.difference).split(u'\n', Qt::SkipEmptyParts))
        text += u"-- "_s + line + u'\n';
    for (const auto &[object, migration] : differing.lastTouchedBy)
        text += u"-- "_s + tr("%1 was last touched by %2").arg(object, migration) + u'\n';
    for (const auto &left : differing.script.notGenerated)
        text += u"-- "_s + tr("not generated: %1 %2: %3").arg(left.kind, left.object.name, left.reason).simplified() + u'\n';
    for (const auto &statement : differing.script.statements) {
        text += statement.losesData ? u"\n-- "_s + tr("loses data") + u'\n' : u"\n"_s;
        text += QString::fromUtf8(statement.text) + u";\n"_s;
    }
    return text.toUtf8();
}

} // namespace

Step<Differing> readDifference(MigrateContext &context, const QString &other, bool isReverse)
{
    auto source = readPending(context, MigrationState::Applied);
    if (!source)
        return std::unexpected(source.error());
    return other.isEmpty() ? readDrift(context, std::move(*source), isReverse) : compare(context, std::move(*source), other, isReverse);
}

ExitCode showDifference(MigrateContext &context)
{
    const auto differing = readDifference(context, context.arguments().other, context.arguments().reverse);
    if (!differing)
        return differing.error().code;
    if (context.interrupt().isRequested())
        return Interrupted;
    const auto code = differing->difference.isEmpty() ? Done : Refused;
    if (context.arguments().json)
        return context.print(jsonOf(*differing, (*context.target())->isProduction()), code);
    for (const auto &warning : differing->notes)
        printLine(tr("note: ") + warning);
    printLine(differing->difference.summary());
    return context.print(textOf(*differing), code);
}

} // namespace cli
