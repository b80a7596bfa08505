#include "arrows.h"

#include <QRegularExpression>

#include <algorithm>

namespace arrows {

namespace {

const QStringList screen { QStringLiteral("QWidget"), QStringLiteral("QtWidgets"), QStringLiteral("QtGui"), QStringLiteral("QGuiApplication"),
    QStringLiteral("QApplication"), QStringLiteral("QPainter"), QStringLiteral("QColor"), QStringLiteral("QIcon"),
    QStringLiteral("QFont"), QStringLiteral("QDialog"), QStringLiteral("KTextEditor"), QStringLiteral("KColorScheme") };
const QStringList clients { QStringLiteral("libpq"), QStringLiteral("sqlite3"), QStringLiteral("QSql"), QStringLiteral("QtSql"),
    QStringLiteral("mysql"), QStringLiteral("mariadb") };

bool startsWithAny(const QString &text, const QStringList &beginnings)
{
    return std::ranges::any_of(beginnings, [&](const QString &beginning) { return text.startsWith(beginning); });
}

} // namespace

const std::vector<IncludeRule> &includeRules()
{
    static const auto coreFolders = QStringList { QStringLiteral("core/") };
    static const std::vector<IncludeRule> rules {
        { QStringLiteral("core/base/"), {}, screen + clients },
        { QStringLiteral("core/sdk/"), { QStringLiteral("core/base/") }, screen + clients },
        { QStringLiteral("core/"), coreFolders, screen + clients },
        { QStringLiteral("drivers/"),
            { QStringLiteral("core/base/"), QStringLiteral("core/sdk/"), QStringLiteral("drivers/common/") }, screen },
        { QStringLiteral("direct/"), { QStringLiteral("core/"), QStringLiteral("drivers/") }, screen },
        { QStringLiteral("examples/"), { QStringLiteral("core/"), QStringLiteral("direct/") }, screen },
        { QStringLiteral("ui/"), { QStringLiteral("core/"), QStringLiteral("resources/") }, clients },
        { QStringLiteral("app/"),
            { QStringLiteral("core/"), QStringLiteral("ui/"), QStringLiteral("resources/") }, clients },
    };
    return rules;
}

QStringList forbiddenIncludes(const QString &path, const QByteArray &source)
{
    const auto &rules = includeRules();
    const auto rule = std::ranges::find_if(rules, [&](const IncludeRule &candidate) { return path.startsWith(candidate.folder); });
    if (rule == rules.end())
        return {};
    // A driver may include its own folder, not another driver's.
    auto allowed = rule->mayInclude;
    allowed.append(rule->folder == u"drivers/" ? path.section(u'/', 0, 1) + u'/' : rule->folder);

    static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)"), QRegularExpression::MultilineOption);
    QStringList found;
    for (auto matches = include.globalMatch(QString::fromUtf8(source)); matches.hasNext();) {
        const auto match = matches.next();
        const auto name = match.captured(2);
        const auto isOurs = match.captured(1) == u"\"" && name.contains(u'/');
        const auto isOwnFile = match.captured(1) == u"\"" && !name.contains(u'/');
        if (isOurs && !startsWithAny(name, allowed))
            found.append(QStringLiteral("%1 includes \"%2\", but %3 may include only %4").arg(path, name, rule->folder, allowed.join(QStringLiteral(", "))));
        else if (!isOurs && !isOwnFile && startsWithAny(name, rule->mustNotInclude))
            found.append(QStringLiteral("%1 includes <%2>, which %3 must not see").arg(path, name, rule->folder));
    }
    return found;
}

const std::vector<LinkRule> &linkRules()
{
    static const QStringList clientLibraries { QStringLiteral("libpq.so"), QStringLiteral("libsqlite3.so"), QStringLiteral("libQt6Sql.so"),
        QStringLiteral("libmariadb.so") };
    static const QStringList screenLibraries { QStringLiteral("libQt6Gui.so"), QStringLiteral("libQt6Widgets.so"), QStringLiteral("libKF6TextEditor.so") };
    static const QStringList system { QStringLiteral("libc.so"), QStringLiteral("libm.so"), QStringLiteral("libstdc++.so"), QStringLiteral("libgcc_s.so"), QStringLiteral("ld-linux") };
    static const std::vector<LinkRule> rules {
        { QStringLiteral("lib/libDumboSdk.so"), {}, QStringList { QStringLiteral("libQt6Core.so") } + system },
        { QStringLiteral("lib/libDumboCore.so"), screenLibraries + clientLibraries, {} },
        { QStringLiteral("lib/libDumboConformance.so"), {},
            QStringList { QStringLiteral("libDumboSdk.so"), QStringLiteral("libDumboCore.so"), QStringLiteral("libQt6Core.so") } + system },
        { QStringLiteral("lib/dumbo/plugins/dumbo-driver-sqlite.so"), {},
            QStringList { QStringLiteral("libDumboSdk.so"), QStringLiteral("libQt6Core.so"), QStringLiteral("libsqlite3.so") } + system },
        { QStringLiteral("lib/dumbo/plugins/dumbo-driver-postgresql.so"), {},
            QStringList { QStringLiteral("libDumboSdk.so"), QStringLiteral("libQt6Core.so"), QStringLiteral("libpq.so"), QStringLiteral("libpg_query.so") } + system },
        { QStringLiteral("lib/dumbo/plugins/dumbo-driver-qtsql.so"), {},
            QStringList { QStringLiteral("libDumboSdk.so"), QStringLiteral("libQt6Core.so"), QStringLiteral("libQt6Sql.so") } + system },
        { QStringLiteral("bin/dumbo"), clientLibraries + QStringList { QStringLiteral("libQt6Widgets.so") }, {} },
        { QStringLiteral("bin/dumbo-workbench"), clientLibraries, {} },
    };
    return rules;
}

QStringList forbiddenLibraries(const LinkRule &rule, const QStringList &needed)
{
    QStringList found;
    for (const auto &library : needed) {
        const auto isAllowed = rule.mayNeedOnly.isEmpty() || startsWithAny(library, rule.mayNeedOnly);
        if (!isAllowed || startsWithAny(library, rule.mustNotNeed))
            found.append(QStringLiteral("%1 is linked with %2").arg(rule.binary, library));
    }
    return found;
}

} // namespace arrows
