#pragma once

#include "core/plugins/manifest.h"

#include <QJsonValue>

#include <functional>

namespace dumbo {

/// Reads JSON key by key and keeps the first thing that is wrong, as a sentence with the key's path. After that
/// every read does nothing.
class ManifestReader {
public:
    ManifestReader(const QJsonObject &object, const QString &path, std::optional<QString> &fault);

    void text(const char *key, QString &value, bool required = false);
    void lowerCaseTexts(const char *key, QStringList &values);
    void texts(const char *key, QStringList &values);
    void number(const char *key, int &value, bool required = false);
    void number(const char *key, qint64 &value, bool required = false);
    void boolean(const char *key, bool &value);
    void object(const char *key, bool required, const std::function<void(const QJsonObject &, const QString &path)> &read);
    void objects(const char *key, bool required, const std::function<void(ManifestReader &)> &readOne);
    /// Anything at all, with the sentence to give where take() answers false.
    void value(const char *key, bool required, const QString &expected, const std::function<bool(const QJsonValue &)> &take);
    /// The path of a key in this object, e.g. "connectors[0].name".
    [[nodiscard]] QString pathOf(const char *key) const;
    [[nodiscard]] bool failed() const { return m_fault.has_value(); }
    void fail(const QString &fault);
    [[nodiscard]] const QJsonObject &json() const { return m_object; }

private:
    QJsonObject m_object;
    QString m_path;
    std::optional<QString> &m_fault;
};

/// "the text \"high\"", "the number 3", "nothing", "a list", …
[[nodiscard]] QString describeJson(const QJsonValue &value);

} // namespace dumbo
