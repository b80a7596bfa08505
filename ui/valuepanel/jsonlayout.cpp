#include "ui/valuepanel/jsonlayout.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {

namespace {

constexpr int indentWidth = 2;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Walks over the tokens of a text and writes them down again.
class JsonPrinter
{
    Q_DECLARE_TR_FUNCTIONS(JsonLayout)

public:
    explicit JsonPrinter(QByteArrayView source)
        : m_source(source)
    {
        m_text.reserve(source.size() + source.size() / 2);
    }

    JsonLayout run()
    {
        while (!m_problem && m_expected != Expected::End)
            step();
        skipSpace();
        if (!m_problem && m_at < m_source.size())
            fail(tr("Something stands behind the end of the value."));
        if (m_problem)
            return { {}, m_problem };
        return { std::move(m_text), {} };
    }

private:
    enum class Expected : quint8 { Value, ValueOrClose, Key, KeyOrClose, Colon, CommaOrClose, End };

    char peek() const { return m_at < m_source.size() ? m_source[m_at] : '\0'; }
    bool isInside() const { return !m_open.isEmpty(); }

    void fail(const QString &message)
    {
        if (!m_problem)
            m_problem = JsonProblem { m_at, message };
    }

    void skipSpace()
    {
        while (m_at < m_source.size() && QByteArrayView(" \t\n\r").contains(m_source[m_at]))
            ++m_at;
    }

    void newLine()
    {
        m_text.append('\n');
        m_text.append(m_open.size() * indentWidth, ' ');
    }

    void step()
    {
        skipSpace();
        if (m_at >= m_source.size())
            return fail(
                m_at == 0 || m_text.isEmpty() ? tr("The text is empty.") : tr("The text ends too early."));
        const char c = peek();
        switch (m_expected) {
        case Expected::ValueOrClose:
            if (c == ']')
                return close(c);
            [[fallthrough]];
        case Expected::Value:
            return value(c);
        case Expected::KeyOrClose:
            if (c == '}')
                return close(c);
            [[fallthrough]];
        case Expected::Key:
            return key(c);
        case Expected::Colon:
            return colon(c);
        case Expected::CommaOrClose:
            return commaOrClose(c);
        case Expected::End:
            return;
        }
    }

    void afterValue() { m_expected = isInside() ? Expected::CommaOrClose : Expected::End; }

    void value(char c)
    {
        if (m_expected == Expected::ValueOrClose)
            newLine();
        if (c == '{' || c == '[') {
            m_open.append(c);
            m_text.append(c);
            ++m_at;
            m_expected = c == '{' ? Expected::KeyOrClose : Expected::ValueOrClose;
            return;
        }
        if (c == '"')
            string();
        else if (c == '-' || isDigit(c))
            number();
        else
            word();
        afterValue();
    }

    void key(char c)
    {
        if (c != '"')
            return fail(tr("A key in double quotes is expected."));
        newLine();
        string();
        m_expected = Expected::Colon;
    }

    void colon(char c)
    {
        if (c != ':')
            return fail(tr("A colon is expected."));
        m_text.append(": ");
        ++m_at;
        m_expected = Expected::Value;
    }

    void commaOrClose(char c)
    {
        const bool object = m_open.back() == '{';
        if (c == (object ? '}' : ']'))
            return close(c);
        if (c != ',')
            return fail(object ? tr("A comma or } is expected.") : tr("A comma or ] is expected."));
        m_text.append(',');
        ++m_at;
        m_expected = object ? Expected::Key : Expected::Value;
        if (!object)
            newLine();
    }

    void close(char c)
    {
        const bool empty = m_expected == Expected::KeyOrClose || m_expected == Expected::ValueOrClose;
        m_open.chop(1);
        if (!empty)
            newLine();
        m_text.append(c);
        ++m_at;
        afterValue();
    }

    void take(qsizetype from) { m_text.append(m_source.sliced(from, m_at - from)); }

    void string()
    {
        const qsizetype from = m_at++;
        while (m_at < m_source.size() && m_source[m_at] != '"') {
            if (static_cast<quint8>(m_source[m_at]) < 0x20)
                return fail(tr("A control character stands in a string."));
            if (m_source[m_at] == '\\' && !skipEscape())
                return;
            ++m_at;
        }
        if (m_at >= m_source.size())
            return fail(tr("A string does not end."));
        ++m_at;
        take(from);
    }

    bool skipEscape()
    {
        const char kind = m_at + 1 < m_source.size() ? m_source[m_at + 1] : '\0';
        if (kind == '\0' || !QByteArrayView("\"\\/bfnrtu").contains(kind)) {
            fail(tr("There is no such escape."));
            return false;
        }
        const QByteArrayView digits
            = m_source.sliced(m_at + 2, std::min<qsizetype>(4, m_source.size() - m_at - 2));
        const auto isHex
            = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
        if (kind == 'u' && (digits.size() < 4 || !std::ranges::all_of(digits, isHex))) {
            fail(tr("\\u takes four hexadecimal digits."));
            return false;
        }
        m_at += kind == 'u' ? 5 : 1;
        return true;
    }

    bool skipDigits()
    {
        const qsizetype from = m_at;
        while (isDigit(peek()))
            ++m_at;
        return m_at > from;
    }

    void number()
    {
        const qsizetype from = m_at;
        if (peek() == '-')
            ++m_at;
        if (peek() == '0')
            ++m_at;
        else if (!skipDigits())
            return fail(tr("A digit is expected."));
        if (peek() == '.') {
            ++m_at;
            if (!skipDigits())
                return fail(tr("A digit is expected."));
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            if (!skipDigits())
                return fail(tr("A digit is expected."));
        }
        take(from);
    }

    void word()
    {
        for (const QByteArrayView known :
            { QByteArrayView("true"), QByteArrayView("false"), QByteArrayView("null") }) {
            if (m_source.sliced(m_at).startsWith(known)) {
                const qsizetype from = m_at;
                m_at += known.size();
                return take(from);
            }
        }
        fail(tr("A value is expected."));
    }

    QByteArrayView m_source;
    QByteArray m_text;
    QByteArray m_open;
    std::optional<JsonProblem> m_problem;
    qsizetype m_at = 0;
    Expected m_expected = Expected::Value;
};

}

JsonLayout layOutJson(QByteArrayView source)
{
    return JsonPrinter(source).run();
}

QString placeInText(QByteArrayView source, qint64 offset)
{
    const QByteArrayView before = source.first(std::min<qsizetype>(offset, source.size()));
    const qsizetype lineStart = before.lastIndexOf('\n') + 1;
    const auto line = std::ranges::count(before, '\n') + 1;
    const qsizetype column = QString::fromUtf8(before.sliced(lineStart)).size() + 1;
    return QCoreApplication::translate("JsonLayout", "line %1, column %2").arg(line).arg(column);
}

}
