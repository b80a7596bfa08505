#include "tests/fakedriver/fakedriver.h"

#include <QJsonObject>

namespace dumbo::fake {

namespace {

Manifest readManifest()
{
    auto json = fakeManifestJson();
    const auto stamp = BuildStamp::current();
    json.insert(QStringLiteral("build"),
        QJsonObject { { QStringLiteral("sdkAbi"), stamp.sdkAbi }, { QStringLiteral("architecture"), stamp.architecture },
            { QStringLiteral("standardLibrary"), stamp.standardLibrary },
            { QStringLiteral("compilerAbi"), stamp.compilerAbi }, { QStringLiteral("qt"), stamp.qt } });
    const auto manifest = Manifest::fromJson(json);
    if (!manifest)
        qFatal("manifest.json of the fake driver: %s", qPrintable(manifest.error().message()));
    return *manifest;
}

} // namespace

ConnectorManifest fakeManifest()
{
    static const auto manifest = readManifest().connectors.first();
    return manifest;
}

Result<void> addFakeDriver(DriverRegistry &registry, std::shared_ptr<FakeScript> script)
{
    return registry.add(makeFakePlugin(std::move(script)), fakeManifest());
}

} // namespace dumbo::fake
