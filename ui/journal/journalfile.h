#pragma once

#include "core/base/result.h"

#include <QFile>
#include <QString>

#include <memory>

namespace workbench {

/// One text's file, as the writing thread sees it. After an error the file is what it was before, as far as the disk allows,
/// and only replace() goes on: a record whose predecessor is missing would say something else.
class JournalFile {
public:
    explicit JournalFile(const QString &path);

    [[nodiscard]] qint64 size() const { return m_size; }
    /// Bytes that replace() wrote.
    [[nodiscard]] qint64 beginSize() const { return m_beginSize; }

    [[nodiscard]] dumbo::Result<void> replace(const QByteArray &records);
    [[nodiscard]] dumbo::Result<void> append(const QByteArray &records);
    [[nodiscard]] dumbo::Result<void> remove();

private:
    [[nodiscard]] dumbo::Result<void> open();

    QString m_path;
    std::unique_ptr<QFile> m_file;
    qint64 m_size = 0;
    qint64 m_beginSize = 0;
    bool m_incomplete = false; ///< a record is missing
};

} // namespace workbench
