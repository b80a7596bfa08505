#include "core/catalog/partdifference.h"

#include "core/catalog/definitionpieces.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CatalogDifference", text);
}

QString list(const QStringList &names)
{
    return u'(' + names.join(QStringLiteral(", ")) + u')';
}

/// A part as it is compared: what it is called, itself in one line, and its facets in a fixed order.
struct Part {
    QString key;
    QString name;
    QString text;
    std::vector<std::pair<QString, QString>> facets;
};

QString generationText(const CatalogColumn &column)
{
    if (column.generated == GeneratedKind::None)
        return {};
    return QStringLiteral("(%1) %2").arg(column.generatedExpression,
        column.generated == GeneratedKind::Stored ? QStringLiteral("STORED") : QStringLiteral("VIRTUAL"));
}

QString identityText(IdentityKind identity)
{
    if (identity == IdentityKind::None)
        return {};
    return identity == IdentityKind::Always ? QStringLiteral("ALWAYS") : QStringLiteral("BY DEFAULT");
}

Part partOf(const CatalogColumn &column)
{
    const auto generation = generationText(column);
    const auto identity = identityText(column.identity);
    auto text = column.type;
    const auto add = [&text](const QString &word) { text += text.isEmpty() ? word : u' ' + word; };
    if (!column.collation.isEmpty())
        add(QStringLiteral("COLLATE ") + column.collation);
    if (!generation.isEmpty())
        add(QStringLiteral("GENERATED ALWAYS AS ") + generation);
    else if (!identity.isEmpty())
        add(QStringLiteral("GENERATED %1 AS IDENTITY").arg(identity));
    else if (!column.defaultExpression.isEmpty())
        add(QStringLiteral("DEFAULT ") + column.defaultExpression);
    if (!column.nullable)
        add(QStringLiteral("NOT NULL"));
    return { column.name, column.name, text,
        { { tr("type"), column.type }, { tr("null"), column.nullable ? QStringLiteral("NULL") : QStringLiteral("NOT NULL") },
            { tr("default"), column.generated == GeneratedKind::None ? column.defaultExpression : QString() },
            { tr("generated"), generation }, { tr("identity"), identity }, { tr("collation"), column.collation },
            { tr("hidden"), column.hidden ? tr("yes") : QString() }, { tr("comment"), column.comment } } };
}

Part partOf(const CatalogKey &key)
{
    const auto text = (key.primary ? QStringLiteral("PRIMARY KEY ") : QStringLiteral("UNIQUE ")) + list(key.columns);
    return { key.name.isEmpty() ? text : key.name, key.name, text, {} };
}

Part partOf(const CatalogForeignKey &key)
{
    auto text = QStringLiteral("FOREIGN KEY %1 REFERENCES %2").arg(list(key.columns), key.target.name);
    if (!key.target.schema.isEmpty())
        text = QStringLiteral("FOREIGN KEY %1 REFERENCES %2.%3").arg(list(key.columns), key.target.schema, key.target.name);
    if (!key.targetColumns.isEmpty())
        text += u' ' + list(key.targetColumns);
    if (!key.onUpdate.isEmpty())
        text += QStringLiteral(" ON UPDATE ") + key.onUpdate;
    if (!key.onDelete.isEmpty())
        text += QStringLiteral(" ON DELETE ") + key.onDelete;
    if (!key.validated)
        text += QStringLiteral(" NOT VALID");
    if (key.deferrable)
        text += key.initiallyDeferred ? QStringLiteral(" DEFERRABLE INITIALLY DEFERRED") : QStringLiteral(" DEFERRABLE");
    return { key.name.isEmpty() ? text : key.name, key.name, text, {} };
}

Part partOf(const CatalogCheck &check)
{
    return { check.name.isEmpty() ? check.expression : check.name, check.name,
        QStringLiteral("CHECK (%1)").arg(check.expression) + (check.validated ? QString() : QStringLiteral(" NOT VALID")), {} };
}

Part partOf(const CatalogPolicy &policy)
{
    auto text = QStringLiteral("%1 FOR %2 TO %3").arg(policy.permissive ? QStringLiteral("PERMISSIVE") : QStringLiteral("RESTRICTIVE"),
        policy.command, policy.roles.join(QStringLiteral(", ")));
    if (!policy.usingExpression.isEmpty())
        text += QStringLiteral(" USING (%1)").arg(policy.usingExpression);
    if (!policy.checkExpression.isEmpty())
        text += QStringLiteral(" WITH CHECK (%1)").arg(policy.checkExpression);
    return { policy.name, policy.name, text, {} };
}

Part partOf(const std::pair<QString, QString> &property)
{
    return { property.first, property.first, property.second, {} };
}

class Comparison {
public:
    Comparison(const CatalogObject &from, const CatalogObject &to, const Dialect &dialect)
        : m_from(from)
        , m_to(to)
        , m_dialect(dialect)
    {
    }

    [[nodiscard]] std::vector<PartDifference> parts(const CatalogComparison &comparison);

private:
    [[nodiscard]] Part partOf(const CatalogIndex &index) const;
    [[nodiscard]] Part partOf(const CatalogTrigger &trigger) const;
    template <typename Value>
    [[nodiscard]] Part partOf(const Value &value) const
    {
        return dumbo::partOf(value);
    }

    template <typename Values>
    void compare(CatalogPartKind kind, const Values &from, const Values &to);
    void compareText(CatalogPartKind kind, const QString &from, const QString &to);
    void compareDefinitions();
    void add(CatalogPartKind kind, const Part *from, const Part *to);

    /// Where capitals tell no names apart they do not count; those in texts the definitions compare.
    [[nodiscard]] bool isEqual(const QString &left, const QString &right) const
    {
        return left.compare(right, m_dialect.lexer.backtickIdentifiers ? Qt::CaseInsensitive : Qt::CaseSensitive) == 0;
    }
    [[nodiscard]] QString folded(const QString &key) const { return m_dialect.lexer.backtickIdentifiers ? key.toLower() : key; }
    [[nodiscard]] bool isEqual(const Part &left, const Part &right) const
    {
        return isEqual(left.text, right.text)
            && std::ranges::equal(left.facets, right.facets, [this](const auto &one, const auto &other) { return isEqual(one.second, other.second); });
    }

    const CatalogObject &m_from;
    const CatalogObject &m_to;
    const Dialect &m_dialect;
    std::vector<PartDifference> m_parts;
};

Part Comparison::partOf(const CatalogIndex &index) const
{
    auto text = (index.unique ? QStringLiteral("UNIQUE ") : QString()) + index.method + u' ' + list(index.columns);
    if (!index.predicate.isEmpty())
        text += QStringLiteral(" WHERE ") + index.predicate;
    // The order, the operator class and the like stand in the statement only.
    return { index.name, index.name, text, { { tr("definition"), normalizedStatement(index.ddl, m_dialect) }, { tr("in use"), index.valid ? tr("yes") : tr("no") } } };
}

Part Comparison::partOf(const CatalogTrigger &trigger) const
{
    const auto text = trigger.timing + u' ' + trigger.events.join(QStringLiteral(" OR "));
    return { trigger.name, trigger.name, text,
        { { tr("definition"), normalizedStatement(trigger.ddl, m_dialect) }, { tr("enabled"), trigger.enabled ? tr("yes") : tr("no") } } };
}

QString sentenceOf(const PartDifference &difference)
{
    auto what = catalogPartName(difference.part);
    if (!difference.name.isEmpty())
        what += u' ' + difference.name;
    if (difference.change == CatalogChange::Added)
        return tr("%1 is added: %2").arg(what, difference.to);
    if (difference.change == CatalogChange::Removed)
        return tr("%1 is removed: %2").arg(what, difference.from);
    QStringList changes;
    for (const auto &facet : difference.facets) {
        const auto none = tr("none");
        changes.append(QStringLiteral("%1 %2 → %3").arg(facet.name, facet.from.isEmpty() ? none : facet.from,
            facet.to.isEmpty() ? none : facet.to));
    }
    if (difference.part == CatalogPartKind::Definition)
        return tr("The definition is another one.");
    if (changes.isEmpty())
        changes.append(QStringLiteral("%1 → %2").arg(difference.from.isEmpty() ? tr("none") : difference.from,
            difference.to.isEmpty() ? tr("none") : difference.to));
    return QStringLiteral("%1: %2").arg(what, changes.join(QStringLiteral(", ")));
}

void Comparison::add(CatalogPartKind kind, const Part *from, const Part *to)
{
    PartDifference difference;
    difference.part = kind;
    difference.change = !from ? CatalogChange::Added : (!to ? CatalogChange::Removed : CatalogChange::Changed);
    difference.name = to ? to->name : from->name;
    difference.from = from ? from->text : QString();
    difference.to = to ? to->text : QString();
    for (std::size_t i = 0; from && to && i < from->facets.size(); ++i) {
        if (!isEqual(from->facets[i].second, to->facets[i].second))
            difference.facets.push_back({ from->facets[i].first, from->facets[i].second, to->facets[i].second });
    }
    difference.sentence = sentenceOf(difference);
    m_parts.push_back(std::move(difference));
}

template <typename Values>
void Comparison::compare(CatalogPartKind kind, const Values &from, const Values &to)
{
    if (from == to)
        return;
    std::vector<Part> fromParts;
    QMultiHash<QString, std::size_t> places;
    for (const auto &value : from) {
        fromParts.push_back(partOf(value));
        places.insert(folded(fromParts.back().key), fromParts.size() - 1);
    }
    std::vector<bool> used(fromParts.size());
    std::vector<Part> added;
    for (const auto &value : to) {
        auto part = partOf(value);
        const auto found = places.constFind(folded(part.key));
        if (found == places.constEnd()) {
            added.push_back(std::move(part));
            continue;
        }
        const auto place = *found;
        places.erase(found);
        used[place] = true;
        if (!isEqual(fromParts[place], part))
            add(kind, &fromParts[place], &part);
    }
    for (std::size_t i = 0; i < fromParts.size(); ++i) {
        if (!used[i])
            add(kind, &fromParts[i], nullptr);
    }
    for (const auto &part : added)
        add(kind, nullptr, &part);
}

void Comparison::compareText(CatalogPartKind kind, const QString &from, const QString &to)
{
    if (from == to)
        return;
    const Part before { {}, {}, from, {} };
    const Part after { {}, {}, to, {} };
    add(kind, &before, &after);
}

/// What nothing else said: of the statements and entries those that only one side has.
void Comparison::compareDefinitions()
{
    if (m_from.ddl == m_to.ddl || m_from.ddl.isEmpty() || m_to.ddl.isEmpty())
        return;
    const auto isTable = m_from.kind == ObjectKind::Table || m_from.kind == ObjectKind::ForeignTable;
    if (isTable && !m_parts.empty())
        return;
    const auto from = definitionPieces(m_from, m_dialect);
    const auto to = definitionPieces(m_to, m_dialect);
    if (from == to)
        return;
    QStringList removed;
    QStringList added;
    std::ranges::set_difference(from, to, std::back_inserter(removed));
    std::ranges::set_difference(to, from, std::back_inserter(added));
    compareText(CatalogPartKind::Definition, isTable ? removed.join(u'\n') : m_from.ddl, isTable ? added.join(u'\n') : m_to.ddl);
}

std::vector<CatalogIndex> ownIndexes(const std::vector<CatalogIndex> &indexes)
{
    std::vector<CatalogIndex> own;
    std::ranges::copy_if(indexes, std::back_inserter(own), [](const CatalogIndex &index) { return !index.implicit; });
    return own;
}

QString placeText(const std::optional<CatalogPartitioning> &partitioning)
{
    if (!partitioning)
        return {};
    QStringList words;
    if (!partitioning->parent.name.isEmpty())
        words.append(QStringLiteral("PARTITION OF %1.%2 %3").arg(partitioning->parent.schema, partitioning->parent.name, partitioning->bounds));
    if (!partitioning->key.isEmpty())
        words.append(QStringLiteral("PARTITION BY ") + partitioning->key);
    return words.join(u' ');
}

std::vector<PartDifference> Comparison::parts(const CatalogComparison &comparison)
{
    compare(CatalogPartKind::Column, m_from.columns, m_to.columns);
    compare(CatalogPartKind::Key, m_from.keys, m_to.keys);
    compare(CatalogPartKind::ForeignKey, m_from.foreignKeys, m_to.foreignKeys);
    compare(CatalogPartKind::Check, m_from.checks, m_to.checks);
    compare(CatalogPartKind::Index, ownIndexes(m_from.indexes), ownIndexes(m_to.indexes));
    compare(CatalogPartKind::Trigger, m_from.triggers, m_to.triggers);
    compare(CatalogPartKind::Policy, m_from.policies, m_to.policies);
    compareText(CatalogPartKind::Partitioning, placeText(m_from.partitioning), placeText(m_to.partitioning));
    // Of a schema it is the file it lies in, or what new tables get.
    if (m_from.kind != ObjectKind::Schema)
        compare(CatalogPartKind::Property, m_from.properties, m_to.properties);
    compareText(CatalogPartKind::Comment, m_from.comment, m_to.comment);
    compareText(CatalogPartKind::Signature, m_from.signature, m_to.signature);
    if (comparison.comparesOwners)
        compareText(CatalogPartKind::Owner, m_from.owner, m_to.owner);
    compareDefinitions();
    return std::move(m_parts);
}

} // namespace

std::vector<PartDifference> comparedParts(
    const CatalogObject &from, const CatalogObject &to, const Dialect &dialect, const CatalogComparison &comparison)
{
    return Comparison(from, to, dialect).parts(comparison);
}

} // namespace dumbo
