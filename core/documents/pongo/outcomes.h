#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace dumbo::pongo {

/// What a write asks of the document that is there. What is found otherwise is ErrorKind::Concurrency (412), with both versions.
class ExpectedVersion {
public:
    enum class Kind { Any, Exists, DoesNotExist, Exactly };

    /// No check.
    ExpectedVersion() = default;
    ExpectedVersion(qint64 version) // NOLINT: a number is a version
        : m_kind(Kind::Exactly)
        , m_version(version)
    {
    }
    [[nodiscard]] static ExpectedVersion any() { return {}; }
    [[nodiscard]] static ExpectedVersion exists() { return ExpectedVersion(Kind::Exists); }
    [[nodiscard]] static ExpectedVersion doesNotExist() { return ExpectedVersion(Kind::DoesNotExist); }

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] std::optional<qint64> version() const
    {
        return m_kind == Kind::Exactly ? std::optional(m_version) : std::nullopt;
    }
    /// Whether a document of this version, or none, is as expected.
    [[nodiscard]] DUMBO_CORE_EXPORT bool isMetBy(const std::optional<qint64> &actual) const;

    friend bool operator==(const ExpectedVersion &, const ExpectedVersion &) = default;

private:
    explicit ExpectedVersion(Kind kind)
        : m_kind(kind)
    {
    }
    Kind m_kind = Kind::Any;
    qint64 m_version = 0;
};

/// The error of an expectation that was not met: its objects are "document", "expectedVersion" (a number, "exists" or "none") and
/// "actualVersion" (a number or "none").
[[nodiscard]] DUMBO_CORE_EXPORT Error concurrencyError(
    const QByteArray &id, const ExpectedVersion &expected, const std::optional<qint64> &actual);

/// A document as a collection has it. The text holds id and version too, as the columns have them.
struct Document {
    QByteArray id;
    qint64 version = 0;
    QByteArray text;
    friend bool operator==(const Document &, const Document &) = default;
};

struct Inserted {
    QByteArray id;
    qint64 version = 1;
};

/// What a write of one document did.
struct Changed {
    qint64 matched = 0; ///< 0 or 1
    qint64 changed = 0; ///< an update may leave a document as it is
    std::optional<QByteArray> upsertedId; ///< of the document that was inserted instead
    std::optional<qint64> version; ///< as it is now, where there is a document
};

/// What a write by filter did.
struct ChangedMany {
    qint64 matched = 0;
    qint64 changed = 0;
    std::optional<QByteArray> upsertedId;
};

/// One of several documents that were to be written.
struct BatchConflict {
    QByteArray id;
    ExpectedVersion expected;
    std::optional<qint64> actual; ///< nothing: there is no such document
};

/// Each document of a batch, by id: written, or why not.
struct BatchOutcome {
    std::vector<Inserted> written;
    std::vector<BatchConflict> conflicts;

    [[nodiscard]] bool isComplete() const { return conflicts.empty(); }
    /// The first conflict as an error.
    [[nodiscard]] DUMBO_CORE_EXPORT Result<void> check() const;
};

enum class BatchMode {
    Each, ///< conflicts leave the others written
    AllOrNone,
};

} // namespace dumbo::pongo
