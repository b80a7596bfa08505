#include "drivers/common/sqlite/explain.h"

#include "drivers/common/explain/rolledback.h"
#include "drivers/common/explain/statementrows.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// The one statement of a text, without EXPLAIN before it.
struct ExplainedStatement
{
    QByteArray text;
    qint64 begin = 0; ///< in the text that was given
    QByteArray keyword;
    std::vector<Token> tokens;
};

Result<ExplainedStatement> explainedStatement(const QByteArray &given)
{
    const std::string_view sql(given.constData(), std::size_t(given.size()));
    const auto tokens = tokenize(sql);
    std::size_t first = 0;
    const auto isAt = [&](std::size_t place, std::string_view word) {
        return place < tokens.size() && tokens[place].isWord(sql, word);
    };
    if (isAt(0, "EXPLAIN"))
        first = isAt(1, "QUERY") && isAt(2, "PLAN") ? 3 : 1;
    auto last = tokens.size();
    while (last > first && tokens[last - 1].isSign(sql, ";"))
        --last;
    if (first == last)
        return fail(ErrorKind::InvalidOperation, tr("There is no statement to explain."));
    ExplainedStatement found;
    found.begin = tokens[first].begin;
    found.text = given.sliced(found.begin, tokens[last - 1].end - found.begin);
    found.keyword = mainKeyword(std::string_view(found.text));
    found.tokens.assign(tokens.begin() + std::ptrdiff_t(first), tokens.begin() + std::ptrdiff_t(last));
    const auto hasBody = found.keyword == "CREATE"; // a trigger's statements end with semicolons of their own
    const auto end = std::ranges::find_if(found.tokens, [&](const Token &token) { return token.isSign(sql, ";"); });
    if (end != found.tokens.end() && !hasBody)
        return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be explained at a time.")).withPosition(end->end));
    return found;
}

/// NULL for each placeholder: a plan does not need the values.
Parameters nulls(const QByteArray &given, const std::vector<Token> &tokens)
{
    const std::string_view sql(given.constData(), std::size_t(given.size()));
    std::vector<std::string_view> names;
    int largest = 0;
    for (const auto &token : tokens) {
        if (token.kind != Token::Kind::Variable)
            continue;
        const auto name = token.text(sql);
        if (name.starts_with('?')) {
            const auto number = QByteArrayView(name.substr(1)).toInt();
            largest = std::max(largest, name.size() > 1 ? std::min(number, 32766) : largest + 1);
        } else if (!std::ranges::contains(names, name)) {
            names.push_back(name);
            ++largest;
        }
    }
    Parameters parameters;
    parameters.positional.resize(std::size_t(largest));
    return parameters;
}

QByteArray paddedTable(const std::vector<explain::TextRow> &rows, const std::vector<QByteArray> &titles)
{
    std::vector<qsizetype> widths;
    for (std::size_t column = 0; column < titles.size(); ++column) {
        auto width = titles[column].size();
        for (const auto &row : rows)
            width = std::max(width, column < row.size() && row[column] ? row[column]->size() : 0);
        widths.push_back(width);
    }
    QByteArray text;
    const auto appendLine = [&](const auto &cell) {
        QByteArray line;
        for (std::size_t column = 0; column < titles.size(); ++column)
            line += QByteArray(cell(column)).leftJustified(widths[column]) + "  ";
        while (line.endsWith(' '))
            line.chop(1);
        text += line + '\n';
    };
    appendLine([&](std::size_t column) { return titles[column]; });
    appendLine([&](std::size_t column) { return QByteArray(widths[column], '-'); });
    for (const auto &row : rows)
        appendLine([&](std::size_t column) { return column < row.size() ? row[column].value_or(QByteArray()) : QByteArray(); });
    return text;
}

struct PlanLine
{
    int id = 0;
    int parent = 0;
    QString text;
};

std::vector<PlanNode> childrenOf(const std::vector<PlanLine> &lines, int parent)
{
    std::vector<PlanNode> nodes;
    for (const auto &line : lines) {
        if (line.parent != parent || line.id == parent)
            continue;
        auto node = planNode(line.text);
        node.children = childrenOf(lines, line.id);
        nodes.push_back(std::move(node));
    }
    return nodes;
}

class SqliteExplain final : public ExplainExtension
{
public:
    explicit SqliteExplain(Connection &connection)
        : m_connection(connection)
    {
    }

    Abilities abilities() const override { return { .analyze = true, .text = true }; }

    Result<ExplainPlan> explain(const ExplainRequest &request) override
    {
        const auto statement = explainedStatement(request.text);
        if (!statement)
            return fail(statement.error());
        ExplainPlan plan;
        plan.writes = changesRows(statement->keyword);
        if (auto read = readPlan(request, *statement, plan); !read)
            return fail(read.error());
        if (request.analyze) {
            if (auto run = measure(request, *statement, plan); !run)
                return fail(run.error());
        }
        return plan;
    }

private:
    Result<std::vector<explain::TextRow>> ask(
        const QByteArray &prefix, const ExplainRequest &request, const ExplainedStatement &explained)
    {
        Statement statement;
        statement.text = prefix + explained.text;
        statement.purpose = Purpose::Internal;
        statement.parameters = request.parameters.isEmpty() ? nulls(request.text, explained.tokens) : request.parameters;
        auto rows = explain::readRows(m_connection, statement);
        if (!rows)
            return fail(explain::withoutPrefix(rows.error(), prefix.size() - explained.begin, request.text.size()));
        return rows;
    }

    Result<void> readPlan(const ExplainRequest &request, const ExplainedStatement &statement, ExplainPlan &plan)
    {
        const auto program = ask("EXPLAIN ", request, statement);
        if (!program)
            return fail(program.error());
        plan.serverText = paddedTable(*program, { "addr", "opcode", "p1", "p2", "p3", "p4", "p5", "comment" });
        if (request.form == ExplainRequest::Form::Text)
            return {};
        const auto rows = ask("EXPLAIN QUERY PLAN ", request, statement);
        if (!rows)
            return fail(rows.error());
        std::vector<PlanLine> lines;
        for (const auto &row : *rows) {
            if (row.size() >= 4)
                lines.push_back({ row[0].value_or("0").toInt(), row[1].value_or("0").toInt(), QString::fromUtf8(row[3].value_or(QByteArray())) });
        }
        plan.roots = childrenOf(lines, 0);
        if (plan.roots.empty()) {
            PlanNode whole;
            whole.operation = QString::fromUtf8(statement.keyword);
            whole.detail = tr("SQLite plans nothing for it");
            plan.roots.push_back(whole);
        }
        return {};
    }

    Result<void> measure(const ExplainRequest &request, const ExplainedStatement &explained, ExplainPlan &plan)
    {
        if (!plan.writes && explained.keyword != "SELECT" && explained.keyword != "VALUES")
            return fail(ErrorKind::InvalidOperation,
                tr("%1 is not run for its plan: only SELECT, VALUES, INSERT, REPLACE, UPDATE and DELETE are certain to be undone "
                   "by a rollback.")
                    .arg(QString::fromUtf8(explained.keyword)));
        if (const auto ending = endsTransaction(request.text, explained))
            return fail(*ending);
        Statement statement;
        statement.text = explained.text;
        statement.parameters = request.parameters;
        const auto done = explain::rolledBack(m_connection, [&]() -> Result<void> {
            QElapsedTimer clock;
            clock.start();
            const auto count = explain::countRows(m_connection, statement);
            if (!count)
                return fail(explain::withoutPrefix(count.error(), -explained.begin, request.text.size()));
            plan.executionTime = PlanNode::Milliseconds(double(clock.nsecsElapsed()) / 1e6);
            plan.rows = plan.writes ? count->affectedRows : std::optional(count->rows);
            return {};
        });
        if (!done)
            return done;
        plan.executed = true;
        plan.rolledBack = true;
        plan.warnings.append(tr("SQLite measures the whole statement only, not its steps: time and rows of single steps are not known."));
        return {};
    }

    /// INSERT OR ROLLBACK would end somebody's transaction, savepoint or not.
    [[nodiscard]] std::optional<Error> endsTransaction(const QByteArray &text, const ExplainedStatement &explained) const
    {
        const std::string_view sql(text.constData(), std::size_t(text.size()));
        for (std::size_t i = 1; i < explained.tokens.size(); ++i) {
            if (explained.tokens[i].isWord(sql, "ROLLBACK") && explained.tokens[i - 1].isWord(sql, "OR")) {
                return Error(ErrorKind::InvalidOperation,
                    tr("OR ROLLBACK ends the transaction around it, so the statement is not run for its plan."))
                    .withPosition(explained.tokens[i].begin);
            }
        }
        return {};
    }

    Connection &m_connection;
};

} // namespace

PlanNode planNode(const QString &line)
{
    static const QRegularExpression access(
        QStringLiteral("^(SCAN|SEARCH|MATERIALIZE|CO-ROUTINE|BLOOM FILTER ON) (.+?)(?: (USING .+|VIRTUAL TABLE .+|\\([^()]*\\)|LEFT-JOIN))?$"));
    static const QRegularExpression index(
        QStringLiteral("^USING (?:AUTOMATIC )?(?:PARTIAL )?(?:COVERING )?INDEX (.+?)(?: \\(|$)"));
    PlanNode node;
    const auto match = access.match(line);
    if (!match.hasMatch() || match.capturedView(2).contains(u"CONSTANT ROW")) {
        node.operation = line;
        return node;
    }
    node.operation = match.captured(1);
    node.object = match.captured(2);
    node.detail = match.captured(3);
    if (const auto named = index.match(node.detail); named.hasMatch())
        node.index = named.captured(1);
    if (const auto open = node.detail.indexOf(u'('); open >= 0)
        node.conditions.push_back({ tr("Condition"), node.detail.sliced(open) });
    return node;
}

std::unique_ptr<ExplainExtension> makeExplainExtension(Connection &connection)
{
    return std::make_unique<SqliteExplain>(connection);
}

} // namespace dumbo::sqlite
