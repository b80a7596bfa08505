#include "drivers/common/explain/json.h"

#include <QCoreApplication>
#include <QStringList>

#include <optional>
#include <string_view>

namespace dumbo::explain {

namespace {

class Parser
{
public:
    explicit Parser(std::string_view json)
        : m_json(json)
    {
    }

    Result<JsonValue> whole()
    {
        auto parsed = value(0);
        skipBlank();
        if (!parsed || m_at != m_json.size())
            return fail(Error(ErrorKind::Data, QCoreApplication::translate("Explain", "The plan is not valid JSON.")).withPosition(qint64(m_at)));
        return std::move(*parsed);
    }

private:
    static constexpr int deepest = 1000;
    using Parsed = std::optional<JsonValue>;

    [[nodiscard]] char at() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }
    void skipBlank()
    {
        while (m_at < m_json.size() && std::string_view(" \t\r\n").contains(m_json[m_at]))
            ++m_at;
    }
    bool take(char wanted)
    {
        skipBlank();
        if (at() != wanted)
            return false;
        ++m_at;
        return true;
    }
    bool takeWord(std::string_view word)
    {
        if (m_json.substr(m_at, word.size()) != word)
            return false;
        m_at += word.size();
        return true;
    }

    Parsed value(int depth)
    {
        skipBlank();
        if (depth > deepest)
            return {};
        switch (at()) {
        case '{': return object(depth);
        case '[': return array(depth);
        case '"': return text();
        case 't': return takeWord("true") ? Parsed(JsonValue { JsonValue::Kind::Bool, "true", {}, {} }) : Parsed();
        case 'f': return takeWord("false") ? Parsed(JsonValue { JsonValue::Kind::Bool, "false", {}, {} }) : Parsed();
        case 'n': return takeWord("null") ? Parsed(JsonValue {}) : Parsed();
        default: return number();
        }
    }

    Parsed object(int depth)
    {
        JsonValue made;
        made.kind = JsonValue::Kind::Object;
        ++m_at;
        if (take('}'))
            return made;
        do {
            skipBlank();
            const auto name = text();
            if (!name || !take(':'))
                return {};
            auto held = value(depth + 1);
            if (!held)
                return {};
            made.members.emplace_back(QString::fromUtf8(name->text), std::move(*held));
        } while (take(','));
        return take('}') ? Parsed(std::move(made)) : Parsed();
    }

    Parsed array(int depth)
    {
        JsonValue made;
        made.kind = JsonValue::Kind::Array;
        ++m_at;
        if (take(']'))
            return made;
        do {
            auto held = value(depth + 1);
            if (!held)
                return {};
            made.elements.push_back(std::move(*held));
        } while (take(','));
        return take(']') ? Parsed(std::move(made)) : Parsed();
    }

    Parsed number()
    {
        const auto begin = m_at;
        const auto digits = [this] {
            const auto from = m_at;
            while (at() >= '0' && at() <= '9')
                ++m_at;
            return m_at > from;
        };
        if (at() == '-')
            ++m_at;
        const auto hasLeadingZero = at() == '0' && m_at + 1 < m_json.size() && m_json[m_at + 1] >= '0' && m_json[m_at + 1] <= '9';
        if (hasLeadingZero || !digits())
            return {};
        if (at() == '.') {
            ++m_at;
            if (!digits())
                return {};
        }
        if (at() == 'e' || at() == 'E') {
            ++m_at;
            if (at() == '+' || at() == '-')
                ++m_at;
            if (!digits())
                return {};
        }
        return JsonValue { JsonValue::Kind::Number, QByteArray(m_json.data() + begin, qsizetype(m_at - begin)), {}, {} };
    }

    Parsed text()
    {
        if (at() != '"')
            return {};
        JsonValue made;
        made.kind = JsonValue::Kind::Text;
        for (++m_at; m_at < m_json.size(); ) {
            const auto c = m_json[m_at];
            if (c == '"') {
                ++m_at;
                return made;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return {};
            ++m_at;
            if (c != '\\')
                made.text.append(c);
            else if (!escape(made.text))
                return {};
        }
        return {};
    }

    bool escape(QByteArray &text)
    {
        const auto c = at();
        ++m_at;
        constexpr std::string_view codes = "\"\\/bfnrt";
        constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
        if (const auto known = codes.find(c); c != '\0' && known != std::string_view::npos) {
            text.append(meanings[known]);
            return true;
        }
        if (c != 'u')
            return false;
        const auto first = unit();
        if (!first)
            return false;
        QString units = QChar(char16_t(*first));
        if (QChar::isHighSurrogate(*first)) {
            if (!takeWord("\\u"))
                return false;
            const auto second = unit();
            if (!second || !QChar::isLowSurrogate(*second))
                return false;
            units.append(QChar(char16_t(*second)));
        }
        text.append(units.toUtf8());
        return true;
    }

    std::optional<char32_t> unit()
    {
        bool isNumber = false;
        const auto hex = m_json.substr(m_at, 4);
        const auto read = QByteArray(hex.data(), qsizetype(hex.size())).toUShort(&isNumber, 16);
        if (!isNumber || hex.size() != 4)
            return {};
        m_at += 4;
        return char32_t(read);
    }

    std::string_view m_json;
    std::size_t m_at = 0;
};

} // namespace

const JsonValue *JsonValue::member(QStringView name) const
{
    for (const auto &[key, held] : members) {
        if (key == name)
            return &held;
    }
    return nullptr;
}

QString JsonValue::toDisplayText() const
{
    QStringList parts;
    switch (kind) {
    case Kind::Null: return {};
    case Kind::Bool:
    case Kind::Number:
    case Kind::Text: return QString::fromUtf8(text);
    case Kind::Array:
        for (const auto &element : elements)
            parts.append(element.toDisplayText());
        break;
    case Kind::Object:
        for (const auto &[name, held] : members)
            parts.append(name + QStringLiteral(": ") + held.toDisplayText());
        break;
    }
    return parts.join(QStringLiteral(", "));
}

Result<JsonValue> parseJson(const QByteArray &json)
{
    return Parser({ json.constData(), std::size_t(json.size()) }).whole();
}

} // namespace dumbo::explain
