#include "core/migrations/sources/sourcefolder.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace dumbo {

namespace {

bool isScript(const QString &path)
{
    return path.endsWith(QStringLiteral(".sql"), Qt::CaseInsensitive);
}

void addFiles(const QDir &folder, const QString &prefix, QStringList &files)
{
    // System: a link to nowhere is listed as well, and said to be unreadable.
    for (const auto &name : folder.entryList(QDir::Files | QDir::System, QDir::NoSort))
        files.append(prefix + name);
}

QStringList scriptsIn(const QStringList &files)
{
    QStringList scripts;
    std::ranges::copy_if(files, std::back_inserter(scripts), isScript);
    return scripts;
}

/// The texts of some scripts, the first and the last ones: enough to see which tool's comments they have.
QStringList samples(const QString &folder, const QStringList &files)
{
    constexpr qsizetype most = 4;
    constexpr qint64 mostBytes = 64 * 1024;
    const auto scripts = scriptsIn(files);
    QStringList texts;
    for (qsizetype i = 0; i < scripts.size(); ++i) {
        if (i >= most && i < scripts.size() - most)
            continue;
        QFile file(folder + u'/' + scripts[i]);
        if (QFileInfo(file).isFile() && file.open(QIODevice::ReadOnly))
            texts.append(QString::fromUtf8(file.read(mostBytes)));
    }
    return texts;
}

bool hasLine(const QStringList &texts, const QRegularExpression &pattern)
{
    return std::ranges::any_of(texts, [&](const QString &text) {
        const auto lines = QStringView(text).split(u'\n');
        return std::ranges::any_of(lines, [&](QStringView line) { return line.contains(u'-') && pattern.matchView(line).hasMatch(); });
    });
}

bool hasFile(const QStringList &files, const QRegularExpression &pattern)
{
    return std::ranges::any_of(files, [&](const QString &file) { return pattern.match(file).hasMatch(); });
}

bool isMet(const LayoutDescriptor &layout, const QString &folder, const QStringList &files, const QStringList &texts)
{
    const auto &evidence = layout.evidence;
    if (std::ranges::any_of(evidence.lines, [&](const auto &pattern) { return hasLine(texts, pattern); }))
        return true;
    if (std::ranges::any_of(evidence.files, [&](const auto &pattern) { return hasFile(files, pattern); }))
        return true;
    const QDir parent(folder + QStringLiteral("/.."));
    return std::ranges::any_of(evidence.besideParent, [&](const QString &name) { return parent.exists(name); })
        && std::ranges::any_of(layout.files, [&](const FilePattern &pattern) { return hasFile(files, pattern.pattern); });
}

QString withoutZeros(const QString &digits)
{
    qsizetype zeros = 0;
    while (zeros + 1 < digits.size() && digits[zeros] == u'0')
        ++zeros;
    return digits.sliced(zeros);
}

} // namespace

QStringList filesBelow(const QString &folder, bool isRecursive)
{
    QStringList files;
    const QDir top(QDir(folder).absolutePath());
    if (isRecursive) {
        QDirIterator all(top.path(), QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext())
            files.append(top.relativeFilePath(all.next()));
    } else {
        addFiles(top, {}, files);
        for (const auto &name : top.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            addFiles(QDir(top.filePath(name)), name + u'/', files);
    }
    std::ranges::sort(files);
    return files;
}

SourceFile sourceFileOf(const LayoutDescriptor &layout, const QString &relative)
{
    SourceFile file { .relative = relative };
    for (const auto &pattern : layout.files) {
        const auto match = pattern.pattern.match(relative);
        if (!match.hasMatch())
            continue;
        file.pattern = &pattern;
        const auto groups = pattern.pattern.namedCaptureGroups();
        const auto captured = [&](const QString &name) { return groups.contains(name) ? match.captured(name) : QString(); };
        file.name = captured(QStringLiteral("name"));
        file.version = captured(QStringLiteral("version"));
        file.title = captured(QStringLiteral("title"));
        break;
    }
    return file;
}

const LayoutDescriptor *recogniseLayout(const QString &folder, const QStringList &files)
{
    const auto texts = samples(folder, files);
    for (const auto &layout : layoutTable()) {
        if (isMet(layout, folder, files, texts))
            return &layout;
    }
    const bool hasScripts = std::ranges::any_of(files, isScript);
    return layoutOf(hasScripts ? QStringLiteral("plain") : QStringLiteral("dumbo"));
}

VersionKey::VersionKey(const QString &version, VersionOrder order)
    : m_isNumber(order != VersionOrder::Name)
{
    if (!m_isNumber) {
        m_parts = { version };
        return;
    }
    static const QRegularExpression separator(QStringLiteral("[._]"));
    for (const auto &part : version.split(separator, Qt::SkipEmptyParts))
        m_parts.append(withoutZeros(part));
    while (m_parts.size() > 1 && m_parts.constLast() == u'0')
        m_parts.removeLast();
}

std::strong_ordering operator<=>(const VersionKey &left, const VersionKey &right)
{
    const auto order = [&](const QString &a, const QString &b) {
        if (left.m_isNumber && a.size() != b.size())
            return a.size() <=> b.size();
        return a.compare(b) <=> 0;
    };
    const auto count = std::min(left.m_parts.size(), right.m_parts.size());
    for (qsizetype i = 0; i < count; ++i) {
        if (const auto result = order(left.m_parts[i], right.m_parts[i]); result != 0)
            return result;
    }
    return left.m_parts.size() <=> right.m_parts.size();
}

} // namespace dumbo
