#pragma once

#include "core/base/export.h"

#include <QString>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace dumbo {

/// What an option of a connection holds; paths, host lists and choices are text.
using OptionValue = std::variant<QString, bool, qint64>;

/// The options of a connection by the names that the manifest declares, in the order they were given. No secret
/// is ever in here; secrets travel apart (ConnectRequest::secrets).
class DUMBO_SDK_EXPORT ConnectionOptions {
public:
    using Entry = std::pair<QString, OptionValue>;

    [[nodiscard]] bool contains(QStringView name) const;
    [[nodiscard]] std::optional<OptionValue> value(QStringView name) const;
    /// The option as text: "true"/"false" and digits for the other types; fallback where it is absent.
    [[nodiscard]] QString text(QStringView name, const QString &fallback = {}) const;
    /// Text "true", "yes", "on", "1" count as true, as connection strings have them.
    [[nodiscard]] bool boolean(QStringView name, bool fallback) const;
    [[nodiscard]] qint64 integer(QStringView name, qint64 fallback) const;
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }

    /// Replaces an option of the same name, else appends.
    void set(const QString &name, const OptionValue &value);
    void remove(QStringView name);

    friend bool operator==(const ConnectionOptions &, const ConnectionOptions &) = default;

private:
    std::vector<Entry> m_entries;
};

} // namespace dumbo
