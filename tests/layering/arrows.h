#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

/// The arrows of the architecture, as data: app → ui → core ← drivers.
namespace arrows {

/// What files below a folder may include. The longest matching folder decides.
struct IncludeRule {
    QString folder; ///< e.g. "core/sdk/"
    QStringList mayInclude; ///< folders of the project; its own is always allowed
    QStringList mustNotInclude; ///< beginnings of names in angle brackets
};

[[nodiscard]] const std::vector<IncludeRule> &includeRules();

/// What breaks the rules in a source file: a sentence each. path is relative to the project.
[[nodiscard]] QStringList forbiddenIncludes(const QString &path, const QByteArray &source);

/// What a built library or program must not be linked with directly: beginnings of library names.
struct LinkRule {
    QString binary; ///< relative to the build tree
    QStringList mustNotNeed;
    QStringList mayNeedOnly; ///< beginnings; empty: anything but mustNotNeed
};

[[nodiscard]] const std::vector<LinkRule> &linkRules();

/// What breaks the rule among the libraries that a binary needs.
[[nodiscard]] QStringList forbiddenLibraries(const LinkRule &rule, const QStringList &needed);

} // namespace arrows
