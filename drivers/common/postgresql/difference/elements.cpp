#include "drivers/common/postgresql/difference/elements.h"

namespace dumbo::postgresql {

using difference::SqlText;

QString elementKey(const char *word, const QString &owner, const QString &name)
{
    auto key = QString::fromLatin1(word) + u' ' + owner;
    if (!name.isEmpty())
        key += u' ' + name;
    return key;
}

/// Reads the statements of one object.
class ElementReader
{
public:
    ElementReader(Elements &elements, const CatalogObject &object)
        : m_elements(elements)
        , m_object(object)
        , m_dialect(elements.m_dialect)
    {
    }

    void read()
    {
        for (const auto &statement : difference::statementsOf(m_object.ddl, m_dialect))
            readStatement(SqlText(statement, m_dialect));
    }

private:
    void readStatement(const SqlText &sql);
    void readCreate(const SqlText &sql);
    void readRelation(const SqlText &sql, int name, ElementKind kind, const QByteArray &dropWord);
    void readTableStatement(const SqlText &sql);
    void readColumns(const std::shared_ptr<const TableText> &table);
    void readFunction(const SqlText &sql, int word);
    void readIndex(const SqlText &sql, int name);
    void readTrigger(const SqlText &sql, int name);
    void readAlter(const SqlText &sql);
    void readAlterColumn(const SqlText &sql, int column, const QString &table);
    void readAlterTable(const SqlText &sql, int action, const QString &table, const QByteArray &quotedTable);
    void readComment(const SqlText &sql);
    void readRight(const SqlText &sql);
    void add(Element element, const SqlText &sql);
    void addConstraint(const TableText &table, const TableText::Constraint &constraint, bool inCreate);
    [[nodiscard]] Element element(ElementKind kind, const QString &key, const QByteArray &create, const QByteArray &drop) const;
    [[nodiscard]] static QString qualified(const SqlText &sql, int name)
    {
        const auto end = sql.behindName(name);
        return end - name >= 3 ? sql.name(end - 3) + u'.' + sql.name(end - 1) : sql.name(name);
    }

    Elements &m_elements;
    const CatalogObject &m_object;
    const Dialect &m_dialect;
    QString m_main; ///< key of the object itself
};

void Elements::add(const CatalogObject &object)
{
    ElementReader(*this, object).read();
}

void Elements::add(Element element)
{
    if (m_places.contains(element.key))
        return;
    const auto place = m_elements.size();
    m_places.insert(element.key, place);
    if (!element.within.isEmpty())
        m_within[element.within].push_back(place);
    if (!element.provides.isEmpty())
        m_providers[element.provides].push_back(place);
    for (const auto &name : std::as_const(element.mentions)) {
        if (name.contains(u'.'))
            m_mentions[name].push_back(place);
    }
    m_elements.push_back(std::move(element));
}

std::vector<const Element *> Elements::at(const Index &index, const QString &name) const
{
    std::vector<const Element *> found;
    for (const auto place : index.value(name))
        found.push_back(&m_elements[place]);
    return found;
}

const Element *Elements::find(const QString &key) const
{
    const auto found = m_places.constFind(key);
    return found == m_places.constEnd() ? nullptr : &m_elements[*found];
}

Element ElementReader::element(ElementKind kind, const QString &key, const QByteArray &create, const QByteArray &drop) const
{
    Element made;
    made.kind = kind;
    made.key = key;
    made.object = m_object.path;
    made.source = &m_object;
    made.create = create;
    made.drop = drop;
    return made;
}

void ElementReader::add(Element element, const SqlText &sql)
{
    const auto isFunction = element.kind == ElementKind::Function;
    element.mentions = sql.mentions(!isFunction);
    if (isFunction)
        element.bodies = sql.mentions(true);
    element.mentions.remove(element.provides);
    element.bodies.remove(element.provides);
    m_elements.add(std::move(element));
}

void ElementReader::readStatement(const SqlText &sql)
{
    if (sql.isWord(0, "CREATE"))
        readCreate(sql);
    else if (sql.isWord(0, "ALTER"))
        readAlter(sql);
    else if (sql.hasWords(0, { "COMMENT", "ON" }))
        readComment(sql);
    else if (sql.isWord(0, "GRANT") || sql.isWord(0, "REVOKE"))
        readRight(sql);
    else
        add(element(ElementKind::Other, elementKey("other", QString::fromUtf8(sql.sql())), sql.sql(), {}), sql);
}

void ElementReader::readCreate(const SqlText &sql)
{
    int i = 1;
    while (sql.isWord(i, "OR") || sql.isWord(i, "REPLACE") || sql.isWord(i, "UNIQUE") || sql.isWord(i, "MATERIALIZED")
        || sql.isWord(i, "UNLOGGED") || sql.isWord(i, "FOREIGN") || sql.isWord(i, "CONSTRAINT"))
        ++i;
    const auto name = sql.hasWords(i + 1, { "IF", "NOT", "EXISTS" }) ? i + 4 : i + 1;
    const auto plain = sql.name(name);
    if (sql.isWord(i, "TABLE"))
        readTableStatement(sql);
    else if (sql.isWord(i, "VIEW"))
        readRelation(sql, name, ElementKind::View, sql.isWord(i - 1, "MATERIALIZED") ? "MATERIALIZED VIEW" : "VIEW");
    else if (sql.isWord(i, "SEQUENCE"))
        readRelation(sql, name, ElementKind::Sequence, "SEQUENCE");
    else if (sql.isWord(i, "TYPE") || sql.isWord(i, "DOMAIN"))
        readRelation(sql, name, ElementKind::Type, sql.text(i));
    else if (sql.isWord(i, "FUNCTION") || sql.isWord(i, "PROCEDURE") || sql.isWord(i, "AGGREGATE"))
        readFunction(sql, i);
    else if (sql.isWord(i, "INDEX"))
        readIndex(sql, name);
    else if (sql.isWord(i, "TRIGGER"))
        readTrigger(sql, name);
    else if (sql.isWord(i, "SCHEMA") || sql.isWord(i, "EXTENSION")) {
        const auto isSchema = sql.isWord(i, "SCHEMA");
        auto made = element(isSchema ? ElementKind::Schema : ElementKind::Extension, elementKey(isSchema ? "schema" : "extension", plain),
            sql.sql(), (isSchema ? "DROP SCHEMA " : "DROP EXTENSION ") + sql.text(name));
        made.provides = plain;
        m_main = made.key;
        add(made, sql);
    } else if (sql.isWord(i, "POLICY") || sql.isWord(i, "RULE") || sql.isWord(i, "STATISTICS")) {
        const auto word = sql.text(i).toLower();
        int on = name;
        while (on < sql.count() && !sql.isWord(on, "ON") && !sql.isWord(on, "TO"))
            ++on;
        const auto isStatistics = word == "statistics";
        const auto table = isStatistics ? m_object.path.schema + u'.' + m_object.path.name : qualified(sql, on + 1);
        // ON event TO table
        const auto target = word == "rule" && sql.isWord(on + 2, "TO") ? on + 3 : on + 1;
        const auto owner = word == "rule" ? qualified(sql, target) : table;
        auto made = element(word == "policy" ? ElementKind::Policy : (isStatistics ? ElementKind::Statistics : ElementKind::Rule),
            elementKey(word.constData(), owner, isStatistics ? qualified(sql, name) : plain), sql.sql(),
            isStatistics ? "DROP STATISTICS " + sql.slice(name, sql.behindName(name))
                         : "DROP " + sql.text(i) + ' ' + sql.text(name) + " ON " + sql.slice(target, sql.behindName(target)));
        made.within = m_main;
        add(made, sql);
    } else {
        add(element(ElementKind::Other, elementKey("other", QString::fromUtf8(sql.sql())), sql.sql(), {}), sql);
    }
}

void ElementReader::readRelation(const SqlText &sql, int name, ElementKind kind, const QByteArray &dropWord)
{
    const auto end = sql.behindName(name);
    const auto word = kind == ElementKind::View ? "view" : (kind == ElementKind::Sequence ? "sequence" : "type");
    auto made = element(kind, elementKey(word, qualified(sql, name)), sql.sql(), "DROP " + dropWord + ' ' + sql.slice(name, end));
    made.provides = qualified(sql, name);
    // A table's DDL brings along the sequences of its columns.
    if (kind != ElementKind::Sequence || m_object.kind == ObjectKind::Sequence)
        m_main = made.key;
    else
        made.object.name = sql.name(end - 1);
    add(made, sql);
}

void ElementReader::readTableStatement(const SqlText &sql)
{
    const auto table = std::make_shared<const TableText>(readTable(sql, m_dialect));
    auto made = element(ElementKind::Table, elementKey("table", table->name), sql.sql(), "DROP " + table->word() + ' ' + table->quotedName);
    made.provides = table->name;
    made.losesData = !table->foreign;
    made.table = table;
    m_main = made.key;
    add(made, sql);
    readColumns(table);
    for (const auto &constraint : table->constraints)
        addConstraint(*table, constraint, true);
}

void ElementReader::readColumns(const std::shared_ptr<const TableText> &table)
{
    const auto alter = "ALTER " + table->word() + ' ' + table->quotedName;
    for (const auto &column : table->columns) {
        auto made = element(ElementKind::Column, elementKey("column", table->name, column.name), alter + " ADD COLUMN " + column.text,
            alter + " DROP COLUMN " + column.quotedName);
        made.within = m_main;
        made.inCreate = true;
        made.losesData = column.generated.isEmpty();
        made.column = std::make_shared<const ColumnText>(column);
        made.typeMentions = SqlText(column.type + ' ' + column.collation + ' ' + column.generated, m_dialect).mentions(true);
        add(made, SqlText(column.text, m_dialect));
        if (column.defaultExpression.isEmpty())
            continue;
        const auto alterColumn = "ALTER " + table->word() + " ONLY " + table->quotedName + " ALTER COLUMN " + column.quotedName;
        auto given = element(ElementKind::Default, elementKey("default", table->name, column.name),
            alterColumn + " SET DEFAULT " + column.defaultExpression, alterColumn + " DROP DEFAULT");
        given.within = made.key;
        given.inCreate = true;
        add(given, SqlText(column.defaultExpression, m_dialect));
    }
}

void ElementReader::addConstraint(const TableText &table, const TableText::Constraint &constraint, bool inCreate)
{
    const SqlText definition(constraint.definition, m_dialect);
    const auto isForeign = definition.hasWords(0, { "FOREIGN", "KEY" });
    const auto alter = "ALTER " + table.word() + ' ' + table.quotedName;
    auto made = element(isForeign ? ElementKind::ForeignKey : ElementKind::Constraint, elementKey("constraint", table.name, constraint.name),
        alter + " ADD CONSTRAINT " + constraint.quotedName + ' ' + constraint.definition, alter + " DROP CONSTRAINT " + constraint.quotedName);
    made.within = m_main;
    made.inCreate = inCreate;
    auto mentioning = definition.sql() + ' ' + table.quotedName;
    add(made, SqlText(mentioning, m_dialect));
}

void ElementReader::readFunction(const SqlText &sql, int word)
{
    const auto name = word + 1;
    const auto open = sql.behindName(name);
    QByteArrayList arguments;
    for (const auto &entry : sql.entries(open)) {
        const SqlText argument(entry, m_dialect);
        int end = 0;
        while (end < argument.count() && !argument.isWord(end, "DEFAULT"))
            ++end;
        arguments.append(argument.slice(0, end));
    }
    const auto identity = sql.slice(name, open) + '(' + arguments.join(", ") + ')';
    auto made = element(ElementKind::Function, elementKey("function", QString::fromUtf8(sql.text(word).toLower() + ' ' + identity)), sql.sql(),
        "DROP " + sql.text(word) + ' ' + identity);
    made.provides = qualified(sql, name);
    m_main = made.key;
    add(made, sql);
}

void ElementReader::readIndex(const SqlText &sql, int name)
{
    // The server names the index without its schema: it is the table's.
    auto on = name;
    while (on < sql.count() && !sql.isWord(on, "ON"))
        ++on;
    const auto table = sql.isWord(on + 1, "ONLY") ? on + 2 : on + 1;
    const auto schema = sql.slice(table, sql.behindName(table) - 2);
    auto made = element(ElementKind::Index, elementKey("index", sql.name(table) + u'.' + sql.name(name)), sql.sql(),
        "DROP INDEX " + schema + '.' + sql.text(name));
    made.within = m_main;
    add(made, sql);
}

void ElementReader::readTrigger(const SqlText &sql, int name)
{
    int on = name + 1;
    while (on < sql.count() && !sql.isWord(on, "ON"))
        ++on;
    auto made = element(ElementKind::Trigger, elementKey("trigger", qualified(sql, on + 1), sql.name(name)), sql.sql(),
        "DROP TRIGGER " + sql.text(name) + " ON " + sql.slice(on + 1, sql.behindName(on + 1)));
    made.within = m_main;
    add(made, sql);
}

void ElementReader::readAlter(const SqlText &sql)
{
    if (sql.isWord(1, "SEQUENCE")) { // ALTER SEQUENCE s OWNED BY t.c
        const auto end = sql.behindName(2);
        const auto owner = end + 2;
        const auto last = sql.behindName(owner) - 1;
        auto made = element(ElementKind::Setting, elementKey("owned", qualified(sql, 2)), sql.sql(),
            "ALTER SEQUENCE " + sql.slice(2, end) + " OWNED BY NONE");
        made.within = elementKey("column", sql.name(last - 4) + u'.' + sql.name(last - 2), sql.name(last));
        add(made, sql);
        return;
    }
    if (sql.isWord(1, "DOMAIN")) { // ALTER DOMAIN d ADD CONSTRAINT n …
        const auto end = sql.behindName(2);
        auto made = element(ElementKind::Constraint, elementKey("constraint", qualified(sql, 2), sql.name(end + 2)), sql.sql(),
            "ALTER DOMAIN " + sql.slice(2, end) + " DROP CONSTRAINT " + sql.text(end + 2));
        made.within = m_main;
        add(made, sql);
        return;
    }
    auto name = sql.isWord(1, "FOREIGN") ? 3 : 2;
    name += sql.isWord(name, "ONLY") ? 1 : 0;
    const auto action = sql.behindName(name);
    if (sql.hasWords(action, { "ALTER", "COLUMN" }))
        readAlterColumn(sql, action + 2, qualified(sql, name));
    else
        readAlterTable(sql, action, qualified(sql, name), sql.slice(name, action));
}

void ElementReader::readAlterColumn(const SqlText &sql, int column, const QString &table)
{
    const auto head = sql.slice(0, column + 1);
    QByteArray undo;
    auto word = sql.text(column + 2).toLower();
    if (word == "storage")
        undo = " SET STORAGE DEFAULT";
    else if (word == "statistics")
        undo = " SET STATISTICS -1";
    else if (word == "default")
        undo = " DROP DEFAULT";
    else if (word == "not")
        undo = " DROP NOT NULL";
    else if (sql.isSign(column + 2, '(')) {
        QByteArrayList names;
        for (const auto &entry : sql.entries(column + 2))
            names.append(entry.first(entry.indexOf('=')));
        undo = " RESET (" + names.join(", ") + ')';
        word = "options";
    }
    auto made = element(ElementKind::Setting, elementKey(word.constData(), table, sql.name(column)), sql.sql(), head + undo);
    made.within = elementKey("column", table, sql.name(column));
    add(made, sql);
}

void ElementReader::readAlterTable(const SqlText &sql, int action, const QString &table, const QByteArray &quotedTable)
{
    const auto head = sql.slice(0, action);
    if (sql.hasWords(action, { "ADD", "CONSTRAINT" })) {
        TableText text;
        text.name = table;
        text.quotedName = quotedTable;
        text.foreign = sql.isWord(1, "FOREIGN");
        addConstraint(text, { sql.name(action + 2), sql.text(action + 2), sql.from(action + 3) }, false);
        return;
    }
    Element made;
    if (sql.hasWords(action, { "ATTACH", "PARTITION" })) {
        const auto child = action + 2;
        made = element(ElementKind::Attachment, elementKey("attachment", qualified(sql, child)), sql.sql(),
            "ALTER TABLE " + quotedTable + " DETACH PARTITION " + sql.slice(child, sql.behindName(child)));
    } else if (sql.hasWords(action, { "ENABLE", "ROW" })) {
        made = element(ElementKind::Setting, elementKey("row-security", table), sql.sql(), head + " DISABLE ROW LEVEL SECURITY");
    } else if (sql.hasWords(action, { "FORCE", "ROW" })) {
        made = element(ElementKind::Setting, elementKey("forced-security", table), sql.sql(), head + " NO FORCE ROW LEVEL SECURITY");
    } else if (sql.hasWords(action, { "REPLICA", "IDENTITY" })) {
        made = element(ElementKind::Setting, elementKey("replica-identity", table), sql.sql(), head + " REPLICA IDENTITY DEFAULT");
    } else if (sql.hasWords(action, { "CLUSTER", "ON" })) {
        made = element(ElementKind::Setting, elementKey("cluster", table), sql.sql(), head + " SET WITHOUT CLUSTER");
    } else {
        // DISABLE TRIGGER n, ENABLE ALWAYS TRIGGER n, DISABLE RULE n
        const auto last = sql.count() - 1;
        const auto word = sql.text(last - 1).toLower();
        made = element(ElementKind::Setting, elementKey("state", table, QString::fromUtf8(word) + u' ' + sql.name(last)), sql.sql(),
            head + " ENABLE " + sql.text(last - 1) + ' ' + sql.text(last));
        made.within = elementKey(word.constData(), table, sql.name(last));
        add(made, sql);
        return;
    }
    made.within = m_main;
    add(made, sql);
}

void ElementReader::readComment(const SqlText &sql)
{
    int is = sql.count() - 1;
    while (is > 0 && !sql.isWord(is, "IS"))
        --is;
    const auto what = sql.slice(2, is);
    auto made = element(ElementKind::Comment, elementKey("comment", QString::fromUtf8(what)), sql.sql(), "COMMENT ON " + what + " IS NULL");
    const auto name = sql.isWord(2, "MATERIALIZED") || sql.isWord(2, "FOREIGN") ? 4 : 3;
    made.within = m_main;
    if (sql.isWord(2, "COLUMN"))
        made.within = elementKey("column", sql.name(is - 5) + u'.' + sql.name(is - 3), sql.name(is - 1));
    else if (sql.isWord(2, "CONSTRAINT") || sql.isWord(2, "TRIGGER") || sql.isWord(2, "POLICY"))
        made.within = elementKey(sql.text(2).toLower().constData(), qualified(sql, name + 2), sql.name(name));
    else if (sql.isWord(2, "INDEX"))
        made.within = elementKey("index", qualified(sql, name));
    if (!m_elements.find(made.within))
        made.within = m_main;
    m_elements.add(std::move(made));
}

void ElementReader::readRight(const SqlText &sql)
{
    const auto grants = sql.isWord(0, "GRANT");
    int word = sql.count() - 1;
    while (word > 0 && !sql.isWord(word, grants ? "TO" : "FROM"))
        --word;
    int end = word + 1;
    while (end < sql.count() && !sql.isWord(end, "WITH"))
        ++end;
    const auto undo = (grants ? "REVOKE " : "GRANT ") + sql.slice(1, word) + (grants ? " FROM " : " TO ") + sql.slice(word + 1, end);
    auto made = element(ElementKind::Right, elementKey("right", QString::fromUtf8(sql.sql())), sql.sql(), undo);
    made.within = m_main;
    m_elements.add(std::move(made));
}

} // namespace dumbo::postgresql
