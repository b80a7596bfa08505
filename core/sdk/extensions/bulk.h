#pragma once

#include "core/base/result.h"
#include "core/sdk/extension.h"
#include "core/sdk/statement.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <span>

namespace dumbo {

/// Streams of bytes into and out of a database in its own format, e.g. PostgreSQL's COPY: the fastest way for many rows.
/// Memory does not grow with the stream. Connection::cancel() ends a stream like a statement.
///
/// In-process only: both ends are functions.
class DUMBO_SDK_EXPORT BulkExtension : public Extension {
public:
    /// The next chunk, cut wherever it suits; nothing at the end. An error ends the import, which then changed nothing, and is
    /// what copyIn() answers.
    using Source = std::function<Result<std::optional<QByteArray>>()>;
    /// Takes the next chunk, which is valid during the call only; one or more whole rows. An error ends the export.
    using Sink = std::function<Result<void>(std::span<const char> chunk)>;

    BulkExtension();
    ~BulkExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("bulk"), 1 }; }
    [[nodiscard]] ExtensionId id() const override;
    [[nodiscard]] bool isInProcessOnly() const override { return true; }

    /// Runs a statement that asks for data ("COPY … FROM STDIN …") and gives it what source has. The rows written, -1 where
    /// the database does not say. InvalidOperation where the statement asks for none. Source is called between reads and
    /// writes of the connection and should not block for long.
    [[nodiscard]] virtual Result<qint64> copyIn(const StatementText &statement, const Source &source) = 0;
    /// Runs a statement that gives data ("COPY … TO STDOUT …") and hands it to sink. The rows given, -1 where the database does
    /// not say.
    [[nodiscard]] virtual Result<qint64> copyOut(const StatementText &statement, const Sink &sink) = 0;
};

} // namespace dumbo
