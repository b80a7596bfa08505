#pragma once

#include "core/migrations/advice/databaseanswers.h"
#include "core/migrations/advice/filetext.h"
#include "core/migrations/advice/pendingcatalog.h"
#include "core/migrations/advice/silencing.h"
#include "core/migrations/advisor.h"

#include <QSet>

namespace dumbo {

/// One call of Advisor::advise().
class Advising {
public:
    struct Judge {
        const MigrationAdviceExtension &extension;
        const Dialect &dialect;
        std::vector<Advisor::Rule> rules;
        bool inTransaction;
    };

    Advising(Judge judge, const AdviceContext &context);

    [[nodiscard]] Result<MigrationAdvice> run(std::span<const Migration> migrations);

private:
    /// A migration between its two rounds: first the text alone, then the database, for which all objects must be known.
    struct Work {
        const Migration *migration = nullptr;
        FileText file;
        std::vector<std::vector<Finding>> findings; ///< of each statement
    };

    [[nodiscard]] Result<void> readStatements(Work &work);
    [[nodiscard]] FileText readFile(const Migration &migration);
    [[nodiscard]] Result<void> readActivity();
    [[nodiscard]] Result<void> judge(Work &work, AdvisedMigration &advised);
    [[nodiscard]] Result<AdvisedFinding> advised(
        const Finding &finding, const AdvisedStatement &statement, const Work &work, int number);
    void locate(AdvisedFinding &finding, const AdvisedStatement &statement, const Work &work) const;
    [[nodiscard]] Result<ProbeAnswer> answer(const DataProbe &probe, const Finding &finding, const StatementAdvice &statement);
    void noteChanges(const StatementAdvice &statement);

    Judge m_judge;
    const AdviceContext &m_context;
    PendingCatalog m_pending;
    DataProbes m_probes;
    MigrationAdvice m_advice;
    std::vector<ObjectPath> m_changed; ///< rows or structure, by statements so far
    bool m_changedUnknown = false;
};

/// Silences what the comments of a migration's files name, and adds findings about comments that do not do what they seem to.
class Silencing {
public:
    Silencing(const Migration &migration, const FileText &file, const Advising::Judge &judge);
    void apply(AdvisedMigration &advised);

private:
    struct Entry {
        SilencingComment comment;
        std::optional<std::size_t> statement; ///< of Migration::up; the number of statements for one of the down script
        TextSpan fileSpan;
        LineAndColumn begin;
        LineAndColumn end;
        QSet<QString> used;
    };

    void addFromFile(const Migration &migration);
    void addFromStatements(const Migration &migration);
    void add(SilencingComment comment, std::optional<std::size_t> statement, const FileText &text, int firstLine);
    [[nodiscard]] bool silences(const Entry &entry, const QString &code, const AdvisedFinding &finding) const;
    [[nodiscard]] bool isKnown(const QString &code) const;
    void addFindings(const Entry &entry, AdvisedMigration &advised) const;
    [[nodiscard]] AdvisedFinding finding(const char *code, const Entry &entry, const QString &path, const QString &message) const;

    const FileText &m_file;
    const Advising::Judge &m_judge;
    std::size_t m_upCount;
    std::vector<Entry> m_entries;
};

} // namespace dumbo
