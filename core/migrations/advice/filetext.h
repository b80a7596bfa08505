#pragma once

#include "core/migrations/migration.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace dumbo {

struct LineAndColumn {
    int line = 1; ///< from 1
    int column = 1; ///< from 1, in characters
};

/// Where bytes of a UTF-8 text stand for a person.
class FileText {
public:
    explicit FileText(QByteArray bytes = {});

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] LineAndColumn place(qint64 byte) const;
    /// Where the statement's text begins in this text; nothing where it does not stand there as it is.
    [[nodiscard]] std::optional<qint64> find(const MigrationStatement &statement) const;

private:
    QByteArray m_bytes;
    std::vector<qint64> m_lines; ///< where each begins
};

} // namespace dumbo
