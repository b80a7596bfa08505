#pragma once

#include "core/sdk/extensions/migrationadvice.h"
#include "drivers/common/outline/outline.h"

#include <QHash>

#include <memory>

namespace dumbo::outline {

/// What is known of a database while the statements of a migration are read one after another.
class KnownCatalog
{
public:
    enum class State {
        Unknown, ///< it may exist
        Missing,
        Exists,
    };
    struct Answer
    {
        State state = State::Unknown;
        std::shared_ptr<const CatalogObject> object; ///< null: nothing but what state says
        bool isNew = false; ///< made by this migration
    };

    /// schema: of bare names; empty: any.
    KnownCatalog(const AdviceRequest &request, const QString &schema, Qt::CaseSensitivity names);

    [[nodiscard]] Answer find(const ObjectPath &path) const;
    /// The table that has an index or trigger of this name.
    [[nodiscard]] Answer findTableOf(const QString &part) const;
    /// All that exists for certain.
    [[nodiscard]] std::vector<std::shared_ptr<const CatalogObject>> objects() const;
    /// Takes in what the statement does.
    void apply(const StatementOutline &statement);

private:
    [[nodiscard]] QString key(const ObjectPath &path) const;
    [[nodiscard]] bool isMeant(const ObjectPath &candidate, const ObjectPath &path) const;
    [[nodiscard]] CatalogObject *change(const ObjectPath &path);
    void create(const StatementOutline &statement);
    void alter(const StatementOutline &statement);
    void move(const ObjectPath &from, const ObjectPath &to);

    std::shared_ptr<const CatalogPart> m_catalog;
    std::vector<ObjectPath> m_changedBefore;
    QString m_schema;
    Qt::CaseSensitivity m_names;
    QHash<QString, std::vector<std::size_t>> m_index; ///< name → places in the catalog
    QHash<QString, Answer> m_overlay;
};

/// Null where the object is not known or has no such column.
[[nodiscard]] const CatalogColumn *findColumn(const CatalogObject *object, const QString &name);

} // namespace dumbo::outline
