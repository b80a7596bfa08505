#include "core/documents/pongo/outcomes.h"

#include <QCoreApplication>

namespace dumbo::pongo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Pongo", text);
}

QString wordOf(const ExpectedVersion &expected)
{
    switch (expected.kind()) {
    case ExpectedVersion::Kind::Any:
        return tr("any version");
    case ExpectedVersion::Kind::Exists:
        return tr("a document");
    case ExpectedVersion::Kind::DoesNotExist:
        return tr("no document");
    case ExpectedVersion::Kind::Exactly:
        break;
    }
    return tr("version %1").arg(*expected.version());
}

/// For programs.
QString nameOf(const ExpectedVersion &expected)
{
    switch (expected.kind()) {
    case ExpectedVersion::Kind::Any:
        return QStringLiteral("any");
    case ExpectedVersion::Kind::Exists:
        return QStringLiteral("exists");
    case ExpectedVersion::Kind::DoesNotExist:
        return QStringLiteral("none");
    case ExpectedVersion::Kind::Exactly:
        break;
    }
    return QString::number(*expected.version());
}

} // namespace

bool ExpectedVersion::isMetBy(const std::optional<qint64> &actual) const
{
    switch (m_kind) {
    case Kind::Any:
        return true;
    case Kind::Exists:
        return actual.has_value();
    case Kind::DoesNotExist:
        return !actual;
    case Kind::Exactly:
        break;
    }
    return actual == m_version;
}

Error concurrencyError(const QByteArray &id, const ExpectedVersion &expected, const std::optional<qint64> &actual)
{
    const auto found = actual ? tr("version %1").arg(*actual) : tr("no document");
    const auto sentence = id.isEmpty() ? tr("Expected was %1, found was %2.").arg(wordOf(expected), found)
                                       : tr("Of the document \"%1\" %2 was expected, found was %3.").arg(QString::fromUtf8(id), wordOf(expected), found);
    Error error(ErrorKind::Concurrency, sentence);
    if (!id.isEmpty())
        error.withObject(QStringLiteral("document"), QString::fromUtf8(id));
    error.withObject(QStringLiteral("expectedVersion"), nameOf(expected));
    error.withObject(QStringLiteral("actualVersion"), actual ? QString::number(*actual) : QStringLiteral("none"));
    return error;
}

Result<void> BatchOutcome::check() const
{
    if (conflicts.empty())
        return {};
    return fail(concurrencyError(conflicts.front().id, conflicts.front().expected, conflicts.front().actual));
}

} // namespace dumbo::pongo
