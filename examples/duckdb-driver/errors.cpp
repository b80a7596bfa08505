#include "errors.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

struct Failure
{
    QString type; ///< e.g. "Binder"
    QString message;
    std::optional<qint64> position; ///< in bytes of DuckDB's text
};

struct TypeKind
{
    const char *type;
    ErrorKind kind;
};

/// The words are those of ExceptionTypeToString in DuckDB's src/common/exception.cpp.
constexpr std::array typeKinds {
    TypeKind { "Autoload", ErrorKind::System },
    TypeKind { "Binder", ErrorKind::InvalidOperation },
    TypeKind { "Catalog", ErrorKind::InvalidOperation },
    TypeKind { "Connection", ErrorKind::Connection },
    TypeKind { "Constraint", ErrorKind::IntegrityConstraintViolation },
    TypeKind { "Conversion", ErrorKind::Data },
    TypeKind { "Decimal", ErrorKind::Data },
    TypeKind { "Dependency", ErrorKind::InvalidOperation },
    TypeKind { "Divide by Zero", ErrorKind::Data },
    TypeKind { "Expression", ErrorKind::Data },
    TypeKind { "HTTP", ErrorKind::System },
    TypeKind { "IO", ErrorKind::System },
    TypeKind { "INTERRUPT", ErrorKind::Cancelled },
    TypeKind { "Invalid Configuration", ErrorKind::InvalidOperation },
    TypeKind { "Invalid Input", ErrorKind::Data },
    TypeKind { "Invalid type", ErrorKind::Data },
    TypeKind { "Mismatch Type", ErrorKind::Data },
    TypeKind { "Missing Extension", ErrorKind::InvalidOperation },
    TypeKind { "Network", ErrorKind::System },
    TypeKind { "Not implemented", ErrorKind::NotImplemented },
    TypeKind { "Out of Memory", ErrorKind::InsufficientResources },
    TypeKind { "Out of Range", ErrorKind::Data },
    TypeKind { "Parameter Not Allowed", ErrorKind::Data },
    TypeKind { "Parameter Not Resolved", ErrorKind::Data },
    TypeKind { "Parser", ErrorKind::InvalidOperation },
    TypeKind { "Permission", ErrorKind::InvalidOperation },
    TypeKind { "Sequence", ErrorKind::Data },
    TypeKind { "Settings", ErrorKind::InvalidOperation },
    TypeKind { "Syntax", ErrorKind::InvalidOperation },
    TypeKind { "TransactionContext", ErrorKind::InvalidOperation },
};

struct PhraseKind
{
    const char *phrase;
    ErrorKind kind;
};

/// Constraints that are told apart by their words only.
constexpr std::array phraseKinds {
    PhraseKind { "violates primary key constraint", ErrorKind::UniqueConstraint },
    PhraseKind { "violates unique constraint", ErrorKind::UniqueConstraint },
    PhraseKind { "PRIMARY KEY or UNIQUE constraint violat", ErrorKind::UniqueConstraint },
    PhraseKind { "NOT NULL constraint failed", ErrorKind::NotNullViolation },
    PhraseKind { "CHECK constraint failed", ErrorKind::CheckViolation },
    PhraseKind { "Violates foreign key constraint", ErrorKind::ForeignKeyViolation },
    PhraseKind { "Could not set lock on file", ErrorKind::LockNotAvailable },
    PhraseKind { "Current transaction is aborted", ErrorKind::InvalidOperation },
    PhraseKind { "write-write conflict", ErrorKind::Serialization },
    PhraseKind { "Transaction conflict", ErrorKind::Serialization },
    PhraseKind { "Conflict on ", ErrorKind::Serialization },
    PhraseKind { "No space left on device", ErrorKind::InsufficientResources },
};

/// Errors of the parser have their type before the JSON once more.
std::optional<Failure> fromJson(const QByteArray &text)
{
    const auto begin = text.startsWith('{') ? 0 : text.indexOf(" Error: {") + 8;
    const auto object = QJsonDocument::fromJson(text.sliced(std::min(begin, text.size()))).object();
    if (!object.contains(QLatin1StringView("exception_message")))
        return std::nullopt;
    Failure failure;
    failure.type = object.value(QLatin1StringView("exception_type")).toString();
    failure.message = object.value(QLatin1StringView("exception_message")).toString();
    auto ok = false;
    const auto position = object.value(QLatin1StringView("position")).toString().toLongLong(&ok);
    if (ok)
        failure.position = position;
    return failure;
}

/// Where the caret of "LINE 2: SELECT nothing\n               ^" stands, in bytes of statement. A long line is cut, with dots.
std::optional<qint64> caretPosition(const QString &text, const QByteArray &statement)
{
    static const QRegularExpression pattern(QStringLiteral("\\n\\nLINE (\\d+): ([^\\n]*)\\n( *)\\^"));
    const auto match = pattern.match(text);
    const auto label = QStringLiteral("LINE %1: ").arg(match.captured(1)).size();
    const auto column = match.captured(3).size() - label;
    if (!match.hasMatch() || column < 0)
        return std::nullopt;
    qsizetype begin = 0;
    for (auto line = match.captured(1).toInt(); line > 1 && begin >= 0; --line)
        begin = statement.indexOf('\n', begin) + 1;
    auto shown = match.captured(2);
    const auto cut = shown.startsWith(QLatin1StringView("...")) ? 3 : 0;
    const auto before = shown.sliced(cut, std::max<qsizetype>(0, column - cut)).toUtf8();
    if (shown.endsWith(QLatin1StringView("...")))
        shown.chop(3);
    const auto end = statement.indexOf('\n', begin);
    const auto line = statement.sliced(begin, (end < 0 ? statement.size() : end) - begin);
    const auto start = line.indexOf(shown.sliced(cut).toUtf8());
    if (start < 0)
        return std::nullopt;
    return begin + start + before.size();
}

Failure fromWords(const char *text, const QByteArray &statement)
{
    Failure failure;
    failure.message = QString::fromUtf8(text);
    failure.position = caretPosition(failure.message, statement);
    static const QRegularExpression prefix(QStringLiteral("^([A-Za-z ]{1,40}) Error: "));
    const auto match = prefix.match(failure.message);
    if (!match.hasMatch())
        return failure;
    failure.type = match.captured(1);
    failure.message.remove(0, match.capturedLength());
    return failure;
}

ErrorKind kindOf(const Failure &failure)
{
    for (const auto &[phrase, kind] : phraseKinds) {
        if (failure.message.contains(QLatin1StringView(phrase)))
            return kind;
    }
    const auto found = std::ranges::find_if(typeKinds, [&](const TypeKind &entry) {
        return failure.type.compare(QLatin1StringView(entry.type), Qt::CaseInsensitive) == 0;
    });
    return found == typeKinds.end() ? ErrorKind::General : found->kind;
}

/// What the message says about names.
void addObjects(Error &error, const QString &message)
{
    static const QRegularExpression notNull(QStringLiteral("NOT NULL constraint failed: (\\w+)\\.(\\w+)"));
    static const QRegularExpression check(QStringLiteral("CHECK constraint failed on table (\\w+)"));
    static const QRegularExpression duplicate(QStringLiteral("Duplicate key \"([^:\"]+): "));
    if (const auto match = notNull.match(message); match.hasMatch()) {
        error.withObject(QStringLiteral("table"), match.captured(1));
        error.withObject(QStringLiteral("column"), match.captured(2));
    } else if (const auto found = check.match(message); found.hasMatch()) {
        error.withObject(QStringLiteral("table"), found.captured(1));
    } else if (const auto key = duplicate.match(message); key.hasMatch()) {
        error.withObject(QStringLiteral("column"), key.captured(1));
    }
}

QString hintFor(ErrorKind kind, const QString &message)
{
    if (kind == ErrorKind::LockNotAvailable)
        return tr("Only one program at a time can have a DuckDB file open for writing. Close it there, or open it read-only in both.");
    if (message.contains(QLatin1StringView("Current transaction is aborted")))
        return tr("Roll back, then begin anew.");
    if (kind == ErrorKind::Serialization)
        return tr("Another connection changed the same data first. Roll back and run the transaction again.");
    return {};
}

} // namespace

Error engineError(const char *text, qint64 from, const QByteArray &statement)
{
    const auto *words = text ? text : "";
    const auto json = fromJson(words);
    const auto failure = json ? *json : fromWords(words, statement);
    const auto kind = kindOf(failure);
    if (kind == ErrorKind::Cancelled)
        return Error(kind, tr("The statement was cancelled."));
    // The first line is the sentence; what follows are suggestions and the picture with the caret.
    const auto sentence = failure.message.section(u'\n', 0, 0).trimmed();
    Error error(kind, sentence.isEmpty() ? tr("DuckDB reported an error without words.") : sentence);
    error.withServerMessage(failure.type.isEmpty() ? failure.message : failure.type + QStringLiteral(" Error: ") + failure.message);
    if (const auto rest = failure.message.section(u'\n', 1).section(QStringLiteral("LINE "), 0, 0).trimmed(); !rest.isEmpty())
        error.withDetail(rest);
    if (failure.position)
        error.withPosition(from + *failure.position);
    if (const auto hint = hintFor(kind, failure.message); !hint.isEmpty())
        error.withHint(hint);
    error.withRetryable(kind == ErrorKind::Serialization);
    addObjects(error, failure.message);
    return error;
}

} // namespace dumbo::duckdb
