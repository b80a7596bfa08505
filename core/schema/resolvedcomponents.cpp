#include "core/schema/resolvedcomponents.h"

#include "core/schema/componentnames.h"
#include "core/schema/componentplacement.h"
#include "core/schema/componentvalidation.h"
#include "core/sql/splitter.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QHash>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SchemaComponents", text);
}

void append(std::vector<MigrationStatement> &statements, const QByteArray &text, const Dialect &dialect)
{
    for (const auto &part : splitScript({ text.constData(), std::size_t(text.size()) }, dialect)) {
        MigrationStatement statement;
        statement.text = text.sliced(part.begin, part.end - part.begin);
        // As if the statements were a file: one after another, each with its ";" and a line break.
        statement.begin = statements.empty() ? 0 : statements.back().end + 2;
        statement.end = statement.begin + statement.text.size();
        statement.line = statements.empty() ? 1 : statements.back().line + int(statements.back().text.count('\n')) + 1;
        statements.push_back(std::move(statement));
    }
}

/// Makes the migrations of placed components.
class Rendering {
public:
    Rendering(ResolvedComponents &resolved, const Dialect &dialect)
        : m_resolved(resolved)
        , m_dialect(dialect)
        , m_tables(resolved.components)
    {
    }

    void run()
    {
        const auto renderAll = [this](bool relationships) {
            for (auto &component : m_resolved.components) {
                if (std::holds_alternative<const Relationship *>(component.declared) != relationships)
                    continue;
                m_at = &component;
                std::visit([this](const auto *declared) { render(*declared); }, component.declared);
            }
        };
        renderAll(false);
        if (addsRelationshipsLater(m_dialect))
            renderAll(true);
    }

private:
    template <typename T>
    void render(const T &component)
    {
        if constexpr (requires { component.migrations; }) {
            for (std::size_t i = 0; i < component.migrations.size(); ++i)
                addWritten(component.migrations[i], QStringLiteral("%1/migrations/%2").arg(m_at->pointer).arg(i));
            if (!component.migrations.empty())
                return;
        }
        addGenerated(component);
    }

    void addGenerated(const DatabaseComponent &) { }
    void addGenerated(const DatabaseSchemaComponent &schema) { add(QStringLiteral("schema"), {}, { schema.name }, schemaDdl(schema.name, m_dialect)); }
    void addGenerated(const TableComponent &table)
    {
        add(QStringLiteral("table"), table.kind, { m_at->schema, table.name }, tableDdl(placed(table), m_dialect));
    }
    void addGenerated(const ColumnComponent &column)
    {
        if (column.added)
            add(QStringLiteral("column"), {}, { m_at->schema, m_at->table, column.name }, columnDdl(placed(owner()), column, m_dialect));
    }
    void addGenerated(const IndexComponent &index)
    {
        add(QStringLiteral("index"), index.kind, { m_at->schema, m_at->table, m_at->name }, indexDdl(placed(owner()), index, m_dialect));
    }
    void addGenerated(const Relationship &relationship)
    {
        add(QStringLiteral("relationship"), {}, { m_at->schema, m_at->table, m_at->name }, relationshipDdl(placed(owner()), m_tables.spelledOut(relationship, m_at->schema), m_dialect));
    }
    void addGenerated(const ExtensionComponent &extension)
    {
        const auto isBag = !extension.schemas.empty() || !extension.tables.empty();
        if (isBag && extension.create.isEmpty())
            return;
        const auto name = extension.create.isEmpty() ? extension.name.toLower() : extension.create;
        add(QStringLiteral("extension"), {}, { m_at->schema, extension.name }, extensionDdl(name, m_at->schema, m_dialect));
    }

    [[nodiscard]] PlacedTable placed(const TableComponent &table) const
    {
        return { m_at->schema, table, m_tables.relationshipsOf(table, m_at->schema) };
    }
    [[nodiscard]] const TableComponent &owner() const
    {
        return *std::get<const TableComponent *>(m_resolved.components[std::size_t(m_at->parent)].declared);
    }

    void add(const QString &type, const QString &kind, const QStringList &path, const Result<ComponentDdl> &ddl)
    {
        const auto name = componentMigrationName(type, kind, path);
        if (!name)
            return report(m_at->pointer, name.error().message());
        if (!ddl)
            return report(m_at->pointer, ddl.error().message());
        Migration migration;
        migration.name = *name;
        migration.title = tr("create %1").arg(m_at->description());
        migration.inTransaction = ddl->inTransaction;
        for (const auto &text : ddl->up)
            append(migration.up, text, m_dialect);
        for (const auto &text : ddl->down)
            append(migration.down, text, m_dialect);
        migration.hasDown = !migration.down.empty();
        migration.hash = migrationHash(migration.up);
        keep(std::move(migration), m_at->pointer);
    }

    void addWritten(const ComponentMigration &written, const QString &pointer)
    {
        const auto *up = written.up.find(m_dialect.databaseType);
        if (!up)
            return;
        if (written.name.isEmpty() || written.name.size() > maxMigrationNameLength)
            return report(pointer, tr("A migration of %1 needs a name of 1 to %2 characters.").arg(m_at->description()).arg(maxMigrationNameLength));
        Migration migration;
        migration.name = written.name;
        migration.title = written.name;
        migration.inTransaction = written.inTransaction;
        QByteArrayList described;
        if (!appendAll(migration.up, *up, pointer, &described))
            return;
        if (written.down) {
            if (!appendAll(migration.down, written.down->of(m_dialect.databaseType), pointer, nullptr))
                return;
            migration.hasDown = written.down->find(m_dialect.databaseType) != nullptr;
        }
        // The ledger's hash is of the texts as they were written, not as they were split.
        migration.hash = QCryptographicHash::hash(described.join('\n'), QCryptographicHash::Sha256).toHex();
        keep(std::move(migration), pointer);
    }

    bool appendAll(std::vector<MigrationStatement> &statements, const std::vector<Sql> &texts, const QString &pointer, QByteArrayList *described)
    {
        for (const auto &sql : texts) {
            const auto text = renderInline(sql, m_dialect);
            const auto description = text ? renderDescription(sql, m_dialect) : text;
            if (!description) {
                report(pointer, description.error().message());
                return false;
            }
            append(statements, *text, m_dialect);
            if (described)
                described->append(*description);
        }
        return true;
    }

    /// Empty ones are not recorded, and the same one twice is one.
    void keep(Migration migration, const QString &pointer)
    {
        if (migration.up.empty())
            return;
        m_at->migrations.append(migration.name);
        const auto known = m_byName.constFind(migration.name);
        if (known == m_byName.cend()) {
            m_byName.insert(migration.name, m_resolved.migrations.size());
            m_makers.insert(migration.name, m_at->description());
            m_resolved.migrations.push_back(std::move(migration));
            m_resolved.migrationPointers.push_back(pointer);
            return;
        }
        if (m_resolved.migrations[*known].hash == migration.hash)
            return;
        report(pointer,
            tr("The migration \"%1\" is made twice with different SQL: by %2 (%3) and by %4 (%5). Rename one, or make both the same.")
                .arg(migration.name, m_makers.value(migration.name), m_resolved.migrationPointers[*known], m_at->description(), pointer));
    }

    void report(const QString &pointer, const QString &message) { m_resolved.problems.push_back({ pointer, message }); }

    ResolvedComponents &m_resolved;
    const Dialect &m_dialect;
    TableIndex m_tables;
    PlacedComponent *m_at = nullptr;
    QHash<QString, std::size_t> m_byName;
    QHash<QString, QString> m_makers;
};

} // namespace

QString PlacedComponent::description() const
{
    const auto here = placedName(schema, name);
    const auto ofTable = [&](const QString &what) { return what.arg(name, placedName(schema, table)); };
    struct {
        const QString &here;
        const QString &name;
        const decltype(ofTable) &part;
        QString operator()(const DatabaseComponent *) const { return name.isEmpty() ? tr("the database") : tr("database %1").arg(name); }
        QString operator()(const DatabaseSchemaComponent *) const { return tr("schema %1").arg(name); }
        QString operator()(const TableComponent *) const { return tr("table %1").arg(here); }
        QString operator()(const ColumnComponent *) const { return part(tr("column %1 of table %2")); }
        QString operator()(const IndexComponent *) const { return part(tr("index %1 of table %2")); }
        QString operator()(const Relationship *) const { return part(tr("relationship %1 of table %2")); }
        QString operator()(const ExtensionComponent *) const { return tr("extension %1").arg(name); }
    } const describe { here, name, ofTable };
    return std::visit(describe, declared);
}

ResolvedComponents resolveComponents(
    std::shared_ptr<const SchemaComponent> root, const Dialect &dialect, const std::vector<ComponentOffer> &offers)
{
    ResolvedComponents resolved;
    resolved.root = offers.empty() ? std::move(root) : std::make_shared<const SchemaComponent>(withOffers(*root, offers));
    resolved.components = placeComponents(*resolved.root);
    resolved.problems = validateComponents(resolved.components, dialect, offers);
    Rendering(resolved, dialect).run();
    return resolved;
}

MigrationSet migrationsOf(const SchemaComponent &component, const Dialect &dialect, const std::vector<ComponentOffer> &offers)
{
    auto resolved = resolveComponents(std::make_shared<const SchemaComponent>(component), dialect, offers);
    MigrationSet set;
    set.layout = QStringLiteral("components");
    set.migrations = std::move(resolved.migrations);
    for (const auto &problem : resolved.problems)
        set.problems.push_back({ {}, 0, problem.message, problem.isFatal });
    return set;
}

} // namespace dumbo
