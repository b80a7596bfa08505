#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace dumbo {

class JsonNode;

/// What a collection's columns say of a document.
struct DocumentIdentity {
    QByteArray id; ///< UTF-8
    qint64 version = 0;
};

struct IdentityForm {
    bool firstKeyWins = false;
    bool numericVersion = false; ///< a number, as filters see it; else a text, as it is stored
    bool addMissing = true; ///< else only what is there is put right
};

/// The document with _id and _version as the columns have them; nothing where it says so already, or is no object. Only their bytes change.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<QByteArray> withIdentity(
    const JsonNode &document, const DocumentIdentity &identity, const IdentityForm &form);

/// A new id that is larger than all that this process made before: UUID version 7, in lower case.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray newDocumentId();

} // namespace dumbo
