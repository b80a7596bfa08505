#include "drivers/common/sqlite/difference/difference.h"

#include "drivers/common/sqlite/dialect.h"
#include "drivers/common/sqlite/difference/rebuild.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

QByteArray wordOf(Piece::Kind kind)
{
    switch (kind) {
    case Piece::Kind::View:
        return "VIEW";
    case Piece::Kind::Index:
        return "INDEX";
    case Piece::Kind::Trigger:
        return "TRIGGER";
    case Piece::Kind::VirtualTable:
        break;
    }
    return "TABLE";
}

class Difference
{
public:
    Difference(const DifferenceRequest &request, const Dialect &dialect)
        : m_request(request)
        , m_dialect(dialect)
        , m_from(readSchema(*request.from, dialect))
        , m_to(readSchema(*request.to, dialect))
    {
    }

    [[nodiscard]] DifferenceScript script();

private:
    void compareTables();
    void compareTable(const Table &from, const Table &to);
    void comparePieces();
    void sayAttached();
    [[nodiscard]] bool addsColumns(const Table &from, const Table &to);
    /// Views and triggers that name what goes, and what names those.
    void spread();
    void dropPieces();
    void createPieces();
    void guardForeignKeys();
    void keepTable(const Table &table);
    void add(const QByteArray &text, const ObjectPath &object, bool losesData = false)
    {
        m_script.statements.push_back({ text, object, TransactionFit::Inside, losesData });
    }

    const DifferenceRequest &m_request;
    const Dialect &m_dialect;
    SchemaText m_from;
    SchemaText m_to;
    DifferenceScript m_script;
    std::vector<DifferenceStatement> m_tables; ///< between the pieces' drops and creations
    QSet<QString> m_replaced; ///< tables that go or are made anew, lower case
    QSet<QString> m_dropping; ///< pieces
    QSet<QString> m_creating;
};

/// ADD COLUMN does where nothing else changed; the order of columns does not count.
bool Difference::addsColumns(const Table &from, const Table &to)
{
    QStringList before;
    for (const auto &entry : from.definition.entries)
        before.append(entry.meaning);
    std::vector<const TableEntry *> added;
    for (const auto &entry : to.definition.entries) {
        if (before.removeOne(entry.meaning))
            continue;
        if (!entry.isColumn || !canBeAdded(entry, m_dialect))
            return false;
        added.push_back(&entry);
    }
    if (!before.isEmpty() || meaningOf(from.definition.tail, m_dialect) != meaningOf(to.definition.tail, m_dialect))
        return false;
    for (const auto *entry : added)
        m_tables.push_back({ "ALTER TABLE " + quoted(from.object->path.name) + " ADD COLUMN " + entry->text, from.object->path, TransactionFit::Inside, false });
    return true;
}

void Difference::compareTable(const Table &from, const Table &to)
{
    if (from.definition.meaning == to.definition.meaning || addsColumns(from, to))
        return;
    const auto lost = lostColumns(from, to);
    for (const auto &entry : lost) {
        if (!m_request.allowsLoss)
            m_script.notGenerated.push_back({ from.object->path, objectKindName(ObjectKind::Table), tr("Column %1 would be lost with its values.").arg(entry.name) });
    }
    const auto narrowed = narrowedColumns(from, to);
    for (const auto &entry : narrowed) {
        if (!m_request.allowsLoss)
            m_script.notGenerated.push_back({ from.object->path, objectKindName(ObjectKind::Table), tr("Values of column %1 would be turned into others by its new type.").arg(entry.name) });
    }
    m_replaced.insert(from.object->path.name.toLower());
    std::ranges::move(rebuildStatements({ from, to, m_request.allowsLoss }, m_from), std::back_inserter(m_tables));
}

/// What belongs to a table that stays although it should go stays too.
void Difference::keepTable(const Table &table)
{
    m_script.notGenerated.push_back({ table.object->path, objectKindName(ObjectKind::Table), tr("Its rows would be lost.") });
    for (const auto &[name, piece] : m_from.pieces) {
        if (piece.owner == table.object->path.name.toLower())
            m_to.pieces.try_emplace(name, piece);
    }
}

void Difference::compareTables()
{
    for (const auto &[name, table] : m_to.tables) {
        const auto before = m_from.tables.find(name);
        if (before != m_from.tables.end())
            compareTable(before->second, table);
        else
            m_tables.push_back({ table.definition.sql, table.object->path, TransactionFit::Inside, false });
    }
    // What goes comes first: a view or a virtual table may take its name.
    std::vector<DifferenceStatement> drops;
    for (const auto &[name, table] : m_from.tables) {
        if (m_to.tables.contains(name))
            continue;
        if (!m_request.allowsLoss) {
            keepTable(table);
            continue;
        }
        m_replaced.insert(name);
        drops.push_back({ "DROP TABLE " + quoted(table.object->path.name), table.object->path, TransactionFit::Inside, true });
    }
    m_tables.insert(m_tables.begin(), drops.begin(), drops.end());
}

void Difference::comparePieces()
{
    for (const auto &[name, piece] : m_to.pieces) {
        const auto before = m_from.pieces.find(name);
        if (before == m_from.pieces.end()) {
            m_creating.insert(name);
        } else if (before->second.meaning != piece.meaning || before->second.kind != piece.kind || before->second.owner != piece.owner) {
            if (piece.kind == Piece::Kind::VirtualTable && before->second.kind == piece.kind) {
                m_script.notGenerated.push_back({ piece.object, tr("virtual table"), tr("A virtual table can't be altered, and what its module keeps is not known.") });
                continue;
            }
            m_dropping.insert(name);
            m_creating.insert(name);
        }
    }
    for (const auto &[name, piece] : m_from.pieces) {
        if (m_to.pieces.contains(name))
            continue;
        if (piece.kind == Piece::Kind::VirtualTable && !m_request.allowsLoss)
            m_script.notGenerated.push_back({ piece.object, tr("virtual table"), tr("Its rows would be lost.") });
        else
            m_dropping.insert(name);
    }
}

void Difference::spread()
{
    auto gone = m_replaced;
    for (const auto &name : std::as_const(m_dropping)) {
        if (m_from.pieces.at(name).kind == Piece::Kind::View)
            gone.insert(name);
    }
    for (bool more = true; more;) {
        more = false;
        for (const auto &[name, piece] : m_from.pieces) {
            const auto isReader = piece.kind == Piece::Kind::View || piece.kind == Piece::Kind::Trigger || gone.contains(piece.owner);
            if (m_dropping.contains(name) || piece.kind == Piece::Kind::VirtualTable || !isReader || !(piece.mentions.intersects(gone) || gone.contains(piece.owner)))
                continue;
            m_dropping.insert(name);
            if (m_to.pieces.contains(name))
                m_creating.insert(name);
            if (piece.kind == Piece::Kind::View)
                gone.insert(name);
            more = true;
        }
    }
}

void Difference::dropPieces()
{
    for (const auto kind : { Piece::Kind::Trigger, Piece::Kind::View, Piece::Kind::Index, Piece::Kind::VirtualTable }) {
        for (const auto &[name, piece] : m_from.pieces) {
            const auto goesAlong = m_replaced.contains(piece.owner) && kind == Piece::Kind::Index;
            if (piece.kind == kind && m_dropping.contains(name) && !goesAlong)
                add("DROP " + wordOf(kind) + ' ' + quoted(piece.name), piece.object, kind == Piece::Kind::VirtualTable);
        }
    }
}

void Difference::createPieces()
{
    // Triggers last: they do not run while tables are made, and INSTEAD OF needs its view. A view may come before the ones it reads.
    for (const auto kind : { Piece::Kind::VirtualTable, Piece::Kind::Index, Piece::Kind::View, Piece::Kind::Trigger }) {
        for (const auto &[name, piece] : m_to.pieces) {
            if (piece.kind == kind && m_creating.contains(name))
                add(piece.sql, piece.object);
        }
    }
}

/// DROP TABLE deletes the rows first, which others that refer to them would notice.
void Difference::guardForeignKeys()
{
    const auto isReferred = std::ranges::any_of(m_from.tables, [this](const auto &entry) {
        return std::ranges::any_of(entry.second.object->foreignKeys, [this](const CatalogForeignKey &key) { return m_replaced.contains(key.target.name.toLower()); });
    });
    if (!isReferred)
        return;
    auto &statements = m_script.statements;
    statements.insert(statements.begin(), { "PRAGMA foreign_keys = OFF", {}, TransactionFit::Alone, false });
    statements.push_back({ "PRAGMA foreign_keys = ON", {}, TransactionFit::Alone, false });
}

void Difference::sayAttached()
{
    for (const auto *part : { m_request.from.get(), m_request.to.get() }) {
        for (const auto &object : part->objects) {
            const auto isMain = object.path.schema.isEmpty() || object.path.schema == u"main";
            if (!isMain && object.kind == ObjectKind::Table && !object.system)
                m_script.notGenerated.push_back({ object.path, objectKindName(object.kind), tr("Only the main database is compared, not attached ones.") });
        }
    }
}

DifferenceScript Difference::script()
{
    compareTables();
    comparePieces();
    spread();
    dropPieces();
    std::ranges::move(m_tables, std::back_inserter(m_script.statements));
    createPieces();
    guardForeignKeys();
    sayAttached();
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

} // namespace dumbo::sqlite
