#include "core/migrations/sources/sourceassembly.h"

#include "core/migrations/sources/atlassum.h"
#include "core/migrations/sources/journal.h"
#include "core/migrations/sources/scriptreader.h"
#include "core/migrations/sources/sourcefolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

/// A migration before its files are read.
struct Draft {
    SourceFile up;
    std::optional<SourceFile> down;
    bool isRepeatable = false;
    VersionKey key;
};

class Assembly {
public:
    explicit Assembly(const AssemblyRequest &request)
        : m_request(request)
        , m_layout(request.layout)
    {
    }

    MigrationSet assemble(const QStringList &files);

private:
    void takeFile(const SourceFile &file);
    void joinDownScripts();
    void sort();
    void followJournal();
    void checkNames();
    void checkVersions();
    void checkGaps();
    void checkPairs();
    void read(const Draft &draft);
    void readScripts(const Draft &draft, Migration &migration);
    [[nodiscard]] bool hasSidecarLine(const QString &script, const QRegularExpression &pattern) const;

    [[nodiscard]] QString pathOf(const QString &relative) const { return QDir(m_request.folder).filePath(relative); }
    [[nodiscard]] QString pairKey(const SourceFile &file) const;
    void problem(const SourceFile &file, const QString &message, bool isFatal)
    {
        m_set.problems.push_back({ pathOf(file.relative), 0, message, isFatal });
    }

    const AssemblyRequest &m_request;
    const LayoutDescriptor &m_layout;
    std::vector<Draft> m_drafts;
    std::vector<SourceFile> m_downs;
    MigrationSet m_set;
};

MigrationSet Assembly::assemble(const QStringList &files)
{
    m_set.layout = m_layout.id;
    m_set.path = m_request.folder;
    for (const auto &file : files)
        takeFile(sourceFileOf(m_layout, file));
    joinDownScripts();
    sort();
    followJournal();
    checkNames();
    if (m_request.extent == AssemblyRequest::Extent::All) {
        checkVersions();
        checkGaps();
        std::ranges::move(checkAtlasSum(m_request.folder), std::back_inserter(m_set.problems));
    }
    checkPairs();
    for (const auto &draft : m_drafts)
        read(draft);
    return std::move(m_set);
}

void Assembly::takeFile(const SourceFile &file)
{
    if (!file.pattern) {
        // Deeper ones are nobody's business; beside the migrations they look as if they were run.
        if (file.relative.endsWith(QStringLiteral(".sql"), Qt::CaseInsensitive) && !file.relative.contains(u'/'))
            problem(file, sourceText("%1 is not run: its name is not one of %2. Rename it, or take it away.").arg(file.relative, sourceText(m_layout.name)), false);
        return;
    }
    switch (file.pattern->role) {
    case FileRole::Up:
    case FileRole::Repeatable: {
        const bool isRepeatable = file.pattern->role == FileRole::Repeatable;
        m_drafts.push_back({ file, {}, isRepeatable, VersionKey(isRepeatable || file.version.isEmpty() ? file.name : file.version,
            isRepeatable || file.version.isEmpty() ? VersionOrder::Name : m_layout.order) });
        return;
    }
    case FileRole::Down: m_downs.push_back(file); return;
    case FileRole::Unsupported: problem(file, sourceText(file.pattern->message).arg(file.relative), file.pattern->isFatal); return;
    case FileRole::Ignored: return;
    }
}

/// Two texts for one version must be one key: "1.0" and "1".
QString Assembly::pairKey(const SourceFile &file) const
{
    return m_layout.pairsByVersion && !file.version.isEmpty() ? VersionKey(file.version, m_layout.order).text() : file.name;
}

void Assembly::joinDownScripts()
{
    QHash<QString, std::size_t> ups;
    for (std::size_t i = 0; i < m_drafts.size(); ++i) {
        if (!m_drafts[i].isRepeatable)
            ups.insert(pairKey(m_drafts[i].up), i);
    }
    for (const auto &down : m_downs) {
        const auto found = ups.constFind(pairKey(down));
        if (found == ups.constEnd())
            problem(down, sourceText("%1 has no up script. Write it, or take this one away.").arg(down.relative), false);
        else if (m_drafts[*found].down)
            problem(down, sourceText("%1 is a second down script beside %2. Keep one.").arg(down.relative, m_drafts[*found].down->relative), true);
        else
            m_drafts[*found].down = down;
    }
}

void Assembly::sort()
{
    std::ranges::sort(m_drafts, [](const Draft &left, const Draft &right) {
        if (left.isRepeatable != right.isRepeatable)
            return right.isRepeatable;
        if (const auto order = left.key <=> right.key; order != 0)
            return order < 0;
        return left.up.name < right.up.name;
    });
}

void Assembly::followJournal()
{
    const auto path = pathOf(m_layout.journal);
    if (m_layout.journal.isEmpty() || !QFile::exists(path))
        return;
    const auto entries = readJournal(path);
    if (!entries) {
        m_set.problems.push_back(entries.error());
        return;
    }
    QHash<QString, std::size_t> drafts;
    for (std::size_t i = 0; i < m_drafts.size(); ++i)
        drafts.insert(m_drafts[i].up.name, i);
    std::vector<Draft> ordered;
    for (const auto &entry : *entries) {
        const auto found = drafts.constFind(entry.tag);
        if (found == drafts.constEnd()) {
            if (m_request.extent == AssemblyRequest::Extent::All)
                m_set.problems.push_back({ path, 0, sourceText("The journal lists \"%1\", and there is no %1.sql. Restore the file, or take the entry away.").arg(entry.tag), true });
            continue;
        }
        ordered.push_back(m_drafts[*found]);
        ordered.back().up.version = entry.when;
        drafts.erase(found);
    }
    for (const auto &draft : m_drafts) {
        if (drafts.contains(draft.up.name))
            problem(draft.up, sourceText("%1 is not in the journal and is not run. Add it by drizzle-kit, or take it away.").arg(draft.up.relative), false);
    }
    m_drafts = std::move(ordered);
}

void Assembly::checkNames()
{
    QHash<QString, const Draft *> seen;
    for (const auto &draft : m_drafts) {
        auto &first = seen[draft.up.name];
        if (first)
            problem(draft.up, sourceText("%1 and %2 have one name, \"%3\". Rename one.").arg(first->up.relative, draft.up.relative, draft.up.name), true);
        else
            first = &draft;
    }
}

void Assembly::checkVersions()
{
    if (!m_layout.journal.isEmpty())
        return;
    for (std::size_t i = 1; i < m_drafts.size(); ++i) {
        const auto &first = m_drafts[i - 1];
        const auto &second = m_drafts[i];
        if (second.isRepeatable || second.up.version.isEmpty() || first.up.version.isEmpty() || first.key != second.key)
            continue;
        problem(second.up, m_layout.refusesDuplicates
                ? sourceText("%1 and %2 have one version. Give one of them another.").arg(first.up.relative, second.up.relative)
                : sourceText("%1 and %2 have one number, and run in the order of their names. Give one of them another.").arg(first.up.relative, second.up.relative),
            m_layout.refusesDuplicates);
    }
}

void Assembly::checkGaps()
{
    if (!m_layout.countsUp)
        return;
    // Longer numbers are times.
    constexpr qsizetype mostDigits = 6;
    for (std::size_t i = 1; i < m_drafts.size(); ++i) {
        const auto &before = m_drafts[i - 1].up;
        const auto &file = m_drafts[i].up;
        if (file.version.size() > mostDigits || before.version.size() > mostDigits)
            continue;
        const auto from = before.version.toInt() + 1;
        const auto to = file.version.toInt() - 1;
        const auto number = [&](int value) { return QString::number(value).rightJustified(before.version.size(), u'0'); };
        if (from == to)
            problem(file, sourceText("There is no number %1 before %2. Restore it if it was lost.").arg(number(from), file.relative), false);
        else if (from < to)
            problem(file, sourceText("There are no numbers %1 to %2 before %3. Restore them if they were lost.").arg(number(from), number(to), file.relative), false);
    }
}

void Assembly::checkPairs()
{
    if (!m_layout.wantsDown)
        return;
    for (const auto &draft : m_drafts) {
        if (!draft.down)
            problem(draft.up, sourceText("%1 has no down script, so it can't be undone.").arg(draft.up.relative), false);
    }
}

void Assembly::read(const Draft &draft)
{
    Migration migration;
    migration.name = draft.up.name;
    migration.version = draft.up.version;
    migration.title = QString(draft.up.title).replace(u'_', u' ').trimmed();
    migration.path = pathOf(draft.up.relative);
    migration.repeatable = draft.isRepeatable;
    readScripts(draft, migration);
    migration.hash = migrationHash(migration.up);
    m_set.migrations.push_back(std::move(migration));
}

void Assembly::readScripts(const Draft &draft, Migration &migration)
{
    const auto readAt = [&](const QString &path) -> std::optional<ReadScript> {
        const auto text = readSourceText(path);
        if (!text) {
            m_set.problems.push_back(text.error());
            return std::nullopt;
        }
        auto script = readScript(*text, { m_layout, m_request.dialect, path, !hasSidecarLine(path, m_layout.sidecar.noPlaceholders) });
        std::ranges::move(script.problems, std::back_inserter(m_set.problems));
        return script;
    };
    if (auto script = readAt(migration.path)) {
        migration.up = std::move(script->up);
        migration.down = std::move(script->down);
        migration.hasDown = script->hasDown;
        migration.inTransaction = script->inTransaction && !hasSidecarLine(migration.path, m_layout.sidecar.noTransaction);
        if (migration.hasDown)
            migration.downPath = migration.path;
        if (migration.up.empty() && script->problems.empty())
            problem(draft.up, sourceText("%1 holds no statement. It can't be recorded as run; fill it, or take it away.").arg(draft.up.relative), false);
    }
    if (!draft.down)
        return;
    migration.downPath = pathOf(draft.down->relative);
    if (auto script = readAt(migration.downPath)) {
        migration.down = std::move(script->up);
        migration.hasDown = true;
    }
}

bool Assembly::hasSidecarLine(const QString &script, const QRegularExpression &pattern) const
{
    const auto &suffix = m_layout.sidecar.suffix;
    if (suffix.isEmpty() || pattern.pattern().isEmpty())
        return false;
    QFile file(suffix.startsWith(u'/') ? QFileInfo(script).path() + suffix : script + suffix);
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
        return false;
    const auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
    return std::ranges::any_of(lines, [&](const QString &line) { return pattern.match(line).hasMatch(); });
}

} // namespace

MigrationSet assembleSource(const AssemblyRequest &request, const QStringList &files)
{
    return Assembly(request).assemble(files);
}

} // namespace dumbo
