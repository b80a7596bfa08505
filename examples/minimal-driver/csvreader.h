#pragma once

#include "core/base/result.h"

#include <QByteArrayList>
#include <QFile>

#include <memory>
#include <optional>

namespace csv {

/// Reads a file record by record as RFC 4180 has them: fields between commas; in quotes they may hold commas, line breaks and
/// doubled quotes. The first record is the header, and every other has as many fields.
class Reader {
public:
    [[nodiscard]] static dumbo::Result<std::unique_ptr<Reader>> open(const QString &path);

    [[nodiscard]] const QByteArrayList &header() const { return m_header; }
    /// Nothing at the end of the file.
    [[nodiscard]] dumbo::Result<std::optional<QByteArrayList>> next();

private:
    explicit Reader(const QString &path);
    [[nodiscard]] dumbo::Result<std::optional<QByteArrayList>> record();
    [[nodiscard]] dumbo::Result<QByteArray> quotedField();
    [[nodiscard]] std::unexpected<dumbo::Error> fault(const QString &what) const;
    /// The next character without taking it; -1 at the end.
    [[nodiscard]] int peek();

    QFile m_file;
    QByteArray m_buffer;
    qsizetype m_at = 0; ///< in m_buffer
    qint64 m_line = 1;
    QByteArrayList m_header;
};

} // namespace csv
