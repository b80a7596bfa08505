#pragma once

#include <QByteArray>

#include <optional>

namespace dumbo::postgresql {

/// A constant of a filter: JSON text that is known to be valid, and what jsonb makes of it.
class JsonConstant {
public:
    enum class Kind { Null, Boolean, Number, String, Array, Object };

    explicit JsonConstant(QByteArrayView text);

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isScalar() const { return m_kind != Kind::Array && m_kind != Kind::Object; }
    /// Without white space around it.
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    /// The server reads it as jsonb and jsonpath without a doubt. False: a NUL or half a surrogate pair is in it, or a number of
    /// thousands of digits.
    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    /// Of a text that is not held: no jsonb equals it, since none has such characters.
    [[nodiscard]] bool hasImpossibleText() const { return m_hasImpossibleText; }
    /// Of a string that is held, in UTF-8.
    [[nodiscard]] QByteArray string() const;

private:
    void scan();
    [[nodiscard]] qsizetype scanString(qsizetype at);
    [[nodiscard]] qsizetype scanNumber(qsizetype at);
    Kind m_kind = Kind::Null;
    QByteArray m_text;
    bool m_isHeld = true;
    bool m_hasImpossibleText = false;
};

/// A text as JSON writes it, in quotes; nothing where jsonb can't hold it (NUL, no UTF-8). jsonpath reads it as well.
[[nodiscard]] std::optional<QByteArray> jsonString(QByteArrayView utf8);

} // namespace dumbo::postgresql
