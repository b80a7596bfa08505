#pragma once

#include "core/documents/analysis/distinctcounter.h"
#include "core/documents/analysis/histogram.h"
#include "core/json/jsonnode.h"

#include <QHash>

#include <memory>
#include <vector>

namespace dumbo {

/// What is gathered about one place in documents.
class Place {
public:
    explicit Place(QByteArray key, bool isElement);

    void add(const JsonNode &value, ValueType type);
    /// Without places below.
    [[nodiscard]] FieldProfile profile() const;
    /// The place of a member's values; null where there is none yet.
    [[nodiscard]] Place *member(const QByteArray &key) const;
    Place *addMember(const QByteArray &key);
    [[nodiscard]] Place *elements() const { return m_elements; }
    Place *addElements();
    [[nodiscard]] const std::vector<std::unique_ptr<Place>> &children() const { return m_children; }

    [[nodiscard]] qint64 typeCount(ValueType type) const { return m_profile.typeCount(type); }
    void cut() { m_profile.isCut = true; }
    /// Whether it is the first value here in this object, the objects of all documents counted through; others are noted.
    bool isFirstIn(qint64 object);

private:
    void addNumber(const JsonNode &value);
    void addString(const JsonNode &value);

    struct Lengths {
        LengthProfile profile;
        double sum = 0;
        Histogram histogram;
        void add(qint64 length);
        [[nodiscard]] LengthProfile finished() const;
    };

    FieldProfile m_profile;
    DistinctCounter m_distinct;
    Histogram m_numbers;
    Histogram m_dates;
    Lengths m_textLengths;
    Lengths m_arrayLengths;
    qint64 m_lastObject = -1;
    std::vector<std::unique_ptr<Place>> m_children;
    QHash<QByteArray, Place *> m_members;
    Place *m_elements = nullptr;
};

[[nodiscard]] ValueType valueTypeOf(const JsonNode &value);

/// Milliseconds since 1970 in UTC of a text that begins with a date as ISO 8601 writes it, perhaps with a time; nothing for any other.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<qint64> dateIn(QByteArrayView text);

} // namespace dumbo
