#include "drivers/common/postgresql/serverflavour.h"

#include <QRegularExpression>

#include <array>

namespace dumbo::postgresql {

namespace {

struct Mark
{
    Flavour flavour;
    QLatin1StringView product;
    QLatin1StringView pattern; ///< on version(); the first group is the product's version
};

// The order matters: a server names the PostgreSQL it descends from as well.
constexpr std::array marks {
    // CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu, built 2023/09/27, go1.19.10)
    Mark { Flavour::Cockroach, QLatin1StringView("CockroachDB"), QLatin1StringView("^CockroachDB\\s+(?:\\S+\\s+)?v([\\w.-]+)") },
    // PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC …, Redshift 1.0.54239
    Mark { Flavour::Redshift, QLatin1StringView("Amazon Redshift"), QLatin1StringView("\\bRedshift\\s+([\\d.]+)") },
    // PostgreSQL 11.2-YB-2.18.0.0-b0 on …; PostgreSQL 15.2-YB-2024.2.0.0-b0 on …
    Mark { Flavour::Yugabyte, QLatin1StringView("YugabyteDB"), QLatin1StringView("-YB-([\\d.]+)") },
    // PostgreSQL 9.4.24 (Greenplum Database 6.25.3 build commit:…) on …
    Mark { Flavour::Greenplum, QLatin1StringView("Greenplum"), QLatin1StringView("Greenplum Database\\s+([\\d.]+)") },
    // PostgreSQL 14.10 (EnterpriseDB Advanced Server 14.10.1) on …; EnterpriseDB 9.6.2.7 on …
    Mark { Flavour::Edb, QLatin1StringView("EDB Postgres Advanced Server"),
        QLatin1StringView("(?:EnterpriseDB|EDB)(?: Postgres)?(?: Advanced Server)?\\s+([\\d.]+)") },
    // PostgreSQL 9.5 on x86_64-unknown-linux-gnu (Materialize v0.84.2 (…))
    Mark { Flavour::Materialize, QLatin1StringView("Materialize"), QLatin1StringView("Materialize\\s+v([\\w.]+)") },
};

struct ExtensionMark
{
    QLatin1StringView extension;
    Flavour flavour;
    QLatin1StringView product;
};

constexpr std::array extensionMarks {
    ExtensionMark { QLatin1StringView("aurora_version"), Flavour::Aurora, QLatin1StringView("Amazon Aurora PostgreSQL") },
    ExtensionMark { QLatin1StringView("citus"), Flavour::Citus, QLatin1StringView("Citus") },
    ExtensionMark { QLatin1StringView("timescaledb"), Flavour::Timescale, QLatin1StringView("TimescaleDB") },
};

QString firstGroup(const QString &pattern, const QString &text)
{
    const QRegularExpression expression(pattern, QRegularExpression::CaseInsensitiveOption);
    return expression.match(text).captured(1);
}

const auto postgresqlPattern = QStringLiteral("^PostgreSQL\\s+(\\d[\\w.]*)");

} // namespace

int versionNumberOf(const QString &serverVersion)
{
    static const QRegularExpression expression(QStringLiteral("^(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?"));
    const auto match = expression.match(serverVersion.trimmed());
    const auto major = match.captured(1).toInt();
    const auto minor = match.captured(2).toInt();
    // Since 10 the second number is the minor one.
    return major >= 10 ? major * 10000 + minor : major * 10000 + minor * 100 + match.captured(3).toInt();
}

ServerFlavour flavourOf(const QString &versionText, const QString &serverVersion)
{
    return flavourOf(versionText, serverVersion, {});
}

ServerFlavour flavourOf(const QString &versionText, const QString &serverVersion, const QStringList &extensions)
{
    const auto ofText = firstGroup(postgresqlPattern, versionText);
    ServerFlavour found;
    found.product = QStringLiteral("PostgreSQL");
    found.versionNumber = versionNumberOf(serverVersion.isEmpty() ? ofText : serverVersion);
    found.version = ofText.isEmpty() ? serverVersion.section(u' ', 0, 0) : ofText;
    for (const auto &mark : marks) {
        const auto version = firstGroup(mark.pattern, versionText);
        if (version.isEmpty())
            continue;
        found.flavour = mark.flavour;
        found.product = mark.product;
        found.version = version;
        return found;
    }
    for (const auto &mark : extensionMarks) {
        if (!extensions.contains(mark.extension))
            continue;
        found.flavour = mark.flavour;
        found.product = QStringLiteral("%1 (PostgreSQL)").arg(mark.product);
        return found;
    }
    if (ofText.isEmpty() && !versionText.isEmpty()) {
        found.flavour = Flavour::Other;
        found.product = versionText.section(u' ', 0, 0);
        const auto version = firstGroup(QStringLiteral("\\bv?(\\d[\\w.]*)"), versionText);
        found.version = version;
    }
    return found;
}

} // namespace dumbo::postgresql
