#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>
#include <QString>

#include <cstddef>
#include <iterator>

namespace dumbo {

class JsonIndex;

enum class JsonKind { Missing, Null, Boolean, Number, String, Array, Object };

/// One value of a JSON text: where it stands there. Nothing is decoded, rounded or ordered: number, string and key are the bytes
/// that were read.
///
/// A handle of 16 bytes, to be copied freely. It is valid as long as a copy of its JsonDocument exists, or until its JsonReader
/// reads again. The text beneath never changes, so any number of threads may use nodes of one document. A default-made node is
/// JsonKind::Missing; every query answers empty there, so that a chain of find() needs one check at its end.
///
/// Positions are bytes of the text, from 0. Keys that occur twice are two children.
class DUMBO_CORE_EXPORT JsonNode {
public:
    class Iterator;
    class Children;

    JsonNode() = default;

    [[nodiscard]] bool isValid() const { return m_index != nullptr; }
    [[nodiscard]] JsonKind kind() const;
    [[nodiscard]] bool isNull() const { return kind() == JsonKind::Null; }
    [[nodiscard]] bool isNumber() const { return kind() == JsonKind::Number; }
    [[nodiscard]] bool isString() const { return kind() == JsonKind::String; }
    [[nodiscard]] bool isArray() const { return kind() == JsonKind::Array; }
    [[nodiscard]] bool isObject() const { return kind() == JsonKind::Object; }
    [[nodiscard]] bool isContainer() const;

    /// The value's first byte, and the byte behind its last. The end of a string or number is looked for: linear in its length.
    [[nodiscard]] qint64 begin() const;
    [[nodiscard]] qint64 end() const;
    /// The value's own bytes: a string with its quotes, a number with all its digits. Into the document's text, not a copy.
    [[nodiscard]] QByteArrayView text() const;

    /// Whether it is a member of an object.
    [[nodiscard]] bool hasKey() const;
    /// The key, decoded, in UTF-8; lone surrogates as WTF-8 (three bytes each).
    [[nodiscard]] QByteArray key() const;
    /// The key's bytes with quotes and escapes.
    [[nodiscard]] QByteArrayView rawKey() const;
    [[nodiscard]] qint64 keyBegin() const; ///< the key's opening quote; -1 without a key
    /// Whether the decoded key is this. Cheaper than key().
    [[nodiscard]] bool keyIs(QByteArrayView utf8) const;

    /// Of an array or object; else 0. Constant for more than 64 children, else counted.
    [[nodiscard]] qint64 childCount() const;
    /// By position, from 0; missing where there is none. At most 64 steps, however many children there are. To go through all of them
    /// use children().
    [[nodiscard]] JsonNode child(qint64 position) const;
    [[nodiscard]] JsonNode firstChild() const;
    /// The next one in the same array or object; missing after the last.
    [[nodiscard]] JsonNode next() const;
    /// `for (const auto node : object.children())`; nothing for anything but arrays and objects.
    [[nodiscard]] Children children() const;
    /// Of an object the member with this key, in UTF-8: the last of several, or the first where asked for. Linear.
    [[nodiscard]] JsonNode find(QByteArrayView key, bool first = false) const;
    /// Step by step: keys in objects, digits in arrays. Missing where a step leads nowhere.
    [[nodiscard]] JsonNode at(const QByteArrayList &path, bool firstKeys = false) const;
    [[nodiscard]] JsonNode parent() const; ///< missing for the root
    /// Among its parent's children, from 0. At most some 64 steps and a search.
    [[nodiscard]] qint64 position() const;
    [[nodiscard]] int depth() const; ///< of the root 0; linear in the depth
    /// Keys and positions from the root; the root's is empty.
    [[nodiscard]] QByteArrayList path() const;
    /// RFC 6901: "/address/0/city"; the root's is empty.
    [[nodiscard]] QByteArray pointer() const;

    /// A string decoded, in UTF-8 (lone surrogates as WTF-8); empty for anything else.
    [[nodiscard]] QByteArray string() const;
    /// The same for people; lone surrogates stay lone surrogates.
    [[nodiscard]] QString toQString() const;
    [[nodiscard]] bool isTrue() const;

    /// Which value of the document this is: rises in the order of the text, with gaps, and names it in JsonDocument::node(). Of the
    /// root 0.
    [[nodiscard]] quint32 number() const { return m_word; }

    /// Whether both are values of one document.
    [[nodiscard]] bool isOfSame(const JsonNode &other) const { return m_index && m_index == other.m_index; }

    /// The same value of the same document, not an equal one.
    friend bool operator==(const JsonNode &, const JsonNode &) = default;

private:
    friend class JsonIndex;
    JsonNode(const JsonIndex *index, quint32 word, quint32 parent)
        : m_index(index)
        , m_word(word)
        , m_parent(parent)
    {
    }

    const JsonIndex *m_index = nullptr;
    quint32 m_word = 0;
    quint32 m_parent = 0; ///< the container's word; the root's own for the root
};

/// Goes through the children of an array or object.
class DUMBO_CORE_EXPORT JsonNode::Iterator {
public:
    using value_type = JsonNode;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;

    Iterator() = default;
    explicit Iterator(const JsonNode &node)
        : m_node(node)
    {
    }
    JsonNode operator*() const { return m_node; }
    const JsonNode *operator->() const { return &m_node; }
    Iterator &operator++()
    {
        m_node = m_node.next();
        return *this;
    }
    Iterator operator++(int)
    {
        auto before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const Iterator &, const Iterator &) = default;

private:
    JsonNode m_node;
};

class JsonNode::Children {
public:
    explicit Children(const JsonNode &container)
        : m_container(container)
    {
    }
    [[nodiscard]] Iterator begin() const { return Iterator(m_container.firstChild()); }
    [[nodiscard]] Iterator end() const { return Iterator(); }

private:
    JsonNode m_container;
};

inline JsonNode::Children JsonNode::children() const
{
    return Children(*this);
}

} // namespace dumbo
