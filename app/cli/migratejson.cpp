#include "app/cli/migratejson.h"

#include <QJsonDocument>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

constexpr int formatVersion = 1;

void setUnlessEmpty(QJsonObject &json, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        json.insert(key, text);
}

QJsonObject jsonOf(const RunDetails &run)
{
    QJsonObject json { { u"run"_s, run.run }, { u"action"_s, runActionName(run.action) }, { u"outcome"_s, runOutcomeName(run.outcome) },
        { u"who"_s, run.who }, { u"started"_s, run.started }, { u"statements"_s, run.statements }, { u"statementsDone"_s, run.statementsDone },
        { u"inTransaction"_s, run.inTransaction } };
    setUnlessEmpty(json, u"finished"_s, run.finished);
    setUnlessEmpty(json, u"error"_s, run.error);
    setUnlessEmpty(json, u"approvedBy"_s, run.approvedBy);
    setUnlessEmpty(json, u"overrideReason"_s, run.overrideReason);
    if (run.durationMs)
        json.insert(u"milliseconds"_s, *run.durationMs);
    if (run.statementStarted)
        json.insert(u"statementUnseen"_s, *run.statementStarted);
    return json;
}

} // namespace

QJsonObject migrateJson(const QString &command, const MigrationSet &set)
{
    QJsonArray problems;
    for (const auto &problem : set.problems) {
        QJsonObject json { { u"file"_s, problem.path }, { u"message"_s, problem.message }, { u"fatal"_s, problem.isFatal } };
        if (problem.line > 0)
            json.insert(u"line"_s, problem.line);
        problems.append(json);
    }
    return { { u"format"_s, formatVersion }, { u"command"_s, command },
        { u"source"_s, QJsonObject { { u"path"_s, set.path }, { u"layout"_s, set.layout }, { u"problems"_s, problems } } } };
}

QJsonObject jsonOf(const ServerFacts &facts, const QString &databaseType, bool isProduction)
{
    QJsonObject json { { u"type"_s, databaseType }, { u"production"_s, isProduction } };
    setUnlessEmpty(json, u"product"_s, facts.product);
    setUnlessEmpty(json, u"version"_s, facts.version);
    setUnlessEmpty(json, u"database"_s, facts.database);
    setUnlessEmpty(json, u"user"_s, facts.user);
    return json;
}

QJsonObject jsonOf(const Migration &migration)
{
    QJsonObject json { { u"name"_s, migration.name }, { u"statements"_s, qint64(migration.up.size()) },
        { u"inTransaction"_s, migration.inTransaction }, { u"repeatable"_s, migration.repeatable }, { u"hasDown"_s, migration.hasDown },
        { u"hash"_s, QString::fromLatin1(migration.hash) }, { u"application"_s, migration.application } };
    setUnlessEmpty(json, u"version"_s, migration.version);
    setUnlessEmpty(json, u"title"_s, migration.title);
    setUnlessEmpty(json, u"file"_s, migration.path);
    setUnlessEmpty(json, u"downFile"_s, migration.downPath);
    return json;
}

QJsonArray statementsOf(const Migration &migration)
{
    QJsonArray statements;
    for (const auto &statement : migration.up)
        statements.append(QJsonObject { { u"line"_s, statement.line }, { u"text"_s, QString::fromUtf8(statement.text) } });
    return statements;
}

QJsonObject jsonOf(const PlannedMigration &planned)
{
    auto json = planned.migration ? jsonOf(*planned.migration) : QJsonObject { { u"name"_s, planned.name() } };
    json.insert(u"state"_s, migrationStateName(planned.state));
    setUnlessEmpty(json, u"reason"_s, planned.reason);
    json.insert(u"remedies"_s, QJsonArray::fromStringList(remedyNames(planned.remedies)));
    if (planned.entry) {
        QJsonObject recorded { { u"hash"_s, QString::fromLatin1(planned.entry->hash) }, { u"at"_s, planned.entry->timestamp },
            { u"application"_s, planned.entry->application } };
        if (planned.entry->details)
            recorded.insert(u"run"_s, jsonOf(*planned.entry->details));
        json.insert(u"recorded"_s, recorded);
    }
    if (planned.lastRun)
        json.insert(u"lastRun"_s, jsonOf(*planned.lastRun));
    if (planned.state == MigrationState::Failed)
        json.insert(u"resumeAt"_s, planned.resumeAt);
    return json;
}

QJsonObject jsonOf(const ObjectPath &path)
{
    QJsonObject json { { u"name"_s, path.name } };
    setUnlessEmpty(json, u"schema"_s, path.schema);
    setUnlessEmpty(json, u"database"_s, path.database);
    return json;
}

QJsonObject jsonOf(const History &history)
{
    QJsonArray entries;
    for (const auto &entry : history.entries) {
        QJsonObject json { { u"name"_s, entry.name }, { u"state"_s, historyStateName(entry.state) } };
        setUnlessEmpty(json, u"version"_s, entry.version);
        setUnlessEmpty(json, u"appliedAt"_s, entry.appliedAt);
        setUnlessEmpty(json, u"checksum"_s, entry.checksum);
        entries.append(json);
    }
    QJsonObject json { { u"tool"_s, history.tool }, { u"table"_s, jsonOf(history.table) }, { u"onlyState"_s, history.isState }, { u"entries"_s, entries } };
    if (history.error)
        json.insert(u"error"_s, jsonOf(*history.error));
    return json;
}

QJsonObject jsonOf(const Error &error)
{
    QJsonObject json { { u"kind"_s, errorKindName(error.kind()) }, { u"message"_s, error.message() } };
    setUnlessEmpty(json, u"serverMessage"_s, error.serverMessage());
    setUnlessEmpty(json, u"sqlState"_s, error.sqlState());
    setUnlessEmpty(json, u"detail"_s, error.detail());
    setUnlessEmpty(json, u"hint"_s, error.hint());
    if (error.position())
        json.insert(u"position"_s, *error.position());
    return json;
}

QJsonObject countsOf(const MigrationPlan &plan)
{
    QJsonObject json;
    for (const auto state : { MigrationState::Applied, MigrationState::Pending, MigrationState::Changed, MigrationState::Missing,
             MigrationState::OutOfOrder, MigrationState::Failed })
        json.insert(migrationStateName(state), plan.count(state));
    return json;
}

} // namespace cli
