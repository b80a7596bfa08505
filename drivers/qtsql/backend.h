#pragma once

#include "core/sdk/connection.h"
#include "drivers/qtsql/bind.h"
#include "drivers/qtsql/link.h"
#include "drivers/qtsql/rows.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace dumbo::qtsql {

/// A statement with placeholders that runs as often as wanted.
class BoundStatement
{
public:
    BoundStatement() = default;
    virtual ~BoundStatement() = default;
    BoundStatement(const BoundStatement &) = delete;
    BoundStatement &operator=(const BoundStatement &) = delete;

    [[nodiscard]] virtual std::span<const ParameterInfo> parameters() const = 0;
    [[nodiscard]] virtual std::span<const Column> columns() const = 0;
    [[nodiscard]] virtual const QByteArray &text() const = 0;
    /// Runs with these values; query() has the first result then.
    [[nodiscard]] virtual Result<void> run(const Parameters &parameters) = 0;
    [[nodiscard]] virtual QSqlQuery &query() = 0;
    /// Moves to the next result of the run; few ways of binding can have several.
    [[nodiscard]] virtual bool nextResult() { return false; }
};

/// What is different from database to database behind QtSql. The base class does what QtSql alone can do.
class Backend
{
public:
    explicit Backend(std::unique_ptr<Link> link);
    virtual ~Backend();
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    [[nodiscard]] Link &link() const { return *m_link; }

    [[nodiscard]] virtual Dialect dialect() const = 0;
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    [[nodiscard]] virtual ServerFacts server() const = 0;
    [[nodiscard]] virtual TransactionState transactionState() const = 0;
    [[nodiscard]] virtual Result<CatalogPart> catalog(Connection &connection, const CatalogRequest &request) = 0;
    [[nodiscard]] virtual Extension *extension(Connection &connection, const ExtensionId &id);

    /// Begins a transaction where it takes more than the dialect's texts; nothing where those do.
    [[nodiscard]] virtual std::optional<Result<void>> begin(const TransactionOptions &options);
    /// What a pool can make of the connection besides rolling back.
    [[nodiscard]] virtual ResetOutcome reset();

    /// Called with each statement of a person before it is sent; an error refuses it.
    [[nodiscard]] virtual Result<void> beforeStatement(const QByteArray &statement, const QByteArray &keyword);
    /// Called once the statement's results were read or given up.
    virtual void afterStatement(bool failed);
    /// Called when a statement has run, before its result is read.
    [[nodiscard]] virtual Result<void> check(QSqlQuery &query, const QByteArray &keyword);
    /// given: values that the statement is going to run with, where they are known; may be null.
    [[nodiscard]] virtual Result<std::shared_ptr<BoundStatement>> prepare(
        const QByteArray &statement, const Parameters *given);
    /// The rows of the result a query has now.
    [[nodiscard]] virtual std::unique_ptr<RowReader> rows(QSqlQuery &query);
    /// Moves to the statement's next result.
    [[nodiscard]] virtual bool nextResult(QSqlQuery &query);
    /// What the current result did, complete after its last row.
    [[nodiscard]] virtual CommandOutcome outcome(QSqlQuery &query, const QByteArray &keyword);
    /// Ends a query of which not all was read.
    virtual void abandon(QSqlQuery &query);
    /// Makes sure that a cancel which was sent hits no later statement.
    virtual void settle();
    [[nodiscard]] virtual int idleDescriptor() const { return -1; }
    virtual void pump() { }

    /// The error of the query's last call: Cancelled after a cancel(). Remembers and reports a lost connection.
    [[nodiscard]] Error failure(const QSqlQuery &query, const QByteArray &statement, qint64 offset = 0);
    [[nodiscard]] bool isBroken() const { return m_broken; }
    /// Runs a text of Dumbo's own.
    [[nodiscard]] Result<void> run(const QByteArray &statement);
    [[nodiscard]] Error cancelled() const;

protected:
    /// What QtSql, or the client library behind it, said. query is null where connecting failed.
    [[nodiscard]] virtual Error describe(
        const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const = 0;
    [[nodiscard]] virtual bool isLost(const Error &error) const;
    [[nodiscard]] virtual BindRules bindRules() const;
    void setBroken() { m_broken = true; }

private:
    std::unique_ptr<Link> m_link;
    bool m_broken = false;
};

} // namespace dumbo::qtsql
