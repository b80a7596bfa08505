#include "app/cli/migratecommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/migratedifference.h"
#include "app/cli/migratejson.h"
#include "app/cli/terminal.h"
#include "core/migrations/downproof.h"

#include <QCoreApplication>

#include <algorithm>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

struct Proofs {
    MigrationSet set;
    std::vector<std::pair<QString, DownProof>> proofs;
};

QString placeName(ProofPlace place)
{
    switch (place) {
    case ProofPlace::Automatic: return u"automatic"_s;
    case ProofPlace::Transaction: return u"transaction"_s;
    case ProofPlace::EmptyDatabase: return u"empty-database"_s;
    case ProofPlace::SchemaCopy: return u"schema-copy"_s;
    case ProofPlace::RowsCopy: return u"rows-copy"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

/// One that is pending is tried in a copy of the database, with the pending ones before it; one that is applied in an empty database,
/// with all before it.
ProofRequest requestFor(MigrateContext &context, const MigrationPlan &plan, const Migration &migration)
{
    ProofRequest request;
    request.migration = migration;
    request.comparesRows = context.arguments().rows;
    request.cancellation = context.interrupt().cancellation();
    const auto planned = std::ranges::find_if(plan.migrations, [&](const PlannedMigration &one) { return one.migration && one.name() == migration.name; });
    const bool isPending = planned != plan.migrations.end() && planned->state == MigrationState::Pending;
    request.place = !isPending ? ProofPlace::EmptyDatabase : request.comparesRows ? ProofPlace::RowsCopy : ProofPlace::SchemaCopy;
    for (auto one = plan.migrations.begin(); one != planned; ++one) {
        if (one->migration && (!isPending || one->state == MigrationState::Pending))
            request.before.push_back(*one->migration);
    }
    return request;
}

Step<Proofs> prove(MigrateContext &context)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    auto database = context.open(**target);
    if (!database)
        return std::unexpected(database.error());
    const auto dialect = (*database)->connection().dialect();
    auto set = context.source(dialect);
    if (!set)
        return std::unexpected(set.error());
    const auto ledger = readLedger((*database)->executor());
    if (!ledger)
        return context.stop(ledger.error());
    database->reset();
    auto chosen = context.only(*set, context.arguments().names);
    if (!chosen)
        return std::unexpected(chosen.error());
    const auto plan = planMigrations(*set, *ledger);
    const auto fit = transactionFits(context, dialect.databaseType);
    Proofs result { std::move(*set), {} };
    for (const auto &migration : chosen->migrations) {
        if (!migration.hasDown && context.arguments().names.isEmpty())
            continue;
        auto request = requestFor(context, plan, migration);
        request.fit = fit;
        auto proof = proveDown((*target)->opener, request);
        if (!proof)
            return context.stop(proof.error());
        result.proofs.emplace_back(migration.name, std::move(*proof));
    }
    return result;
}

QJsonObject jsonOf(const QString &name, const DownProof &proof)
{
    QJsonArray rows;
    for (const auto &table : proof.rows)
        rows.append(QJsonObject { { u"table"_s, cli::jsonOf(table.table) }, { u"before"_s, table.before }, { u"after"_s, table.after } });
    QJsonObject json { { u"name"_s, name }, { u"restores"_s, proof.restores() }, { u"place"_s, placeName(proof.place) },
        { u"difference"_s, cli::jsonOf(proof.difference) }, { u"comparedRows"_s, proof.comparedRows }, { u"rows"_s, rows },
        { u"notices"_s, QJsonArray::fromStringList(proof.notices) } };
    if (proof.error)
        json.insert(u"error"_s, cli::jsonOf(*proof.error));
    return json;
}

QString textOf(const QString &name, const DownProof &proof)
{
    auto text = name + u": "_s + (proof.restores() ? tr("the down script restores the schema") : proof.error ? tr("the scripts do not run") : tr("these differ afterwards:")) + u'\n';
    text += cli::textOf(proof.difference, u"    "_s);
    for (const auto &table : proof.rows)
        text += u"    "_s + tr("rows of %1: %2 before, %3 after").arg(table.table.name).arg(table.before).arg(table.after)
            + (table.before == table.after ? tr(", with other content") : QString()) + u'\n';
    return text;
}

} // namespace

ExitCode proveDownScripts(MigrateContext &context)
{
    const auto proofs = prove(context);
    if (!proofs)
        return proofs.error().code;
    const bool restoresAll = std::ranges::all_of(proofs->proofs, [](const auto &proof) { return proof.second.restores(); });
    const auto code = restoresAll ? Done : Refused;
    if (context.arguments().json) {
        QJsonArray array;
        for (const auto &[name, proof] : proofs->proofs)
            array.append(jsonOf(name, proof));
        auto json = migrateJson(u"verify"_s, proofs->set);
        json.insert(u"verified"_s, restoresAll);
        json.insert(u"downScripts"_s, array);
        return context.print(json, code);
    }
    QString text;
    for (const auto &[name, proof] : proofs->proofs) {
        text += textOf(name, proof);
        for (const auto &notice : proof.notices)
            printLine(tr("note: ") + notice);
        if (proof.error)
            reportError(*proof.error);
    }
    return context.print((text.isEmpty() ? tr("There are no down scripts.") + u'\n' : text).toUtf8(), code);
}

} // namespace cli
