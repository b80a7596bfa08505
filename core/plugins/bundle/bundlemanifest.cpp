#include "core/plugins/bundle/bundlemanifest.h"

#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

bool namesFolder(const QString &text, qsizetype longest, QStringView signs)
{
    const auto fits = [&](QChar c) { return (c.unicode() < 128 && c.isLetterOrNumber()) || signs.contains(c); };
    return !text.isEmpty() && text.size() <= longest && std::ranges::all_of(text, fits) && !bundlePathFault(text.toLatin1())
        && !text.startsWith(u'.') && !text.startsWith(u'-');
}

void readName(ManifestReader &reader, const char *key, const QString &expected, QString &value, const std::function<bool(const QString &)> &fits)
{
    reader.value(key, true, expected, [&](const QJsonValue &found) {
        value = found.toString();
        return found.isString() && fits(value);
    });
}

void readPath(ManifestReader &reader, const char *key, QString &path)
{
    reader.value(key, false, tr("the path of a file in the bundle"), [&](const QJsonValue &found) {
        path = found.toString();
        return found.isString() && (path.isEmpty() || !bundlePathFault(path.toUtf8()));
    });
}

void readBuild(ManifestReader &reader, BuildStamp &build)
{
    reader.object("build", true, [&](const QJsonObject &json, const QString &path) {
        std::optional<QString> fault;
        ManifestReader each(json, path, fault);
        each.number("sdkAbi", build.sdkAbi, true);
        each.text("architecture", build.architecture, true);
        each.text("standardLibrary", build.standardLibrary, true);
        each.text("compilerAbi", build.compilerAbi, true);
        each.text("qt", build.qt, true);
        if (fault)
            reader.fail(*fault);
    });
}

void readPlatform(ManifestReader &reader, const QString &name, QList<BundlePlatform> &platforms)
{
    BundlePlatform platform;
    platform.name = name;
    readName(reader, "module", tr("a file's name"), platform.module,
        [](const QString &module) { return !module.contains(u'/') && !bundlePathFault(module.toUtf8()); });
    readBuild(reader, platform.build);
    platforms.append(platform);
}

void readPlatforms(ManifestReader &reader, QList<BundlePlatform> &platforms)
{
    reader.object("platforms", true, [&](const QJsonObject &json, const QString &path) {
        std::optional<QString> fault;
        if (json.isEmpty())
            fault = tr("%1: expected at least one system").arg(path);
        for (auto each = json.begin(); each != json.end() && !fault; ++each) {
            const auto place = path + u'.' + each.key().left(60);
            if (!namesFolder(each.key(), 64, u"-_") || each.key() != each.key().toLower())
                fault = tr("%1: expected a system such as \"linux-x86_64\"").arg(place);
            else if (!each.value().isObject())
                fault = tr("%1: expected an object, found %2").arg(place, describeJson(each.value()));
            ManifestReader one(each.value().toObject(), place, fault);
            readPlatform(one, each.key(), platforms);
        }
        if (fault)
            reader.fail(*fault);
    });
}

QJsonObject stampJson(const BuildStamp &build)
{
    return { { QStringLiteral("sdkAbi"), build.sdkAbi }, { QStringLiteral("architecture"), build.architecture },
        { QStringLiteral("standardLibrary"), build.standardLibrary }, { QStringLiteral("compilerAbi"), build.compilerAbi },
        { QStringLiteral("qt"), build.qt } };
}

} // namespace

const BundlePlatform *BundleManifest::platform(const QString &platformName) const
{
    const auto found = std::ranges::find(platforms, platformName, &BundlePlatform::name);
    return found == platforms.end() ? nullptr : &*found;
}

Result<BundleManifest> BundleManifest::fromJson(const QJsonObject &json)
{
    BundleManifest manifest;
    std::optional<QString> fault;
    ManifestReader reader(json, {}, fault);
    int format = 0;
    reader.number("format", format, true);
    if (!fault && format > currentFormat)
        return dumbo::fail(ErrorKind::NotImplemented,
            tr("The bundle is in format %1, and this program knows formats up to %2. Update the program.").arg(format).arg(currentFormat));
    if (!fault && format < 1)
        reader.fail(tr("%1: expected %2, found %3").arg(QStringLiteral("format"), tr("a whole number from 1"), describeJson(format)));
    readName(reader, "id", tr("a name like \"org.example.driver\""), manifest.id, [](const QString &id) { return namesFolder(id, 128, u".-_"); });
    reader.text("name", manifest.name, true);
    readName(reader, "version", tr("a version like \"1.2.0\""), manifest.version,
        [](const QString &version) { return namesFolder(version, 64, u".-_+~"); });
    reader.text("vendor", manifest.vendor);
    reader.text("description", manifest.description);
    reader.text("licence", manifest.licence);
    reader.text("homepage", manifest.homepage);
    reader.text("changes", manifest.changes);
    readPath(reader, "licenceFile", manifest.licenceFile);
    readPath(reader, "icon", manifest.icon);
    readPlatforms(reader, manifest.platforms);
    if (fault)
        return dumbo::fail(ErrorKind::Data, *fault);
    return manifest;
}

Result<BundleManifest> BundleManifest::fromBytes(const QByteArray &bytes)
{
    QJsonParseError problem;
    const auto document = QJsonDocument::fromJson(bytes, &problem);
    if (problem.error != QJsonParseError::NoError)
        return dumbo::fail(ErrorKind::Data, tr("it is no JSON: %1 at byte %2").arg(problem.errorString()).arg(problem.offset));
    if (!document.isObject())
        return dumbo::fail(ErrorKind::Data, tr("it is no JSON object"));
    return fromJson(document.object());
}

QJsonObject BundleManifest::toJson() const
{
    QJsonObject json { { QStringLiteral("format"), currentFormat } };
    const auto put = [&](const char *key, const QString &value) {
        if (!value.isEmpty())
            json.insert(QLatin1StringView(key), value);
    };
    put("id", id);
    put("name", name);
    put("version", version);
    put("vendor", vendor);
    put("description", description);
    put("licence", licence);
    put("licenceFile", licenceFile);
    put("homepage", homepage);
    put("icon", icon);
    put("changes", changes);
    QJsonObject all;
    for (const auto &platform : platforms)
        all.insert(platform.name,
            QJsonObject { { QStringLiteral("module"), platform.module }, { QStringLiteral("build"), stampJson(platform.build) } });
    json.insert(QStringLiteral("platforms"), all);
    return json;
}

} // namespace dumbo
