#pragma once

#include "core/sdk/column.h"
#include "drivers/common/postgresql/types.h"
#include "drivers/postgresql/link.h"

#include <QHash>
#include <QSet>

#include <vector>

namespace dumbo::postgresql {

/// How the cells of a column become values of a batch.
enum class CellForm : quint8 {
    Text, ///< the server's text
    Integer, ///< digits: the number says the same
    Boolean,
    Bytes, ///< bytea's text, undone
};

/// The types of one server, by OID. Built-in ones are known; others are learned by a question to the server, which can
/// only be asked between statements, so that the first result with such a type may lack its name.
class ServerTypes
{
public:
    /// Of a result. Notes types that are not known.
    [[nodiscard]] std::vector<Column> describe(const PGresult *result);
    [[nodiscard]] TypeFacts factsOf(std::uint32_t oid);
    [[nodiscard]] static std::vector<CellForm> formsOf(const PGresult *result);

    /// Whether there is something to ask.
    [[nodiscard]] bool hasUnknown() const { return !m_unknown.isEmpty(); }
    /// Asks for what is not known, outside of any statement and of a failed transaction. A failure is ignored: names
    /// are missing then.
    void learn(Link &link);

private:
    QHash<std::uint32_t, TypeFacts> m_known;
    QSet<std::uint32_t> m_unknown;
};

} // namespace dumbo::postgresql
