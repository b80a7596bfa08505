#pragma once

#include "core/sdk/cellvalue.h"
#include "core/conformance/quirks.h"

#include <QByteArrayList>
#include <QSet>

namespace dumbo::conformance {

/// Thrown where a promise is broken, and where it can't be tried; the text says what happened.
struct DUMBO_CONFORMANCE_EXPORT Broken
{
    QString reason;
};
struct DUMBO_CONFORMANCE_EXPORT Skipped
{
    QString reason;
};

using Rows = std::vector<std::vector<Value>>;

class RecordingObserver final : public ConnectionObserver
{
public:
    void statementSent(const QByteArray &text) override { statements.append(text); }
    void notice(NoticeSeverity /*severity*/, const QString &message) override { notices.append(message); }
    void notification(const QString &channel, const QString &payload, qint64 /*processId*/) override
    {
        notifications.append(channel + QStringLiteral(": ") + payload);
    }
    QByteArrayList statements;
    QStringList notices;
    QStringList notifications; ///< "channel: payload"
};

/// What a promise works with: fresh connections, and helpers that throw Broken.
class DUMBO_CONFORMANCE_EXPORT Context
{
public:
    explicit Context(Quirks &given)
        : quirks(given)
    {
    }

    [[nodiscard]] std::unique_ptr<Connection> connect(bool readOnly = false);
    /// The value, or Broken with the error.
    template <typename T>
    static T must(Result<T> result, const QString &doing)
    {
        if (!result)
            throw Broken { doing + QStringLiteral(": ") + result.error().toText() };
        if constexpr (!std::is_void_v<T>)
            return std::move(*result);
    }
    static void expect(bool condition, const QString &otherwise)
    {
        if (!condition)
            throw Broken { otherwise };
    }
    /// Broken unless the result is an error of this kind.
    template <typename T>
    static void expectError(const Result<T> &result, ErrorKind kind, const QString &doing)
    {
        expect(!result.has_value(), doing + QStringLiteral(" succeeded"));
        expect(result.error().kind() == kind,
            doing
                + QStringLiteral(" gave %1, not %2: ")
                      .arg(errorKindName(result.error().kind()), errorKindName(kind))
                + result.error().toText());
    }

    /// Runs all of text and keeps the rows of its results; every batch is checked.
    [[nodiscard]] static Result<Rows> query(
        Connection &connection, const QByteArray &text, const Parameters &parameters = {});
    [[nodiscard]] static Result<Rows> read(Execution &execution);
    static void run(Connection &connection, const QByteArray &text);
    [[nodiscard]] static Value single(
        Connection &connection, const QByteArray &text, const Parameters &parameters = {});
    [[nodiscard]] static Statement statement(const QByteArray &text);
    /// Runs a script; for a driver without Capability::Scripts cut at each semicolon.
    static void runScript(Connection &connection, const QByteArray &script);
    [[nodiscard]] static Parameters positional(const Value &value);
    /// Broken unless the connection answers Quirks::selectOne() rightly.
    void expectItWorks(Connection &connection, const QString &otherwise) const;
    /// A name as the connection's dialect quotes it.
    [[nodiscard]] static QByteArray quoted(const Connection &connection, const QByteArray &name);

    Quirks &quirks;
    RecordingObserver observer;
};

} // namespace dumbo::conformance
