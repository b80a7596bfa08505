#pragma once

#include "core/base/result.h"
#include "core/json/jsonnode.h"

#include <memory>

namespace dumbo {

/// A JSON text (RFC 8259) and an index of its values, built in one pass: the text itself is never changed, copied or re-serialised.
/// Everything is validated: structure, literals, numbers, escapes, UTF-8. What the RFC leaves open is accepted and kept: numbers of any
/// size, keys that occur twice, lone surrogates, nesting as deep as memory allows (nothing recurses).
///
/// A value that is cheap to copy: copies share text and index. Immutable, so any thread may use it. Nodes live as long as any copy.
class DUMBO_CORE_EXPORT JsonDocument {
public:
    /// Larger texts are refused.
    static constexpr qint64 mostBytes = 0x7fff'fff0;

    /// Has no root.
    JsonDocument();
    ~JsonDocument();
    JsonDocument(const JsonDocument &other);
    JsonDocument(JsonDocument &&other) noexcept;
    JsonDocument &operator=(const JsonDocument &other);
    JsonDocument &operator=(JsonDocument &&other) noexcept;

    /// Takes the text as it is, sharing it. An error is ErrorKind::Data with the position of the first wrong byte.
    /// Some 100 MB in a tenth of a second; the index takes about a third of the text's size.
    [[nodiscard]] static Result<JsonDocument> parse(const QByteArray &text);

    [[nodiscard]] bool isNull() const { return !m_data; }
    [[nodiscard]] JsonNode root() const;
    [[nodiscard]] QByteArray text() const;
    /// The node with this JsonNode::number().
    [[nodiscard]] JsonNode node(quint32 number) const;
    /// The innermost value that stands at this byte, or whose key does; the value around it where there is space; missing outside
    /// the root.
    [[nodiscard]] JsonNode nodeAt(qint64 byte) const;
    /// By RFC 6901; missing where it leads nowhere.
    [[nodiscard]] JsonNode find(QByteArrayView pointer) const;
    /// What the index takes besides the text.
    [[nodiscard]] qint64 indexBytes() const;

private:
    struct Data;
    explicit JsonDocument(std::shared_ptr<const Data> data);
    std::shared_ptr<const Data> m_data;
};

/// Reads many documents one after the other, without taking memory for each: for millions of small ones.
///
/// One thread at a time.
class DUMBO_CORE_EXPORT JsonReader {
public:
    JsonReader();
    ~JsonReader();
    JsonReader(JsonReader &&other) noexcept;
    JsonReader &operator=(JsonReader &&other) noexcept;

    /// The root of this text. It is not copied: text, and all its nodes, hold until the next read() and as long as the bytes do.
    /// Errors as JsonDocument::parse() has them.
    [[nodiscard]] Result<JsonNode> read(QByteArrayView text);

private:
    std::unique_ptr<JsonIndex> m_index;
};

} // namespace dumbo
