#include "drivers/common/sqlite/documents/ordersql.h"

#include "drivers/common/sqlite/documents/fragments.h"
#include "drivers/common/sqlite/tokens.h"

namespace dumbo::sqlite {

OrderSql orderOf(const DocumentSource &source, const std::vector<DocumentSortKey> &keys)
{
    OrderSql order;
    QByteArrayList terms;
    for (const auto &key : keys) {
        const bool isColumn = source.isCollection && key.path.size() == 1 && (key.path.first() == "_id" || key.path.first() == "_version");
        if (!isColumn)
            return { {}, false };
        terms.append(quoted(QString::fromUtf8(key.path.first())) + (key.descending ? " DESC" : ""));
    }
    order.sql = terms.join(", ");
    return order;
}

} // namespace dumbo::sqlite
