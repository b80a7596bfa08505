#include "core/migrations/planscript.h"

#include "core/migrations/ledgersql.h"
#include "core/migrations/runsteps.h"
#include "core/sql/sql.h"

#include <algorithm>

namespace dumbo {

namespace {

constexpr auto ledgerName = "dmb_migrations";

/// Writes the pieces of a plan one below the other.
class Script {
public:
    Script(const Dialect &dialect, const PlanScriptOptions &options)
        : m_dialect(dialect)
        , m_options(options)
    {
    }

    [[nodiscard]] Result<QByteArray> write(const std::vector<RunItem> &items)
    {
        if (m_options.recordsLedger)
            addStatement(QByteArray(ledgerSql(m_dialect).createLedger).replace("%1", ledgerName));
        for (const auto &step : stepsOf(items, m_options.oneTransaction)) {
            const auto isTransaction = step.inTransaction && !m_dialect.transactions.begin.isEmpty();
            if (isTransaction)
                addStatement(m_dialect.transactions.begin);
            for (const auto &piece : step.pieces) {
                if (const auto added = addPiece(items[piece.item], piece); !added)
                    return fail(added.error());
            }
            if (isTransaction)
                addStatement(m_dialect.transactions.commit);
        }
        return m_text;
    }

private:
    [[nodiscard]] Result<void> addPiece(const RunItem &item, const RunPiece &piece)
    {
        if (piece.begin == 0)
            m_text += "\n-- " + item.migration.name.toUtf8().replace('\n', ' ') + '\n';
        for (int place = piece.begin; place < piece.end; ++place) {
            if (!item.skipped[std::size_t(place)])
                addStatement(item.statements()[std::size_t(place)].text);
        }
        return piece.end == item.size() ? addRecord(item.migration) : Result<void>();
    }

    [[nodiscard]] Result<void> addRecord(const Migration &migration)
    {
        if (!m_options.recordsLedger)
            return {};
        // A repeatable migration is in the ledger already when it runs again.
        const auto forget = renderInline(
            sql("DELETE FROM {} WHERE name = {}", Sql::identifier(QString::fromLatin1(ledgerName)), migration.name), m_dialect);
        const auto record = renderInline(sql("INSERT INTO {} (name, application, sql_hash) VALUES ({}, {}, {})",
                                             Sql::identifier(QString::fromLatin1(ledgerName)), migration.name, migration.application,
                                             QString::fromLatin1(migration.hash)),
            m_dialect);
        if (!record || !forget)
            return fail(record ? forget.error() : record.error());
        if (migration.repeatable)
            addStatement(*forget);
        addStatement(*record);
        return {};
    }

    void addStatement(const QByteArray &statement)
    {
        // The client would end a routine's body at its first ';'.
        const auto delimiter = m_dialect.lexer.delimiterCommand && statement.contains(';');
        if (delimiter)
            m_text += "DELIMITER //\n" + statement + "\n//\nDELIMITER ;\n";
        else
            m_text += statement + (endsInComment(statement) ? "\n;\n" : ";\n");
    }

    [[nodiscard]] static bool endsInComment(const QByteArray &statement)
    {
        const auto lastLine = statement.sliced(statement.lastIndexOf('\n') + 1);
        return lastLine.contains("--") || lastLine.contains('#');
    }

    const Dialect &m_dialect;
    const PlanScriptOptions &m_options;
    QByteArray m_text;
};

} // namespace

Result<QByteArray> planScript(const MigrationPlan &plan, const Dialect &dialect, const PlanScriptOptions &options)
{
    std::vector<RunItem> items;
    for (const auto *pending : plan.pending()) {
        if (pending->migration->up.empty())
            continue;
        items.emplace_back().migration = *pending->migration;
        judge(items.back(), dialect, options.fit);
    }
    return items.empty() ? Result<QByteArray>(QByteArray()) : Script(dialect, options).write(items);
}

} // namespace dumbo
