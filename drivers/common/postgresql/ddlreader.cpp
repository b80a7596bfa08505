#include "drivers/common/postgresql/ddlreader.h"

#include "drivers/common/postgresql/ddlsql.h"
#include "drivers/common/postgresql/servertext.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

using Oid = DdlReader::Oid;

quint64 keyOf(CatalogClass type, Oid oid)
{
    return quint64(type) << 32 | oid;
}

quint64 columnKey(Oid relation, int number)
{
    return quint64(relation) << 16 | quint16(number);
}

Oid oidAt(const TextRows &rows, qsizetype row, int column)
{
    return Oid(rows.integer(row, column));
}

char charAt(const TextRows &rows, qsizetype row, int column)
{
    const auto text = rows.bytes(row, column);
    return text.empty() ? '\0' : text.front();
}

QString quotedText(const QString &value)
{
    return QString::fromUtf8(literal(value));
}

QString commentOn(const QString &what, const QString &comment)
{
    return comment.isEmpty() ? QString() : QStringLiteral("COMMENT ON %1 IS %2;").arg(what, quotedText(comment));
}

/// What stands behind CREATE SEQUENCE name or within AS IDENTITY (…), without what is the default anyway.
QString sequenceOptions(const TextRows &rows, qsizetype row, bool ofIdentity)
{
    static const QHash<QString, qint64> largest { { QStringLiteral("smallint"), 32767 },
        { QStringLiteral("integer"), 2147483647 } };
    const auto type = rows.text(row, 3);
    const auto last = largest.value(type, std::numeric_limits<qint64>::max());
    const auto increment = rows.integer(row, 5);
    const auto rises = increment > 0;
    const auto usualMin = rises ? 1 : -last - 1;
    const auto usualMax = rises ? last : -1;
    QStringList parts;
    if (!ofIdentity && type != QLatin1StringView("bigint"))
        parts.append(QStringLiteral("AS ") + type);
    if (rows.integer(row, 4) != (rises ? usualMin : usualMax))
        parts.append(QStringLiteral("START WITH ") + rows.text(row, 4));
    if (increment != 1)
        parts.append(QStringLiteral("INCREMENT BY ") + rows.text(row, 5));
    if (rows.integer(row, 6) != usualMin)
        parts.append(QStringLiteral("MINVALUE ") + rows.text(row, 6));
    if (rows.integer(row, 7) != usualMax)
        parts.append(QStringLiteral("MAXVALUE ") + rows.text(row, 7));
    if (rows.integer(row, 8) != 1)
        parts.append(QStringLiteral("CACHE ") + rows.text(row, 8));
    if (rows.boolean(row, 9))
        parts.append(QStringLiteral("CYCLE"));
    return parts.join(u' ');
}

} // namespace

struct DdlReader::Step
{
    const char *what;
    QByteArray sql;
    void (DdlReader::*take)(const TextRows &rows);
};

DdlReader::DdlReader(const CatalogRequest &request, const ServerFlavour &server, const QString &searchPath)
    : m_request(request)
    , m_server(server)
    , m_searchPath(searchPath)
{
}

std::vector<DdlReader::Step> DdlReader::steps() const
{
    const DdlSql sql(m_request, m_server);
    std::vector<Step> steps {
        { QT_TRANSLATE_NOOP("PostgreSQL", "Members of extensions"), sql.members(), &DdlReader::takeMembers },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of tables and views"), sql.relations(), &DdlReader::takeRelations },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Parents of tables"), sql.parents(), &DdlReader::takeParents },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of columns"), sql.columns(), &DdlReader::takeColumns },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of constraints"), sql.constraints(), &DdlReader::takeConstraints },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of indexes"), sql.indexes(), &DdlReader::takeIndexes },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of triggers"), sql.triggers(), &DdlReader::takeTriggers },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of policies"), sql.policies(), &DdlReader::takePolicies },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of rules"), sql.rules(), &DdlReader::takeRules },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of functions"), sql.functions(), &DdlReader::takeFunctions },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of aggregates"), sql.aggregates(), &DdlReader::takeAggregates },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of types"), sql.types(), &DdlReader::takeTypes },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of schemas"), sql.schemas(), &DdlReader::takeSchemas },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of extensions"), sql.extensions(), &DdlReader::takeExtensions },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of foreign servers"), sql.servers(), &DdlReader::takeServers },
        { QT_TRANSLATE_NOOP("PostgreSQL", "User mappings"), sql.userMappings(), &DdlReader::takeUserMappings },
        { QT_TRANSLATE_NOOP("PostgreSQL", "Granted rights"), sql.grants(), &DdlReader::takeGrants },
    };
    if (sql.hasVersion(100000)) {
        steps.push_back(
            { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of sequences"), sql.sequences(), &DdlReader::takeSequences });
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of extended statistics"), sql.statistics(),
            &DdlReader::takeStatistics });
    }
    if (m_request.includeServer) {
        steps.push_back({ QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of roles"), sql.roles(), &DdlReader::takeRoles });
        steps.push_back(
            { QT_TRANSLATE_NOOP("PostgreSQL", "Definitions of databases"), sql.databases(), &DdlReader::takeDatabases });
    }
    return steps;
}

std::vector<QByteArray> DdlReader::queries() const
{
    std::vector<QByteArray> texts;
    for (const auto &step : steps())
        texts.push_back(step.sql);
    texts.push_back("SELECT pg_catalog.set_config('search_path', " + literal(m_searchPath) + ", true)");
    return texts;
}

std::vector<std::pair<const char *, Error>> DdlReader::take(const std::vector<Result<TextRows>> &results)
{
    std::vector<std::pair<const char *, Error>> failures;
    const auto all = steps();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (results[i])
            (this->*all[i].take)(*results[i]);
        else
            failures.emplace_back(all[i].what, results[i].error());
    }
    addOwnSequences();
    return failures;
}

void DdlReader::append(CatalogClass type, Oid oid, const QString &statement)
{
    if (statement.isEmpty())
        return;
    auto &text = m_texts[keyOf(type, oid)];
    text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + statement;
}

QString DdlReader::ddl(CatalogClass type, Oid oid) const
{
    const auto key = keyOf(type, oid);
    if (const auto member = m_members.constFind(key); member != m_members.constEnd())
        return QStringLiteral("-- CREATE EXTENSION %1 makes it.").arg(*member);
    auto text = m_texts.value(key);
    if (const auto relation = m_relations.constFind(oid); type == CatalogClass::Relation && relation != m_relations.constEnd())
        text = relationDdl(*relation, m_server.versionNumber);
    const auto grants = m_grants.value(key);
    return text.isEmpty() || grants.isEmpty() ? text : text + u'\n' + grants;
}

void DdlReader::takeMembers(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        m_members.insert(keyOf(CatalogClass(oidAt(rows, row, 0)), oidAt(rows, row, 1)), quotedName(rows.text(row, 2)));
}

void DdlReader::takeRelations(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto &facts = m_relations[oidAt(rows, row, 0)];
        facts.kind = charAt(rows, row, 1);
        facts.name = rows.text(row, 2);
        facts.persistence = charAt(rows, row, 3);
        facts.options = arrayElements(rows.bytes(row, 4));
        facts.toastOptions = arrayElements(rows.bytes(row, 5));
        facts.rowSecurity = rows.boolean(row, 6);
        facts.forcesRowSecurity = rows.boolean(row, 7);
        facts.isPartition = rows.boolean(row, 8);
        facts.ofType = rows.text(row, 9);
        facts.accessMethod = rows.text(row, 10);
        facts.tablespace = rows.text(row, 11);
        facts.partitionKey = rows.text(row, 12);
        facts.bounds = rows.text(row, 13);
        facts.query = rows.text(row, 14);
        facts.comment = rows.text(row, 15);
        facts.populated = rows.boolean(row, 16);
        facts.server = rows.text(row, 17);
        facts.foreignOptions = arrayElements(rows.bytes(row, 18));
        facts.replicaIdentity = charAt(rows, row, 19);
    }
}

void DdlReader::takeParents(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (const auto found = m_relations.find(oidAt(rows, row, 0)); found != m_relations.end())
            found->parents.append(rows.text(row, 1));
    }
}

void DdlReader::takeColumns(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto oid = oidAt(rows, row, 0);
        const auto relation = m_relations.find(oid);
        auto &column = relation == m_relations.end() ? m_columns[oid].emplace_back() : relation->columns.emplace_back();
        column.number = int(rows.integer(row, 1));
        column.name = rows.text(row, 2);
        column.type = rows.text(row, 3);
        column.notNull = rows.boolean(row, 4);
        column.identity = charAt(rows, row, 5);
        column.generated = charAt(rows, row, 6);
        column.defaultExpression = rows.text(row, 7);
        column.collation = rows.text(row, 8);
        column.local = rows.boolean(row, 9);
        column.storage = charAt(rows, row, 10);
        column.compression = charAt(rows, row, 11);
        column.statisticsTarget = rows.isNull(row, 12) ? -1 : int(rows.integer(row, 12));
        column.options = arrayElements(rows.bytes(row, 13));
        // A number that recent servers keep here for themselves, and pg_dump leaves out too.
        column.options.removeIf([](const QString &option) { return option.startsWith(QLatin1StringView("pg_attver=")); });
        column.foreignOptions = arrayElements(rows.bytes(row, 14));
        column.comment = rows.text(row, 15);
    }
}

void DdlReader::takeConstraints(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const ConstraintFacts constraint { rows.text(row, 2), charAt(rows, row, 3), rows.text(row, 4),
            rows.boolean(row, 5), rows.boolean(row, 6), rows.boolean(row, 7), rows.text(row, 8) };
        const auto table = oidAt(rows, row, 0);
        if (const auto relation = m_relations.find(table); relation != m_relations.end())
            relation->constraints.push_back(constraint);
        else if (table == 0)
            m_domainChecks[oidAt(rows, row, 1)].push_back(constraint);
    }
}

void DdlReader::takeIndexes(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto relation = m_relations.find(oidAt(rows, row, 0));
        if (relation == m_relations.end())
            continue;
        const auto isOfConstraint = rows.boolean(row, 4);
        auto definition = rows.text(row, 1);
        // A partitioned table's index is written as one without partitions; as a statement it is to have them.
        if (relation->kind == 'p')
            definition.replace(QStringLiteral(" ON ONLY "), QStringLiteral(" ON "));
        if (!rows.isNull(row, 8)) {
            const auto tablespace = QStringLiteral(" TABLESPACE ") + quotedName(rows.text(row, 8));
            const auto where = definition.indexOf(QStringLiteral(" WHERE "));
            definition.insert(where < 0 ? definition.size() : where, tablespace);
        }
        if (!isOfConstraint)
            relation->indexes.append(definition + u';');
        const auto alter = QStringLiteral("ALTER TABLE %1 ").arg(relation->name);
        const auto name = quotedName(rows.text(row, 3));
        if (rows.boolean(row, 5))
            relation->indexes.append(alter + QStringLiteral("CLUSTER ON %1;").arg(name));
        if (rows.boolean(row, 6))
            relation->indexes.append(alter + QStringLiteral("REPLICA IDENTITY USING INDEX %1;").arg(name));
        if (const auto comment = commentOn(QStringLiteral("INDEX ") + rows.text(row, 2), rows.text(row, 7));
            !comment.isEmpty())
            relation->indexes.append(comment);
    }
}

void DdlReader::takeTriggers(const TextRows &rows)
{
    static const QHash<char, QString> states { { 'D', QStringLiteral("DISABLE") },
        { 'A', QStringLiteral("ENABLE ALWAYS") }, { 'R', QStringLiteral("ENABLE REPLICA") } };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto relation = m_relations.find(oidAt(rows, row, 0));
        if (relation == m_relations.end())
            continue;
        const auto name = quotedName(rows.text(row, 2));
        relation->rest.append(rows.text(row, 1) + u';');
        if (const auto state = states.value(charAt(rows, row, 3)); !state.isEmpty())
            relation->rest.append(QStringLiteral("ALTER TABLE %1 %2 TRIGGER %3;").arg(relation->name, state, name));
        if (const auto comment
            = commentOn(QStringLiteral("TRIGGER %1 ON %2").arg(name, relation->name), rows.text(row, 4));
            !comment.isEmpty())
            relation->rest.append(comment);
    }
}

void DdlReader::takePolicies(const TextRows &rows)
{
    static const QHash<char, QString> commands { { 'r', QStringLiteral("SELECT") }, { 'a', QStringLiteral("INSERT") },
        { 'w', QStringLiteral("UPDATE") }, { 'd', QStringLiteral("DELETE") } };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto relation = m_relations.find(oidAt(rows, row, 0));
        if (relation == m_relations.end())
            continue;
        const auto name = quotedName(rows.text(row, 1));
        auto sql = QStringLiteral("CREATE POLICY %1 ON %2").arg(name, relation->name);
        if (!rows.boolean(row, 3))
            sql += QStringLiteral(" AS RESTRICTIVE");
        if (const auto command = commands.value(charAt(rows, row, 2)); !command.isEmpty())
            sql += QStringLiteral(" FOR ") + command;
        sql += QStringLiteral(" TO ") + arrayElements(rows.bytes(row, 4)).join(QStringLiteral(", "));
        if (!rows.isNull(row, 5))
            sql += QStringLiteral(" USING (%1)").arg(rows.text(row, 5));
        if (!rows.isNull(row, 6))
            sql += QStringLiteral(" WITH CHECK (%1)").arg(rows.text(row, 6));
        relation->rest.append(sql + u';');
        if (const auto comment
            = commentOn(QStringLiteral("POLICY %1 ON %2").arg(name, relation->name), rows.text(row, 7));
            !comment.isEmpty())
            relation->rest.append(comment);
    }
}

void DdlReader::takeRules(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto relation = m_relations.find(oidAt(rows, row, 0));
        if (relation == m_relations.end())
            continue;
        relation->rest.append(rows.text(row, 1));
        if (charAt(rows, row, 3) == 'D')
            relation->rest.append(QStringLiteral("ALTER TABLE %1 DISABLE RULE %2;")
                                      .arg(relation->name, quotedName(rows.text(row, 2))));
    }
}

void DdlReader::takeStatistics(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (const auto relation = m_relations.find(oidAt(rows, row, 0)); relation != m_relations.end())
            relation->rest.append(rows.text(row, 1) + u';');
    }
}

void DdlReader::takeSequences(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto oid = oidAt(rows, row, 0);
        const auto name = rows.text(row, 1);
        const auto owner = oidAt(rows, row, 11);
        const auto ofIdentity = charAt(rows, row, 10) == 'i';
        auto options = sequenceOptions(rows, row, ofIdentity);
        if (ofIdentity) {
            const auto named = QStringLiteral("SEQUENCE NAME ") + name;
            m_identityOptions.insert(columnKey(owner, int(rows.integer(row, 12))),
                options.isEmpty() ? named : named + u' ' + options);
            append(CatalogClass::Relation, oid, QStringLiteral("-- The identity column %1 makes it.").arg(rows.text(row, 13)));
            continue;
        }
        const auto create = QStringLiteral("CREATE %1SEQUENCE %2%3;")
                                .arg(charAt(rows, row, 2) == 'u' ? QStringLiteral("UNLOGGED ") : QString(), name,
                                    options.isEmpty() ? QString() : u' ' + options);
        append(CatalogClass::Relation, oid, create);
        append(CatalogClass::Relation, oid, commentOn(QStringLiteral("SEQUENCE ") + name, rows.text(row, 14)));
        if (owner == 0)
            continue;
        const auto tie = QStringLiteral("ALTER SEQUENCE %1 OWNED BY %2;").arg(name, rows.text(row, 13));
        if (const auto table = m_relations.find(owner); table != m_relations.end()) {
            table->sequences.append(create);
            table->laterSequences.append(tie);
        }
    }
}

void DdlReader::addOwnSequences()
{
    for (auto [oid, relation] : m_relations.asKeyValueRange()) {
        for (auto &column : relation.columns)
            column.identityOptions = m_identityOptions.value(columnKey(oid, column.number));
    }
}

void DdlReader::takeFunctions(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto kind = charAt(rows, row, 1);
        const auto oid = oidAt(rows, row, 0);
        if (!rows.isNull(row, 3))
            append(CatalogClass::Function, oid, rows.text(row, 3).trimmed() + u';');
        const auto word = kind == 'a' ? QStringLiteral("AGGREGATE")
            : kind == 'p'             ? QStringLiteral("PROCEDURE")
                                      : QStringLiteral("FUNCTION");
        const auto what = QStringLiteral("%1 %2(%3)").arg(word, rows.text(row, 2),
            kind == 'a' && rows.text(row, 4).isEmpty() ? QStringLiteral("*") : rows.text(row, 4));
        if (kind == 'a')
            m_texts.insert(keyOf(CatalogClass::Function, oid), what);
        else
            append(CatalogClass::Function, oid, commentOn(what, rows.text(row, 5)));
        if (kind == 'a' && !rows.isNull(row, 5))
            m_grants.insert(keyOf(CatalogClass::Function, oid), commentOn(what, rows.text(row, 5)));
    }
}

void DdlReader::takeAggregates(const TextRows &rows)
{
    struct Part
    {
        int column;
        QString word;
        bool quoted = false;
    };
    static const std::vector<Part> parts { { 5, QStringLiteral("SSPACE") }, { 6, QStringLiteral("FINALFUNC") },
        { 8, QStringLiteral("COMBINEFUNC") }, { 9, QStringLiteral("SERIALFUNC") },
        { 10, QStringLiteral("DESERIALFUNC") }, { 11, QStringLiteral("INITCOND"), true },
        { 12, QStringLiteral("MSFUNC") }, { 13, QStringLiteral("MINVFUNC") }, { 14, QStringLiteral("MSTYPE") },
        { 15, QStringLiteral("MFINALFUNC") }, { 16, QStringLiteral("MINITCOND"), true } };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto key = keyOf(CatalogClass::Function, oidAt(rows, row, 0));
        const auto known = m_texts.constFind(key);
        if (known == m_texts.constEnd())
            continue;
        const auto name = known->section(u'(', 0, 0);
        const auto arguments = rows.text(row, 1);
        QStringList lines { QStringLiteral("SFUNC = ") + rows.text(row, 3), QStringLiteral("STYPE = ") + rows.text(row, 4) };
        for (const auto &part : parts) {
            const auto value = rows.text(row, part.column);
            if (rows.isNull(row, part.column) || value == u"-" || (part.column == 5 && value == u"0"))
                continue;
            lines.append(part.word + QStringLiteral(" = ") + (part.quoted ? quotedText(value) : value));
        }
        if (rows.boolean(row, 7))
            lines.append(QStringLiteral("FINALFUNC_EXTRA"));
        if (const auto sort = rows.text(row, 17); !sort.isEmpty() && sort != u"0")
            lines.append(QStringLiteral("SORTOP = ")
                + (sort.contains(u'.') ? QStringLiteral("OPERATOR(%1)").arg(sort) : sort));
        if (const auto parallel = charAt(rows, row, 18); parallel == 's' || parallel == 'r')
            lines.append(parallel == 's' ? QStringLiteral("PARALLEL = SAFE") : QStringLiteral("PARALLEL = RESTRICTED"));
        if (charAt(rows, row, 2) == 'h')
            lines.append(QStringLiteral("HYPOTHETICAL"));
        m_texts.insert(key,
            QStringLiteral("CREATE %1(%2) (\n    %3\n);")
                .arg(name, arguments.isEmpty() ? QStringLiteral("*") : arguments,
                    lines.join(QStringLiteral(",\n    "))));
    }
}

void DdlReader::takeTypes(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto oid = oidAt(rows, row, 0);
        const auto name = rows.text(row, 2);
        const auto kind = charAt(rows, row, 1);
        QString sql;
        QStringList parts;
        if (kind == 'e') {
            for (const auto &label : arrayElements(rows.bytes(row, 8)))
                parts.append(quotedText(label));
            sql = QStringLiteral("CREATE TYPE %1 AS ENUM (%2);").arg(name, parts.join(QStringLiteral(", ")));
        } else if (kind == 'c') {
            for (const auto &column : m_columns.value(oidAt(rows, row, 3)))
                parts.append(attributeText(column));
            sql = QStringLiteral("CREATE TYPE %1 AS (\n    %2\n);").arg(name, parts.join(QStringLiteral(",\n    ")));
        } else if (kind == 'r') {
            parts.append(QStringLiteral("SUBTYPE = ") + rows.text(row, 9));
            if (const auto difference = rows.text(row, 11); difference != u"-")
                parts.append(QStringLiteral("SUBTYPE_DIFF = ") + difference);
            if (!rows.isNull(row, 12))
                parts.append(QStringLiteral("MULTIRANGE_TYPE_NAME = ") + rows.text(row, 12));
            sql = QStringLiteral("CREATE TYPE %1 AS RANGE (\n    %2\n);").arg(name, parts.join(QStringLiteral(",\n    ")));
        } else {
            sql = QStringLiteral("CREATE DOMAIN %1 AS %2").arg(name, rows.text(row, 4));
            if (!rows.isNull(row, 7))
                sql += QStringLiteral(" COLLATE ") + rows.text(row, 7);
            if (!rows.isNull(row, 6))
                sql += QStringLiteral(" DEFAULT ") + rows.text(row, 6);
            if (rows.boolean(row, 5))
                sql += QStringLiteral(" NOT NULL");
            for (const auto &check : m_domainChecks.value(oid)) {
                if (check.validated)
                    sql += QStringLiteral("\n    CONSTRAINT %1 %2").arg(quotedName(check.name), check.definition);
                else
                    parts.append(QStringLiteral("ALTER DOMAIN %1 ADD CONSTRAINT %2 %3;")
                                     .arg(name, quotedName(check.name), check.definition));
            }
            sql = (QStringList { sql + u';' } + parts).join(u'\n');
        }
        append(CatalogClass::Type, oid, sql);
        const auto word = kind == 'd' ? QStringLiteral("DOMAIN ") : QStringLiteral("TYPE ");
        append(CatalogClass::Type, oid, commentOn(word + name, rows.text(row, 13)));
    }
}

void DdlReader::takeSchemas(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto name = quotedName(rows.text(row, 1));
        const auto isBornWith = name == QLatin1StringView("public");
        append(CatalogClass::Schema, oidAt(rows, row, 0),
            (isBornWith ? QStringLiteral("CREATE SCHEMA IF NOT EXISTS ") : QStringLiteral("CREATE SCHEMA ")) + name + u';');
        append(CatalogClass::Schema, oidAt(rows, row, 0), commentOn(QStringLiteral("SCHEMA ") + name, rows.text(row, 2)));
    }
}

void DdlReader::takeExtensions(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        append(CatalogClass::Extension, oidAt(rows, row, 0),
            QStringLiteral("CREATE EXTENSION IF NOT EXISTS %1 WITH SCHEMA %2;")
                .arg(quotedName(rows.text(row, 1)), quotedName(rows.text(row, 3))));
    }
}

void DdlReader::takeServers(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto sql = QStringLiteral("CREATE SERVER ") + quotedName(rows.text(row, 1));
        if (!rows.isNull(row, 4))
            sql += QStringLiteral(" TYPE ") + quotedText(rows.text(row, 4));
        if (!rows.isNull(row, 5))
            sql += QStringLiteral(" VERSION ") + quotedText(rows.text(row, 5));
        sql += QStringLiteral(" FOREIGN DATA WRAPPER ") + quotedName(rows.text(row, 3));
        if (const auto options = optionList(arrayElements(rows.bytes(row, 6))); !options.isEmpty())
            sql += QStringLiteral(" OPTIONS (%1)").arg(options);
        append(CatalogClass::Server, oidAt(rows, row, 0), sql + u';');
    }
}

void DdlReader::takeUserMappings(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto options = arrayElements(rows.bytes(row, 3));
        const auto all = options.size();
        options.removeIf([](const QString &option) {
            return option.startsWith(QLatin1StringView("password"), Qt::CaseInsensitive)
                || option.startsWith(QLatin1StringView("sslpassword"), Qt::CaseInsensitive);
        });
        auto sql = QStringLiteral("CREATE USER MAPPING FOR %1 SERVER %2").arg(rows.text(row, 1), quotedName(rows.text(row, 2)));
        if (!options.isEmpty())
            sql += QStringLiteral(" OPTIONS (%1)").arg(optionList(options));
        sql += u';';
        if (all != options.size())
            sql += QCoreApplication::translate("PostgreSQL", " -- its password is left out");
        append(CatalogClass::Server, oidAt(rows, row, 0), sql);
    }
}

void DdlReader::takeGrants(const TextRows &rows)
{
    // Rows of one grant stand together: a privilege each.
    QString last;
    QStringList privileges;
    quint64 key = 0;
    QString grantee;
    QString on;
    bool grantable = false;
    QHash<quint64, std::pair<QString, bool>> functions; ///< its words; whether everybody may call it
    const auto finish = [&] {
        if (privileges.isEmpty())
            return;
        auto &text = m_grants[key];
        text += (text.isEmpty() ? QString() : QStringLiteral("\n"))
            + QStringLiteral("GRANT %1 ON %2 TO %3%4;")
                  .arg(privileges.join(QStringLiteral(", ")), on, grantee,
                      grantable ? QStringLiteral(" WITH GRANT OPTION") : QString());
        privileges.clear();
    };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto column = rows.text(row, 3);
        const auto thisKey = keyOf(CatalogClass(oidAt(rows, row, 0)), oidAt(rows, row, 1));
        if (CatalogClass(oidAt(rows, row, 0)) == CatalogClass::Function) {
            auto &[words, isPublic] = functions[thisKey];
            words = rows.text(row, 2);
            isPublic = isPublic || rows.text(row, 6) == u"PUBLIC";
        }
        // Everybody may call a function unless that was taken away.
        const auto isUsual = CatalogClass(oidAt(rows, row, 0)) == CatalogClass::Function && rows.text(row, 6) == u"PUBLIC" && !rows.boolean(row, 5);
        if (rows.boolean(row, 7) || isUsual)
            continue;
        const auto group = QString::number(thisKey) + u' ' + column + u' ' + rows.text(row, 6) + u' ' + rows.text(row, 5);
        if (group != last)
            finish();
        last = group;
        key = thisKey;
        on = rows.text(row, 2);
        grantable = rows.boolean(row, 5);
        grantee = rows.text(row, 6);
        privileges.append(column.isEmpty() ? rows.text(row, 4) : QStringLiteral("%1 (%2)").arg(rows.text(row, 4), column));
    }
    finish();
    for (const auto &[function, rights] : functions.asKeyValueRange()) {
        if (!rights.second)
            m_grants[function] = (QStringLiteral("REVOKE ALL ON %1 FROM PUBLIC;\n").arg(rights.first)
                + m_grants.value(function)).trimmed();
    }
}

void DdlReader::takeRoles(const TextRows &rows)
{
    static const std::vector<std::pair<QString, QString>> words { { QStringLiteral("SUPERUSER"), {} },
        { {}, QStringLiteral("NOINHERIT") }, { QStringLiteral("CREATEROLE"), {} }, { QStringLiteral("CREATEDB"), {} },
        { QStringLiteral("LOGIN"), {} }, { QStringLiteral("REPLICATION"), {} }, { QStringLiteral("BYPASSRLS"), {} } };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto sql = QStringLiteral("CREATE ROLE ") + quotedName(rows.text(row, 1));
        for (std::size_t i = 0; i < words.size(); ++i) {
            const auto &word = rows.boolean(row, int(i) + 2) ? words[i].first : words[i].second;
            if (!word.isEmpty())
                sql += u' ' + word;
        }
        if (rows.integer(row, 9) >= 0)
            sql += QStringLiteral(" CONNECTION LIMIT ") + rows.text(row, 9);
        if (!rows.isNull(row, 10))
            sql += QStringLiteral(" VALID UNTIL ") + quotedText(rows.text(row, 10));
        append(CatalogClass::Role, oidAt(rows, row, 0), sql + u';');
    }
}

void DdlReader::takeDatabases(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        append(CatalogClass::Database, oidAt(rows, row, 0),
            QStringLiteral("CREATE DATABASE %1 TEMPLATE template0 ENCODING %2 LC_COLLATE %3 LC_CTYPE %4;")
                .arg(quotedName(rows.text(row, 1)), quotedText(rows.text(row, 3)), quotedText(rows.text(row, 4)),
                    quotedText(rows.text(row, 5))));
    }
}

} // namespace dumbo::postgresql
