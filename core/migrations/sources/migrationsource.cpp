#include "core/migrations/sources/migrationsource.h"

#include "core/migrations/sources/sourceassembly.h"
#include "core/migrations/sources/sourcefolder.h"
#include "core/migrations/sources/sourcetext.h"
#include "core/schema/componentfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace dumbo {

namespace {

Result<const LayoutDescriptor *> layoutFor(const QString &id, const QString &folder, const QStringList &files)
{
    if (id.isEmpty())
        return recogniseLayout(folder, files);
    if (const auto *layout = layoutOf(id))
        return layout;
    QStringList known;
    for (const auto &layout : layoutTable())
        known.append(layout.id);
    return fail(ErrorKind::InvalidOperation,
        sourceText("There is no layout of migrations called \"%1\". There are: %2.").arg(id, known.join(QStringLiteral(", "))));
}

Result<MigrationSet> readFolder(const SourceRequest &request)
{
    auto files = filesBelow(request.path, false);
    const auto layout = layoutFor(request.layout, request.path, files);
    if (!layout)
        return fail(layout.error());
    if ((*layout)->isRecursive)
        files = filesBelow(request.path, true);
    return assembleSource({ **layout, request.dialect, request.path }, files);
}

/// The source's folder and the file's path below it: where a layout has such a folder for each migration, the one above comes first.
std::vector<std::pair<QString, QString>> placesOf(const QFileInfo &file)
{
    const auto folder = file.absolutePath();
    const QFileInfo parent(folder);
    const auto relative = parent.fileName() + u'/' + file.fileName();
    std::vector<std::pair<QString, QString>> places { { folder, file.fileName() } };
    const bool mayHaveFolder = std::ranges::any_of(layoutTable(),
        [&](const LayoutDescriptor &layout) { return !layout.isRecursive && sourceFileOf(layout, relative).pattern; });
    if (mayHaveFolder)
        places.insert(places.begin(), { parent.absolutePath(), relative });
    return places;
}

/// The one migration a file belongs to, read as its folder's layout has it; else the file as it stands.
Result<MigrationSet> readFile(const SourceRequest &request)
{
    for (const auto &[folder, relative] : placesOf(QFileInfo(request.path))) {
        const auto files = filesBelow(folder, false);
        const auto layout = layoutFor(request.layout, folder, files);
        if (!layout)
            return fail(layout.error());
        const auto own = sourceFileOf(**layout, relative);
        if (!own.pattern || own.name.isEmpty())
            continue;
        QStringList family;
        for (const auto &other : files) {
            const auto file = sourceFileOf(**layout, other);
            if (file.pattern && (file.name == own.name || other == relative))
                family.append(other);
        }
        auto set = assembleSource({ **layout, request.dialect, folder, AssemblyRequest::Extent::OneMigration }, family);
        set.path = request.path;
        return set;
    }
    const QFileInfo file(request.path);
    auto set = assembleSource({ *layoutOf(QStringLiteral("plain")), request.dialect, file.absolutePath(),
        AssemblyRequest::Extent::OneMigration }, { file.fileName() });
    set.path = request.path;
    return set;
}

/// A JSON file that declares components; it is no script, so the table of layouts can't read it.
bool isComponents(const SourceRequest &request)
{
    if (!request.layout.isEmpty() || !request.path.endsWith(u".json", Qt::CaseInsensitive))
        return request.layout == u"components";
    QFile file(request.path);
    return file.open(QIODevice::ReadOnly) && isComponentFile(file.readAll());
}

bool isComponentSource(const SourceRequest &request)
{
    if (!request.layout.isEmpty() || !request.path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive))
        return request.layout == QStringLiteral("components");
    QFile file(request.path);
    return file.open(QIODevice::ReadOnly) && isComponentFile(file.readAll());
}

} // namespace

std::vector<SourceLayout> sourceLayouts()
{
    std::vector<SourceLayout> layouts;
    for (const auto &layout : layoutTable())
        layouts.push_back({ layout.id, sourceText(layout.name) });
    return layouts;
}

Result<MigrationSet> readMigrations(const SourceRequest &request)
{
    const QFileInfo source(request.path);
    if (!source.exists())
        return fail(ErrorKind::NotFound, sourceText("There is no folder or file \"%1\".").arg(request.path));
    if (!source.isReadable())
        return fail(ErrorKind::System, sourceText("\"%1\" can't be read: mend its permissions.").arg(request.path));
    if (!source.isDir() && isComponents(request))
        return readComponentMigrations(request.path, request.dialect, request.offers);
    if (source.isDir())
        return readFolder(request);
    return isComponentSource(request) ? readComponentMigrations(request.path, request.dialect, request.offers) : readFile(request);
}

} // namespace dumbo
