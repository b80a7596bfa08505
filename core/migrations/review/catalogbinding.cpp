#include "core/migrations/review/review.h"

#include <QCryptographicHash>

#include <algorithm>

namespace dumbo {

namespace {

/// Texts that can't run into each other: each is followed by a byte that no text has.
class StructureHash {
public:
    StructureHash &operator<<(const QString &text)
    {
        m_hash.addData(text.toUtf8());
        m_hash.addData(QByteArrayView("\0", 1));
        return *this;
    }
    StructureHash &operator<<(const QStringList &texts)
    {
        for (const auto &text : texts)
            *this << text;
        return *this << QString();
    }
    StructureHash &operator<<(const ObjectPath &path) { return *this << path.schema << path.name; }
    StructureHash &operator<<(int number) { return *this << QString::number(number); }

    [[nodiscard]] QByteArray result() const { return m_hash.result().toHex().first(16); }

private:
    QCryptographicHash m_hash { QCryptographicHash::Sha256 };
};

void add(StructureHash &hash, const CatalogColumn &column)
{
    hash << column.name << column.type << int(column.nullable) << column.defaultExpression << int(column.generated)
         << column.generatedExpression << int(column.identity) << column.primaryKeyPosition << column.collation;
}

void add(StructureHash &hash, const CatalogKey &key)
{
    hash << key.name << int(key.primary) << key.columns;
}

void add(StructureHash &hash, const CatalogForeignKey &key)
{
    hash << key.name << key.columns << key.target << key.targetColumns << key.onUpdate << key.onDelete
         << int(key.deferrable) << int(key.initiallyDeferred);
}

void add(StructureHash &hash, const CatalogCheck &check)
{
    hash << check.name << check.expression;
}

void add(StructureHash &hash, const CatalogIndex &index)
{
    hash << index.name << int(index.unique) << int(index.implicit) << index.columns << index.predicate << index.method;
}

void add(StructureHash &hash, const CatalogTrigger &trigger)
{
    hash << trigger.name << trigger.timing << trigger.events << int(trigger.enabled);
}

void add(StructureHash &hash, const CatalogPolicy &policy)
{
    hash << policy.name << policy.command << int(policy.permissive) << policy.roles << policy.usingExpression
         << policy.checkExpression;
}

template <typename Part>
void addAll(StructureHash &hash, const QString &kind, const std::vector<Part> &parts)
{
    hash << kind << int(parts.size());
    for (const auto &part : parts)
        add(hash, part);
}

QByteArray structureHash(const CatalogObject &object)
{
    StructureHash hash;
    hash << objectKindName(object.kind) << object.kindName << object.signature;
    addAll(hash, QStringLiteral("columns"), object.columns);
    addAll(hash, QStringLiteral("keys"), object.keys);
    addAll(hash, QStringLiteral("foreign keys"), object.foreignKeys);
    addAll(hash, QStringLiteral("checks"), object.checks);
    addAll(hash, QStringLiteral("indexes"), object.indexes);
    addAll(hash, QStringLiteral("triggers"), object.triggers);
    addAll(hash, QStringLiteral("policies"), object.policies);
    if (object.partitioning)
        hash << object.partitioning->parent << object.partitioning->bounds << object.partitioning->key;
    return hash.result();
}

bool means(const ObjectPath &named, const ObjectPath &existing)
{
    return named.name == existing.name && (named.schema.isEmpty() || named.schema == existing.schema);
}

} // namespace

CatalogBinding catalogBinding(const CatalogPart &part, std::span<const ObjectPath> touched)
{
    CatalogBinding binding;
    for (const auto &object : part.objects) {
        const auto isTouched = std::ranges::any_of(touched, [&](const ObjectPath &path) { return means(path, object.path); });
        if (!isTouched)
            continue;
        const auto name = object.path.schema.isEmpty() ? object.path.name : object.path.schema + u'.' + object.path.name;
        // Overloaded functions share a name: all of them count.
        binding[name] = binding.value(name) + structureHash(object);
    }
    return binding;
}

} // namespace dumbo
