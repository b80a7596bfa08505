#pragma once

#include "core/json/jsondocument.h"

namespace dumbo {

/// How an array or object is laid out, as far as what is added to it must know. Where it is empty, its surroundings say.
class JsonLayout {
public:
    explicit JsonLayout(const JsonNode &container);

    /// What stands between a key and its value: ":", ": ", …
    [[nodiscard]] QByteArray colon() const { return m_colon; }
    /// The space behind a comma in front of something new.
    [[nodiscard]] QByteArray gap() const { return m_gap; }
    /// The space behind a comma in front of this child, when something else comes first.
    [[nodiscard]] QByteArray gapBetween(const JsonNode &child) const;
    /// The space within the brackets of what was empty.
    [[nodiscard]] QByteArray opening() const { return m_opening; }
    [[nodiscard]] QByteArray closing() const { return m_closing; }
    /// What further lines of a new child begin with.
    [[nodiscard]] QByteArray indentation() const;

    /// The spaces that the line begins with in which this byte is.
    [[nodiscard]] static QByteArray lineIndentation(const JsonDocument &document, qint64 byte);
    /// A JSON text whose lines but the first begin with this too.
    [[nodiscard]] static QByteArray indented(const QByteArray &json, const QByteArray &indentation);

private:
    void followSurroundings(const JsonNode &container);

    JsonNode m_container;
    QByteArray m_colon = ":";
    QByteArray m_gap;
    QByteArray m_opening;
    QByteArray m_closing;
};

} // namespace dumbo
