#pragma once

#include "core/isolation/wirevalues.h"

#include <QRandomGenerator>

namespace dumbo::test {

/// Fills values with anything, by the descriptions that the wire has of them: the same for the same seed, on each machine.
/// Lists are short, and values within values of their own kind end somewhere.
class AnyValue {
public:
    static constexpr bool isReader = true;
    static constexpr int maxDepth = 4;

    explicit AnyValue(quint32 seed)
        : m_random(seed)
    {
    }

    template <typename... T>
    void operator()(T &...values)
    {
        (fill(values), ...);
    }
    template <typename T>
    [[nodiscard]] T value()
    {
        T made {};
        fill(made);
        return made;
    }

    /// 0 … limit - 1.
    quint32 number(quint32 limit) { return m_random.generate() % limit; }

private:
    template <typename T>
    void fill(T &value)
    {
        if constexpr (std::is_same_v<T, bool>) {
            value = number(2) == 1;
        } else if constexpr (std::is_enum_v<T>) {
            value = T(number(quint32(WireEnum<T>::last) + 1));
        } else if constexpr (std::is_floating_point_v<T>) {
            value = T(qint32(m_random.generate())) / T(1024);
        } else if constexpr (std::is_arithmetic_v<T>) {
            value = number(8) == 0 ? std::numeric_limits<T>::min() : T(m_random.generate64());
        } else {
            ++m_depth;
            wireFields(*this, value);
            --m_depth;
        }
    }
    void fill(QByteArray &bytes)
    {
        bytes = number(6) == 0 ? QByteArray() : QByteArray("");
        for (auto left = number(6); left > 0; --left)
            bytes.append(char(m_random.generate()));
    }
    /// Halves of surrogate pairs too.
    void fill(QString &text)
    {
        text = number(6) == 0 ? QString() : QStringLiteral("");
        for (auto left = number(6); left > 0; --left)
            text.append(QChar(char16_t(number(4) == 0 ? 0xD7F0 + number(0x20) : m_random.generate())));
    }
    template <typename T>
    void fill(std::optional<T> &value)
    {
        value.reset();
        if (number(2) == 0)
            fill(value.emplace());
    }
    template <typename T>
    void fill(std::vector<T> &values)
    {
        fillAll(values);
    }
    template <typename T>
    void fill(QList<T> &values)
    {
        fillAll(values);
    }
    template <typename A, typename B>
    void fill(std::pair<A, B> &value)
    {
        (*this)(value.first, value.second);
    }
    template <typename K, typename V>
    void fill(QMap<K, V> &map)
    {
        for (auto left = number(4); left > 0; --left) {
            const auto key = value<K>();
            map.insert(key, value<V>());
        }
    }
    template <typename R, typename P>
    void fill(std::chrono::duration<R, P> &value)
    {
        value = std::chrono::duration<R, P>(AnyValue::value<R>());
    }
    void fill(Value &value)
    {
        switch (number(m_depth < maxDepth ? 9 : 8)) {
        case 0:
            value = Value();
            break;
        case 1:
            value = Value(this->value<bool>());
            break;
        case 2:
            value = Value(this->value<qint64>());
            break;
        case 3:
            value = Value(this->value<quint64>());
            break;
        case 4:
            value = Value(this->value<double>());
            break;
        case 5:
            value = Value::text(this->value<QByteArray>());
            break;
        case 6:
            value = Value(Value::Temporal { this->value<Value::TemporalKind>(), this->value<QByteArray>() });
            break;
        case 7:
            value = Value(Value::ServerText { this->value<QByteArray>(), this->value<QByteArray>() });
            break;
        default:
            ++m_depth;
            value = Value(Value::Array { this->value<std::vector<Value>>() });
            --m_depth;
        }
    }
    void fill(ConnectionOptions &options)
    {
        for (auto left = number(4); left > 0; --left) {
            const auto name = QStringLiteral("option%1").arg(left);
            if (number(2) == 0)
                options.set(name, value<QString>());
            else if (number(2) == 0)
                options.set(name, value<bool>());
            else
                options.set(name, value<qint64>());
        }
    }
    template <typename Container>
    void fillAll(Container &values)
    {
        values.clear();
        for (auto left = m_depth < maxDepth ? number(4) : 0; left > 0; --left)
            fill(values.emplace_back());
    }

    QRandomGenerator m_random;
    int m_depth = 0;
};

} // namespace dumbo::test
