#include "core/connection/connectiontext.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>
#include <QStringDecoder>
#include <QStringList>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionString", text);
}

struct Host {
    QString name;
    QString port;
};

Result<QString> portOf(QStringView text)
{
    bool isNumber = false;
    const auto port = text.toInt(&isNumber);
    if (text.isEmpty())
        return QString();
    if (!isNumber || port < 1 || port > 65535 || !text.front().isDigit())
        return fail(ErrorKind::Data,
            tr("The connection string has a port that is not a number from 1 to 65535. A \":\", \"@\" or \"/\" inside a "
               "password is written %3A, %40 or %2F."));
    return QString::number(port);
}

Result<Host> readHost(QStringView text)
{
    Host host;
    qsizetype end = 0;
    if (text.startsWith(u'[')) {
        end = text.indexOf(u']');
        if (end < 0)
            return fail(ErrorKind::Data, tr("The connection string has a \"[\" without its \"]\"."));
        host.name = text.sliced(1, end - 1).toString();
        ++end;
        if (end < text.size() && text[end] != u':')
            return fail(ErrorKind::Data, tr("The connection string has something other than a port behind an IPv6 address."));
    } else {
        end = text.lastIndexOf(u':');
        if (end < 0)
            end = text.size();
        const auto name = percentDecoded(text.first(end));
        if (!name)
            return fail(name.error());
        host.name = *name;
    }
    const auto port = portOf(end < text.size() ? text.sliced(end + 1) : QStringView());
    if (!port)
        return fail(port.error());
    host.port = *port;
    return host;
}

Result<void> readAuthority(QStringView authority, ConnectionText &text)
{
    const auto at = authority.lastIndexOf(u'@');
    if (at >= 0) {
        const auto user = authority.first(at);
        const auto colon = user.indexOf(u':');
        const auto name = percentDecoded(colon < 0 ? user : user.first(colon));
        if (!name)
            return fail(name.error());
        text.user = *name;
        if (colon >= 0) {
            const auto password = percentDecoded(user.sliced(colon + 1));
            if (!password)
                return fail(password.error());
            text.password = *password;
        }
    }
    QStringList names;
    QStringList ports;
    for (const auto part : authority.sliced(at + 1).split(u',')) {
        const auto host = readHost(part);
        if (!host)
            return fail(host.error());
        names.append(host->name);
        ports.append(host->port);
    }
    text.hosts = names.join(QLatin1Char(','));
    if (!ports.join(QString()).isEmpty())
        text.ports = ports.join(QLatin1Char(','));
    return {};
}

Result<void> readQuery(QStringView query, ConnectionText &text)
{
    for (const auto part : query.split(u'&', Qt::SkipEmptyParts)) {
        const auto equals = part.indexOf(u'=');
        const auto key = percentDecoded(equals < 0 ? part : part.first(equals));
        if (!key)
            return fail(key.error());
        const auto value = percentDecoded(equals < 0 ? QStringView(u"true") : part.sliced(equals + 1));
        if (!value)
            return fail(value.error());
        text.entries.append({ *key, *value });
    }
    return {};
}

/// Reads `key = value` pairs one character at a time, as libpq's conninfo_parse() does.
class KeywordReader {
public:
    explicit KeywordReader(QStringView text)
        : m_text(text)
    {
    }

    Result<ConnectionText::Entries> read()
    {
        ConnectionText::Entries entries;
        for (skipSpace(); m_at < m_text.size(); skipSpace()) {
            const auto begin = m_at;
            while (m_at < m_text.size() && !m_text[m_at].isSpace() && m_text[m_at] != u'=')
                ++m_at;
            const auto key = m_text.sliced(begin, m_at - begin).toString();
            skipSpace();
            if (m_at >= m_text.size() || m_text[m_at] != u'=' || key.isEmpty())
                return fail(ErrorKind::Data,
                    tr("The connection string has a word without \"=\" at character %1. A value with spaces stands in '…'.")
                        .arg(begin + 1));
            ++m_at;
            skipSpace();
            const auto value = m_at < m_text.size() && m_text[m_at] == u'\'' ? quoted() : Result<QString>(bare());
            if (!value)
                return fail(value.error());
            entries.append({ key, *value });
        }
        return entries;
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    QString bare()
    {
        QString value;
        for (; m_at < m_text.size() && !m_text[m_at].isSpace(); ++m_at) {
            if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size())
                ++m_at;
            value += m_text[m_at];
        }
        return value;
    }

    Result<QString> quoted()
    {
        const auto begin = m_at++;
        QString value;
        for (; m_at < m_text.size() && m_text[m_at] != u'\''; ++m_at) {
            if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size())
                ++m_at;
            value += m_text[m_at];
        }
        if (m_at >= m_text.size())
            return fail(ErrorKind::Data,
                tr("The connection string has a ' without its end, at character %1.").arg(begin + 1));
        ++m_at;
        return value;
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace

QString schemeOf(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^([A-Za-z][A-Za-z0-9+.\\-]*):"));
    return pattern.match(text).captured(1).toLower();
}

bool looksLikeKeywords(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*[A-Za-z_][A-Za-z0-9_.]*\\s*="));
    return pattern.match(text).hasMatch();
}

Result<QString> percentDecoded(QStringView text)
{
    const auto encoded = text.toUtf8();
    QByteArray bytes;
    bytes.reserve(encoded.size());
    for (qsizetype at = 0; at < encoded.size(); ++at) {
        if (encoded[at] != '%') {
            bytes += encoded[at];
            continue;
        }
        bool isHex = false;
        const auto digits = encoded.sliced(at + 1, std::min<qsizetype>(2, encoded.size() - at - 1));
        const auto code = digits.toUInt(&isHex, 16);
        if (!isHex || digits.size() != 2 || code == 0)
            return fail(ErrorKind::Data,
                tr("The connection string has a \"%\" that is not followed by two hexadecimal digits of a character; \"%\" "
                   "itself is written %25."));
        bytes += char(code);
        at += 2;
    }
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString decoded = decode(bytes);
    if (decode.hasError())
        return fail(ErrorKind::Data, tr("The connection string has percent-encoded bytes that are not UTF-8."));
    return decoded;
}

Result<ConnectionText> readUrl(const QString &text)
{
    ConnectionText url;
    url.notation = ConnectionText::Notation::Url;
    url.scheme = schemeOf(text);
    url.undecoded = text.sliced(url.scheme.size() + 1);
    QStringView rest = url.undecoded;
    if (rest.startsWith(u"//")) {
        url.hasAuthority = true;
        rest = rest.sliced(2);
        auto end = rest.indexOf(QRegularExpression(QStringLiteral("[/?]")));
        if (end < 0)
            end = rest.size();
        if (const auto read = readAuthority(rest.first(end), url); !read)
            return fail(read.error());
        rest = rest.sliced(end);
    }
    const auto question = rest.indexOf(u'?');
    const auto path = percentDecoded(question < 0 ? rest : rest.first(question));
    if (!path)
        return fail(path.error());
    url.path = *path;
    if (question >= 0) {
        if (const auto read = readQuery(rest.sliced(question + 1), url); !read)
            return fail(read.error());
    }
    return url;
}

Result<ConnectionText> readKeywords(const QString &text)
{
    auto entries = KeywordReader(text).read();
    if (!entries)
        return fail(entries.error());
    ConnectionText keywords;
    keywords.notation = ConnectionText::Notation::Keywords;
    keywords.entries = std::move(*entries);
    return keywords;
}

ConnectionText readPath(const QString &text)
{
    ConnectionText path;
    path.path = text;
    if (text == QLatin1String("~") || text.startsWith(QLatin1String("~/")))
        path.path = QDir::homePath() + text.sliced(1);
    return path;
}

} // namespace dumbo
