#include "drivers/common/mysql/difference/difference.h"

#include "drivers/common/difference/steporder.h"
#include "drivers/common/mysql/dialect.h"
#include "drivers/common/mysql/difference/tablechanges.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace dumbo::mysql {

using difference::SqlText;
using difference::Step;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

/// A view, routine, event, sequence or trigger.
struct Piece
{
    ObjectPath path;
    QByteArray word; ///< behind DROP and CREATE
    QString name;
    QString table; ///< of a trigger
    QByteArray sql;
};

struct Database
{
    QString schema;
    std::map<QString, TableText> tables;
    std::map<QString, Piece> pieces; ///< by word and name
};

QByteArray quoted(const QString &name)
{
    return '`' + name.toUtf8().replace('`', "``") + '`';
}

QByteArray wordOf(const CatalogObject &object)
{
    switch (object.kind) {
    case ObjectKind::View:
        return "VIEW";
    case ObjectKind::Function:
        return "FUNCTION";
    case ObjectKind::Procedure:
        return "PROCEDURE";
    case ObjectKind::Sequence:
        return "SEQUENCE";
    default:
        return object.kindName == u"event" ? QByteArray("EVENT") : QByteArray();
    }
}

Database readDatabase(const CatalogPart &part, const Dialect &dialect, std::vector<NotGenerated> &notGenerated)
{
    Database database;
    const auto add = [&](Piece piece) { database.pieces.insert_or_assign(QString::fromUtf8(piece.word) + u' ' + piece.name.toLower(), std::move(piece)); };
    for (const auto &object : part.objects) {
        if (object.system || object.kind == ObjectKind::Schema || object.kind == ObjectKind::Database || object.kind == ObjectKind::Role)
            continue;
        if (database.schema.isEmpty())
            database.schema = object.path.schema;
        if (object.path.schema != database.schema) {
            notGenerated.push_back({ object.path, objectKindName(object.kind), tr("Only one database is compared at a time.") });
            continue;
        }
        const auto sql = withoutSchema(object.ddl.toUtf8(), database.schema, dialect);
        if (object.kind == ObjectKind::Table)
            database.tables.insert_or_assign(object.path.name, readTable(sql, object, dialect));
        else if (const auto word = wordOf(object); !word.isEmpty())
            add({ object.path, word, object.path.name, {}, word == "SEQUENCE" ? sql : withoutDefiner(sql, dialect) });
        for (const auto &trigger : object.triggers)
            add({ object.path, "TRIGGER", trigger.name, object.path.name, withoutSchema(trigger.ddl.toUtf8(), database.schema, dialect) });
    }
    return database;
}

class Difference
{
public:
    Difference(const DifferenceRequest &request, const Dialect &dialect)
        : m_request(request)
        , m_dialect(dialect)
        , m_from(readDatabase(*request.from, dialect, m_script.notGenerated))
        , m_to(readDatabase(*request.to, dialect, m_script.notGenerated))
    {
    }

    [[nodiscard]] DifferenceScript script();

private:
    void comparePieces();
    void compareTables();
    void dropTable(const TableText &table);
    void compareForeignKeys();
    [[nodiscard]] bool isTouched(const QString &table, const TableEntry &key) const;
    void changeSequence(const Piece &from, const Piece &to);
    void addInto(std::vector<DifferenceStatement> &statements, const QByteArray &text, ObjectPath path, bool losesData = false)
    {
        if (!m_from.schema.isEmpty())
            path.schema = m_from.schema;
        statements.push_back({ text, path, TransactionFit::Commits, losesData });
    }

    const DifferenceRequest &m_request;
    const Dialect &m_dialect;
    DifferenceScript m_script;
    Database m_from;
    Database m_to;
    QSet<QString> m_keptTables;
    QHash<QString, QSet<QString>> m_touched; ///< by table: columns
    std::vector<DifferenceStatement> m_pieceDrops;
    std::vector<DifferenceStatement> m_keyDrops;
    std::vector<DifferenceStatement> m_tableDrops;
    std::vector<DifferenceStatement> m_sequences;
    std::vector<DifferenceStatement> m_tables;
    std::vector<DifferenceStatement> m_keys;
    std::vector<DifferenceStatement> m_sequenceDrops;
    std::vector<Step> m_pieces;
};

/// What stands behind a word of CREATE SEQUENCE, a sign included.
QByteArray settingOf(const SqlText &sql, std::string_view word)
{
    for (int i = 3; i < sql.count(); ++i) {
        if (sql.isWord(i, word))
            return sql.isSign(i + 1, '-') ? sql.slice(i + 1, i + 3) : sql.text(i + 1);
    }
    return {};
}

void Difference::changeSequence(const Piece &from, const Piece &to)
{
    const SqlText sql(to.sql, m_dialect);
    const auto least = settingOf(sql, "MINVALUE");
    // Its next value must lie within the new bounds before they are drawn; setval never goes back.
    if (settingOf(SqlText(from.sql, m_dialect), "MINVALUE").toLongLong() < least.toLongLong())
        addInto(m_sequences, "SELECT setval(" + quoted(to.name) + ", " + least + ", 0)", to.path);
    int end = 3;
    while (end < sql.count() && !sql.isWord(end, "ENGINE"))
        ++end;
    addInto(m_sequences, "ALTER SEQUENCE " + quoted(to.name) + ' ' + sql.slice(3, end), to.path);
}

void Difference::comparePieces()
{
    static const QByteArrayList order { "SEQUENCE", "FUNCTION", "PROCEDURE", "VIEW", "TRIGGER", "EVENT" };
    for (const auto &[key, piece] : m_from.pieces) {
        const auto after = m_to.pieces.find(key);
        const auto isSame = after != m_to.pieces.end() && after->second.sql == piece.sql && after->second.table == piece.table;
        const auto goesAlong = piece.word == "TRIGGER" && (!m_to.tables.contains(piece.table) && !m_keptTables.contains(piece.table));
        const auto stays = piece.word == "TRIGGER" && m_keptTables.contains(piece.table);
        const auto isSequence = piece.word == "SEQUENCE";
        if (isSame || goesAlong || stays || (isSequence && after != m_to.pieces.end()))
            continue;
        addInto(isSequence ? m_sequenceDrops : m_pieceDrops, "DROP " + piece.word + ' ' + quoted(piece.name), piece.path);
    }
    for (const auto &[key, piece] : m_to.pieces) {
        const auto before = m_from.pieces.find(key);
        if (before != m_from.pieces.end() && before->second.sql == piece.sql && before->second.table == piece.table)
            continue;
        if (piece.word == "SEQUENCE") {
            if (before != m_from.pieces.end())
                changeSequence(before->second, piece);
            else
                addInto(m_sequences, piece.sql, piece.path);
            continue;
        }
        Step step;
        step.rank = int(order.indexOf(piece.word));
        step.provides = { piece.name };
        if (piece.word == "VIEW")
            step.needs = SqlText(piece.sql, m_dialect).mentions(false) - step.provides;
        addInto(step.statements, piece.sql, piece.path);
        m_pieces.push_back(std::move(step));
    }
}

void Difference::dropTable(const TableText &table)
{
    const auto &path = table.object->path;
    if (!m_request.allowsLoss) {
        m_keptTables.insert(path.name);
        m_script.notGenerated.push_back({ path, objectKindName(ObjectKind::Table), tr("Its rows would be lost.") });
        return;
    }
    for (const auto &entry : table.entries) {
        if (entry.kind == TableEntry::Kind::ForeignKey)
            addInto(m_keyDrops, "ALTER TABLE " + table.quotedName + " DROP FOREIGN KEY " + entry.quotedName, path);
    }
    addInto(m_tableDrops, "DROP TABLE " + table.quotedName, path, true);
}

void Difference::compareTables()
{
    for (const auto &[name, table] : m_from.tables) {
        if (!m_to.tables.contains(name))
            dropTable(table);
    }
    for (const auto &[name, table] : m_to.tables) {
        const auto before = m_from.tables.find(name);
        if (before == m_from.tables.end()) {
            addInto(m_tables, table.createText(), table.object->path);
            continue;
        }
        auto change = tableChange(before->second, table, m_request.allowsLoss);
        std::ranges::move(change.statements, std::back_inserter(m_tables));
        std::ranges::move(change.notGenerated, std::back_inserter(m_script.notGenerated));
        m_touched.insert(name, change.touchedColumns);
    }
}

/// Whether a column at either end of the key is altered, which it would not allow.
bool Difference::isTouched(const QString &table, const TableEntry &key) const
{
    const SqlText sql(key.text, m_dialect);
    if (m_touched.value(table).intersects(key.mentions))
        return true;
    for (int i = 0; i < sql.count(); ++i) {
        if (sql.isWord(i, "REFERENCES"))
            return m_touched.value(sql.name(sql.behindName(i + 1) - 1)).intersects(key.mentions);
    }
    return false;
}

void Difference::compareForeignKeys()
{
    for (const auto &[name, table] : m_from.tables) {
        const auto after = m_to.tables.find(name);
        for (const auto &entry : table.entries) {
            if (entry.kind != TableEntry::Kind::ForeignKey || after == m_to.tables.end())
                continue;
            const auto *other = after->second.find(entry.kind, entry.name);
            if (!other || other->text != entry.text || isTouched(name, entry))
                addInto(m_keyDrops, "ALTER TABLE " + table.quotedName + " DROP FOREIGN KEY " + entry.quotedName, table.object->path);
        }
    }
    for (const auto &[name, table] : m_to.tables) {
        const auto before = m_from.tables.find(name);
        for (const auto &entry : table.entries) {
            if (entry.kind != TableEntry::Kind::ForeignKey)
                continue;
            const auto *other = before == m_from.tables.end() ? nullptr : before->second.find(entry.kind, entry.name);
            if (!other || other->text != entry.text || isTouched(name, *other))
                addInto(m_keys, "ALTER TABLE " + table.quotedName + " ADD " + entry.text, table.object->path);
        }
    }
}

DifferenceScript Difference::script()
{
    compareTables();
    compareForeignKeys();
    comparePieces();
    for (auto *statements : { &m_pieceDrops, &m_keyDrops, &m_tableDrops, &m_sequences, &m_tables, &m_keys, &m_sequenceDrops })
        std::ranges::move(*statements, std::back_inserter(m_script.statements));
    std::ranges::move(ordered(std::move(m_pieces), false), std::back_inserter(m_script.statements));
    return std::move(m_script);
}

class SchemaDifference final : public SchemaDifferenceExtension
{
public:
    [[nodiscard]] Result<DifferenceScript> script(const DifferenceRequest &request) const override
    {
        if (!request.from || !request.to || !request.from->request.includeDdl || !request.to->request.includeDdl)
            return fail(ErrorKind::InvalidOperation, tr("Statements are made from catalogs that were read with their DDL."));
        const auto own = dialect();
        return Difference(request, own).script();
    }
};

} // namespace

std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension()
{
    return std::make_unique<SchemaDifference>();
}

} // namespace dumbo::mysql
