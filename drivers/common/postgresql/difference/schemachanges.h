#pragma once

#include "drivers/common/difference/steporder.h"
#include "drivers/common/postgresql/difference/inplace.h"

#include <QHash>
#include <QSet>

namespace dumbo::postgresql {

/// A primary key, unique constraint or unique index: what foreign keys refer to.
[[nodiscard]] bool isUniqueKey(const Element &element);

/// Decides what goes, what is altered and what is made on the way from one catalog to another.
///
/// What can't be altered in place goes and is made again, with everything that can't be without it: views, functions,
/// triggers, policies, constraints, defaults. Tables and columns that hold data never do.
class SchemaChanges
{
public:
    SchemaChanges(const DifferenceRequest &request, const Dialect &dialect);

    [[nodiscard]] DifferenceScript script();

private:
    enum class Blow { Goes, ColumnAltered, EnumReplaced }; ///< what happens to the one that others depend on

    void readObjects();
    void findPartitions();
    void compare();
    void compareColumns(const Element &from, const Element &to);
    void change(const Element &from, const Element &to);
    /// Takes along what depends on it; false, and nothing is taken, where data stands in the way.
    bool spread(const Element &element, Blow blow);
    [[nodiscard]] std::vector<const Element *> possibleDependents(const Element &on) const;
    [[nodiscard]] bool depends(const Element &element, const Element &on, Blow blow) const;
    [[nodiscard]] bool isBlocked(const Element &element, const Element &on, Blow blow) const;
    void remake(const QString &key);
    void withhold();
    void keep(const QString &key, const QString &reason);
    void makeDrops();
    void makeCreates();
    void makeAlters();
    void makeEnum(const Element &to);
    void addDrop(const Element &element);
    [[nodiscard]] bool goesAlong(const Element &element) const;
    [[nodiscard]] bool isInForeignKeyCircle(const Element &foreignKey) const;
    [[nodiscard]] QSet<QString> needsOf(const Element &element) const;
    [[nodiscard]] int rankOf(const Element &element) const;
    void refuse(const Element &element, const QString &reason);
    void markEnumValues(DifferenceScript &script) const;

    const DifferenceRequest &m_request;
    const Dialect &m_dialect;
    Elements m_from;
    Elements m_to;
    QSet<QString> m_dropping;
    QSet<QString> m_creating;
    QSet<QString> m_silent; ///< a parent's statement does it
    QHash<QString, InPlace> m_altered;
    QSet<QString> m_enums; ///< replaced ones
    QHash<QString, QString> m_parents; ///< of tables that are partitions before and after
    QHash<QString, QStringList> m_columns; ///< by table: new and altered ones
    std::vector<difference::Step> m_drops;
    std::vector<difference::Step> m_steps;
    std::vector<NotGenerated> m_notGenerated;
};

} // namespace dumbo::postgresql
