#pragma once

#include "core/sdk/catalogpart.h"
#include "core/sdk/extensions/schemadifference.h"
#include "drivers/common/postgresql/difference/tabletext.h"

#include <QHash>
#include <QSet>

#include <memory>
#include <vector>

namespace dumbo::postgresql {

/// What the DDL of a database consists of. The order is that in which they are made where nothing else decides.
enum class ElementKind {
    Schema,
    Extension,
    Type,
    Sequence,
    Function,
    Table,
    Column,
    Default, ///< of a column
    Constraint,
    Setting, ///< of a table, column, sequence or trigger
    View, ///< materialised ones as well
    Index,
    Statistics,
    Attachment, ///< of a partition
    ForeignKey,
    Trigger,
    Rule,
    Policy,
    Comment,
    Right,
    Other, ///< nothing is made for it
};

struct Element
{
    ElementKind kind = ElementKind::Other;
    QString key; ///< unique in a catalog
    QString within; ///< key of the element with which it goes, and after which it must be made again; empty: none
    ObjectPath object; ///< that it belongs to
    const CatalogObject *source = nullptr;
    QByteArray create;
    QByteArray drop; ///< empty: only with what it is within
    QString provides; ///< "schema.name" for others to mention; empty: none
    QSet<QString> mentions; ///< that it can't be without
    QSet<QString> bodies; ///< mentioned in bodies that are looked at later
    bool inCreate = false; ///< CREATE TABLE or ADD COLUMN of what it is within makes it too
    bool losesData = false; ///< when it goes
    std::shared_ptr<const TableText> table; ///< of ElementKind::Table
    std::shared_ptr<const ColumnText> column; ///< of ElementKind::Column
    QSet<QString> typeMentions; ///< of a column: those without its default, which is an element of its own
};

/// All elements of a catalog, by key.
class Elements
{
public:
    explicit Elements(const Dialect &dialect)
        : m_dialect(dialect)
    {
    }

    void add(const CatalogObject &object);

    [[nodiscard]] const std::vector<Element> &all() const { return m_elements; }
    [[nodiscard]] const Element *find(const QString &key) const;
    /// What goes with an element.
    [[nodiscard]] std::vector<const Element *> within(const QString &key) const { return at(m_within, key); }
    /// What mentions "schema.name".
    [[nodiscard]] std::vector<const Element *> mentioning(const QString &name) const { return at(m_mentions, name); }
    /// What is meant by "schema.name"; several for overloaded functions.
    [[nodiscard]] std::vector<const Element *> providing(const QString &name) const { return at(m_providers, name); }

private:
    friend class ElementReader;
    void add(Element element);

    const Dialect &m_dialect;
    std::vector<Element> m_elements;
    QHash<QString, std::size_t> m_places;
    using Index = QHash<QString, std::vector<std::size_t>>;
    [[nodiscard]] std::vector<const Element *> at(const Index &index, const QString &name) const;
    Index m_within;
    Index m_mentions; ///< qualified names only
    Index m_providers;
};

/// "constraint public.huts huts_pkey" and the like.
[[nodiscard]] QString elementKey(const char *word, const QString &owner, const QString &name = {});

} // namespace dumbo::postgresql
