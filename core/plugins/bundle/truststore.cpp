#include "core/plugins/bundle/truststore.h"

#include "core/platform/paths.h"
#include "core/plugins/manifestreader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

/// In the order of KeyTrust.
constexpr std::array trustNames { u"unknown", u"trusted", u"distrusted", u"revoked" };

constexpr int currentFormat = 1;
constexpr int lockPatienceMilliseconds = 5000;

TrustStore::Entry readEntry(ManifestReader &reader)
{
    TrustStore::Entry entry;
    reader.value("key", true, tr("the Base64 of a public key"), [&](const QJsonValue &found) {
        const auto key = PublicKey::fromBase64(found.toString().toLatin1());
        entry.key = key.value_or(PublicKey());
        return key.has_value();
    });
    reader.text("name", entry.name);
    reader.text("reason", entry.reason);
    reader.value("trust", true, tr("\"trusted\", \"distrusted\" or \"revoked\""), [&](const QJsonValue &found) {
        const auto name = std::ranges::find(trustNames, found.toString(), [](const char16_t *each) { return QString::fromUtf16(each); });
        entry.trust = name == trustNames.end() ? KeyTrust::Unknown : KeyTrust(name - trustNames.begin());
        return entry.trust != KeyTrust::Unknown;
    });
    reader.value("since", false, tr("a time"), [&](const QJsonValue &found) {
        entry.since = QDateTime::fromString(found.toString(), Qt::ISODate).toUTC();
        return entry.since.isValid();
    });
    return entry;
}

QJsonObject toJson(const TrustStore::Entry &entry)
{
    QJsonObject json { { QStringLiteral("key"), QString::fromLatin1(entry.key.base64()) }, { QStringLiteral("name"), entry.name },
        { QStringLiteral("trust"), keyTrustName(entry.trust) }, { QStringLiteral("since"), entry.since.toString(Qt::ISODate) } };
    if (!entry.reason.isEmpty())
        json.insert(QStringLiteral("reason"), entry.reason);
    return json;
}

Result<QList<TrustStore::Entry>> readEntries(const QByteArray &bytes)
{
    QJsonParseError problem;
    const auto json = QJsonDocument::fromJson(bytes, &problem);
    if (!json.isObject())
        return fail(ErrorKind::Data, tr("it is no JSON object: %1").arg(problem.errorString()));
    QList<TrustStore::Entry> entries;
    std::optional<QString> fault;
    ManifestReader reader(json.object(), {}, fault);
    int format = 0;
    reader.number("format", format, true);
    if (!fault && format != currentFormat)
        reader.fail(tr("format: expected %1, found %2").arg(currentFormat).arg(format));
    reader.objects("keys", false, [&](ManifestReader &each) { entries.append(readEntry(each)); });
    if (fault)
        return fail(ErrorKind::Data, *fault);
    return entries;
}

} // namespace

QString keyTrustName(KeyTrust trust)
{
    return QString::fromUtf16(trustNames.at(std::size_t(trust)));
}

QString TrustStore::defaultPath()
{
    return paths::configFolder() + QStringLiteral("/trusted-keys.json");
}

Result<TrustStore> TrustStore::read(const QString &path)
{
    TrustStore store;
    store.m_path = path;
    QFile file(path);
    if (!file.exists())
        return store;
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("The list of trusted keys, %1, can't be read: %2.").arg(path, file.errorString()));
    auto entries = readEntries(file.readAll());
    if (!entries) {
        Error error(ErrorKind::Data, tr("The list of trusted keys, %1, is malformed: %2.").arg(path, entries.error().message()));
        error.withHint(tr("Mend it, or remove it to start without any trusted key."));
        return fail(error);
    }
    store.m_entries = *std::move(entries);
    std::ranges::stable_sort(store.m_entries, {}, &Entry::name);
    return store;
}

Result<TrustStore> TrustStore::change(const QString &path, const std::function<Result<void>(TrustStore &)> &change)
{
    QDir().mkpath(QFileInfo(path).path());
    QLockFile lock(path + QStringLiteral(".lock"));
    if (!lock.tryLock(lockPatienceMilliseconds))
        return fail(ErrorKind::System,
            lock.error() == QLockFile::LockFailedError
                ? tr("The list of trusted keys, %1, could not be written, because another program is writing it. Try again.").arg(path)
                : tr("The list of trusted keys, %1, could not be written: its folder can't be written to.").arg(path));
    auto store = read(path);
    if (!store)
        return store;
    const auto before = store->m_entries;
    if (const auto changed = change(*store); !changed)
        return fail(changed.error());
    if (store->m_entries == before)
        return store;
    if (const auto saved = store->save(); !saved)
        return fail(saved.error());
    return store;
}

std::optional<TrustStore::Entry> TrustStore::entry(const PublicKey &key) const
{
    const auto found = std::ranges::find(m_entries, key, &Entry::key);
    if (found == m_entries.end() || !key.isValid())
        return std::nullopt;
    return *found;
}

KeyTrust TrustStore::stateOf(const PublicKey &key) const
{
    const auto found = entry(key);
    return found ? found->trust : KeyTrust::Unknown;
}

Result<void> TrustStore::save() const
{
    QJsonArray keys;
    for (const auto &entry : m_entries)
        keys.append(toJson(entry));
    const QJsonObject json { { QStringLiteral("format"), currentFormat }, { QStringLiteral("keys"), keys } };
    QDir().mkpath(QFileInfo(m_path).path());
    QSaveFile file(m_path);
    const auto bytes = QJsonDocument(json).toJson();
    if (m_path.isEmpty() || !file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorKind::System, tr("The list of trusted keys, %1, can't be written: %2.").arg(m_path, file.errorString()));
    return {};
}

TrustStore::Entry &TrustStore::made(const PublicKey &key)
{
    auto found = std::ranges::find(m_entries, key, &Entry::key);
    if (found == m_entries.end()) {
        m_entries.append(Entry { key, {}, KeyTrust::Unknown, {}, {} });
        found = m_entries.end() - 1;
    }
    found->since = QDateTime::currentDateTimeUtc();
    return *found;
}

Result<void> TrustStore::trust(const PublicKey &key, const QString &name)
{
    if (!key.isValid())
        return fail(ErrorKind::InvalidOperation, tr("There is no key to trust."));
    if (const auto found = entry(key); found && found->trust == KeyTrust::Revoked)
        return fail(ErrorKind::InvalidOperation,
            tr("The key %1 was revoked and can't be trusted again: somebody else may have it.").arg(key.shortFingerprint()));
    auto &kept = made(key);
    kept.trust = KeyTrust::Trusted;
    if (!name.isEmpty())
        kept.name = name;
    return {};
}

void TrustStore::distrust(const PublicKey &key)
{
    if (key.isValid() && stateOf(key) != KeyTrust::Revoked)
        made(key).trust = KeyTrust::Distrusted;
}

void TrustStore::revoke(const PublicKey &key, const QString &reason)
{
    if (!key.isValid())
        return;
    auto &kept = made(key);
    kept.trust = KeyTrust::Revoked;
    kept.reason = reason;
}

Result<void> TrustStore::forget(const PublicKey &key)
{
    const auto found = entry(key);
    if (!found)
        return fail(ErrorKind::NotFound, tr("The key %1 is not known.").arg(key.shortFingerprint()));
    if (found->trust == KeyTrust::Revoked)
        return fail(ErrorKind::InvalidOperation, tr("The key %1 was revoked, which must not be forgotten.").arg(key.shortFingerprint()));
    m_entries.removeIf([&](const Entry &each) { return each.key == key; });
    return {};
}

} // namespace dumbo
