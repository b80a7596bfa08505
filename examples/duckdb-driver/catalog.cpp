#include "catalog.h"

#include "textrows.h"
#include "types.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <tuple>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

QString text(const TextRow &row, std::size_t column)
{
    return row[column].value_or(QString());
}

bool isTrue(const TextRow &row, std::size_t column)
{
    return row[column] == QLatin1StringView("true");
}

class Reader
{
public:
    Reader(Engine &engine, const CatalogRequest &request)
        : m_engine(engine)
    {
        m_part.request = request;
    }

    Result<CatalogPart> read()
    {
        if (auto read = readNames(); !read)
            return fail(read.error());
        for (auto step : { &Reader::readColumns, &Reader::readConstraints, &Reader::readIndexes, &Reader::writeTypes }) {
            if (const auto done = (this->*step)(); !done) {
                if (done.error().isCancelled())
                    return fail(done.error());
                m_part.warnings.append(done.error().message());
            }
        }
        for (auto &[key, object] : m_objects)
            m_part.objects.push_back(std::move(object));
        std::ranges::sort(m_part.objects, {}, [](const CatalogObject &object) {
            return std::tie(object.path.database, object.path.schema, object.kind, object.path.name);
        });
        return std::move(m_part);
    }

private:
    const CatalogRequest &request() const { return m_part.request; }

    /// Of a table function: what is asked for. Schemas are looked at where their names are known.
    QByteArray condition(const char *nameColumn) const
    {
        QByteArray sql = request().includeSystem ? " WHERE true" : " WHERE NOT internal";
        if (!request().scope.name.isEmpty())
            sql += " AND " + QByteArray(nameColumn) + " = " + quotedText(request().scope.name);
        return sql;
    }

    ObjectPath pathOf(const QString &database, const QString &schema, const QString &name) const
    {
        if (database == m_current)
            return { {}, schema, name };
        if (schema == QLatin1StringView("main"))
            return { {}, database, name };
        return { database, schema, name };
    }

    bool isWanted(const ObjectPath &path) const
    {
        const auto &scope = request().scope;
        return (scope.database.isEmpty() || path.database.isEmpty() || scope.database == path.database)
            && (scope.schema.isEmpty() || scope.schema == path.schema);
    }

    /// kind, database, schema, name, comment, system, sql, estimate, and two properties.
    Result<void> readNames()
    {
        m_current = QString::fromUtf8(m_engine.ask("SELECT current_database()"));
        const QByteArray sql
            = "SELECT 'schema', database_name, schema_name, schema_name, comment, internal::VARCHAR, sql, NULL, NULL, NULL FROM duckdb_schemas()"
            + (request().includeSystem ? QByteArray(" WHERE true") : QByteArray(" WHERE database_name NOT IN ('system', 'temp')"))
            + (request().scope.name.isEmpty() ? "" : " AND false")
            + " UNION ALL SELECT 'table', database_name, schema_name, table_name, comment, internal::VARCHAR, sql, estimated_size::VARCHAR, "
              "temporary::VARCHAR, NULL FROM duckdb_tables()"
            + condition("table_name")
            + " UNION ALL SELECT 'view', database_name, schema_name, view_name, comment, internal::VARCHAR, sql, NULL, temporary::VARCHAR, NULL "
              "FROM duckdb_views()"
            + condition("view_name")
            + " UNION ALL SELECT 'sequence', database_name, schema_name, sequence_name, comment, 'false', sql, NULL, temporary::VARCHAR, "
              "last_value::VARCHAR FROM duckdb_sequences() WHERE "
            + (request().scope.name.isEmpty() ? QByteArray("true") : "sequence_name = " + quotedText(request().scope.name))
            + " UNION ALL SELECT 'type', database_name, schema_name, type_name, comment, internal::VARCHAR, NULL, NULL, logical_type, "
              "to_json(labels)::VARCHAR FROM duckdb_types()"
            + condition("type_name") + (request().includeSystem ? " AND database_name <> 'system'" : "")
            + " UNION ALL SELECT 'macro:' || function_oid, database_name, schema_name, function_name, comment, internal::VARCHAR, "
              "macro_definition, NULL, function_type, to_json(parameters)::VARCHAR FROM duckdb_functions()"
            + condition("function_name") + " AND macro_definition IS NOT NULL";
        const auto rows = textRows(m_engine, sql);
        if (!rows)
            return fail(rows.error());
        for (const auto &row : *rows)
            takeName(row);
        return {};
    }

    void takeName(const TextRow &row)
    {
        const auto kind = text(row, 0);
        CatalogObject object;
        object.path = pathOf(text(row, 1), text(row, 2), text(row, 3));
        if (!isWanted(object.path))
            return;
        object.comment = text(row, 4);
        object.system = isTrue(row, 5);
        const auto ddl = text(row, 6);
        if (request().includeDdl)
            object.ddl = ddl;
        if (kind == QLatin1StringView("schema")) {
            object.kind = ObjectKind::Schema;
            object.path.name = QString();
            object.system = text(row, 1) == QLatin1StringView("system") || text(row, 1) == QLatin1StringView("temp");
            if (request().includeDdl && text(row, 2) != QLatin1StringView("main") && !object.system)
                object.ddl = QStringLiteral("CREATE SCHEMA %1;").arg(QString::fromUtf8(quotedName(text(row, 2))));
        } else if (kind == QLatin1StringView("type")) {
            takeType(object, row);
        } else if (kind.startsWith(QLatin1StringView("macro"))) {
            takeMacro(object, row);
        } else {
            object.kind = kind == QLatin1StringView("table") ? ObjectKind::Table
                : kind == QLatin1StringView("view")          ? ObjectKind::View
                                                             : ObjectKind::Sequence;
            if (isTrue(row, 8))
                object.properties.emplace_back(tr("Temporary"), tr("yes"));
            if (object.kind == ObjectKind::Sequence && row[9])
                object.properties.emplace_back(tr("Last value"), *row[9]);
        }
        if (row[7])
            object.rowEstimate = row[7]->toLongLong();
        m_sql.insert(key(text(row, 1), text(row, 2), text(row, 3)), ddl);
        const auto place = kind.section(u':', 0, 0) + u'\n' + key(text(row, 1), text(row, 2), text(row, 3));
        const auto [found, isNew] = m_objects.try_emplace(place, object);
        if (!isNew && object.kind == ObjectKind::Function)
            addOverload(found->second, object);
    }

    void takeType(CatalogObject &object, const TextRow &row)
    {
        object.kind = ObjectKind::Type;
        object.kindName = text(row, 8).toLower();
        object.properties.emplace_back(tr("Type"), text(row, 8));
        if (!row[9])
            return;
        QStringList labels;
        for (const auto &label : listOf(row[9]))
            labels.append(QString::fromUtf8(quotedText(label)));
        object.properties.back().second = QStringLiteral("ENUM (%1)").arg(labels.join(QStringLiteral(", ")));
    }

    /// The catalog does not keep the defaults of a macro's parameters.
    void takeMacro(CatalogObject &object, const TextRow &row)
    {
        object.kind = ObjectKind::Function;
        const auto isTable = text(row, 8) == QLatin1StringView("table_macro");
        object.kindName = isTable ? QStringLiteral("table macro") : QStringLiteral("macro");
        const auto parameters = listOf(row[9]).join(QStringLiteral(", "));
        object.signature = QStringLiteral("(%1)").arg(parameters);
        if (request().includeDdl)
            object.ddl = QStringLiteral("CREATE MACRO %1.%2(%3) AS %4%5;")
                             .arg(QString::fromUtf8(quotedName(text(row, 2))), QString::fromUtf8(quotedName(text(row, 3))), parameters,
                                 isTable ? QStringLiteral("TABLE ") : QString(), text(row, 6));
    }

    /// Another form of the same macro, with other parameters.
    static void addOverload(CatalogObject &object, const CatalogObject &further)
    {
        object.signature += QStringLiteral(", ") + further.signature;
        if (object.ddl.isEmpty())
            return;
        object.ddl.chop(1);
        object.ddl += QStringLiteral(",\n    ") + further.ddl.sliced(further.ddl.indexOf(u'('));
    }

    static QString key(const QString &database, const QString &schema, const QString &name)
    {
        return database + u'\n' + schema + u'\n' + name;
    }

    CatalogObject *relation(const TextRow &row)
    {
        const auto place = key(text(row, 0), text(row, 1), text(row, 2));
        for (const auto *kind : { "table\n", "view\n" }) {
            if (const auto found = m_objects.find(QLatin1StringView(kind) + place); found != m_objects.end())
                return &found->second;
        }
        return nullptr;
    }

    Result<void> readColumns()
    {
        if (request().depth == CatalogDepth::Names)
            return {};
        const auto rows = textRows(m_engine,
            "SELECT database_name, schema_name, table_name, column_name, data_type, is_nullable::VARCHAR, column_default, comment "
            "FROM duckdb_columns()"
                + condition("table_name") + " ORDER BY database_name, schema_name, table_name, column_index");
        if (!rows)
            return fail(rows.error());
        for (const auto &row : *rows) {
            auto *object = relation(row);
            if (!object)
                continue;
            CatalogColumn column;
            column.name = text(row, 3);
            column.type = text(row, 4);
            column.nullable = isTrue(row, 5);
            column.comment = text(row, 7);
            takeDefault(column, text(row, 6), m_sql.value(key(text(row, 0), text(row, 1), text(row, 2))));
            object->columns.push_back(column);
        }
        return {};
    }

    /// The catalog tells a generated column's expression as its default; the table's text tells them apart.
    static void takeDefault(CatalogColumn &column, const QString &expression, const QString &tableSql)
    {
        const auto behind = u' ' + column.type + QStringLiteral(" GENERATED ALWAYS AS(");
        const auto isGenerated = tableSql.contains(column.name + behind)
            || tableSql.contains(QString::fromUtf8(quotedName(column.name)) + behind);
        if (!isGenerated) {
            column.defaultExpression = expression;
            return;
        }
        column.generated = GeneratedKind::Virtual;
        column.generatedExpression = expression;
    }

    Result<void> readConstraints()
    {
        if (request().depth == CatalogDepth::Names)
            return {};
        const auto rows = textRows(m_engine,
            QByteArray("SELECT database_name, schema_name, table_name, constraint_type, to_json(constraint_column_names)::VARCHAR, expression, "
                       "constraint_name, referenced_table, to_json(referenced_column_names)::VARCHAR FROM duckdb_constraints() "
                       "WHERE constraint_type <> 'NOT NULL'")
                + (request().scope.name.isEmpty() ? QByteArray() : " AND table_name = " + quotedText(request().scope.name))
                + " ORDER BY database_name, schema_name, table_name, constraint_index");
        if (!rows)
            return fail(rows.error());
        for (const auto &row : *rows) {
            if (auto *object = relation(row))
                takeConstraint(*object, row);
        }
        return {};
    }

    void takeConstraint(CatalogObject &object, const TextRow &row)
    {
        const auto kind = text(row, 3);
        const auto columns = listOf(row[4]);
        const auto isPrimary = kind == QLatin1StringView("PRIMARY KEY");
        for (auto &column : object.columns) {
            if (isPrimary)
                column.primaryKeyPosition = int(columns.indexOf(column.name)) + 1;
        }
        if (request().depth != CatalogDepth::Full)
            return;
        if (isPrimary || kind == QLatin1StringView("UNIQUE")) {
            object.keys.push_back({ text(row, 6), isPrimary, columns });
        } else if (kind == QLatin1StringView("CHECK")) {
            object.checks.push_back({ .name = text(row, 6), .expression = text(row, 5) });
        } else if (kind == QLatin1StringView("FOREIGN KEY")) {
            CatalogForeignKey foreign;
            foreign.name = text(row, 6);
            foreign.columns = columns;
            foreign.target = object.path;
            foreign.target.name = text(row, 7);
            foreign.targetColumns = listOf(row[8]);
            object.foreignKeys.push_back(foreign);
        }
    }

    Result<void> readIndexes()
    {
        if (request().depth != CatalogDepth::Full && !request().includeDdl)
            return {};
        const auto rows = textRows(m_engine,
            QByteArray("SELECT database_name, schema_name, table_name, index_name, is_unique::VARCHAR, to_json(expressions::VARCHAR[])::VARCHAR, sql "
                       "FROM duckdb_indexes()")
                + (request().scope.name.isEmpty() ? QByteArray() : " WHERE table_name = " + quotedText(request().scope.name))
                + " ORDER BY ALL");
        if (!rows)
            return fail(rows.error());
        for (const auto &row : *rows) {
            auto *object = relation(row);
            if (!object)
                continue;
            CatalogIndex index;
            index.name = text(row, 3);
            index.unique = isTrue(row, 4);
            index.method = QStringLiteral("ART");
            index.ddl = text(row, 6);
            for (const auto &expression : listOf(row[5]))
                index.columns.append(bare(expression));
            if (request().depth == CatalogDepth::Full)
                object->indexes.push_back(index);
            if (request().includeDdl)
                object->ddl += u'\n' + index.ddl;
        }
        addComments();
        return {};
    }

    /// A name without quotes, an expression without the outermost parentheses.
    static QString bare(QString expression)
    {
        if (expression.size() > 1 && expression.startsWith(u'"') && expression.endsWith(u'"'))
            return expression.sliced(1, expression.size() - 2).replace(QStringLiteral("\"\""), QStringLiteral("\""));
        while (expression.size() > 1 && expression.startsWith(u'(') && expression.endsWith(u')')
            && expression.sliced(1, expression.size() - 2).count(u'(') == expression.sliced(1, expression.size() - 2).count(u')')
            && !expression.sliced(1, expression.size() - 2).startsWith(u')'))
            expression = expression.sliced(1, expression.size() - 2);
        return expression;
    }

    void addComments()
    {
        if (!request().includeDdl)
            return;
        for (auto &[place, object] : m_objects) {
            if (object.kind != ObjectKind::Table && object.kind != ObjectKind::View)
                continue;
            const auto isTable = object.kind == ObjectKind::Table;
            const auto name = QString::fromUtf8(quotedName(object.path.schema) + '.' + quotedName(object.path.name));
            if (!object.comment.isEmpty())
                object.ddl += QStringLiteral("\nCOMMENT ON %1 %2 IS %3;")
                                  .arg(isTable ? QStringLiteral("TABLE") : QStringLiteral("VIEW"), name, QString::fromUtf8(quotedText(object.comment)));
            for (const auto &column : object.columns) {
                if (!column.comment.isEmpty())
                    object.ddl += QStringLiteral("\nCOMMENT ON COLUMN %1.%2 IS %3;")
                                      .arg(name, QString::fromUtf8(quotedName(column.name)), QString::fromUtf8(quotedText(column.comment)));
            }
        }
    }

    /// What a type consists of is not in the catalog; a NULL of each type, prepared and not run, has it.
    Result<void> writeTypes()
    {
        std::vector<CatalogObject *> types;
        QByteArray sql;
        for (auto &[place, object] : m_objects) {
            if (object.kind != ObjectKind::Type || object.system || !request().includeDdl)
                continue;
            sql += (sql.isEmpty() ? "SELECT NULL::" : ", NULL::") + quotedName(object.path.schema) + '.' + quotedName(object.path.name);
            types.push_back(&object);
        }
        if (types.empty())
            return {};
        PreparedHandle prepared;
        if (api().prepare(m_engine.handle(), sql.constData(), prepared.receive()) != DuckDBSuccess)
            return fail(m_engine.error(prepared ? api().prepare_error(prepared.get()) : ""));
        for (std::size_t i = 0; i < types.size(); ++i) {
            const TypeHandle type(api().prepared_statement_column_logical_type(prepared.get(), i));
            auto definition = ValueType::of(type.get());
            definition.alias.clear();
            types[i]->ddl = QStringLiteral("CREATE TYPE %1.%2 AS %3;")
                                .arg(QString::fromUtf8(quotedName(types[i]->path.schema)), QString::fromUtf8(quotedName(types[i]->path.name)),
                                    QString::fromStdString(definition.name()));
        }
        return {};
    }

    Engine &m_engine;
    CatalogPart m_part;
    QString m_current; ///< database
    std::map<QString, CatalogObject> m_objects;
    QHash<QString, QString> m_sql; ///< by key()
};

} // namespace

Result<CatalogPart> readCatalog(Engine &engine, const CatalogRequest &request)
{
    const Work work(engine);
    return Reader(engine, request).read();
}

} // namespace dumbo::duckdb
