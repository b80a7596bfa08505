#pragma once

#include "core/isolation/wirevalues.h"

namespace dumbo {

/// What a frame is. First those of the control socket, then those of a channel.
enum class FrameType : quint32 {
    Hello, ///< host: HostHello, at once
    Load, ///< program: LoadRequest
    Loaded, ///< host: a list of PluginFacts
    Refused, ///< host: Error
    OpenChannel, ///< program: with the host's ends of a channel's socket and of its cancel socket

    Call, ///< program: work, WireCall, arguments; number: of the call, 0 where no answer is wanted
    Fetch, ///< program: BatchLimit and how many batches; number: of the result
    Answer, ///< host: ChannelState, whether it is good, then answer or Error; number: of the call
    Event, ///< host: ChannelState, WireEvent, its values
    Rows, ///< host: ChannelState, columns where they changed, batch; number: of the result
    ResultEnd, ///< host: ChannelState, CommandOutcome; number: of the result
    ResultFailed, ///< host: ChannelState, Error; number: of the result
    FirstResult, ///< host: ChannelState, FirstResult; number: of the result
};

enum class WireCall : quint32 {
    Connect, ///< plugin's index, ConnectRequest
    Disconnect,
    PoolPolicy, ///< plugin's index, ConnectionOptions
    PluginExtension, ///< plugin's index, ExtensionId, method, arguments
    DescribeDialect, ///< answers nothing where it is as it was
    DescribeCapabilities,
    DescribeServer,
    Execute, ///< number of its first result, Statement; after the answer comes the FirstResult, unasked
    NextResult, ///< number of the result; answers ResultStart
    CloseExecution,
    Prepare, ///< answers PreparedFacts
    ExecutePrepared, ///< number of its first result, its own, Parameters; likewise
    ExecuteMany,
    FreePrepared,
    Catalog,
    Begin,
    Commit,
    Rollback,
    Savepoint,
    ReleaseSavepoint,
    RollbackToSavepoint,
    Reset,
    Ping,
    HasExtension,
    ConnectionExtension, ///< ExtensionId, method, arguments
};

enum class WireEvent : quint32 {
    Notice,
    Notification,
    ParameterChanged,
    ConnectionLost,
    Progress,
    StatementSent,
    State, ///< nothing but the state
};

// clang-format off
template <> struct WireEnum<WireCall> { static constexpr auto last = WireCall::ConnectionExtension; };
template <> struct WireEnum<WireEvent> { static constexpr auto last = WireEvent::State; };
// clang-format on

struct HostHello {
    quint32 newestWire = wireVersion;
    quint32 oldestWire = oldestWireVersion;
    qint32 sdkAbi = 0;
};

struct LoadRequest {
    quint32 wire = wireVersion; ///< the version that both speak from now on
    QString filePath;
    QString driverId;
    QList<ExtensionId> extensions; ///< that the program can stand in for
};

/// What the program knows of a plugin without asking again.
struct PluginFacts {
    Connector connector;
    Dialect dialect;
    Capabilities capabilities;
    MigratorDefaults migratorDefaults;
    QList<ExtensionId> extensions;
};

/// What the program knows of a connection without asking again; comes with everything the host says.
struct ChannelState {
    TransactionState transaction = TransactionState::Idle;
    bool broken = false;
    friend bool operator==(const ChannelState &, const ChannelState &) = default;
};

struct ResultStart {
    bool more = false;
    std::vector<Column> columns;
    qint64 statementOffset = 0;
    CommandOutcome outcome;
};

/// The first result of an execution, or why there is none. It comes by itself: that saves every statement a round trip.
struct FirstResult {
    ResultStart start;
    std::optional<Error> error;
};

struct PreparedFacts {
    quint64 number = 0;
    std::vector<ParameterInfo> parameters;
    std::vector<Column> columns;
};

template <typename Wire>
void wireFields(Wire &wire, HostHello &hello)
{
    wire(hello.newestWire, hello.oldestWire, hello.sdkAbi);
}

template <typename Wire>
void wireFields(Wire &wire, LoadRequest &request)
{
    wire(request.wire, request.filePath, request.driverId, request.extensions);
}

template <typename Wire>
void wireFields(Wire &wire, PluginFacts &facts)
{
    wire(facts.connector, facts.dialect, facts.capabilities, facts.migratorDefaults, facts.extensions);
}

template <typename Wire>
void wireFields(Wire &wire, ChannelState &state)
{
    wire(state.transaction, state.broken);
}

template <typename Wire>
void wireFields(Wire &wire, ResultStart &start)
{
    wire(start.more, start.columns, start.statementOffset, start.outcome);
}

template <typename Wire>
void wireFields(Wire &wire, FirstResult &first)
{
    auto isGood = !first.error;
    wire(isGood);
    if (isGood) {
        wire(first.start);
    } else {
        if (!first.error)
            first.error.emplace(ErrorKind::General, QString());
        wire(*first.error);
    }
}

template <typename Wire>
void wireFields(Wire &wire, PreparedFacts &facts)
{
    wire(facts.number, facts.parameters, facts.columns);
}

} // namespace dumbo
