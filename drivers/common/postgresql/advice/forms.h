#pragma once

#include "drivers/common/postgresql/advice/context.h"

namespace dumbo::postgresql::advice {

/// What a safer form of one command of ALTER TABLE is put together from: the commands around it stay, before and behind.
class CommandForm
{
public:
    /// The command at this place of the statement; its text is replaced.
    CommandForm(const StatementContext &context, std::size_t command, QString title);

    /// "ALTER TABLE hut" with more behind it.
    CommandForm &alter(const QByteArray &command);
    CommandForm &statement(const QByteArray &sql);
    CommandForm &statements(const std::vector<QByteArray> &list);
    [[nodiscard]] SaferForm form(bool needsNoTransaction = true) const;

private:
    [[nodiscard]] QByteArray around(std::size_t begin, std::size_t end) const;

    const StatementContext &m_context;
    std::size_t m_command;
    QString m_title;
    QByteArray m_head;
    std::vector<QByteArray> m_statements;
};

/// ALTER TABLE commands that make a column NOT NULL without reading the table under a strong lock. Before PostgreSQL 12 SET
/// NOT NULL reads it all the same.
[[nodiscard]] std::vector<QByteArray> notNullSteps(const QByteArray &head, const Relation &relation, const QString &column);

/// A block that gives a new column its default in transactions of 10,000 rows each.
[[nodiscard]] QByteArray fillInParts(const Relation &relation, const QString &column);

} // namespace dumbo::postgresql::advice
