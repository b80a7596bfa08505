#pragma once

#include "core/schema/perdatabase.h"
#include "core/schema/resolvedcomponents.h"

#include <QJsonObject>
#include <QJsonValue>

#include <functional>

namespace dumbo {

/// Reads the values of one JSON file and collects what is wrong with them, each with its pointer.
class JsonValues {
public:
    std::vector<ComponentProblem> problems;

    void report(const QString &pointer, const QString &message) { problems.push_back({ pointer, message }); }

    /// One object, of which every key is asked for once; the others are reported by its destructor.
    class Object {
    public:
        Object(JsonValues &values, const QJsonValue &value, const QString &pointer, const QString &what);
        ~Object();
        Object(const Object &) = delete;
        Object &operator=(const Object &) = delete;

        [[nodiscard]] QString pointerOf(const QString &key) const;
        [[nodiscard]] bool has(const QString &key) const { return m_object.contains(key); }
        /// Undefined where it is missing.
        QJsonValue take(const QString &key);
        QString text(const QString &key, bool required = false);
        bool flag(const QString &key, bool otherwise = false);
        QStringList texts(const QString &key, bool required = false);
        /// A text, or an object with one for each database type ("*" for all others).
        PerDatabase<QString> textPerDatabase(const QString &key, bool required = false);
        /// Calls read(element, pointer) for each element of a list.
        void each(const QString &key, const std::function<void(const QJsonValue &, const QString &)> &read);

    private:
        JsonValues &m_values;
        QJsonObject m_object;
        QString m_pointer;
        QString m_what;
        QStringList m_known;
    };

    QString text(const QJsonValue &value, const QString &pointer, const QString &what);
    /// Each key of the object is a database type; read makes its value.
    template <typename T>
    PerDatabase<T> perDatabase(
        const QJsonObject &object, const QString &pointer, const std::function<T(const QJsonValue &, const QString &)> &read)
    {
        PerDatabase<T> values;
        for (auto entry = object.begin(); entry != object.end(); ++entry) {
            const auto below = pointer + u'/' + entry.key();
            checkDatabaseType(entry.key(), below);
            values.set(entry.key() == u"*" ? QString() : entry.key(), read(entry.value(), below));
        }
        return values;
    }

private:
    void checkDatabaseType(const QString &key, const QString &pointer);
};

/// "a list", "a text", …: what a JSON value is, for sentences.
[[nodiscard]] QString jsonKind(const QJsonValue &value);
/// The one of known that a person may have meant; empty where none is near.
[[nodiscard]] QString nearest(const QString &word, const QStringList &known);

} // namespace dumbo
