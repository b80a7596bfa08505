#include "core/documents/query/relaxedvalue.h"

#include "core/json/jsonstring.h"
#include "core/json/utf8.h"

#include <QSet>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return documentWords(text);
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || (c & 0x80);
}

bool isNamePart(char c)
{
    return isNameStart(c) || isDigit(c);
}

qint64 firstWrongByte(QByteArrayView text)
{
    if (text.isValidUtf8())
        return -1;
    qint64 at = 0;
    while (const auto length = utf8SequenceLength(text.sliced(at)))
        at += length;
    return at;
}

/// One pass over the text; nesting is bounded, so it recurses.
class RelaxedParser {
public:
    RelaxedParser(QByteArrayView text, DuplicateKeys duplicates)
        : m_text(text)
        , m_duplicates(duplicates)
    {
    }

    Result<RelaxedValue> parse(bool emptyIsObject)
    {
        if (const auto wrong = firstWrongByte(m_text); wrong >= 0)
            return failAt(wrong, tr("The text is no UTF-8 here."));
        if (auto skipped = skip(); !skipped)
            return fail(skipped.error());
        if (atEnd() && emptyIsObject) {
            RelaxedValue object;
            object.kind = RelaxedValue::Kind::Object;
            return object;
        }
        auto result = value(0);
        if (!result)
            return result;
        if (auto skipped = skip(); !skipped)
            return fail(skipped.error());
        if (!atEnd())
            return failAt(m_at, tr("Something follows behind the end of the value."));
        return result;
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] char here() const { return atEnd() ? '\0' : m_text[m_at]; }
    [[nodiscard]] char ahead(qint64 by) const { return m_at + by < m_text.size() ? m_text[m_at + by] : '\0'; }

    /// Past space and comments.
    Result<void> skip()
    {
        while (!atEnd()) {
            if (isSpace(here())) {
                ++m_at;
            } else if (here() == '/' && ahead(1) == '/') {
                const auto end = m_text.indexOf('\n', m_at);
                m_at = end < 0 ? m_text.size() : end + 1;
            } else if (here() == '/' && ahead(1) == '*') {
                const auto end = m_text.indexOf("*/", m_at + 2);
                if (end < 0)
                    return failAt(m_at, tr("The comment has no end."));
                m_at = end + 2;
            } else {
                break;
            }
        }
        return {};
    }

    Result<RelaxedValue> value(int depth)
    {
        if (depth > deepestRelaxedValue)
            return failAt(m_at, tr("Nested more than %1 levels deep.").arg(deepestRelaxedValue));
        const auto c = here();
        if (atEnd())
            return failAt(m_at, tr("A value is missing at the end."));
        if (c == '{')
            return object(depth);
        if (c == '[')
            return array(depth);
        if (c == '"' || c == '\'')
            return string();
        if (c == '/')
            return regex();
        if (isDigit(c) || c == '-' || c == '+' || c == '.')
            return number();
        if (isNameStart(c))
            return word(depth);
        return failAt(m_at, tr("A value is expected here."));
    }

    Result<RelaxedValue> object(int depth)
    {
        RelaxedValue result;
        result.kind = RelaxedValue::Kind::Object;
        result.position = m_at;
        QSet<QByteArray> keys;
        ++m_at;
        while (true) {
            if (auto skipped = skip(); !skipped)
                return fail(skipped.error());
            if (here() == '}')
                break;
            auto member = this->member(depth);
            if (!member)
                return member;
            if (m_duplicates == DuplicateKeys::Refused && keys.contains(member->key))
                return failAt(member->keyPosition,
                    tr("The key \"%1\" stands here a second time.").arg(fromWtf8(member->key)));
            keys.insert(member->key);
            result.children.push_back(std::move(*member));
            if (auto more = comma('}', result.position, tr("The object has no end.")); !more)
                return fail(more.error());
            else if (!*more)
                break;
        }
        ++m_at;
        return withoutExtension(std::move(result));
    }

    Result<RelaxedValue> member(int depth)
    {
        const auto keyPosition = m_at;
        auto key = this->key();
        if (!key)
            return fail(key.error());
        if (auto skipped = skip(); !skipped)
            return fail(skipped.error());
        if (here() != ':')
            return failAt(m_at, tr("A colon is expected here."));
        ++m_at;
        if (auto skipped = skip(); !skipped)
            return fail(skipped.error());
        auto result = value(depth + 1);
        if (!result)
            return result;
        result->key = *key;
        result->keyPosition = keyPosition;
        return result;
    }

    Result<QByteArray> key()
    {
        if (here() == '"' || here() == '\'') {
            auto quoted = string();
            if (!quoted)
                return fail(quoted.error());
            return quoted->text;
        }
        if (!isNamePart(here()))
            return failAt(m_at, tr("A key is expected here."));
        const auto start = m_at;
        while (isNamePart(here()))
            ++m_at;
        if (here() == '.')
            return failAt(start, tr("A key with a dot is to be quoted."));
        return m_text.sliced(start, m_at - start).toByteArray();
    }

    Result<RelaxedValue> array(int depth)
    {
        RelaxedValue result;
        result.kind = RelaxedValue::Kind::Array;
        result.position = m_at;
        ++m_at;
        while (true) {
            if (auto skipped = skip(); !skipped)
                return fail(skipped.error());
            if (here() == ']')
                break;
            auto element = value(depth + 1);
            if (!element)
                return element;
            result.children.push_back(std::move(*element));
            if (auto more = comma(']', result.position, tr("The array has no end.")); !more)
                return fail(more.error());
            else if (!*more)
                break;
        }
        ++m_at;
        return result;
    }

    /// Past a comma; false in front of the end.
    Result<bool> comma(char end, qint64 start, const QString &noEnd)
    {
        if (auto skipped = skip(); !skipped)
            return fail(skipped.error());
        if (here() == end)
            return false;
        if (atEnd())
            return failAt(start, noEnd);
        if (here() != ',')
            return failAt(m_at, tr("A comma or \"%1\" is expected here.").arg(QLatin1Char(end)));
        ++m_at;
        return true;
    }

    Result<RelaxedValue> string()
    {
        RelaxedValue result;
        result.kind = RelaxedValue::Kind::String;
        result.position = m_at;
        const auto quote = here();
        ++m_at;
        QString units; // of escapes that follow each other, so that surrogates find their other half
        const auto flush = [&] {
            if (!units.isEmpty())
                result.text += toWtf8(units);
            units.clear();
        };
        while (!atEnd() && here() != quote) {
            if (here() != '\\') {
                flush();
                const auto start = m_at;
                while (!atEnd() && here() != quote && here() != '\\' && (uchar(here()) >= 0x20 || here() == '\t'))
                    ++m_at;
                if (m_at == start)
                    return failAt(m_at, tr("A text has no line breaks and control characters inside; write \\n."));
                result.text += m_text.sliced(start, m_at - start);
                continue;
            }
            if (auto escaped = escape(units); !escaped)
                return fail(escaped.error());
        }
        if (atEnd())
            return failAt(result.position, tr("The text has no end."));
        flush();
        ++m_at;
        return result;
    }

    Result<void> escape(QString &units)
    {
        static constexpr QByteArrayView letters("bfnrtv0\"'\\/`");
        static constexpr QByteArrayView meanings("\b\f\n\r\t\v\0\"'\\/`", 12);
        const auto start = m_at;
        const auto letter = ahead(1);
        m_at += 2;
        if (letter == 'u' && here() == '{') {
            const auto end = m_text.indexOf('}', m_at);
            bool ok = false;
            const auto code = end < 0 ? 0 : m_text.sliced(m_at + 1, end - m_at - 1).toByteArray().toUInt(&ok, 16);
            if (!ok || code > 0x10ffff)
                return failAt(start, tr("The escape names no character."));
            units += QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1);
            m_at = end + 1;
            return {};
        }
        if (letter == 'u' || letter == 'x') {
            const qint64 size = letter == 'u' ? 4 : 2;
            uint code = 0;
            for (qint64 i = 0; i < size; ++i, ++m_at) {
                const auto digit = QByteArrayView("0123456789abcdef").indexOf(char(here() | 0x20));
                if (digit < 0 || (digit < 10 && !isDigit(here())))
                    return failAt(start, tr("The escape names no character."));
                code = code * 16 + uint(digit);
            }
            units += QChar(ushort(code));
            return {};
        }
        const auto index = letter || m_at <= m_text.size() ? letters.indexOf(letter) : -1;
        if (index < 0)
            return failAt(start, tr("There is no such escape."));
        units += QLatin1Char(meanings[index]);
        return {};
    }

    Result<RelaxedValue> regex()
    {
        RelaxedValue result;
        result.kind = RelaxedValue::Kind::Regex;
        result.position = m_at;
        ++m_at;
        bool inClass = false;
        while (!atEnd() && (here() != '/' || inClass) && here() != '\n') {
            if (here() == '\\' && ahead(1) == '/') {
                ++m_at;
            } else if (here() == '\\' && m_at + 1 < m_text.size()) {
                result.text += here();
                ++m_at;
            } else if (here() == '[') {
                inClass = true;
            } else if (here() == ']') {
                inClass = false;
            }
            result.text += here();
            ++m_at;
        }
        if (here() != '/')
            return failAt(result.position, tr("The regular expression has no end."));
        ++m_at;
        while (isNamePart(here())) {
            if (!QByteArrayView("imsxu").contains(here()))
                return failAt(m_at, tr("A regular expression has the flags i, m, s, x and u only."));
            if (here() != 'u' && !result.options.contains(here()))
                result.options += here();
            ++m_at;
        }
        return result;
    }

    Result<RelaxedValue> number()
    {
        RelaxedValue result;
        result.kind = RelaxedValue::Kind::Number;
        result.position = m_at;
        if (here() == '-')
            result.text = "-";
        if (here() == '-' || here() == '+')
            ++m_at;
        if (isNameStart(here()))
            return failAt(result.position, tr("JSON has no such number."));
        const auto whole = digits();
        const bool hasPoint = here() == '.';
        if (hasPoint)
            ++m_at;
        const auto fraction = hasPoint ? digits() : QByteArray();
        if ((whole.isEmpty() && fraction.isEmpty()) || (whole.size() > 1 && whole.startsWith('0')))
            return failAt(result.position, tr("JSON has no such number."));
        result.text += whole.isEmpty() ? QByteArray("0") : whole;
        if (!fraction.isEmpty())
            result.text += '.' + fraction;
        if (here() == 'e' || here() == 'E') {
            result.text += here();
            ++m_at;
            if (here() == '-' || here() == '+') {
                result.text += here();
                ++m_at;
            }
            const auto exponent = digits();
            if (exponent.isEmpty())
                return failAt(result.position, tr("JSON has no such number."));
            result.text += exponent;
        }
        if (isNamePart(here()) || here() == '.')
            return failAt(result.position, tr("JSON has no such number."));
        return result;
    }

    QByteArray digits()
    {
        const auto start = m_at;
        while (isDigit(here()))
            ++m_at;
        return m_text.sliced(start, m_at - start).toByteArray();
    }

    QByteArrayView name()
    {
        const auto start = m_at;
        while (isNamePart(here()))
            ++m_at;
        return m_text.sliced(start, m_at - start);
    }

    Result<RelaxedValue> word(int depth)
    {
        RelaxedValue result;
        result.position = m_at;
        auto word = name();
        if (word == "null")
            return result;
        if (word == "true" || word == "false") {
            result.kind = RelaxedValue::Kind::Boolean;
            result.text = word.toByteArray();
            return result;
        }
        if (word == "NaN" || word == "Infinity" || word == "undefined")
            return failAt(result.position, tr("JSON has no \"%1\".").arg(QString::fromUtf8(word)));
        if (word == "new") {
            if (auto skipped = skip(); !skipped)
                return fail(skipped.error());
            word = name();
        }
        if (auto skipped = skip(); !skipped)
            return fail(skipped.error());
        if (here() != '(')
            return failAt(result.position, tr("\"%1\" is no value; a text is to be quoted.").arg(QString::fromUtf8(word)));
        return call(word, result.position, depth);
    }

    Result<RelaxedValue> call(QByteArrayView name, qint64 position, int depth)
    {
        std::vector<RelaxedValue> arguments;
        ++m_at;
        while (true) {
            if (auto skipped = skip(); !skipped)
                return fail(skipped.error());
            if (here() == ')')
                break;
            auto argument = value(depth + 1);
            if (!argument)
                return argument;
            arguments.push_back(std::move(*argument));
            if (auto more = comma(')', position, tr("The parenthesis has no end.")); !more)
                return fail(more.error());
            else if (!*more)
                break;
        }
        ++m_at;
        return constructed(name, std::move(arguments), position);
    }

    QByteArrayView m_text;
    DuplicateKeys m_duplicates;
    qint64 m_at = 0;
};

} // namespace

Result<RelaxedValue> parseRelaxed(QByteArrayView text, DuplicateKeys duplicates)
{
    return RelaxedParser(text, duplicates).parse(false);
}

Result<RelaxedValue> parseRelaxedObject(QByteArrayView text)
{
    auto result = RelaxedParser(text, DuplicateKeys::Refused).parse(true);
    if (result && !result->isObject())
        return failAt(result->position, tr("An object is expected here: { … }."));
    return result;
}

} // namespace dumbo
