#include "core/migrations/review/review.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QProcess>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

constexpr int formatVersion = 1;
constexpr int lockPatienceMilliseconds = 5000;
constexpr int gitPatienceMilliseconds = 2000;

using Kind = ReviewVerdict::Kind;
using State = ReviewStatus::State;

struct KindName {
    Kind kind;
    QLatin1StringView name;
};
constexpr std::array kindNames {
    KindName { Kind::Approved, QLatin1StringView("approved") },
    KindName { Kind::Rejected, QLatin1StringView("rejected") },
    KindName { Kind::Comment, QLatin1StringView("comment") },
};

QString tr(const char *text)
{
    return QCoreApplication::translate("ReviewFile", text);
}

QString key(const char *name)
{
    return QString::fromLatin1(name);
}

QByteArray sha256(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

void addStatements(QCryptographicHash &hash, const std::vector<MigrationStatement> &statements)
{
    for (const auto &statement : statements) {
        hash.addData(statement.text);
        hash.addData(QByteArrayView("\0", 1));
    }
    hash.addData(QByteArrayView("\0", 1));
}

bool isEarlier(const ReviewVerdict &left, const ReviewVerdict &right)
{
    return left.time < right.time;
}

/// What became of the objects since; empty where all are as they were.
QString catalogChange(const CatalogBinding &then, const CatalogBinding &now)
{
    QStringList changed;
    QStringList gone;
    for (const auto &[name, hash] : then.asKeyValueRange()) {
        if (!now.contains(name))
            gone.append(name);
        else if (now.value(name) != hash)
            changed.append(name);
    }
    QStringList sentences;
    if (!changed.isEmpty())
        sentences.append(tr("The structure of %1 has changed since.").arg(changed.join(QStringLiteral(", "))));
    if (!gone.isEmpty())
        sentences.append(tr("%1 is gone since.").arg(gone.join(QStringLiteral(", "))));
    return sentences.join(u' ');
}

/// The status that a deciding verdict gives today.
ReviewStatus statusBy(const ReviewVerdict &verdict, const QByteArray &textHash, const std::optional<CatalogBinding> &now)
{
    if (verdict.textHash != textHash)
        return { State::FallenOff, verdict, tr("The text has changed since.") };
    if (const auto change = now ? catalogChange(verdict.catalog, *now) : QString(); !change.isEmpty())
        return { State::FallenOff, verdict, change };
    return { verdict.kind == Kind::Approved ? State::Approved : State::Rejected, verdict, {} };
}

/// The line of a byte, from 1.
int lineOf(const QByteArray &text, qsizetype offset)
{
    return 1 + int(std::count(text.begin(), text.begin() + std::min(offset, text.size()), '\n'));
}

} // namespace

QByteArray reviewHash(const Migration &migration)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addStatements(hash, migration.up);
    addStatements(hash, migration.down);
    hash.addData(migration.inTransaction ? "in transaction" : "alone");
    return hash.result().toHex();
}

QJsonObject ReviewVerdict::toJson() const
{
    QJsonObject json {
        { key("id"), id },
        { key("kind"), QString(std::ranges::find(kindNames, kind, &KindName::kind)->name) },
        { key("migration"), migration },
        { key("author"), author },
        { key("time"), time },
        { key("textHash"), QString::fromLatin1(textHash) },
    };
    if (statement)
        json.insert(key("statement"), *statement);
    if (!text.isEmpty())
        json.insert(key("text"), text);
    if (!catalog.isEmpty()) {
        QJsonObject objects;
        for (const auto &[name, hash] : catalog.asKeyValueRange())
            objects.insert(name, QString::fromLatin1(hash));
        json.insert(key("catalog"), objects);
    }
    return json;
}

Result<ReviewVerdict> ReviewVerdict::fromJson(const QJsonObject &json)
{
    const auto text = [&](const char *name) { return json.value(key(name)).toString(); };
    const auto kind = std::ranges::find_if(kindNames, [&](const KindName &known) { return known.name == text("kind"); });
    if (kind == kindNames.end())
        return fail(ErrorKind::Data, tr("\"%1\" is no kind of verdict").arg(text("kind")));
    if (text("id").isEmpty() || text("migration").isEmpty())
        return fail(ErrorKind::Data, tr("a verdict needs an id and a migration"));
    ReviewVerdict verdict;
    verdict.id = text("id");
    verdict.kind = kind->kind;
    verdict.migration = text("migration");
    if (const auto number = json.value(key("statement")); number.isDouble())
        verdict.statement = number.toInt();
    verdict.text = text("text");
    verdict.author = text("author");
    verdict.time = text("time");
    verdict.textHash = text("textHash").toLatin1();
    const auto objects = json.value(key("catalog")).toObject();
    for (auto object = objects.begin(); object != objects.end(); ++object)
        verdict.catalog.insert(object.key(), object.value().toString().toLatin1());
    return verdict;
}

QString ReviewFile::pathFor(const QString &source)
{
    const QFileInfo info(source);
    return info.isDir() ? info.absoluteFilePath() + QStringLiteral("/dumbo-review.json")
                        : info.absoluteFilePath() + QStringLiteral(".review.json");
}

ReviewFile::ReviewFile(const QString &filePath)
    : m_filePath(filePath)
{
}

Result<ReviewFile> ReviewFile::open(const QString &filePath)
{
    ReviewFile review(filePath);
    if (const auto read = review.read(); !read)
        return fail(read.error());
    return review;
}

Result<void> ReviewFile::read()
{
    m_verdicts.clear();
    m_unreadable = {};
    m_others = {};
    QFile file(m_filePath);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 could not be read: %2").arg(m_filePath, file.errorString()));
    const auto text = file.readAll();
    QJsonParseError fault;
    const auto document = QJsonDocument::fromJson(text, &fault);
    if (fault.error != QJsonParseError::NoError)
        return fail(ErrorKind::Data,
            tr("The review in %1 can't be read: line %2, %3. If it was merged, end the merge there; it is left as it is.")
                .arg(m_filePath)
                .arg(lineOf(text, fault.offset))
                .arg(fault.errorString()));
    m_others = document.object();
    const auto version = m_others.take(key("version")).toInt();
    const auto entries = m_others.take(key("verdicts"));
    if (version > formatVersion)
        return fail(ErrorKind::InvalidOperation,
            tr("%1 was written by a newer version of this program and is left as it is.").arg(m_filePath));
    if (version < 1 || !entries.isArray())
        return fail(ErrorKind::Data, tr("%1 is no review: it holds no list of verdicts. It is left as it is.").arg(m_filePath));
    for (const auto &entry : entries.toArray()) {
        if (auto verdict = ReviewVerdict::fromJson(entry.toObject()))
            m_verdicts.append(std::move(*verdict));
        else
            m_unreadable.append(entry);
    }
    std::ranges::stable_sort(m_verdicts, isEarlier);
    return {};
}

Result<void> ReviewFile::write() const
{
    // By migration, so that the verdicts of two branches meet in different lines of the file.
    auto ordered = m_verdicts;
    std::ranges::stable_sort(ordered, {}, &ReviewVerdict::migration);
    QJsonArray entries;
    for (const auto &verdict : ordered)
        entries.append(verdict.toJson());
    for (const auto &entry : m_unreadable)
        entries.append(entry);
    auto json = m_others;
    json.insert(key("version"), formatVersion);
    json.insert(key("verdicts"), entries);
    QSaveFile file(m_filePath);
    const auto text = QJsonDocument(json).toJson(QJsonDocument::Indented);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return fail(ErrorKind::System, tr("The review could not be saved in %1: %2").arg(m_filePath, file.errorString()));
    return {};
}

template <typename Change>
Result<void> ReviewFile::change(Change apply)
{
    QLockFile lock(m_filePath + QStringLiteral(".lock"));
    if (!lock.tryLock(lockPatienceMilliseconds))
        return fail(ErrorKind::System,
            tr("The review could not be saved in %1: the folder can't be written, or another program holds the file.").arg(m_filePath));
    const auto before = *this;
    auto done = read();
    if (done)
        done = apply();
    if (done)
        done = write();
    if (!done)
        *this = before;
    return done;
}

QList<ReviewVerdict> ReviewFile::of(const QString &migration) const
{
    QList<ReviewVerdict> found;
    std::ranges::copy_if(m_verdicts, std::back_inserter(found),
        [&](const ReviewVerdict &verdict) { return verdict.migration == migration; });
    return found;
}

ReviewStatus ReviewFile::statusOf(const Migration &migration, const std::optional<CatalogBinding> &now) const
{
    const ReviewVerdict *last = nullptr;
    for (const auto &verdict : m_verdicts) {
        if (verdict.migration == migration.name && !verdict.statement && verdict.kind != Kind::Comment)
            last = &verdict;
    }
    const auto whole = last ? statusBy(*last, reviewHash(migration), now) : ReviewStatus();
    if (whole.state == State::Rejected)
        return whole;
    for (int statement = 1; statement <= int(migration.up.size()); ++statement) {
        auto part = statusOf(migration, statement, now);
        if (part.state != State::Rejected || (last && isEarlier(*part.verdict, *last)))
            continue;
        part.reason = tr("Statement %1 is rejected.").arg(statement);
        return part;
    }
    return whole;
}

ReviewStatus ReviewFile::statusOf(
    const Migration &migration, int statement, const std::optional<CatalogBinding> &now) const
{
    if (statement < 1 || statement > int(migration.up.size()))
        return {};
    const ReviewVerdict *last = nullptr;
    for (const auto &verdict : m_verdicts) {
        if (verdict.migration == migration.name && verdict.statement == statement && verdict.kind != Kind::Comment)
            last = &verdict;
    }
    return last ? statusBy(*last, sha256(migration.up[std::size_t(statement) - 1].text), now) : ReviewStatus();
}

Result<ReviewVerdict> ReviewFile::add(ReviewVerdict verdict, const Migration &about)
{
    if (verdict.kind == Kind::Comment && verdict.text.trimmed().isEmpty())
        return fail(ErrorKind::Data, tr("A comment needs a text."));
    if (verdict.statement && (*verdict.statement < 1 || *verdict.statement > int(about.up.size())))
        return fail(ErrorKind::Data, tr("%1 has no statement %2.").arg(about.name).arg(*verdict.statement));
    verdict.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    verdict.migration = about.name;
    verdict.time = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
    verdict.textHash = verdict.statement ? sha256(about.up[std::size_t(*verdict.statement) - 1].text) : reviewHash(about);
    const auto added = change([&]() -> Result<void> {
        // The clock may have been set back: what is said last stays last.
        if (!m_verdicts.isEmpty())
            verdict.time = std::max(verdict.time, m_verdicts.last().time);
        m_verdicts.append(verdict);
        return {};
    });
    if (!added)
        return fail(added.error());
    return verdict;
}

Result<void> ReviewFile::remove(const QString &id)
{
    return change([&]() -> Result<void> {
        if (m_verdicts.removeIf([&](const ReviewVerdict &verdict) { return verdict.id == id; }) == 0)
            return fail(ErrorKind::NotFound, tr("The verdict is not in %1 any more.").arg(m_filePath));
        return {};
    });
}

QString reviewerName(const QString &folder)
{
    if (const auto git = QStandardPaths::findExecutable(QStringLiteral("git")); !git.isEmpty()) {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(git, { QStringLiteral("config"), QStringLiteral("user.name") });
        if (process.waitForFinished(gitPatienceMilliseconds)) {
            const auto name = QString::fromUtf8(process.readAllStandardOutput()).trimmed();
            if (!name.isEmpty())
                return name;
        }
    }
    const auto name = qEnvironmentVariable("USER");
    return name.isEmpty() ? tr("unknown") : name;
}

} // namespace dumbo
