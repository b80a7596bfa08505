#include "core/plugins/manifest.h"

#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Manifest", text);
}

/// In the order of OptionDescription::Type.
constexpr std::array typeNames { u"text", u"secret", u"integer", u"boolean", u"choice", u"file", u"folder", u"host",
    u"port" };

QString quotedList(const QStringList &words)
{
    return QLatin1Char('"') + words.join(QStringLiteral("\", \"")) + QLatin1Char('"');
}

QStringList allTypeNames()
{
    QStringList names;
    for (const auto *name : typeNames)
        names.append(QString::fromUtf16(name));
    return names;
}

std::optional<OptionValue> optionValue(const QJsonValue &json)
{
    if (json.isString())
        return json.toString();
    if (json.isBool())
        return json.toBool();
    if (json.isDouble() && double(json.toInteger()) == json.toDouble())
        return json.toInteger();
    return std::nullopt;
}

void readDefault(ManifestReader &reader, OptionDescription &option)
{
    reader.value("default", false, tr("a value of the option's type (%1)").arg(optionTypeName(option.type)),
        [&](const QJsonValue &found) {
            option.defaultValue = optionValue(found);
            return option.type != OptionDescription::Type::Secret && option.defaultValue
                && option.accepts(*option.defaultValue);
        });
}

OptionDescription readOption(ManifestReader &reader)
{
    OptionDescription option;
    reader.text("name", option.name, true);
    option.label = option.name;
    reader.text("label", option.label);
    reader.text("help", option.help);
    reader.text("group", option.group);
    reader.boolean("required", option.required);
    reader.value("type", false, tr("one of %1").arg(quotedList(allTypeNames())), [&](const QJsonValue &found) {
        const auto index = allTypeNames().indexOf(found.toString());
        option.type = OptionDescription::Type(std::max<qsizetype>(index, 0));
        return index >= 0;
    });
    reader.texts("choices", option.choices);
    if ((option.type == OptionDescription::Type::Choice) == option.choices.isEmpty())
        reader.fail(tr("%1: expected choices for an option of type \"choice\", and for no other").arg(reader.pathOf("choices")));
    readDefault(reader, option);
    return option;
}

MagicBytes readMagic(ManifestReader &reader)
{
    MagicBytes magic;
    reader.number("offset", magic.offset);
    reader.value("hex", true, tr("pairs of hexadecimal digits"), [&](const QJsonValue &found) {
        const auto text = found.toString().toLatin1();
        magic.bytes = QByteArray::fromHex(text);
        return !text.isEmpty() && magic.bytes.toHex() == text.toLower();
    });
    if (magic.offset + magic.bytes.size() > 4096)
        reader.fail(tr("%1: expected bytes within the first 4096 of a file").arg(reader.pathOf("offset")));
    return magic;
}

ExtensionId readExtension(ManifestReader &reader)
{
    ExtensionId id;
    reader.text("name", id.name, true);
    reader.number("version", id.version);
    return id;
}

void readCapabilities(ManifestReader &reader, Capabilities &capabilities)
{
    QStringList names;
    reader.texts("capabilities", names);
    for (const auto &name : std::as_const(names)) {
        const auto all = allCapabilities();
        const auto found = std::ranges::find_if(all, [&](Capability known) { return capabilityName(known) == name; });
        if (found == all.end())
            reader.fail(tr("%1: there is no capability \"%2\"").arg(reader.pathOf("capabilities"), name));
        else
            capabilities |= *found;
    }
}

void readDialect(ManifestReader &reader, ConnectorManifest &connector)
{
    reader.object("dialect", true, [&](const QJsonObject &json, const QString &path) {
        auto dialect = Dialect::fromJson(json);
        if (!dialect) {
            reader.fail(path + QStringLiteral(": ") + dialect.error().message());
            return;
        }
        connector.dialect = *dialect;
        if (connector.dialect.databaseType.isEmpty())
            connector.dialect.databaseType = connector.connector.databaseType;
        if (connector.dialect.databaseType != connector.connector.databaseType)
            reader.fail(tr("%1.databaseType: expected \"%2\" as in the connector, found \"%3\"")
                            .arg(path, connector.connector.databaseType, connector.dialect.databaseType));
    });
}

void readOptionName(ManifestReader &reader, const char *key, const ConnectorManifest &connector, QString &name)
{
    reader.text(key, name);
    const auto option = connector.option(name);
    if (!name.isEmpty() && (!option || option->type == OptionDescription::Type::Secret))
        reader.fail(tr("%1: expected the name of an option of this connector, found \"%2\"").arg(reader.pathOf(key), name));
}

void readOptions(ManifestReader &reader, ConnectorManifest &connector)
{
    reader.objects("options", false, [&](ManifestReader &each) {
        auto option = readOption(each);
        if (connector.option(option.name))
            each.fail(tr("%1: the option \"%2\" occurs twice").arg(each.pathOf("name"), option.name));
        connector.options.append(std::move(option));
    });
    readOptionName(reader, "pathOption", connector, connector.pathOption);
    readOptionName(reader, "databaseOption", connector, connector.databaseOption);
}

ConnectorManifest readConnector(ManifestReader &reader)
{
    ConnectorManifest connector;
    reader.value("connector", true, tr("a text like \"SQLite:sqlite3\""), [&](const QJsonValue &found) {
        const auto parsed = Connector::fromText(found.toString());
        connector.connector = parsed.value_or(Connector {});
        return parsed.has_value();
    });
    reader.text("name", connector.name, true);
    reader.number("priority", connector.priority);
    reader.lowerCaseTexts("schemes", connector.schemes);
    reader.lowerCaseTexts("suffixes", connector.suffixes);
    reader.texts("specialPaths", connector.specialPaths);
    reader.objects("magic", false, [&](ManifestReader &each) { connector.magic.append(readMagic(each)); });
    readOptions(reader, connector);
    readDialect(reader, connector);
    readCapabilities(reader, connector.capabilities);
    reader.objects("extensions", false, [&](ManifestReader &each) { connector.extensions.append(readExtension(each)); });
    return connector;
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

} // namespace

QString optionTypeName(OptionDescription::Type type)
{
    return QString::fromUtf16(typeNames.at(std::size_t(type)));
}

bool OptionDescription::accepts(const OptionValue &value) const
{
    switch (type) {
    case Type::Integer:
        return std::holds_alternative<qint64>(value);
    case Type::Port: {
        const auto *port = std::get_if<qint64>(&value);
        return port && *port >= 0 && *port <= 65535;
    }
    case Type::Boolean:
        return std::holds_alternative<bool>(value);
    case Type::Choice:
        return std::holds_alternative<QString>(value) && choices.contains(std::get<QString>(value));
    case Type::Text:
    case Type::Secret:
    case Type::File:
    case Type::Folder:
    case Type::Host:
        break;
    }
    return std::holds_alternative<QString>(value);
}

std::optional<OptionDescription> ConnectorManifest::option(QStringView optionName) const
{
    const auto found = std::ranges::find(options, optionName, &OptionDescription::name);
    if (found == options.end())
        return std::nullopt;
    return *found;
}

Result<Manifest> Manifest::fromJson(const QJsonObject &json)
{
    Manifest manifest;
    std::optional<QString> fault;
    ManifestReader reader(json, {}, fault);
    reader.text("id", manifest.id, true);
    reader.text("name", manifest.name, true);
    reader.text("version", manifest.version, true);
    reader.text("vendor", manifest.vendor);
    reader.text("description", manifest.description);
    reader.text("licence", manifest.licence);
    reader.text("homepage", manifest.homepage);
    readBuild(reader, manifest.build);
    reader.objects("connectors", true, [&](ManifestReader &each) {
        auto connector = readConnector(each);
        if (std::ranges::contains(manifest.connectors, connector.connector, &ConnectorManifest::connector))
            each.fail(tr("%1: \"%2\" occurs twice").arg(each.pathOf("connector"), connector.connector.toText()));
        manifest.connectors.append(std::move(connector));
    });
    if (fault)
        return dumbo::fail(ErrorKind::Data, *fault);
    return manifest;
}

} // namespace dumbo
