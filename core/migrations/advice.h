#pragma once

#include "core/sdk/extensions/migrationadvice.h"
#include "core/sdk/extensions/migrations.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace dumbo {

/// What the data answered to a finding's question.
struct ProbeAnswer {
    enum class State {
        NotAsked, ///< not connected, or asking makes no sense yet; reason says which
        Counted,
        TimedOut, ///< nothing is known
        Failed, ///< reason has the server's words; nothing is known
    };
    DataProbe probe;
    State state = State::NotAsked;
    qint64 count = 0; ///< where Counted
    QString sentence; ///< the probe's with the count in it, or why there is none
    QString reason; ///< why it is not Counted; empty where it is
    QStringList columns; ///< of the sample
    std::vector<std::vector<std::optional<QString>>> rows; ///< some of the rows; nothing is NULL. Long texts are cut
    friend bool operator==(const ProbeAnswer &, const ProbeAnswer &) = default;
};

/// A finding where a person finds it, with what the database said to it.
struct AdvisedFinding {
    QString code; ///< of a driver ("PG101", "LITE…", "MY…"), or of the program ("DMB…")
    QString name;
    FindingSeverity severity = FindingSeverity::Warning; ///< after what the database said
    FindingSeverity usualSeverity = FindingSeverity::Warning; ///< from the text alone
    QString severityReason; ///< a sentence where the two differ
    QString message;
    QString detail;
    int statement = -1; ///< from 0, of Migration::up; -1: about the file
    TextSpan span; ///< of the statement's text; empty where statement is -1
    QString path; ///< of the file; empty where the migration has none
    TextSpan fileSpan; ///< bytes of the file; empty where they are not known
    int line = 0; ///< of the file, from 1; of the statement's text where there is no file
    int column = 0; ///< from 1, in characters (code points)
    int endLine = 0;
    int endColumn = 0; ///< behind the last character
    std::optional<ObjectPath> object;
    bool silenced = false;
    QString silencedBecause; ///< the reason in the comment
    std::vector<ProbeAnswer> probes;
    std::vector<SaferForm> saferForms;
    friend bool operator==(const AdvisedFinding &, const AdvisedFinding &) = default;
};

/// What one statement would do, and to what. Its findings are in AdvisedMigration.
struct AdvisedStatement {
    StatementAdvice advice; ///< without findings
    QByteArray text;
    TextSpan fileSpan; ///< bytes of the file; empty where they are not known
    int line = 1; ///< from 1
    int column = 1;
};

struct AdvisedMigration {
    QString name; ///< as Migration::name
    QString path;
    bool inTransaction = true; ///< as the statements were judged
    std::vector<AdvisedStatement> statements;
    std::vector<AdvisedFinding> findings; ///< by line and column, silenced ones included
};

struct DUMBO_CORE_EXPORT MigrationAdvice {
    /// Of findings that are not silenced.
    struct Counts {
        int errors = 0;
        int warnings = 0;
        int infos = 0;
        int silenced = 0;
    };

    QString databaseType;
    bool knowsCatalog = false; ///< judged with what a database holds
    bool askedData = false; ///< probes ran
    std::vector<AdvisedMigration> migrations;
    std::vector<ObjectActivity> activity; ///< of existing objects that are locked, rewritten or lose data, once each
    QStringList notes; ///< what could not be looked at and why, in sentences

    [[nodiscard]] Counts counts() const;
    /// Null where there is none of this name.
    [[nodiscard]] const AdvisedMigration *find(const QString &migration) const;
    [[nodiscard]] const ObjectActivity *activityOf(const ObjectPath &object) const;
};

/// "info", "warning", "error".
[[nodiscard]] DUMBO_CORE_EXPORT QString severityName(FindingSeverity severity);
/// "inside", "alone", "commits", "controls".
[[nodiscard]] DUMBO_CORE_EXPORT QString transactionFitName(TransactionFit fit);
/// "schema.name", as far as the parts are there.
[[nodiscard]] DUMBO_CORE_EXPORT QString objectName(const ObjectPath &object);

/// The form that the command line prints and docs/migrations.md describes.
[[nodiscard]] DUMBO_CORE_EXPORT QJsonObject toJson(const AdvisedFinding &finding);
[[nodiscard]] DUMBO_CORE_EXPORT QJsonObject toJson(const MigrationAdvice &advice);

} // namespace dumbo
