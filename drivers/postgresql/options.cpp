#include "drivers/postgresql/options.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace dumbo::postgresql {

namespace {

struct Field
{
    const char *keyword;
    QString PostgresOptions::*member;
};

constexpr std::array fields { Field { "host", &PostgresOptions::host }, Field { "port", &PostgresOptions::port },
    Field { "dbname", &PostgresOptions::database }, Field { "user", &PostgresOptions::user },
    Field { "service", &PostgresOptions::service }, Field { "sslmode", &PostgresOptions::sslMode },
    Field { "sslrootcert", &PostgresOptions::sslRootCertificate },
    Field { "sslcert", &PostgresOptions::sslCertificate }, Field { "sslkey", &PostgresOptions::sslKey },
    Field { "target_session_attrs", &PostgresOptions::targetSessionAttributes },
    Field { "application_name", &PostgresOptions::applicationName },
    Field { "options", &PostgresOptions::settings } };

constexpr std::array secretFields { Field { "password", &PostgresOptions::password },
    Field { "sslpassword", &PostgresOptions::sslPassword } };

/// libpq writes truth as 1 and 0.
QString textOf(const OptionValue &value)
{
    if (const auto *truth = std::get_if<bool>(&value))
        return *truth ? QStringLiteral("1") : QStringLiteral("0");
    if (const auto *number = std::get_if<qint64>(&value))
        return QString::number(*number);
    return std::get<QString>(value);
}

QString programName()
{
    const auto name = QCoreApplication::applicationName();
    return name.isEmpty() ? QStringLiteral("Dumbo Workbench") : name;
}

} // namespace

PostgresOptions PostgresOptions::fromOptions(const ConnectionOptions &given, const QMap<QString, QString> &secrets)
{
    PostgresOptions options;
    for (const auto &[name, value] : given.entries()) {
        const auto text = textOf(value);
        const auto field = std::ranges::find_if(
            fields, [&](const Field &each) { return name == QLatin1StringView(each.keyword); });
        if (field != fields.end())
            options.*(field->member) = text;
        else if (name == QLatin1StringView("connect_timeout"))
            options.connectTimeout = std::chrono::seconds(text.toLongLong());
        else
            options.more.emplace_back(name, text);
    }
    for (const auto &field : secretFields)
        options.*(field.member) = secrets.value(QLatin1StringView(field.keyword));
    return options;
}

ConnectionOptions PostgresOptions::toOptions() const
{
    ConnectionOptions options;
    for (const auto &field : fields) {
        if (const auto &text = this->*(field.member); !text.isEmpty())
            options.set(QString::fromLatin1(field.keyword), text);
    }
    if (connectTimeout)
        options.set(QStringLiteral("connect_timeout"), qint64(connectTimeout->count()));
    for (const auto &[name, value] : more)
        options.set(name, value);
    return options;
}

QMap<QString, QString> PostgresOptions::secrets() const
{
    QMap<QString, QString> secrets;
    for (const auto &field : secretFields) {
        if (const auto &text = this->*(field.member); !text.isEmpty())
            secrets.insert(QString::fromLatin1(field.keyword), text);
    }
    return secrets;
}

std::vector<std::pair<QByteArray, QByteArray>> PostgresOptions::keywords() const
{
    std::vector<std::pair<QByteArray, QByteArray>> words;
    const auto add = [&](const QString &name, const QString &value) {
        // Batches promise UTF-8, so the session speaks nothing else.
        if (!value.isEmpty() && name != QLatin1StringView("client_encoding"))
            words.emplace_back(name.toUtf8(), value.toUtf8());
    };
    // The later of two wins, so that a given one stays.
    add(QStringLiteral("fallback_application_name"), programName());
    const auto plain = toOptions();
    for (const auto &[name, value] : plain.entries())
        add(name, textOf(value));
    const auto hidden = secrets();
    for (const auto &[name, value] : hidden.asKeyValueRange())
        add(name, value);
    words.emplace_back("client_encoding", "UTF8");
    return words;
}

} // namespace dumbo::postgresql
