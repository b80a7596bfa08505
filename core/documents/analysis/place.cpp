#include "core/documents/analysis/place.h"

#include "core/documents/query/decimal.h"

#include <QDate>
#include <QTime>
#include <QTimeZone>

#include <algorithm>

namespace dumbo {

namespace {

bool isWhole(QByteArrayView number)
{
    return std::ranges::none_of(number, [](char c) { return c == '.' || c == 'e' || c == 'E'; });
}

/// So many digits from a place; nothing where there are others than digits.
std::optional<int> digits(QByteArrayView text, qsizetype from, int count)
{
    if (text.size() < from + count)
        return {};
    int value = 0;
    for (auto i = from; i < from + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return {};
        value = 10 * value + (text[i] - '0');
    }
    return value;
}

qint64 characters(QByteArrayView utf8)
{
    return std::ranges::count_if(utf8, [](char c) { return (quint8(c) & 0xC0) != 0x80; });
}

/// Cut between characters.
QByteArray shortened(const QByteArray &utf8)
{
    auto size = std::min(utf8.size(), FieldProfile::longestExample);
    while (size < utf8.size() && size > 0 && (quint8(utf8[size]) & 0xC0) == 0x80)
        --size;
    return utf8.first(size);
}

} // namespace

ValueType valueTypeOf(const JsonNode &value)
{
    switch (value.kind()) {
    case JsonKind::Boolean:
        return ValueType::Boolean;
    case JsonKind::Number:
        return isWhole(value.text()) ? ValueType::Integer : ValueType::Number;
    case JsonKind::String:
        return ValueType::String;
    case JsonKind::Array:
        return ValueType::Array;
    case JsonKind::Object:
        return ValueType::Object;
    case JsonKind::Missing:
    case JsonKind::Null:
        break;
    }
    return ValueType::Null;
}

std::optional<qint64> dateIn(QByteArrayView text)
{
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (!year || !month || !day || text[4] != '-' || text[7] != '-' || !QDate::isValid(*year, *month, *day))
        return {};
    auto time = QTime(0, 0);
    if (text.size() > 10) {
        const auto hour = digits(text, 11, 2);
        const auto minute = digits(text, 14, 2);
        if ((text[10] != 'T' && text[10] != ' ') || !hour || !minute || text[13] != ':' || !QTime::isValid(*hour, *minute, 0))
            return {};
        time = QTime(*hour, *minute, std::min(digits(text, 17, 2).value_or(0), 59));
    }
    return QDateTime(QDate(*year, *month, *day), time, QTimeZone::UTC).toMSecsSinceEpoch();
}

void Place::Lengths::add(qint64 length)
{
    profile.shortest = profile.count == 0 ? length : std::min(profile.shortest, length);
    profile.longest = std::max(profile.longest, length);
    ++profile.count;
    sum += double(length);
    histogram.add(double(length));
}

LengthProfile Place::Lengths::finished() const
{
    auto finished = profile;
    finished.average = profile.count > 0 ? sum / double(profile.count) : 0;
    finished.bars = histogram.bars();
    return finished;
}

Place::Place(QByteArray key, bool isElement)
{
    m_profile.key = std::move(key);
    m_profile.isElement = isElement;
}

void Place::add(const JsonNode &value, ValueType type)
{
    ++m_profile.count;
    ++m_profile.types[std::size_t(type)];
    if (type == ValueType::Array)
        m_arrayLengths.add(value.childCount());
    if (type == ValueType::Array || type == ValueType::Object)
        return;
    m_distinct.add(value.text());
    if (type == ValueType::Integer || type == ValueType::Number)
        addNumber(value);
    else if (type == ValueType::String)
        addString(value);
}

void Place::addNumber(const JsonNode &value)
{
    const auto text = value.text();
    if (m_profile.smallestNumber.isEmpty() || compareNumbers(text, m_profile.smallestNumber) < 0)
        m_profile.smallestNumber = text.toByteArray();
    if (m_profile.largestNumber.isEmpty() || compareNumbers(text, m_profile.largestNumber) > 0)
        m_profile.largestNumber = text.toByteArray();
    bool fits = false;
    if (const auto number = text.toDouble(&fits); fits)
        m_numbers.add(number);
}

void Place::addString(const JsonNode &value)
{
    const auto text = value.string();
    if (m_textLengths.profile.count == 0 || text < m_profile.smallestText)
        m_profile.smallestText = shortened(text);
    if (m_textLengths.profile.count == 0 || text > m_profile.largestText)
        m_profile.largestText = shortened(text);
    m_textLengths.add(characters(text));
    if (const auto date = dateIn(text)) {
        ++m_profile.dateLike;
        m_dates.add(double(*date));
    }
}

FieldProfile Place::profile() const
{
    auto profile = m_profile;
    profile.distinct = m_distinct.count();
    profile.distinctIsEstimate = m_distinct.isEstimate();
    profile.frequent = m_distinct.mostFrequent(20);
    profile.numbers = m_numbers.bars();
    profile.dates = m_dates.bars();
    profile.textLengths = m_textLengths.finished();
    profile.arrayLengths = m_arrayLengths.finished();
    return profile;
}

Place *Place::member(const QByteArray &key) const
{
    return m_members.value(key);
}

Place *Place::addMember(const QByteArray &key)
{
    m_children.push_back(std::make_unique<Place>(key, false));
    m_members.insert(key, m_children.back().get());
    return m_children.back().get();
}

Place *Place::addElements()
{
    m_children.push_back(std::make_unique<Place>(QByteArray(), true));
    m_elements = m_children.back().get();
    return m_elements;
}

bool Place::isFirstIn(qint64 object)
{
    const auto first = m_lastObject != object;
    m_lastObject = object;
    if (!first)
        ++m_profile.repeated;
    return first;
}

} // namespace dumbo
