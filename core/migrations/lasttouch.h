#pragma once

#include "core/migrations/migration.h"
#include "core/sdk/dialect.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <QHash>

#include <vector>

namespace dumbo {

/// Which of some migrations touched an object last: by what advice reads in the statements, and for what it does not tell by their
/// words, capitals apart. Costs the length of the texts, once.
class LastTouch {
public:
    /// The migrations in the order in which they ran; advice may be null.
    LastTouch(const std::vector<const Migration *> &migrations, const MigrationAdviceExtension *advice, const Dialect &dialect);

    /// Its name; empty: none did.
    [[nodiscard]] QString migrationOf(const ObjectPath &object) const;

private:
    void readAdvice(const Migration &migration, const MigrationAdviceExtension &advice);
    void readWords(const Migration &migration, const Dialect &dialect);

    QHash<QString, QString> m_advised; ///< "schema.name" and ".name", lower case → migration
    QHash<QString, QString> m_words;
};

} // namespace dumbo
