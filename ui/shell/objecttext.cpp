#include "ui/shell/objecttext.h"

#include <QRegularExpression>

namespace workbench {

namespace {
constexpr qsizetype columnsInOneLine = 4;
}

QString quotedName(const QString &name, const dumbo::Dialect &dialect)
{
    const QRegularExpression bare(dialect.bareIdentifier);
    if (bare.match(name).hasMatch() && !dialect.isReserved(name))
        return name;
    QString inside = name;
    inside.replace(dialect.identifierQuote, QString(2, dialect.identifierQuote));
    return dialect.identifierQuote + inside + dialect.identifierQuote;
}

QString qualifiedName(const dumbo::ObjectPath &path, const dumbo::Dialect &dialect)
{
    const bool plain = path.schema.isEmpty() || path.schema == QStringLiteral("main") || path.schema == QStringLiteral("public");
    return plain ? quotedName(path.name, dialect)
                 : quotedName(path.schema, dialect) + u'.' + quotedName(path.name, dialect);
}

QString selectText(const dumbo::CatalogObject &object, const dumbo::Dialect &dialect)
{
    QStringList columns;
    for (const dumbo::CatalogColumn &column : object.columns) {
        if (!column.hidden)
            columns.append(quotedName(column.name, dialect));
    }
    if (columns.isEmpty())
        columns.append(QStringLiteral("*"));
    const bool many = columns.size() > columnsInOneLine;
    return QStringLiteral("SELECT%1%2\nFROM %3\nLIMIT 100;\n")
        .arg(many ? QStringLiteral("\n    ") : QStringLiteral(" "),
            columns.join(many ? QStringLiteral(",\n    ") : QStringLiteral(", ")), qualifiedName(object.path, dialect));
}

} // namespace workbench
