#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace dumbo::postgresql {

/// A column as DDL writes it: types, defaults and collations are complete SQL.
struct ColumnFacts
{
    int number = 0;
    QString name;
    QString type;
    bool notNull = false;
    char identity = '\0'; ///< 'a' always, 'd' by default
    char generated = '\0'; ///< 's' stored, 'v' virtual
    QString defaultExpression;
    QString collation;
    bool local = true; ///< not only inherited
    char storage = '\0'; ///< where it is not the type's own: 'p', 'e', 'm', 'x'
    char compression = '\0'; ///< 'p' pglz, 'l' lz4
    int statisticsTarget = -1;
    QStringList options;
    QStringList foreignOptions;
    QString comment;
    QString identityOptions; ///< inside of GENERATED … AS IDENTITY (…)
};

struct ConstraintFacts
{
    QString name;
    char type = '\0'; ///< 'p', 'u', 'c', 'f', 'x'
    QString definition; ///< as pg_get_constraintdef() writes it
    bool local = true;
    bool inherited = false; ///< from a parent's constraint, which makes this one too
    bool validated = true;
    QString comment;
};

/// A table, view or sequence as DDL needs it. Names in lists are qualified and quoted.
struct RelationFacts
{
    char kind = 'r'; ///< as pg_class.relkind
    QString name; ///< qualified and quoted
    char persistence = 'p';
    QStringList options;
    QStringList toastOptions;
    bool rowSecurity = false;
    bool forcesRowSecurity = false;
    bool isPartition = false;
    QString ofType;
    QString accessMethod; ///< where it is not heap
    QString tablespace;
    QString partitionKey;
    QString bounds;
    QString query; ///< of a view
    QString comment;
    bool populated = true;
    QString server;
    QStringList foreignOptions;
    char replicaIdentity = 'd';
    QStringList parents;
    std::vector<ColumnFacts> columns;
    std::vector<ConstraintFacts> constraints;
    QStringList sequences; ///< statements that make what defaults need
    QStringList laterSequences; ///< statements that tie them to their columns
    QStringList indexes; ///< statements
    QStringList rest; ///< triggers, policies, rules, statistics: statements
};

/// The statements that make a relation, but for its grants.
[[nodiscard]] QString relationDdl(const RelationFacts &relation, int versionNumber);
/// name type [COLLATE …] as in a column list.
[[nodiscard]] QString attributeText(const ColumnFacts &column);

} // namespace dumbo::postgresql
