#include "ui/journal/journalfile.h"

#include "ui/journal/journalrecord.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cstdio>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::Result;

namespace {

std::unexpected<dumbo::Error> writeError(const QString &path, const QString &reason)
{
    dumbo::Error error(ErrorKind::System,
        QCoreApplication::translate("Journal", "What you type can't be kept for a restart: writing \"%1\" failed.")
            .arg(QDir::toNativeSeparators(path)));
    error.withDetail(reason);
    error.withHint(QCoreApplication::translate("Journal", "Free space on the disk or check the folder's permissions. "
                                                          "Typing goes on; writing is tried again."));
    return std::unexpected(error);
}

} // namespace

JournalFile::JournalFile(const QString &path)
    : m_path(path)
{
}

Result<void> JournalFile::open()
{
    if (m_file)
        return {};
    auto file = std::make_unique<QFile>(m_path);
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return writeError(m_path, file->errorString());
    m_file = std::move(file);
    m_size = m_file->size();
    return {};
}

Result<void> JournalFile::replace(const QByteArray &records)
{
    QDir().mkpath(QFileInfo(m_path).path());
    const auto newPath = m_path + QStringLiteral(".new");
    m_incomplete = true;
    auto file = std::make_unique<QFile>(newPath);
    const auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (!file->open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered, owner))
        return writeError(newPath, file->errorString());
    const auto bytes = journalrecord::header() + records;
    if (file->write(bytes) != bytes.size()) {
        const auto reason = file->errorString();
        file->close();
        QFile::remove(newPath);
        return writeError(newPath, reason);
    }
    if (std::rename(QFile::encodeName(newPath).constData(), QFile::encodeName(m_path).constData()) != 0) {
        const auto reason = qt_error_string();
        file->remove();
        return writeError(m_path, reason);
    }
    m_file = std::move(file);
    m_size = m_beginSize = bytes.size();
    m_incomplete = false;
    return {};
}

Result<void> JournalFile::append(const QByteArray &records)
{
    if (m_incomplete)
        return writeError(m_path, QCoreApplication::translate("Journal", "An earlier edit is missing."));
    if (const auto opened = open(); !opened)
        return opened;
    if (m_file->size() != m_size && !m_file->resize(m_size))
        return writeError(m_path, m_file->errorString());
    if (!m_file->seek(m_size) || m_file->write(records) != records.size()) {
        const auto reason = m_file->errorString();
        m_file->resize(m_size);
        m_file.reset();
        m_incomplete = true;
        return writeError(m_path, reason);
    }
    m_size += records.size();
    return {};
}

Result<void> JournalFile::remove()
{
    m_file.reset();
    m_size = m_beginSize = 0;
    if (QFile::exists(m_path) && !QFile::remove(m_path))
        return writeError(m_path, qt_error_string());
    return {};
}

} // namespace workbench
