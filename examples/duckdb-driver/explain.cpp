#include "explain.h"

#include "statements.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

QString textOf(const QJsonValue &value)
{
    if (!value.isArray())
        return value.isDouble() ? QString::number(value.toDouble(), 'g', 15) : value.toString();
    QStringList parts;
    for (const auto &part : value.toArray())
        parts.append(part.toString());
    return parts.join(QStringLiteral(", "));
}

PlanNumber numberOf(const QString &text)
{
    return { text.toUtf8(), text.toDouble() };
}

bool isCondition(const QString &name)
{
    static constexpr std::array names { "Filters", "Conditions", "Expression", "Condition", "Join Type", "File Filters" };
    return std::ranges::any_of(names, [&](const char *known) { return name == QLatin1StringView(known); });
}

void takeFacts(PlanNode &node, const QJsonObject &facts)
{
    for (auto fact = facts.begin(); fact != facts.end(); ++fact) {
        const auto value = textOf(fact.value());
        if (fact.key() == QLatin1StringView("Estimated Cardinality"))
            node.estimatedRows = numberOf(value);
        else if (fact.key() == QLatin1StringView("Table") || (fact.key() == QLatin1StringView("Function") && node.object.isEmpty()))
            node.object = value;
        else if (fact.key() == QLatin1StringView("Index"))
            node.index = value;
        else if (isCondition(fact.key()))
            node.conditions.push_back({ fact.key(), value });
        else
            node.properties.push_back({ fact.key(), value });
    }
    QStringList lines;
    for (const auto &condition : node.conditions)
        lines.append(condition.value);
    node.detail = lines.join(QStringLiteral("; "));
}

void takeMeasures(PlanNode &node, const QJsonObject &json)
{
    if (!json.contains(QLatin1StringView("operator_timing")))
        return;
    const auto rows = json.value(QLatin1StringView("operator_cardinality")).toDouble();
    node.actualRows = numberOf(QString::number(rows, 'f', 0));
    node.selfTime = PlanNode::Milliseconds(json.value(QLatin1StringView("operator_timing")).toDouble() * 1000);
    auto total = *node.selfTime;
    for (const auto &child : node.children)
        total += child.totalTime.value_or(PlanNode::Milliseconds(0));
    node.totalTime = total;
    if (node.estimatedRows)
        node.misestimate = std::max(1.0, rows) / std::max(1.0, node.estimatedRows->value);
    const auto scanned = json.value(QLatin1StringView("operator_rows_scanned")).toDouble();
    if (scanned > 0)
        node.properties.push_back({ QStringLiteral("Rows Scanned"), QString::number(scanned, 'f', 0) });
}

PlanNode nodeOf(const QJsonObject &json)
{
    PlanNode node;
    const auto name = json.value(QLatin1StringView("name")).toString(json.value(QLatin1StringView("operator_name")).toString());
    node.operation = name.trimmed();
    for (const auto &child : json.value(QLatin1StringView("children")).toArray())
        node.children.push_back(nodeOf(child.toObject()));
    takeFacts(node, json.value(QLatin1StringView("extra_info")).toObject());
    takeMeasures(node, json);
    return node;
}

bool isWriting(const PlanNode &node)
{
    static constexpr std::array words { "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "COPY_TO", "MERGE" };
    return std::ranges::any_of(words, [&](const char *word) { return node.operation.contains(QLatin1StringView(word)); })
        || std::ranges::any_of(node.children, isWriting);
}

/// An array of roots, or with ANALYZE one object whose only child is the EXPLAIN itself.
std::vector<PlanNode> rootsOf(const QByteArray &text)
{
    const auto document = QJsonDocument::fromJson(text);
    auto found = document.array();
    if (document.isObject())
        found = document.object().value(QLatin1StringView("children")).toArray();
    if (found.size() == 1
        && found.first().toObject().value(QLatin1StringView("operator_name")).toString() == QLatin1StringView("EXPLAIN_ANALYZE"))
        found = found.first().toObject().value(QLatin1StringView("children")).toArray();
    std::vector<PlanNode> roots;
    for (const auto &root : found)
        roots.push_back(nodeOf(root.toObject()));
    return roots;
}

Error withoutPrefix(const Error &error, qint64 prefix)
{
    auto moved = error;
    if (error.position())
        moved.withPosition(std::max<qint64>(0, *error.position() - prefix));
    return moved;
}

class DuckExplain final : public ExplainExtension
{
public:
    explicit DuckExplain(Connection &connection)
        : m_connection(connection)
    {
    }

    Abilities abilities() const override { return { .analyze = true, .costs = false, .perNode = true, .buffers = false, .text = true }; }

    Result<ExplainPlan> explain(const ExplainRequest &request) override
    {
        const std::string_view text(request.text.constData(), std::size_t(request.text.size()));
        const auto span = nextStatement(text, 0);
        if (span.begin == span.end)
            return fail(ErrorKind::InvalidOperation, tr("There is no statement to explain."));
        if (const auto further = nextStatement(text, span.end); further.begin != further.end)
            return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be explained at a time.")).withPosition(further.begin));
        return request.analyze ? analyze(request, span) : plan(request, span);
    }

private:
    Result<ExplainPlan> plan(const ExplainRequest &request, Span span)
    {
        auto statement = Statement { .text = request.text.sliced(span.begin, span.end - span.begin), .parameters = request.parameters };
        const auto isText = request.form == ExplainRequest::Form::Text;
        QByteArray prefix = "EXPLAIN ";
        if (request.analyze)
            prefix = isText ? "EXPLAIN ANALYZE " : "EXPLAIN (ANALYZE, FORMAT JSON) ";
        else if (!isText)
            prefix = "EXPLAIN (FORMAT JSON) ";
        if (statement.parameters.isEmpty()) {
            // A plan does not need the values.
            if (const auto prepared = m_connection.prepare(statement.text); prepared && !(*prepared)->parameters().empty())
                statement.parameters.positional.resize((*prepared)->parameters().size());
        }
        statement.text.prepend(prefix);
        const auto answer = read(statement);
        if (!answer)
            return fail(withoutPrefix(answer.error(), prefix.size() - span.begin));
        ExplainPlan made;
        if (isText) {
            made.serverText = *answer;
            return made;
        }
        made.serverJson = *answer;
        made.roots = rootsOf(*answer);
        made.writes = std::ranges::any_of(made.roots, isWriting);
        return made;
    }

    Result<ExplainPlan> analyze(const ExplainRequest &request, Span span)
    {
        if (m_connection.transactionState() != TransactionState::Idle)
            return fail(Error(ErrorKind::InvalidOperation, tr("A statement can't be measured inside a transaction."))
                            .withHint(tr("What it does must be undone, and DuckDB has no savepoints. Commit or roll back first.")));
        const auto word = mainKeyword({ request.text.constData() + span.begin, std::size_t(span.end - span.begin) });
        if (word == "COPY" || word == "EXPORT" || word == "ATTACH" || word == "DETACH" || word == "CHECKPOINT" || word == "VACUUM"
            || word == "BEGIN" || word == "COMMIT" || word == "ROLLBACK" || word == "SET" || word == "INSTALL" || word == "LOAD")
            return fail(ErrorKind::InvalidOperation, tr("What %1 does can't be rolled back, so it is not measured.").arg(QString::fromUtf8(word)));
        if (const auto begun = m_connection.begin({}); !begun)
            return fail(begun.error());
        QElapsedTimer timer;
        timer.start();
        auto made = plan(request, span);
        const auto elapsed = PlanNode::Milliseconds(double(timer.nsecsElapsed()) / 1e6);
        auto undone = m_connection.rollback();
        if (!undone && undone.error().isCancelled())
            undone = m_connection.rollback();
        if (!made)
            return made;
        if (!undone)
            return fail(undone.error());
        made->executed = true;
        made->rolledBack = true;
        made->executionTime = elapsed;
        if (made->writes)
            made->warnings.append(tr("What sequences gave out is not given back by the rollback."));
        return made;
    }

    /// The second column of the first row: the plan.
    Result<QByteArray> read(const Statement &statement)
    {
        const auto execution = m_connection.execute(statement);
        if (!execution)
            return fail(execution.error());
        if (const auto first = (*execution)->nextResult(); !first)
            return fail(first.error());
        QByteArray answer;
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                return answer;
            if (answer.isEmpty() && (*batch)->columnCount() == 2) {
                const auto cell = (*batch)->cell(0, 1);
                answer = QByteArray(cell.bytes.data(), qsizetype(cell.bytes.size()));
            }
        }
    }

    Connection &m_connection;
};

} // namespace

std::unique_ptr<ExplainExtension> makeExplainExtension(Connection &connection)
{
    return std::make_unique<DuckExplain>(connection);
}

} // namespace dumbo::duckdb
