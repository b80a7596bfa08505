#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <QByteArray>

namespace dumbo::sqlite {

struct OrderSql {
    QByteArray sql; ///< behind ORDER BY
    bool isExact = true; ///< the documents' order in every case
};

[[nodiscard]] OrderSql orderOf(const DocumentSource &source, const std::vector<DocumentSortKey> &keys);

} // namespace dumbo::sqlite
