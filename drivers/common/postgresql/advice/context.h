#pragma once

#include "drivers/common/postgresql/advice/locks.h"
#include "drivers/common/postgresql/advice/parsetree.h"
#include "drivers/common/postgresql/advice/rules.h"
#include "drivers/common/postgresql/advice/sourcetext.h"
#include "drivers/common/postgresql/advice/world.h"

#include <QSet>

namespace dumbo::postgresql::advice {

/// What the statements of a migration so far leave for the later ones.
struct MigrationProgress
{
    bool hasLockTimeout = false;
    bool hasStatementTimeout = false;
    bool saidLockTimeout = false; ///< one reminder for each migration is enough
    bool saidStatementTimeout = false;
    bool saidSeveralLocks = false;
    bool isInOwnTransaction = false; ///< behind a BEGIN of the migration's
    bool changesSchema = false; ///< of tables that others use
    bool changesData = false;
    QSet<const Relation *> stronglyLocked; ///< by earlier statements of the transaction
    const Relation *firstLocked = nullptr;
    QSet<const Relation *> changed; ///< whose schema earlier statements of the transaction changed
    QSet<QPair<const Relation *, QString>> notValid; ///< constraints added in the transaction
    QHash<QString, QString> enumValues; ///< value → type, added in the transaction to a type of before
    QSet<QString> newTypes;
    QSet<const Relation *> rowSecurity; ///< turned on, no policy yet
    QHash<const Relation *, std::size_t> rowSecurityStatement; ///< where it was turned on
    QHash<const Relation *, TextSpan> rowSecuritySpan;
};

/// One statement while it is looked at: what is asked, what is known, and the answer so far.
class StatementContext
{
public:
    StatementContext(const AdviceRequest &request, int version, const QByteArray &sql, World &world, MigrationProgress &progress);

    const int version; ///< server_version_num
    World &world;
    MigrationProgress &progress;
    SourceText source;
    StatementAdvice advice;
    std::vector<const Relation *> stronglyLocked; ///< by this statement, of those that others use

    [[nodiscard]] bool inTransaction() const { return m_request.inTransaction || progress.isInOwnTransaction; }
    /// The span that findings get: of the command that is looked at, else of the statement.
    [[nodiscard]] TextSpan span() const { return m_span ? *m_span : source.whole(); }
    void setSpan(const TextSpan &span) { m_span = span; }

    [[nodiscard]] static ObjectPath pathOf(const RangeVar &name);
    [[nodiscard]] Relation &relation(const RangeVar &name);
    [[nodiscard]] Relation &relation(NodeList name);
    /// Notes that the statement works on it.
    void touch(const Relation &relation);
    /// Notes a lock; the strongest for each object stays.
    void lock(const Relation &relation, LockMode mode);
    void lockPath(const ObjectPath &path, LockMode mode, bool isNew = false);
    /// The same for it and its partitions and children.
    void lockTree(const Relation &relation, LockMode mode, bool withChildren = true);
    void scans(const Relation &relation);
    void rewrites(const Relation &relation);
    void losesData(const Relation &relation);

    /// A finding at span(); null where the rule does not matter: the table is new in this migration, or is dropped.
    Finding *report(Rule rule, const QString &message, const Relation *about = nullptr);
    Finding *reportAt(const TextSpan &span, Rule rule, const QString &message, const Relation *about = nullptr);
    /// The same for rules that hold for new objects too.
    Finding *remark(Rule rule, const QString &message, const Relation *about = nullptr);

private:
    const AdviceRequest &m_request;
    std::optional<TextSpan> m_span;
};

/// A translated text, its arguments to follow.
#define DUMBO_ADVICE(text) translated(QT_TRANSLATE_NOOP("PostgreSQL", text))

/// A table of so few rows that neither a lock nor a scan lasts.
[[nodiscard]] bool isTiny(const Relation &relation);

} // namespace dumbo::postgresql::advice
