#include "drivers/common/postgresql/advice/forms.h"

#include "drivers/common/postgresql/advice/sqlnames.h"

namespace dumbo::postgresql::advice {

CommandForm::CommandForm(const StatementContext &context, std::size_t command, QString title)
    : m_context(context)
    , m_command(command)
    , m_title(std::move(title))
    , m_head(context.source.commands().head)
{
}

CommandForm &CommandForm::alter(const QByteArray &command)
{
    m_statements.push_back(m_head + ' ' + command);
    return *this;
}

CommandForm &CommandForm::statement(const QByteArray &sql)
{
    m_statements.push_back(sql);
    return *this;
}

CommandForm &CommandForm::statements(const std::vector<QByteArray> &list)
{
    m_statements.insert(m_statements.end(), list.begin(), list.end());
    return *this;
}

QByteArray CommandForm::around(std::size_t begin, std::size_t end) const
{
    const auto &spans = m_context.source.commands().spans;
    QByteArrayList kept;
    for (auto i = begin; i < std::min(end, spans.size()); ++i)
        kept.append(m_context.source.text(spans[i]));
    return kept.isEmpty() ? QByteArray() : m_head + ' ' + kept.join(", ");
}

SaferForm CommandForm::form(bool needsNoTransaction) const
{
    SaferForm form { m_title, {}, needsNoTransaction };
    if (const auto before = around(0, m_command); !before.isEmpty())
        form.statements.push_back(before);
    form.statements.insert(form.statements.end(), m_statements.begin(), m_statements.end());
    if (const auto behind = around(m_command + 1, m_context.source.commands().spans.size()); !behind.isEmpty())
        form.statements.push_back(behind);
    return form;
}

std::vector<QByteArray> notNullSteps(const QByteArray &head, const Relation &relation, const QString &column)
{
    QStringList taken;
    for (const auto &check : relation.object.checks)
        taken.append(check.name);
    const auto name = sqlName(chosenName(relation.path.name, column, QStringLiteral("not_null"), taken));
    return {
        head + " ADD CONSTRAINT " + name + " CHECK (" + sqlName(column) + " IS NOT NULL) NOT VALID",
        head + " VALIDATE CONSTRAINT " + name,
        head + " ALTER COLUMN " + sqlName(column) + " SET NOT NULL",
        head + " DROP CONSTRAINT " + name,
    };
}

QByteArray fillInParts(const Relation &relation, const QString &column)
{
    const auto table = sqlName(relation.path);
    const auto name = sqlName(column);
    return "DO $fill$\nDECLARE\n    filled bigint;\nBEGIN\n    LOOP\n        UPDATE " + table + " SET " + name
        + " = DEFAULT WHERE ctid = ANY (ARRAY(SELECT ctid FROM " + table + " WHERE " + name
        + " IS NULL LIMIT 10000)) AND " + name
        + " IS NULL;\n        GET DIAGNOSTICS filled = ROW_COUNT;\n        COMMIT;\n        EXIT WHEN filled = 0;\n"
          "    END LOOP;\nEND\n$fill$";
}

} // namespace dumbo::postgresql::advice
