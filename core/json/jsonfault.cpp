#include "core/json/jsonfault.h"

#include "core/json/jsonbytes.h"
#include "core/json/jsondocument.h"
#include "core/json/utf8.h"

#include <QCoreApplication>

#include <cstring>
#include <optional>
#include <vector>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::JsonDocument", text);
}

struct Fault {
    QString message;
    qint64 position;
};

/// Reads a text strictly. Each function answers a fault, or nothing and has moved behind what it read.
class Reader {
public:
    explicit Reader(QByteArrayView text)
        : m_text(text)
    {
    }
    std::optional<Fault> read();

private:
    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }
    [[nodiscard]] char byte() const { return atEnd() ? '\0' : m_text[m_at]; }
    [[nodiscard]] Fault fault(const QString &message) const { return { message, m_at }; }
    [[nodiscard]] Fault unexpected(const QString &wanted) const;
    void skipSpace();
    std::optional<Fault> value();
    std::optional<Fault> key();
    std::optional<Fault> string();
    std::optional<Fault> escape();
    std::optional<Fault> number();
    std::optional<Fault> literal();

    QByteArrayView m_text;
    qint64 m_at = 0;
    std::vector<bool> m_open; ///< whether each is an object
};

Fault Reader::unexpected(const QString &wanted) const
{
    if (atEnd())
        return fault(tr("The JSON text ends here, where %1 is wanted").arg(wanted));
    const auto length = utf8SequenceLength(m_text.sliced(m_at));
    if (length == 0)
        return fault(tr("This is not UTF-8"));
    return fault(tr("Here %1 is wanted, not \"%2\"").arg(wanted, QString::fromUtf8(m_text.sliced(m_at, length))));
}

void Reader::skipSpace()
{
    while (!atEnd() && json::isSpace(byte()))
        ++m_at;
}

std::optional<Fault> Reader::read()
{
    if (m_text.size() > JsonDocument::mostBytes)
        return Fault { tr("A JSON text of more than 2 GB is not read"), JsonDocument::mostBytes };
    if (m_text.startsWith("\xef\xbb\xbf"))
        return fault(tr("A JSON text does not begin with a byte order mark"));
    for (skipSpace();;) {
        const auto opens = byte();
        if (const auto wrong = value())
            return wrong;
        skipSpace();
        if (opens == '{' || opens == '[') {
            m_open.push_back(opens == '{');
            if (byte() != (opens == '{' ? '}' : ']')) {
                if (const auto wrong = opens == '{' ? key() : std::nullopt)
                    return wrong;
                continue;
            }
        }
        while (!m_open.empty() && byte() == (m_open.back() ? '}' : ']')) {
            ++m_at;
            m_open.pop_back();
            skipSpace();
        }
        if (m_open.empty())
            return atEnd() ? std::nullopt : std::optional(unexpected(tr("the end")));
        if (byte() != ',')
            return unexpected(m_open.back() ? tr("\",\" or \"}\"") : tr("\",\" or \"]\""));
        ++m_at;
        skipSpace();
        if (const auto wrong = m_open.back() ? key() : std::nullopt)
            return wrong;
    }
}

std::optional<Fault> Reader::key()
{
    if (byte() != '"')
        return unexpected(tr("a key in double quotes"));
    if (const auto wrong = string())
        return wrong;
    skipSpace();
    if (byte() != ':')
        return unexpected(tr("\":\""));
    ++m_at;
    skipSpace();
    return std::nullopt;
}

/// Of an array or object only the bracket.
std::optional<Fault> Reader::value()
{
    switch (byte()) {
    case '{':
    case '[':
        ++m_at;
        return std::nullopt;
    case '"':
        return string();
    case 't':
    case 'f':
    case 'n':
        return literal();
    default:
        return json::isDigit(byte()) || byte() == '-' ? number() : std::optional(unexpected(tr("a value")));
    }
}

std::optional<Fault> Reader::string()
{
    const auto begin = m_at++;
    while (!atEnd() && byte() != '"') {
        if (byte() == '\\') {
            if (const auto wrong = escape())
                return wrong;
            continue;
        }
        if (uchar(byte()) < 0x20)
            return fault(tr("A control character in a string is written as an escape"));
        const auto length = utf8SequenceLength(m_text.sliced(m_at));
        if (length == 0)
            return fault(tr("This is not UTF-8"));
        m_at += length;
    }
    if (atEnd())
        return fault(tr("The JSON text ends here, in the string that begins at byte %1").arg(begin));
    ++m_at;
    return std::nullopt;
}

std::optional<Fault> Reader::escape()
{
    ++m_at;
    if (atEnd())
        return unexpected(tr("the rest of an escape"));
    if (byte() != 'u') {
        if (!byte() || !std::strchr("\"\\/bfnrt", byte()))
            return fault(tr("JSON has no such escape"));
        ++m_at;
        return std::nullopt;
    }
    ++m_at;
    for (int digit = 0; digit < 4; ++digit, ++m_at) {
        if (!json::isHexDigit(byte()))
            return unexpected(tr("a hexadecimal digit"));
    }
    return std::nullopt;
}

std::optional<Fault> Reader::number()
{
    const auto digits = [this] {
        const auto begin = m_at;
        while (json::isDigit(byte()))
            ++m_at;
        return m_at > begin;
    };
    if (byte() == '-')
        ++m_at;
    if (byte() == '0')
        ++m_at;
    else if (!digits())
        return unexpected(tr("a digit"));
    if (byte() == '.') {
        ++m_at;
        if (!digits())
            return unexpected(tr("a digit"));
    }
    if (byte() == 'e' || byte() == 'E') {
        ++m_at;
        if (byte() == '+' || byte() == '-')
            ++m_at;
        if (!digits())
            return unexpected(tr("a digit"));
    }
    if (!atEnd() && !json::isDelimiter(byte()))
        return unexpected(tr("the end of a number"));
    return std::nullopt;
}

std::optional<Fault> Reader::literal()
{
    const QByteArrayView word = byte() == 't' ? "true" : byte() == 'f' ? "false" : "null";
    for (const auto wanted : word) {
        if (byte() != wanted)
            return unexpected(QLatin1StringView(word));
        ++m_at;
    }
    if (!atEnd() && !json::isDelimiter(byte()))
        return unexpected(tr("the end of \"%1\"").arg(QLatin1StringView(word)));
    return std::nullopt;
}

} // namespace

Error jsonFault(QByteArrayView text)
{
    if (const auto fault = Reader(text).read())
        return Error(ErrorKind::Data, fault->message).withPosition(fault->position);
    return Error(ErrorKind::General, tr("This text is JSON"));
}

} // namespace dumbo
