#pragma once

#include "core/base/result.h"
#include "core/sdk/cell.h"
#include "core/sdk/statement.h"

#include <QByteArray>

#include <cstdint>
#include <vector>

namespace dumbo::postgresql {

/// Parameters as libpq takes them. Texts that need no change are not copied: parameters outlive the run.
///
/// A value has the type that its literal would have: integers integer, bigint or numeric by their size; texts,
/// JSON and arrays none, so that the server takes the type that the statement needs.
class BoundParameters
{
public:
    /// Data for values that PostgreSQL can't hold (text with NUL, arrays of arrays of different depth).
    [[nodiscard]] static Result<BoundParameters> of(const std::vector<Value> &values);

    void clear();
    /// Adds the cell as a text; its bytes are copied.
    [[nodiscard]] Result<void> add(const Cell &cell);
    [[nodiscard]] Result<void> add(const Value &value);

    /// The server's own idea of the types, as many as values.
    void useTypes(const std::vector<std::uint32_t> &types) { m_types = types; }

    [[nodiscard]] int count() const { return int(m_types.size()); }
    [[nodiscard]] const std::uint32_t *types() const { return m_types.data(); }
    /// Valid until the next add().
    [[nodiscard]] const char *const *values();
    [[nodiscard]] const int *lengths() const { return m_lengths.data(); }
    [[nodiscard]] const int *formats() const { return m_formats.data(); }
    [[nodiscard]] qint64 byteCount() const { return m_byteCount; }

private:
    void put(std::uint32_t type, const QByteArray &text, bool isBinary = false);
    void putNull();

    std::vector<std::uint32_t> m_types;
    std::vector<QByteArray> m_texts;
    std::vector<bool> m_isNull;
    std::vector<const char *> m_values;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
    qint64 m_byteCount = 0;
};

} // namespace dumbo::postgresql
