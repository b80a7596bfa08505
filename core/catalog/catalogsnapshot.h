#pragma once

#include "core/sdk/catalogpart.h"

#include <QHash>

#include <memory>
#include <vector>

namespace dumbo {

using CatalogObjectPointer = std::shared_ptr<const CatalogObject>;

/// What a database held, as far as it was read: immutable, shared, and readable from any thread. Objects stay
/// valid as long as somebody points to them, also after the snapshot is gone.
class DUMBO_CORE_EXPORT CatalogSnapshot
{
public:
    struct Entry
    {
        CatalogObjectPointer object;
        CatalogDepth depth = CatalogDepth::Names; ///< how much of the object was read
        bool hasDdl = false;
        bool hasSize = false;
    };

    CatalogSnapshot();
    explicit CatalogSnapshot(CatalogPart part);
    ~CatalogSnapshot();
    CatalogSnapshot(const CatalogSnapshot &) = delete;
    CatalogSnapshot &operator=(const CatalogSnapshot &) = delete;

    /// A snapshot that knows part too. Within the part's scope the part decides what exists; an object that
    /// is known deeper than the part has it stays as it is, and DDL and size are kept where the part does not
    /// bring them. Costs the number of objects.
    [[nodiscard]] std::shared_ptr<const CatalogSnapshot> merged(CatalogPart part) const;

    /// Ordered by database, schema, kind, name.
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] const QStringList &warnings() const { return m_warnings; }

    /// The entry with exactly this path; null where there is none. Of several with one path (overloaded
    /// functions) the first.
    [[nodiscard]] const Entry *find(const ObjectPath &path) const;
    /// The table, view or other relation that a name in a statement means: schema may be empty, then the
    /// schemas of searchPath are tried in order, then all. An exact match wins over one with other capitals.
    [[nodiscard]] const Entry *resolve(
        const QString &schema, const QString &name, const QStringList &searchPath) const;
    /// Names of all schemas that have objects or are objects, sorted.
    [[nodiscard]] QStringList schemas() const;

private:
    void arrange();
    [[nodiscard]] const Entry *relation(const QString &schema, const QString &name, bool anySchema) const;

    std::vector<Entry> m_entries;
    QHash<QString, std::vector<std::size_t>> m_byName; ///< lower-case name → places in m_entries
    QStringList m_warnings;
};

/// Whether rows can be selected from it.
[[nodiscard]] DUMBO_CORE_EXPORT bool isRelation(ObjectKind kind);

} // namespace dumbo
