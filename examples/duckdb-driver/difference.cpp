#include "difference.h"

#include "schemaparts.h"
#include "textrows.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

const CatalogColumn *columnOf(const CatalogObject &table, const QString &name)
{
    const auto found = std::ranges::find_if(
        table.columns, [&](const CatalogColumn &column) { return column.name.compare(name, Qt::CaseInsensitive) == 0; });
    return found == table.columns.end() ? nullptr : &*found;
}

bool sameKeys(const CatalogObject &from, const CatalogObject &to)
{
    const auto keys = [](const CatalogObject &table) {
        QStringList texts;
        for (const auto &key : table.keys)
            texts.append((key.primary ? u'p' : u'u') + key.columns.join(u'\n').toLower());
        for (const auto &check : table.checks)
            texts.append(u'c' + check.expression);
        for (const auto &key : table.foreignKeys)
            texts.append(u'f' + key.columns.join(u'\n').toLower() + u'\n' + key.target.schema + u'.' + key.target.name + u'\n' + key.targetColumns.join(u'\n').toLower());
        texts.sort();
        return texts;
    };
    return keys(from) == keys(to);
}

bool isInConstraint(const CatalogObject &table, const QString &column)
{
    const auto holds = [&](const auto &part) { return part.columns.contains(column, Qt::CaseInsensitive); };
    return std::ranges::any_of(table.keys, holds) || std::ranges::any_of(table.foreignKeys, holds)
        || std::ranges::any_of(table.checks, [&](const CatalogCheck &check) { return mentions(check.expression, column); })
        || std::ranges::any_of(table.columns, [&](const CatalogColumn &each) { return mentions(each.generatedExpression, column); });
}

class Difference
{
public:
    explicit Difference(const DifferenceRequest &request)
        : m_allowsLoss(request.allowsLoss)
        , m_from(SchemaParts::of(*request.from))
        , m_to(SchemaParts::of(*request.to))
    {
    }

    DifferenceScript script()
    {
        findTables();
        dropIndexes();
        makeSchemas();
        dropViews();
        makeParts(ObjectKind::Type);
        makeParts(ObjectKind::Sequence);
        replaceMacros();
        rebuildTables();
        alterTables();
        createIndexes();
        createViews();
        dropParts(ObjectKind::Function, "MACRO");
        dropParts(ObjectKind::Sequence, "SEQUENCE");
        dropParts(ObjectKind::Type, "TYPE");
        dropSchemas();
        return std::move(m_script);
    }

private:
    void add(const QByteArray &text, const ObjectPath &object, bool losesData = false)
    {
        m_script.statements.push_back({ text, object, TransactionFit::Inside, losesData });
    }
    void leave(const CatalogObject &object, const QString &reason)
    {
        m_script.notGenerated.push_back({ object.path, objectKindName(object.kind), reason });
    }

    [[nodiscard]] bool mustBeRebuilt(const CatalogObject &from, const CatalogObject &to) const
    {
        if (!sameKeys(from, to))
            return true;
        for (const auto &column : from.columns) {
            const auto *after = columnOf(to, column.name);
            const auto isGenerated = column.generated != GeneratedKind::None || (after && after->generated != GeneratedKind::None);
            if (isGenerated && (!after || after->generated != column.generated || after->generatedExpression != column.generatedExpression || after->type != column.type))
                return true;
            if ((!after || after->type != column.type) && isInConstraint(from, column.name))
                return true;
        }
        const auto added = [&](const CatalogColumn &column) { return column.generated != GeneratedKind::None && !columnOf(from, column.name); };
        return std::ranges::any_of(to.columns, added) || (isAltered(from, to) && !m_from.referringTo(from).isEmpty());
    }

    static bool isAltered(const CatalogObject &from, const CatalogObject &to)
    {
        const auto differs = [](const CatalogObject &one, const CatalogObject &other) {
            return std::ranges::any_of(one.columns, [&](const CatalogColumn &column) {
                const auto *same = columnOf(other, column.name);
                return !same || same->type != column.type || same->nullable != column.nullable || same->defaultExpression != column.defaultExpression;
            });
        };
        return differs(from, to) || differs(to, from);
    }

    /// Which tables are made anew: those that can't be altered, and all that refer to them.
    void findTables()
    {
        const auto tables = m_from.tablesInOrder();
        for (const auto *from : tables) {
            const auto *to = m_to.find(ObjectKind::Table, from->path);
            if (!to)
                m_dropped.append(from);
            else if (mustBeRebuilt(*from, *to))
                m_rebuilt.insert(from);
            else if (isAltered(*from, *to))
                m_altered.append(from);
        }
        if (!m_allowsLoss)
            keepTables();
        for (bool more = true; std::exchange(more, false);) {
            for (const auto *from : tables) {
                const auto refers = [&](const CatalogForeignKey &key) {
                    const auto *target = m_from.find(ObjectKind::Table, key.target);
                    return target && target != from && m_rebuilt.contains(target);
                };
                if (!m_rebuilt.contains(from) && !m_dropped.contains(from) && std::ranges::any_of(from->foreignKeys, refers)) {
                    m_rebuilt.insert(from);
                    m_altered.removeOne(from);
                    more = true;
                }
            }
        }
    }

    /// Without loss nothing is dropped, and what a table that stays needs stays as it is.
    void keepTables()
    {
        for (const auto *table : std::as_const(m_dropped))
            leave(*table, tr("Its rows would be lost."));
        m_dropped.clear();
        const auto loses = [this](const CatalogObject *from) {
            const auto *to = m_to.find(ObjectKind::Table, from->path);
            const auto lost = std::ranges::find_if(from->columns, [&](const CatalogColumn &column) {
                const auto *after = columnOf(*to, column.name);
                return column.generated == GeneratedKind::None && (!after || (after->type != column.type && !widens(column.type, after->type)));
            });
            if (lost == from->columns.end())
                return false;
            leave(*from, tr("Values of column %1 would be lost.").arg(lost->name));
            return true;
        };
        m_rebuilt.removeIf(loses);
        m_altered.removeIf(loses);
    }

    [[nodiscard]] bool isTouched(const CatalogObject &from) const
    {
        return m_rebuilt.contains(&from) || m_altered.contains(&from) || m_dropped.contains(&from);
    }

    void makeSchemas()
    {
        const auto schemas = m_to.ofKind(ObjectKind::Schema);
        for (const auto *schema : schemas) {
            if (!m_from.find(ObjectKind::Schema, schema->path) && schema->path.schema != QLatin1StringView("main"))
                add("CREATE SCHEMA " + quotedName(schema->path.schema), schema->path);
        }
    }

    void dropSchemas()
    {
        const auto schemas = m_from.ofKind(ObjectKind::Schema);
        for (const auto *schema : schemas) {
            if (m_to.find(ObjectKind::Schema, schema->path) || schema->path.schema == QLatin1StringView("main"))
                continue;
            const auto keeps = std::ranges::any_of(m_script.notGenerated, [&](const NotGenerated &left) { return left.object.schema == schema->path.schema; });
            if (keeps)
                leave(*schema, tr("Something in it stays."));
            else
                add("DROP SCHEMA " + quotedName(schema->path.schema), schema->path);
        }
    }

    /// Views that are others, and those that read what is altered: they remember its columns.
    void dropViews()
    {
        const auto views = m_from.ofKind(ObjectKind::View);
        QStringList changed;
        for (const auto &[key, object] : m_from.objects) {
            if (object->kind == ObjectKind::Table && isTouched(*object))
                changed.append(object->path.name);
        }
        for (bool more = true; std::exchange(more, false);) {
            for (const auto *view : views) {
                const auto *to = m_to.find(ObjectKind::View, view->path);
                const auto reads = std::ranges::any_of(changed, [&](const QString &name) { return mentions(view->ddl, name); });
                if (m_views.contains(view) || (to && ownDefinition(*to) == ownDefinition(*view) && !reads))
                    continue;
                m_views.append(view);
                changed.append(view->path.name);
                more = true;
            }
        }
        for (const auto *view : std::as_const(m_views))
            add("DROP VIEW " + sqlName(view->path), view->path);
    }

    void createViews()
    {
        QList<const CatalogObject *> left;
        const auto views = m_to.ofKind(ObjectKind::View);
        for (const auto *view : views) {
            const auto *from = m_from.find(ObjectKind::View, view->path);
            if (!from || m_views.contains(from))
                left.append(view);
            else
                addComments(from, *view);
        }
        // A view comes behind those it reads.
        while (!left.isEmpty()) {
            const auto reads = [&](const CatalogObject *view) {
                return std::ranges::any_of(left, [&](const CatalogObject *other) { return other != view && mentions(view->ddl, other->path.name); });
            };
            const auto next = std::ranges::find_if_not(left, reads);
            const auto *view = next == left.end() ? left.constFirst() : *next;
            left.removeOne(view);
            add(ownDefinition(*view), view->path);
            addComments(nullptr, *view);
        }
    }

    /// New types and sequences. Those in use can't be made anew.
    void makeParts(ObjectKind kind)
    {
        const QByteArray word = kind == ObjectKind::Type ? "TYPE" : "SEQUENCE";
        const auto parts = m_to.ofKind(kind);
        for (const auto *part : parts) {
            const auto *from = m_from.find(kind, part->path);
            if (from && ownDefinition(*from) == ownDefinition(*part))
                continue;
            if (from && isUsed(*from)) {
                leave(*part, tr("DuckDB can't change what a table uses."));
                continue;
            }
            if (from)
                add("DROP " + word + ' ' + sqlName(from->path), from->path);
            add(ownDefinition(*part), part->path);
        }
    }

    [[nodiscard]] bool isUsed(const CatalogObject &part) const
    {
        const auto tables = m_from.ofKind(ObjectKind::Table);
        return std::ranges::any_of(tables, [&](const CatalogObject *table) { return mentions(table->ddl, part.path.name); });
    }

    void replaceMacros()
    {
        const auto macros = m_to.ofKind(ObjectKind::Function);
        for (const auto *macro : macros) {
            const auto *from = m_from.find(ObjectKind::Function, macro->path);
            if (from && ownDefinition(*from) == ownDefinition(*macro))
                continue;
            if (from)
                add((from->kindName.startsWith(QLatin1StringView("table")) ? "DROP MACRO TABLE " : "DROP MACRO ") + sqlName(from->path), from->path);
            add(ownDefinition(*macro), macro->path);
        }
    }

    void dropParts(ObjectKind kind, const QByteArray &word)
    {
        const auto parts = m_from.ofKind(kind);
        for (const auto *part : parts) {
            if (m_to.find(kind, part->path))
                continue;
            const auto stays = std::ranges::any_of(m_script.notGenerated, [&](const NotGenerated &left) {
                const auto *table = m_from.find(ObjectKind::Table, left.object);
                return table && mentions(table->ddl, part->path.name);
            });
            if (stays)
                leave(*part, tr("A table that stays uses it."));
            else
                add("DROP " + word + (part->kindName.startsWith(QLatin1StringView("table")) ? " TABLE " : " ") + sqlName(part->path), part->path);
        }
    }

    static QByteArray keptName(const CatalogObject &table)
    {
        return quotedName(table.path.schema) + '.' + quotedName(QStringLiteral("dumbo_kept_") + table.path.name);
    }

    /// Rows aside, tables gone and made anew, rows back: renaming is refused where tables refer to each other.
    void rebuildTables()
    {
        const auto before = m_from.tablesInOrder();
        for (const auto *table : before) {
            if (m_rebuilt.contains(table))
                add("CREATE TABLE " + keptName(*table) + " AS FROM " + sqlName(table->path), table->path);
        }
        for (auto each = before.crbegin(); each != before.crend(); ++each) {
            if (m_rebuilt.contains(*each) || m_dropped.contains(*each))
                add("DROP TABLE " + sqlName((*each)->path), (*each)->path, m_dropped.contains(*each));
        }
        const auto after = m_to.tablesInOrder();
        for (const auto *to : after) {
            const auto *from = m_from.find(ObjectKind::Table, to->path);
            if (from && !m_rebuilt.contains(from))
                continue;
            add(ownDefinition(*to), to->path);
            addComments(nullptr, *to);
            if (from)
                bringBack(*from, *to);
        }
    }

    void bringBack(const CatalogObject &from, const CatalogObject &to)
    {
        QByteArrayList columns;
        bool loses = false;
        for (const auto &column : from.columns) {
            const auto *after = columnOf(to, column.name);
            if (column.generated != GeneratedKind::None)
                continue;
            loses = loses || !after || (after->type != column.type && !widens(column.type, after->type));
            if (after && after->generated == GeneratedKind::None)
                columns.append(quotedName(after->name));
        }
        const auto list = columns.join(", ");
        if (!columns.isEmpty())
            add("INSERT INTO " + sqlName(to.path) + " (" + list + ") SELECT " + list + " FROM " + keptName(from), to.path, loses);
        add("DROP TABLE " + keptName(from), from.path);
    }

    void alterTables()
    {
        const auto tables = m_from.ofKind(ObjectKind::Table);
        for (const auto *from : tables) {
            const auto *to = m_to.find(ObjectKind::Table, from->path);
            if (!to || m_rebuilt.contains(from))
                continue;
            if (m_altered.contains(from))
                alterTable(*from, *to);
            addComments(from, *to);
        }
    }

    void alterTable(const CatalogObject &from, const CatalogObject &to)
    {
        const auto alter = "ALTER TABLE " + sqlName(from.path) + ' ';
        for (const auto &column : to.columns) {
            const auto name = quotedName(column.name);
            const auto *before = columnOf(from, column.name);
            if (!before) {
                const auto value = column.defaultExpression.isEmpty() ? QByteArray() : " DEFAULT " + column.defaultExpression.toUtf8();
                add(alter + "ADD COLUMN " + name + ' ' + column.type.toUtf8() + value, from.path);
                if (!column.nullable)
                    add(alter + "ALTER COLUMN " + name + " SET NOT NULL", from.path);
                continue;
            }
            if (before->type != column.type)
                add(alter + "ALTER COLUMN " + name + " SET DATA TYPE " + column.type.toUtf8(), from.path, !widens(before->type, column.type));
            if (before->defaultExpression != column.defaultExpression)
                add(alter + "ALTER COLUMN " + name + (column.defaultExpression.isEmpty() ? QByteArray(" DROP DEFAULT") : " SET DEFAULT " + column.defaultExpression.toUtf8()), from.path);
            if (before->nullable != column.nullable)
                add(alter + "ALTER COLUMN " + name + (column.nullable ? " DROP NOT NULL" : " SET NOT NULL"), from.path);
        }
        for (const auto &column : from.columns) {
            if (!columnOf(to, column.name))
                add(alter + "DROP COLUMN " + quotedName(column.name), from.path, true);
        }
    }

    /// DuckDB sees an index that its transaction dropped until that ends: the table can't be altered, the name not be used again. So
    /// these go before everything else, each by itself.
    void dropIndexes()
    {
        const auto tables = m_from.ofKind(ObjectKind::Table);
        for (const auto *from : tables) {
            const auto *to = m_to.find(ObjectKind::Table, from->path);
            if (!to)
                continue;
            const auto isMoved = m_rebuilt.contains(from) || m_altered.contains(from);
            for (const auto &index : from->indexes) {
                if (!isMoved && std::ranges::contains(to->indexes, index.ddl, &CatalogIndex::ddl))
                    continue;
                const auto comesBack = isMoved || std::ranges::contains(to->indexes, index.name, &CatalogIndex::name);
                m_script.statements.push_back({ "DROP INDEX " + quotedName(from->path.schema) + '.' + quotedName(index.name), from->path,
                    comesBack ? TransactionFit::Alone : TransactionFit::Inside, false });
            }
        }
        std::ranges::stable_partition(m_script.statements, [](const auto &each) { return each.fit == TransactionFit::Alone; });
    }

    void createIndexes()
    {
        const auto tables = m_to.ofKind(ObjectKind::Table);
        for (const auto *to : tables) {
            const auto *from = m_from.find(ObjectKind::Table, to->path);
            const auto isKept = from && !isTouched(*from);
            for (const auto &index : to->indexes) {
                auto text = index.ddl.trimmed();
                while (text.endsWith(u';'))
                    text.chop(1);
                if (!isKept || !std::ranges::contains(from->indexes, index.ddl, &CatalogIndex::ddl))
                    add(text.toUtf8(), to->path);
            }
        }
    }

    void addComments(const CatalogObject *from, const CatalogObject &to)
    {
        const auto statements = commentStatements(from, to);
        for (const auto &statement : statements)
            add(statement, to.path);
    }

    bool m_allowsLoss;
    SchemaParts m_from;
    SchemaParts m_to;
    QSet<const CatalogObject *> m_rebuilt; ///< of m_from, as the next two
    QList<const CatalogObject *> m_altered;
    QList<const CatalogObject *> m_dropped;
    QList<const CatalogObject *> m_views; ///< of m_from, that are dropped
    DifferenceScript m_script;
};

class SchemaDifference final : public SchemaDifferenceExtension
{
public:
    [[nodiscard]] Result<DifferenceScript> script(const DifferenceRequest &request) const override
    {
        if (!request.from || !request.to || !request.from->request.includeDdl || !request.to->request.includeDdl)
            return fail(ErrorKind::InvalidOperation, tr("Statements are made from catalogs that were read with their DDL."));
        return Difference(request).script();
    }
};

} // namespace

std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension()
{
    return std::make_unique<SchemaDifference>();
}

} // namespace dumbo::duckdb
