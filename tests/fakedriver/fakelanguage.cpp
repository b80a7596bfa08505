#include "tests/fakedriver/fakelanguage.h"

#include "tests/fakedriver/fakerows.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace dumbo::fake {

namespace {

std::unexpected<Error> serverError(ErrorKind kind, const QString &message)
{
    return fail(Error(kind, message).withServerMessage(message));
}

class Evaluator {
public:
    Evaluator(const Parameters &parameters, const FakeTable *table = nullptr, const FakeRow *row = nullptr)
        : m_parameters(parameters)
        , m_table(table)
        , m_row(row)
    {
    }

    Result<Value> operator()(const FakeExpression &expression) const
    {
        switch (expression.kind) {
        case FakeExpression::Literal:
            return expression.literal;
        case FakeExpression::Repeat:
            return Value::text(std::get<Value::Text>(expression.literal.variant()).utf8.repeated(expression.times));
        case FakeExpression::Positional:
            if (std::size_t(expression.number) > m_parameters.positional.size())
                return serverError(ErrorKind::Data, QStringLiteral("Parameter %1 has no value.").arg(expression.number));
            return m_parameters.positional[std::size_t(expression.number) - 1];
        case FakeExpression::Named: {
            const auto found = std::ranges::find(m_parameters.named, expression.name, &std::pair<QByteArray, Value>::first);
            if (found == m_parameters.named.end())
                return serverError(ErrorKind::Data,
                    QStringLiteral("Parameter \"%1\" has no value.").arg(QString::fromUtf8(expression.name)));
            return found->second;
        }
        case FakeExpression::ColumnName:
            break;
        }
        const auto name = QString::fromUtf8(expression.name);
        const auto index = m_table ? m_table->columnIndex(name) : std::nullopt;
        if (!index || !m_row)
            return serverError(ErrorKind::NotFound, QStringLiteral("There is no column \"%1\".").arg(name));
        return (*m_row)[*index];
    }

private:
    const Parameters &m_parameters;
    const FakeTable *m_table;
    const FakeRow *m_row;
};

Result<std::shared_ptr<const FakeTable>> tableNamed(const FakeTables &tables, const QString &name)
{
    const auto found = tables.find(name);
    if (found == tables.end()) {
        auto error = Error(ErrorKind::NotFound, QStringLiteral("There is no table \"%1\".").arg(name));
        error.withServerMessage(QStringLiteral("no such table: %1").arg(name)).withObject(QStringLiteral("table"), name);
        return fail(error);
    }
    return found->second;
}

/// Wrong counts are mistakes of the caller, as databases treat them.
Result<void> checkParameters(const FakeStatement &statement, const Parameters &parameters)
{
    std::size_t highest = 0;
    QSet<QByteArray> names;
    for (const auto &each : placeholdersOf(statement)) {
        highest = std::max(highest, std::size_t(each.expression.number));
        if (each.expression.kind == FakeExpression::Named)
            names.insert(each.expression.name);
    }
    if (parameters.positional.size() != highest || parameters.named.size() != std::size_t(names.size()))
        return serverError(ErrorKind::Data,
            QStringLiteral("The statement has %1 parameters, %2 values were given.")
                .arg(qint64(highest) + names.size())
                .arg(parameters.positional.size() + parameters.named.size()));
    return {};
}

struct Change {
    qint64 affected = 0;
    std::optional<qint64> lastInsertId;
};

Result<void> checkRow(const FakeTable &table, const FakeRow &row, std::optional<std::size_t> self)
{
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto &name = table.columns[i].name;
        if (!table.columns[i].nullable && row[i].isNull())
            return fail(Error(ErrorKind::NotNullViolation, QStringLiteral("The column \"%1\" must not be NULL.").arg(name))
                    .withServerMessage(QStringLiteral("NOT NULL constraint failed: %1.%2").arg(table.name, name))
                    .withObject(QStringLiteral("table"), table.name).withObject(QStringLiteral("column"), name));
        if (row[i].isNull() || !table.uniqueColumns.contains(name))
            continue;
        for (std::size_t other = 0; other < table.rows.size(); ++other) {
            if (other != self && table.rows[other][i] == row[i])
                return fail(Error(ErrorKind::UniqueConstraint,
                    QStringLiteral("Another row has the same value in the column \"%1\".").arg(name))
                        .withServerMessage(QStringLiteral("UNIQUE constraint failed: %1.%2").arg(table.name, name))
                        .withSqlState(QStringLiteral("23505"))
                        .withObject(QStringLiteral("table"), table.name).withObject(QStringLiteral("column"), name));
        }
    }
    return {};
}

Result<void> insertRow(FakeTable &table, const FakeStatement &statement, const std::vector<FakeExpression> &values,
    const Parameters &parameters)
{
    FakeRow row(table.columns.size());
    const auto expected = statement.columnNames.isEmpty() ? table.columns.size() : std::size_t(statement.columnNames.size());
    if (values.size() != expected)
        return serverError(ErrorKind::InvalidOperation, QStringLiteral("%1 values for %2 columns.").arg(values.size()).arg(expected));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto index = statement.columnNames.isEmpty() ? std::optional(i)
                                                           : table.columnIndex(statement.columnNames[qsizetype(i)]);
        if (!index)
            return serverError(ErrorKind::NotFound,
                QStringLiteral("There is no column \"%1\".").arg(statement.columnNames[qsizetype(i)]));
        auto value = Evaluator(parameters)(values[i]);
        if (!value)
            return fail(value.error());
        row[*index] = std::move(*value);
    }
    ++table.lastId;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto isId = table.columns[i].primaryKeyPosition == 1 && kindOfType(table.columns[i].type) == LogicalKind::Integer;
        if (isId && row[i].isNull())
            row[i] = Value(table.lastId);
        else if (const auto *given = std::get_if<qint64>(&row[i].variant()); isId && given)
            table.lastId = *given;
    }
    if (const auto checked = checkRow(table, row, std::nullopt); !checked)
        return checked;
    table.rows.push_back(std::move(row));
    return {};
}

Result<bool> isWanted(const FakeStatement &statement, const Parameters &parameters, const FakeTable &table, const FakeRow &row)
{
    if (!statement.where)
        return true;
    const auto index = table.columnIndex(statement.where->first);
    if (!index)
        return serverError(ErrorKind::NotFound, QStringLiteral("There is no column \"%1\".").arg(statement.where->first));
    const auto value = Evaluator(parameters, &table, &row)(statement.where->second);
    if (!value)
        return fail(value.error());
    return !value->isNull() && row[*index] == *value;
}

Result<void> updateRow(FakeTable &table, std::size_t at, const FakeStatement &statement, const Parameters &parameters)
{
    auto row = table.rows[at];
    for (const auto &[column, expression] : statement.assignments) {
        const auto index = table.columnIndex(column);
        if (!index)
            return serverError(ErrorKind::NotFound, QStringLiteral("There is no column \"%1\".").arg(column));
        auto value = Evaluator(parameters, &table, &table.rows[at])(expression);
        if (!value)
            return fail(value.error());
        row[*index] = std::move(*value);
    }
    if (const auto checked = checkRow(table, row, at); !checked)
        return checked;
    table.rows[at] = std::move(row);
    return {};
}

Result<void> changeRows(FakeTable &table, const FakeStatement &statement, const Parameters &parameters, Change &change)
{
    if (statement.verb == "INSERT") {
        for (const auto &values : statement.rows) {
            if (const auto inserted = insertRow(table, statement, values, parameters); !inserted)
                return inserted;
        }
        change = { qint64(statement.rows.size()), table.lastId };
        return {};
    }
    for (std::size_t at = 0; at < table.rows.size();) {
        const auto wanted = isWanted(statement, parameters, table, table.rows[at]);
        if (!wanted)
            return fail(wanted.error());
        change.affected += *wanted;
        if (*wanted && statement.verb == "DELETE") {
            table.rows.erase(table.rows.begin() + qsizetype(at));
            continue;
        }
        if (*wanted) {
            if (const auto updated = updateRow(table, at, statement, parameters); !updated)
                return updated;
        }
        ++at;
    }
    return {};
}

Result<FakeResult> runChange(const FakeStatement &statement, const Parameters &parameters, FakeView &view)
{
    Change change;
    const auto written = view.write([&](FakeTables &tables) -> Result<void> {
        const auto known = tableNamed(tables, statement.name);
        if (!known)
            return fail(known.error());
        auto table = std::make_shared<FakeTable>(**known);
        const auto changed = changeRows(*table, statement, parameters, change);
        tables[statement.name] = std::move(table);
        return changed;
    });
    if (!written)
        return fail(written.error());
    auto result = FakeResult::command(statement.verb + ' ' + QByteArray::number(change.affected), change.affected);
    result.outcome.lastInsertId = change.lastInsertId;
    return result;
}

Result<FakeResult> runDefinition(const FakeStatement &statement, FakeView &view)
{
    const auto written = view.write([&](FakeTables &tables) -> Result<void> {
        const auto exists = tables.contains(statement.name);
        if (statement.verb == "DROP TABLE") {
            const auto known = tableNamed(tables, statement.name);
            if (!known)
                return fail(known.error());
            tables.erase(statement.name);
            return {};
        }
        if (exists)
            return serverError(ErrorKind::InvalidOperation, QStringLiteral("There is already a table \"%1\".").arg(statement.name));
        auto table = std::make_shared<FakeTable>();
        table->name = statement.name;
        table->columns = statement.columns;
        table->uniqueColumns = statement.uniqueColumns;
        table->ddl = statement.text;
        tables[statement.name] = std::move(table);
        return {};
    });
    if (!written)
        return fail(written.error());
    return FakeResult::command(statement.verb);
}

Result<FakeResult> runTransaction(const FakeStatement &statement, FakeView &view)
{
    const auto &verb = statement.verb;
    const auto done = verb == "BEGIN" ? view.begin(false)
        : verb == "BEGIN READ ONLY"   ? view.begin(true)
        : verb == "COMMIT"            ? view.commit()
        : verb == "ROLLBACK"          ? view.rollback()
        : verb == "SAVEPOINT"         ? view.savepoint(statement.name)
        : verb == "RELEASE"           ? view.release(statement.name)
                                      : view.rollbackTo(statement.name);
    if (!done)
        return fail(done.error());
    return FakeResult::command(verb);
}

Result<FakeResult> runSelect(const FakeStatement &statement, const Parameters &parameters, const FakeTables &tables)
{
    auto columns = columnsOf(statement, tables);
    if (!columns)
        return fail(columns.error());
    if (statement.name == QLatin1StringView("numbers") && !statement.arguments.empty()) {
        const auto count = Evaluator(parameters)(statement.arguments.front());
        if (!count)
            return fail(count.error());
        const auto *number = std::get_if<qint64>(&count->variant());
        return number && *number >= 0 ? Result<FakeResult>(FakeResult::numbered(*number))
                                      : serverError(ErrorKind::Data, QStringLiteral("numbers() wants a number from 0."));
    }
    std::vector<FakeRow> rows;
    const auto addRow = [&](const Evaluator &evaluate) -> Result<void> {
        auto &row = rows.emplace_back();
        for (const auto &item : statement.items) {
            auto value = evaluate(item.value);
            if (!value)
                return fail(value.error());
            row.push_back(std::move(*value));
        }
        return {};
    };
    if (statement.name.isEmpty()) {
        if (const auto added = addRow(Evaluator(parameters)); !added)
            return fail(added.error());
        refineKinds(*columns, rows.front());
        return rowsResult(std::move(*columns), std::move(rows));
    }
    const auto table = *tableNamed(tables, statement.name);
    for (const auto &row : table->rows) {
        const auto wanted = isWanted(statement, parameters, *table, row);
        if (!wanted)
            return fail(wanted.error());
        if (!*wanted)
            continue;
        if (statement.items.empty())
            rows.push_back(row);
        else if (const auto added = addRow(Evaluator(parameters, table.get(), &row)); !added)
            return fail(added.error());
    }
    if (statement.countsRows)
        rows = { FakeRow { Value(qint64(rows.size())) } };
    return rowsResult(std::move(*columns), std::move(rows));
}

QString textOf(const Value &value)
{
    if (const auto *text = std::get_if<Value::Text>(&value.variant()))
        return QString::fromUtf8(text->utf8);
    if (const auto *number = std::get_if<qint64>(&value.variant()))
        return QString::number(*number);
    return {};
}

Result<FakeRun> runOther(const FakeStatement &statement, const std::vector<Value> &arguments)
{
    const auto argument = [&](std::size_t i) { return i < arguments.size() ? textOf(arguments[i]) : QString(); };
    const auto count = [&](qint64 fallback) { return arguments.empty() ? fallback : argument(0).toLongLong(); };
    FakeRun run { FakeResult::command(statement.verb), {} };
    if (statement.verb == "RAISE") {
        const auto kind = errorKindFromName(argument(0));
        return serverError(kind.value_or(ErrorKind::General),
            arguments.size() > 1 ? argument(1) : QStringLiteral("Raised %1.").arg(argument(0)));
    }
    if (statement.verb == "FAIL") {
        run.result = FakeResult::numbered(count(0));
        run.result.error = serverError(ErrorKind::Data, QStringLiteral("Failed as asked.")).error();
    } else if (statement.verb == "TYPES") {
        run.result = typesResult();
    } else if (statement.verb == "MIXED") {
        run.result = mixedResult(count(6));
    } else if (statement.verb == "SLEEP") {
        run.effect = { FakeEffect::Sleep, {}, {}, count(-1) };
    } else if (statement.verb == "NOTIFY") {
        run.effect = { FakeEffect::Notify, statement.name, argument(0), -1 };
    } else if (statement.verb == "NOTICE") {
        run.effect = { FakeEffect::Notice, {}, argument(0), -1 };
    } else if (statement.verb == "SET") {
        run.effect = { FakeEffect::Set, statement.name, argument(0), -1 };
    } else if (statement.verb == "BREAK") {
        run.effect.kind = FakeEffect::Break;
    }
    return run;
}

Result<FakeRun> dispatch(const FakeStatement &statement, const Parameters &parameters, FakeView &view)
{
    const auto plain = [](Result<FakeResult> result) -> Result<FakeRun> {
        if (!result)
            return fail(result.error());
        return FakeRun { std::move(*result), {} };
    };
    const auto &verb = statement.verb;
    if (verb == "SELECT")
        return plain(runSelect(statement, parameters, view.tables()));
    if (verb == "INSERT" || verb == "UPDATE" || verb == "DELETE")
        return plain(runChange(statement, parameters, view));
    if (verb.endsWith(" TABLE"))
        return plain(runDefinition(statement, view));
    if (verb.startsWith("BEGIN") || verb == "COMMIT" || verb.startsWith("ROLLBACK") || verb == "SAVEPOINT" || verb == "RELEASE")
        return plain(runTransaction(statement, view));
    std::vector<Value> arguments;
    for (const auto &argument : statement.arguments) {
        auto value = Evaluator(parameters)(argument);
        if (!value)
            return fail(value.error());
        arguments.push_back(std::move(*value));
    }
    return runOther(statement, arguments);
}

} // namespace

LogicalKind kindOfType(const QString &typeName)
{
    const auto word = typeName.section(QLatin1Char('('), 0, 0).toLower();
    static const QHash<QString, LogicalKind> kinds { { QStringLiteral("integer"), LogicalKind::Integer },
        { QStringLiteral("int"), LogicalKind::Integer }, { QStringLiteral("bigint"), LogicalKind::Integer },
        { QStringLiteral("text"), LogicalKind::Text }, { QStringLiteral("varchar"), LogicalKind::Text },
        { QStringLiteral("boolean"), LogicalKind::Boolean }, { QStringLiteral("double"), LogicalKind::Float },
        { QStringLiteral("real"), LogicalKind::Float }, { QStringLiteral("decimal"), LogicalKind::Decimal },
        { QStringLiteral("numeric"), LogicalKind::Decimal }, { QStringLiteral("blob"), LogicalKind::Bytes },
        { QStringLiteral("bytes"), LogicalKind::Bytes }, { QStringLiteral("date"), LogicalKind::Date },
        { QStringLiteral("time"), LogicalKind::Time }, { QStringLiteral("timestamp"), LogicalKind::Timestamp },
        { QStringLiteral("uuid"), LogicalKind::Uuid }, { QStringLiteral("json"), LogicalKind::Json } };
    return kinds.value(word, LogicalKind::Other);
}

Result<FakeRun> runStatement(const FakeStatement &statement, const Parameters &parameters, FakeView &view)
{
    if (view.isFailed() && !statement.verb.startsWith("ROLLBACK") && statement.verb != "COMMIT")
        return serverError(ErrorKind::InvalidOperation,
            QStringLiteral("The transaction has failed; nothing runs before ROLLBACK."));
    if (const auto checked = checkParameters(statement, parameters); !checked) {
        view.noteError();
        return fail(checked.error());
    }
    auto run = dispatch(statement, parameters, view);
    if (!run)
        view.noteError();
    return run;
}

Result<std::vector<Column>> columnsOf(const FakeStatement &statement, const FakeTables &tables)
{
    if (statement.verb == "TYPES")
        return typesResult().columns;
    if (statement.verb == "MIXED")
        return mixedResult(0).columns;
    if (statement.verb == "FAIL" || (statement.name == QLatin1StringView("numbers") && !statement.arguments.empty()))
        return FakeResult::numbered(0).columns;
    if (statement.verb != "SELECT")
        return std::vector<Column>();
    std::shared_ptr<const FakeTable> table;
    if (!statement.name.isEmpty()) {
        const auto found = tableNamed(tables, statement.name);
        if (!found)
            return fail(found.error());
        table = *found;
    }
    if (statement.countsRows)
        return std::vector<Column> { namedColumn(QStringLiteral("count"), LogicalKind::Integer, QStringLiteral("integer")) };
    std::vector<Column> columns;
    if (statement.items.empty()) {
        for (const auto &column : table ? table->columns : std::vector<CatalogColumn>())
            columns.push_back(tableColumn(*table, column));
        return columns;
    }
    for (const auto &item : statement.items) {
        const auto name = QString::fromUtf8(item.value.name);
        const auto index = table && item.value.kind == FakeExpression::ColumnName ? table->columnIndex(name) : std::nullopt;
        if (item.value.kind == FakeExpression::ColumnName && !index)
            return serverError(ErrorKind::NotFound, QStringLiteral("There is no column \"%1\".").arg(name));
        auto column = index ? tableColumn(*table, table->columns[*index])
                            : namedColumn({}, item.value.type.isEmpty() ? LogicalKind::Unknown : kindOfType(item.value.type), item.value.type);
        if (!item.alias.isEmpty())
            column.name = item.alias;
        columns.push_back(std::move(column));
    }
    return columns;
}

CatalogPart readCatalog(const FakeTables &tables, const CatalogRequest &request)
{
    CatalogPart part;
    part.request = request;
    const auto isMain = request.scope.schema.isEmpty() || request.scope.schema == QLatin1StringView("main");
    for (const auto &[name, table] : tables) {
        if (!isMain || (!request.scope.name.isEmpty() && request.scope.name != name))
            continue;
        CatalogObject object;
        object.kind = ObjectKind::Table;
        object.path = { {}, QStringLiteral("main"), name };
        if (request.depth != CatalogDepth::Names)
            object.columns = table->columns;
        if (request.depth == CatalogDepth::Full) {
            object.rowEstimate = qint64(table->rows.size());
            for (const auto &column : table->columns) {
                if (table->uniqueColumns.contains(column.name))
                    object.keys.push_back({ {}, column.primaryKeyPosition > 0, { column.name } });
            }
        }
        if (request.includeDdl)
            object.ddl = QString::fromUtf8(table->ddl);
        part.objects.push_back(std::move(object));
    }
    return part;
}

} // namespace dumbo::fake
