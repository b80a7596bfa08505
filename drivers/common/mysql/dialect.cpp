#include "drivers/common/mysql/dialect.h"

#include "dialectjson.h"

#include <QJsonDocument>

namespace dumbo::mysql {

const Dialect &dialect()
{
    static const Dialect value = [] {
        const auto parsed = Dialect::fromJson(QJsonDocument::fromJson(QByteArray(dialectJson)).object());
        Q_ASSERT(parsed && !parsed->databaseType.isEmpty());
        return *parsed;
    }();
    return value;
}

Dialect dialectFor(const QString &sqlMode)
{
    auto live = dialect();
    const auto modes = sqlMode.split(u',');
    live.lexer.doubleQuotedStrings = !modes.contains(u"ANSI_QUOTES");
    live.lexer.backslashEscapes = !modes.contains(u"NO_BACKSLASH_ESCAPES");
    return live;
}

MigratorDefaults migratorDefaults()
{
    MigratorDefaults defaults;
    defaults.inOneTransaction = false;
    defaults.advisoryLock = true;
    return defaults;
}

} // namespace dumbo::mysql
