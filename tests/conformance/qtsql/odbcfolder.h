#pragma once

#include "core/base/result.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace dumbo::conformance {

/// A configuration of unixODBC of the test's own: the system's files are not read.
class OdbcFolder
{
public:
    OdbcFolder()
    {
        write(QStringLiteral("odbcinst.ini"),
            "[SQLite3]\nDriver=libsqlite3odbc.so\n\n[PostgreSQL Unicode]\nDriver=psqlodbcw.so\n");
        write(QStringLiteral("odbc.ini"), "");
        qputenv("ODBCSYSINI", QFile::encodeName(m_folder.path()));
        qputenv("ODBCINSTINI", "odbcinst.ini");
        qputenv("ODBCINI", QFile::encodeName(m_folder.filePath(QStringLiteral("odbc.ini"))));
    }

    /// NotFound where the ODBC driver is not installed.
    [[nodiscard]] static Result<void> check(const QString &file, const QString &package)
    {
        QDir libraries(QStringLiteral("/usr/lib"));
        for (const auto &folder : libraries.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (QFile::exists(libraries.filePath(folder + QStringLiteral("/odbc/") + file)))
                return {};
        }
        return fail(ErrorKind::NotFound, QStringLiteral("The ODBC driver %1 is not installed (package %2).").arg(file, package));
    }

private:
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s can't be written", qPrintable(file.fileName()));
    }

    QTemporaryDir m_folder;
};

} // namespace dumbo::conformance
