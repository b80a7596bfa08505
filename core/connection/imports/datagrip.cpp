#include "core/connection/imports/importbuilder.h"

#include <QCoreApplication>
#include <QXmlStreamReader>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionImport", text);
}

/// Reads one <data-source>, whose beginning was read.
ImportedConnection imported(QXmlStreamReader &xml, const DriverRegistry &registry)
{
    ImportBuilder builder(registry, xml.attributes().value(QLatin1StringView("name")).toString());
    builder.profile().folder = xml.attributes().value(QLatin1StringView("group")).toString();
    builder.profile().readOnly = xml.attributes().value(QLatin1StringView("read-only")) == u"true";
    QString url;
    while (xml.readNextStartElement()) {
        if (xml.name() == u"jdbc-url")
            url = xml.readElementText();
        else
            xml.skipCurrentElement();
    }
    if (url.isEmpty())
        builder.problem(tr("It has no JDBC URL."));
    else
        builder.setJdbcUrl(url);
    if (builder.knows(QStringLiteral("user")))
        builder.note(tr("User and password are in other files of DataGrip, which are not read."));
    return builder.take();
}

} // namespace

ImportResult importDataGrip(const QString &filePath, const DriverRegistry &registry)
{
    const auto text = importedText(filePath);
    if (!text)
        return fail(text.error());
    QXmlStreamReader xml(*text);
    QList<ImportedConnection> found;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"data-source")
            found.append(imported(xml, registry));
    }
    if (xml.hasError())
        return fail(brokenImport(filePath, xml.lineNumber(), xml.errorString(),
            tr("Open the project in DataGrip, which writes the file anew, or name another file.")));
    return found;
}

} // namespace dumbo
