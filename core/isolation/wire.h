#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <chrono>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace dumbo {

/// The form of what program and driver host say to each other. It rises when an encoding changes; a program speaks
/// all versions from oldestWireVersion on. It has nothing to do with sdkAbi: that is why an old host serves old drivers.
inline constexpr quint32 wireVersion = 1;
inline constexpr quint32 oldestWireVersion = 1;

/// Largest enum value that may arrive; each enum on the wire has one (wirevalues.h).
template <typename Enum>
struct WireEnum;

/// Writes values one after another, in the byte order of this machine: both ends run on it.
///
/// A struct of values takes part by one function for both directions, found by its argument:
/// ```cpp
/// template <typename Wire> void wireFields(Wire &wire, PlanTrigger &trigger) { wire(trigger.name, trigger.calls); }
/// ```
class DUMBO_CORE_EXPORT WireWriter {
public:
    static constexpr bool isReader = false;

    template <typename... T>
    void operator()(const T &...values)
    {
        (put(values), ...);
    }

    void bytes(const void *data, qsizetype size) { m_bytes.append(static_cast<const char *>(data), size); }
    [[nodiscard]] const QByteArray &written() const { return m_bytes; }
    [[nodiscard]] QByteArray take() { return std::exchange(m_bytes, {}); }

private:
    template <typename T>
    void put(const T &value)
    {
        if constexpr (std::is_enum_v<T>)
            put(quint32(value));
        else if constexpr (std::is_arithmetic_v<T>)
            bytes(&value, sizeof value);
        else
            wireFields(*this, const_cast<T &>(value));
    }
    void put(bool value) { put(quint8(value)); }
    void put(QChar value) { put(quint16(value.unicode())); }
    void put(const QByteArray &value);
    void put(const QString &value);
    template <typename T>
    void put(const std::optional<T> &value)
    {
        put(value.has_value());
        if (value)
            put(*value);
    }
    template <typename T>
    void put(const std::vector<T> &values)
    {
        putAll(values);
    }
    template <typename T>
    void put(const QList<T> &values)
    {
        putAll(values);
    }
    template <typename A, typename B>
    void put(const std::pair<A, B> &value)
    {
        (*this)(value.first, value.second);
    }
    template <typename K, typename V>
    void put(const QMap<K, V> &map)
    {
        put(quint32(map.size()));
        for (auto it = map.cbegin(); it != map.cend(); ++it)
            (*this)(it.key(), it.value());
    }
    template <typename R, typename P>
    void put(const std::chrono::duration<R, P> &value)
    {
        put(value.count());
    }
    template <typename Container>
    void putAll(const Container &values)
    {
        put(quint32(values.size()));
        for (const auto &value : values)
            put(value);
    }

    QByteArray m_bytes;
};

/// Reads what a WireWriter wrote and trusts nothing of it: not a length, a count, an enum's number or a depth. At the first
/// thing that is wrong it stops: fault() says what, and everything read from then on is a default value.
class DUMBO_CORE_EXPORT WireReader {
public:
    static constexpr bool isReader = true;
    static constexpr int maxDepth = 500; ///< structs within structs

    /// The bytes outlive the reader.
    explicit WireReader(QByteArrayView bytes)
        : m_left(bytes)
    {
    }

    template <typename... T>
    void operator()(T &...values)
    {
        (get(values), ...);
    }
    template <typename T>
    [[nodiscard]] T value()
    {
        T value {};
        get(value);
        return value;
    }

    [[nodiscard]] bool isGood() const { return m_fault.isEmpty(); }
    /// Whether all was right and nothing is left over.
    [[nodiscard]] bool isFinished() const { return isGood() && m_left.isEmpty(); }
    /// For developers, in English; empty where all is right.
    [[nodiscard]] QString fault() const { return m_fault; }
    [[nodiscard]] qsizetype left() const { return m_left.size(); }
    /// What a value's own rules find wrong.
    void refuse(const char *fault);

    /// So many bytes, or none and a fault.
    [[nodiscard]] QByteArrayView take(qsizetype size);

private:
    template <typename T>
    void get(T &value)
    {
        if constexpr (std::is_enum_v<T>) {
            const auto number = get32();
            if (number > quint32(WireEnum<T>::last))
                return refuse("an enum value is unknown");
            value = T(number);
        } else if constexpr (std::is_arithmetic_v<T>) {
            const auto from = take(sizeof value);
            if (!from.isEmpty())
                std::memcpy(&value, from.data(), sizeof value);
        } else {
            if (++m_depth > maxDepth)
                refuse("values are nested too deeply");
            else
                wireFields(*this, value);
            --m_depth;
        }
    }
    void get(bool &value);
    void get(QChar &value);
    void get(QByteArray &value);
    void get(QString &value);
    template <typename T>
    void get(std::optional<T> &value)
    {
        value.reset();
        if (WireReader::value<bool>())
            get(value.emplace());
    }
    template <typename T>
    void get(std::vector<T> &values)
    {
        getAll(values);
    }
    template <typename T>
    void get(QList<T> &values)
    {
        getAll(values);
    }
    template <typename A, typename B>
    void get(std::pair<A, B> &value)
    {
        (*this)(value.first, value.second);
    }
    template <typename K, typename V>
    void get(QMap<K, V> &map)
    {
        map.clear();
        for (auto left = count(); left > 0 && isGood(); --left) {
            const auto key = value<K>();
            map.insert(key, value<V>());
        }
    }
    template <typename R, typename P>
    void get(std::chrono::duration<R, P> &value)
    {
        value = std::chrono::duration<R, P>(WireReader::value<R>());
    }
    /// Grows with what really arrives: a count costs nothing by itself.
    template <typename Container>
    void getAll(Container &values)
    {
        values.clear();
        for (auto left = count(); left > 0 && isGood(); --left)
            get(values.emplace_back());
    }
    [[nodiscard]] quint32 get32();
    /// Of elements, each of which takes at least one byte.
    [[nodiscard]] quint32 count();

    QByteArrayView m_left;
    QString m_fault;
    int m_depth = 0;
};

} // namespace dumbo
