#include "core/schema/componentnames.h"

#include <QCoreApplication>
#include <QUrl>

namespace dumbo {

Result<QString> componentMigrationName(const QString &type, const QString &kind, const QStringList &path, const QString &operation)
{
    QStringList parts { type };
    if (!kind.isEmpty())
        parts.append(kind);
    for (const auto &segment : path) {
        // These stay as they are in the names that the existing Dumbo writes (encodeURIComponent).
        if (!segment.isEmpty())
            parts.append(QString::fromLatin1(QUrl::toPercentEncoding(segment, "!'()*")));
    }
    parts.append(operation);
    const auto name = parts.join(u':');
    if (name.size() > maxMigrationNameLength)
        return fail(ErrorKind::Data,
            QCoreApplication::translate("SchemaComponents",
                "The migration would be named \"%1…\", with %2 characters; the ledger takes %3. Give it a shorter name, or a migration with a name of its own.")
                .arg(name.left(60))
                .arg(name.size())
                .arg(maxMigrationNameLength));
    return name;
}

} // namespace dumbo
