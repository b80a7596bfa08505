#pragma once

#include "drivers/qtsql/plugin.h"
#include "tests/conformance/sqlite/sqlitequirks.h"

namespace dumbo::conformance {

/// SQLite through QtSql.
class QSqliteQuirks : public FileQuirks
{
public:
    QString name() const override { return QStringLiteral("SQLite:qsqlite file"); }
    StoragePlugin &plugin() override { return m_plugin; }
    ConnectRequest request() const override
    {
        auto made = FileQuirks::request();
        for (const auto *option : { u"journalMode", u"immutable", u"vfs" })
            made.options.remove(QStringView(option));
        return made;
    }
    QString exemption(const QByteArray &promise) const override
    {
        if (promise == "textsOfEveryScriptComeBack")
            return QStringLiteral("a parameter that begins with a byte order mark is refused: QSQLITE passes texts as "
                                  "UTF-16, where SQLite drops the mark");
        return {};
    }
    /// Without the text that is not Unicode: Qt reads texts as UTF-16.
    std::vector<ValueCase> extremes() const override
    {
        auto all = FileQuirks::extremes();
        std::erase_if(all, [](const ValueCase &value) { return value.expected == Value::bytes("\xff"); });
        return all;
    }

private:
    qtsql::QSqlitePlugin m_plugin;
};

} // namespace dumbo::conformance
