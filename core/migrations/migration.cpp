#include "core/migrations/migration.h"

#include <QCryptographicHash>

namespace dumbo {

QByteArray migrationHash(const std::vector<MigrationStatement> &statements)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (auto statement = statements.begin(); statement != statements.end(); ++statement) {
        if (statement != statements.begin())
            hash.addData("\n");
        hash.addData(statement->text);
    }
    return hash.result().toHex();
}

} // namespace dumbo
