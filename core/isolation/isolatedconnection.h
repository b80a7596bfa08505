#pragma once

#include "core/isolation/extensiontransport.h"
#include "core/isolation/hostchannel.h"

#include <map>

namespace dumbo {

/// Calls an extension of a channel's connection, or of a plugin.
class ChannelExtensionCaller final : public ExtensionCaller {
public:
    ChannelExtensionCaller(std::shared_ptr<HostChannel> channel, ExtensionId id);

    Result<QByteArray> call(quint32 method, const QByteArray &arguments) override;
    Error brokenAnswer(const QString &fault) override;

private:
    std::shared_ptr<HostChannel> m_channel;
    ExtensionId m_id;
};

/// A connection in a driver's process.
class IsolatedConnection final : public Connection {
public:
    /// The channel has connected.
    IsolatedConnection(std::shared_ptr<HostChannel> channel, const PluginFacts &facts);
    ~IsolatedConnection() override;

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;
    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;
    Result<void> begin(const TransactionOptions &options) override;
    Result<void> commit() override;
    Result<void> rollback() override;
    Result<void> savepoint(const QString &name) override;
    Result<void> releaseSavepoint(const QString &name) override;
    Result<void> rollbackToSavepoint(const QString &name) override;
    TransactionState transactionState() const override { return m_channel->state().transaction; }
    Result<ResetOutcome> reset() override;
    bool isBroken() const override { return m_channel->isLost() || m_channel->state().broken; }
    Result<void> ping() override;
    int idleDescriptor() const override { return m_channel->descriptor(); }
    void pump() override { m_channel->pump(); }
    void cancel() noexcept override { m_channel->cancel(); }
    Extension *extension(const ExtensionId &id) override;

private:
    struct StandIn {
        ExtensionId id;
        std::unique_ptr<ChannelExtensionCaller> caller;
        std::unique_ptr<Extension> proxy; ///< null where the connection has none
    };

    std::shared_ptr<HostChannel> m_channel;
    mutable Dialect m_dialect;
    mutable Capabilities m_capabilities;
    mutable ServerFacts m_server;
    std::vector<StandIn> m_extensions;
};

} // namespace dumbo
