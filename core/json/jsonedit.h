#pragma once

#include "core/json/jsondocument.h"

#include <vector>

namespace dumbo {

/// Bytes of a text to be replaced by others.
struct JsonSpan {
    qint64 begin = 0;
    qint64 end = 0; ///< equal to begin: an insertion
    QByteArray text;
    friend bool operator==(const JsonSpan &, const JsonSpan &) = default;
};

/// Changes of a document, each the replacement of a span: what is not changed stays byte for byte. What is added follows the layout of
/// its surroundings: indentation, line breaks, spaces behind commas and colons.
///
/// Several changes are collected against the one document that they began with, and applied together. New values are JSON texts; each
/// is validated, and goes in as it is written, its own further lines indented to fit. A change within something that another change
/// removes or replaces is lost with it; two replacements of one value: the later one counts.
class DUMBO_CORE_EXPORT JsonEdit {
public:
    /// Where a new child goes.
    static constexpr qint64 atEnd = -1;

    explicit JsonEdit(const JsonDocument &document);
    ~JsonEdit();
    JsonEdit(const JsonEdit &other);
    JsonEdit(JsonEdit &&other) noexcept;
    JsonEdit &operator=(const JsonEdit &other);
    JsonEdit &operator=(JsonEdit &&other) noexcept;

    /// Nodes are of this document. A value that is no JSON is ErrorKind::Data with its own position; a node that is missing, of the wrong
    /// kind or of another document is InvalidOperation. What fails changes nothing.
    [[nodiscard]] Result<void> replace(const JsonNode &value, const QByteArray &json);
    /// Before the child that stands at this position now; several at one place keep the order they were asked for in. The key is UTF-8
    /// or WTF-8, and is not looked for among the object's.
    [[nodiscard]] Result<void> insertMember(
        const JsonNode &object, const QByteArray &key, const QByteArray &json, qint64 position = atEnd);
    [[nodiscard]] Result<void> insertElement(const JsonNode &array, const QByteArray &json, qint64 position = atEnd);
    /// With its key and one comma. Not the root.
    [[nodiscard]] Result<void> remove(const JsonNode &child);
    [[nodiscard]] Result<void> renameKey(const JsonNode &member, const QByteArray &key);

    [[nodiscard]] bool isEmpty() const;
    /// What is replaced, in order, not overlapping.
    [[nodiscard]] std::vector<JsonSpan> spans() const;
    /// The text with all changes; it is JSON again.
    [[nodiscard]] QByteArray text() const;

private:
    enum class Kind { Replace, Insert, Remove, Rename };
    struct Change {
        Kind kind;
        JsonNode node; ///< the container of what is inserted
        qint64 position = 0;
        QByteArray key; ///< with quotes
        QByteArray json;
    };
    [[nodiscard]] Result<void> check(const JsonNode &node) const;
    Result<void> insert(const JsonNode &container, const QByteArray &key, const QByteArray &json, qint64 position);

    JsonDocument m_document;
    std::vector<Change> m_changes;
};

} // namespace dumbo
