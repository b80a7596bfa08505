#pragma once

#include "core/base/result.h"
#include "core/migrations/migration.h"
#include "core/sdk/catalogpart.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>
#include <span>

namespace dumbo {

/// The structure of what a migration works on, as it was at one moment: "schema.name" → a hash of columns, keys, constraints, indexes,
/// triggers, policies and partitioning. Rows, sizes, comments and owners do not count.
using CatalogBinding = QMap<QString, QByteArray>;

/// Of the objects that exist; those of an empty schema are looked for by name alone. What does not exist yet is not bound: an
/// earlier migration may be about to make it. Costs the number of objects in the part.
[[nodiscard]] DUMBO_CORE_EXPORT CatalogBinding catalogBinding(const CatalogPart &part, std::span<const ObjectPath> touched);

/// SHA-256, lower-case hex, of everything that a reviewer of the migration reads: up, down, and whether it runs in a transaction.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray reviewHash(const Migration &migration);

/// What one person said about a migration, or about one of its statements.
struct DUMBO_CORE_EXPORT ReviewVerdict {
    enum class Kind { Approved, Rejected, Comment };

    QString id; ///< unique in the file
    Kind kind = Kind::Comment;
    QString migration; ///< Migration::name
    std::optional<int> statement; ///< of the up script, from 1; nothing: the whole migration
    QString text; ///< what was said; may be empty but for a comment
    QString author;
    QString time; ///< ISO 8601, UTC, to the second
    QByteArray textHash; ///< reviewHash(), or SHA-256 of the statement's text
    CatalogBinding catalog; ///< empty: given without a database

    [[nodiscard]] QJsonObject toJson() const;
    /// Data with what is wrong.
    [[nodiscard]] static Result<ReviewVerdict> fromJson(const QJsonObject &json);
    friend bool operator==(const ReviewVerdict &, const ReviewVerdict &) = default;
};

/// Where the review of a migration stands.
struct ReviewStatus {
    enum class State {
        Open, ///< nobody approved or rejected it
        Approved,
        Rejected,
        FallenOff, ///< the last verdict is about another text or another catalog
    };
    State state = State::Open;
    std::optional<ReviewVerdict> verdict; ///< the one that decides
    QString reason; ///< of FallenOff, and of a rejected statement; a sentence
    friend bool operator==(const ReviewStatus &, const ReviewStatus &) = default;
};

/// The review beside a source: a JSON file made to be committed and read in a diff (resources/schemas/migration-review.schema.json). Each
/// change is written at once into the file as it is then, so that several programs may have it open. For one thread.
class DUMBO_CORE_EXPORT ReviewFile {
public:
    /// "dumbo-review.json" in a folder; "NAME.review.json" beside a file.
    [[nodiscard]] static QString pathFor(const QString &source);

    /// Without the file, no verdicts. Data with line and what to do where it is broken (a merge that was not ended), and
    /// InvalidOperation where a newer program wrote it; the file is never touched then.
    [[nodiscard]] static Result<ReviewFile> open(const QString &filePath);

    [[nodiscard]] const QString &filePath() const { return m_filePath; }
    /// By time.
    [[nodiscard]] const QList<ReviewVerdict> &verdicts() const { return m_verdicts; }
    [[nodiscard]] QList<ReviewVerdict> of(const QString &migration) const;

    /// The last verdict about the whole migration decides, unless a statement of it was rejected last. Without a binding only the text
    /// is compared: for a migration that is applied already, and where no database is at hand.
    [[nodiscard]] ReviewStatus statusOf(const Migration &migration, const std::optional<CatalogBinding> &now) const;
    /// The same for one statement of the up script, from 1.
    [[nodiscard]] ReviewStatus statusOf(
        const Migration &migration, int statement, const std::optional<CatalogBinding> &now) const;

    /// Answers it with id, time and hash filled in; the binding is the caller's. Data for a comment without text or a statement that the
    /// migration does not have; System where the file can't be written, which is then as before.
    [[nodiscard]] Result<ReviewVerdict> add(ReviewVerdict verdict, const Migration &about);
    /// NotFound where there is none of that id.
    [[nodiscard]] Result<void> remove(const QString &id);

private:
    explicit ReviewFile(const QString &filePath);
    [[nodiscard]] Result<void> read();
    [[nodiscard]] Result<void> write() const;
    template <typename Change>
    [[nodiscard]] Result<void> change(Change apply);

    QString m_filePath;
    QList<ReviewVerdict> m_verdicts;
    QJsonArray m_unreadable; ///< verdicts of a kind this version does not know, as they were
    QJsonObject m_others; ///< keys of the file this version does not know
};

/// The user's name for verdicts: Git's user.name where it is set for that folder, else the system's.
[[nodiscard]] DUMBO_CORE_EXPORT QString reviewerName(const QString &folder);

} // namespace dumbo
