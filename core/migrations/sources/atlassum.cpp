#include "core/migrations/sources/atlassum.h"

#include "core/migrations/sources/sourcetext.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace dumbo {

namespace {

constexpr auto sumName = "atlas.sum";
constexpr auto hashPrefix = "h1:";

bool isLeftOut(const QByteArray &text)
{
    static const QRegularExpression ignore(QStringLiteral("\\A\\s*(?:--[^\\n]*\\n)*\\s*--\\s*atlas:sum\\s+ignore\\b"));
    return ignore.match(QString::fromUtf8(text)).hasMatch();
}

struct Entry {
    QString name;
    QByteArray hash;
};

std::vector<Entry> entriesOf(const std::vector<std::pair<QString, QByteArray>> &files)
{
    std::vector<Entry> entries;
    QCryptographicHash running(QCryptographicHash::Sha256);
    for (const auto &[name, text] : files) {
        running.addData(name.toUtf8());
        if (isLeftOut(text))
            continue;
        running.addData(text);
        entries.push_back({ name, running.result().toBase64() });
    }
    return entries;
}

QByteArray totalOf(const std::vector<Entry> &entries)
{
    QCryptographicHash total(QCryptographicHash::Sha256);
    for (const auto &entry : entries) {
        total.addData(entry.name.toUtf8());
        total.addData(entry.hash);
    }
    return total.result().toBase64();
}

/// The lines behind the first one: "name h1:hash".
std::vector<Entry> listed(const QByteArray &text)
{
    std::vector<Entry> entries;
    const auto lines = text.split('\n');
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const auto line = lines[i].trimmed();
        const auto at = line.lastIndexOf(QByteArray(" ") + hashPrefix);
        if (at > 0)
            entries.push_back({ QString::fromUtf8(line.first(at)), line.sliced(at + 1 + qsizetype(qstrlen(hashPrefix))) });
    }
    return entries;
}

/// The first place where the two differ; the hashes behind it differ as well, because each goes on from the one before.
QString firstDifference(const std::vector<Entry> &listed, const std::vector<Entry> &present)
{
    const auto holds = [](const std::vector<Entry> &entries, const QString &name) {
        return std::ranges::any_of(entries, [&](const Entry &entry) { return entry.name == name; });
    };
    for (const auto &entry : listed) {
        if (!holds(present, entry.name))
            return sourceText("%1 is listed in atlas.sum and does not exist.").arg(entry.name);
    }
    for (const auto &entry : present) {
        if (!holds(listed, entry.name))
            return sourceText("%1 is not listed in atlas.sum.").arg(entry.name);
    }
    for (std::size_t i = 0; i < present.size(); ++i) {
        if (listed[i].name != present[i].name || listed[i].hash != present[i].hash)
            return sourceText("%1 was changed since atlas.sum was written.").arg(present[i].name);
    }
    return sourceText("The first line of atlas.sum does not fit the others.");
}

} // namespace

QByteArray atlasSum(const std::vector<std::pair<QString, QByteArray>> &files)
{
    const auto entries = entriesOf(files);
    QByteArray text = hashPrefix + totalOf(entries) + '\n';
    for (const auto &entry : entries)
        text += entry.name.toUtf8() + ' ' + hashPrefix + entry.hash + '\n';
    return text;
}

std::vector<std::pair<QString, QByteArray>> atlasFiles(const QString &folder)
{
    std::vector<std::pair<QString, QByteArray>> files;
    const QDir scripts(folder);
    auto names = scripts.entryList({ QStringLiteral("*.sql") }, QDir::Files, QDir::NoSort);
    std::ranges::sort(names);
    for (const auto &name : names) {
        QFile file(scripts.filePath(name));
        if (file.open(QIODevice::ReadOnly))
            files.emplace_back(name, file.readAll());
    }
    return files;
}

std::vector<SourceProblem> checkAtlasSum(const QString &folder)
{
    QFile file(QDir(folder).filePath(QString::fromLatin1(sumName)));
    if (!file.exists())
        return {};
    const auto problem = [&](const QString &what) {
        return std::vector { SourceProblem { file.fileName(), 0,
            what + u' ' + sourceText("Look whether that was meant; then write it anew with \"atlas migrate hash\"."), true } };
    };
    if (!file.open(QIODevice::ReadOnly))
        return problem(sourceText("atlas.sum can't be read: %1.").arg(file.errorString()));
    const auto text = file.readAll();
    const auto files = atlasFiles(folder);
    auto expected = text;
    expected.replace("\r\n", "\n");
    if (!expected.endsWith('\n'))
        expected += '\n';
    if (expected == atlasSum(files))
        return {};
    return problem(firstDifference(listed(text), entriesOf(files)));
}

} // namespace dumbo
