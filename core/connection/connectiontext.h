#pragma once

#include "core/base/result.h"

#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace dumbo {

/// A connection string taken apart by its notation alone, before anybody asks what its words mean.
struct ConnectionText {
    enum class Notation { Url, Path, Keywords };
    using Entries = QList<std::pair<QString, QString>>;

    Notation notation = Notation::Path;
    QString scheme; ///< Url: lower case
    QString user;
    std::optional<QString> password;
    QString hosts; ///< Url: separated by commas; IPv6 without brackets
    QString ports; ///< Url: separated by commas, as many as hosts; empty where no host has one
    QString path; ///< Path, Url: what follows the authority, decoded, with its leading slash; `~/` is expanded
    QString undecoded; ///< Url: all behind "scheme:", as it was
    bool hasAuthority = false; ///< Url: "//" followed the scheme
    Entries entries; ///< Url: the query; Keywords: all, in order
};

/// `scheme:` at the beginning; nothing where there is none. Lower case.
[[nodiscard]] QString schemeOf(const QString &text);
/// Whether the text begins like `keyword=` or `keyword =`.
[[nodiscard]] bool looksLikeKeywords(const QString &text);

/// Data where the text is malformed; no error quotes it, because any part may be a secret that stands in the wrong place.
[[nodiscard]] Result<ConnectionText> readUrl(const QString &text);
[[nodiscard]] Result<ConnectionText> readKeywords(const QString &text);
[[nodiscard]] ConnectionText readPath(const QString &text);

/// Undoes percent-encoding. Data for a stray "%", a NUL, or bytes that are not UTF-8.
[[nodiscard]] Result<QString> percentDecoded(QStringView text);

} // namespace dumbo
