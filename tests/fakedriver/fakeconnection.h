#pragma once

#include "tests/fakedriver/fakelanguage.h"
#include "tests/fakedriver/fakescriptstate.h"

namespace dumbo::fake {

class FakeConnection final : public Connection {
public:
    FakeConnection(std::shared_ptr<FakeScript> script, const ConnectRequest &request, ConnectionObserver &observer,
        std::shared_ptr<FakeDatabase> database);
    ~FakeConnection() override;

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;
    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;
    TransactionState transactionState() const override;
    Result<ResetOutcome> reset() override;
    bool isBroken() const override;
    int idleDescriptor() const override;
    void pump() override;
    void cancel() noexcept override;

    [[nodiscard]] FakeView &view() { return m_view; }
    [[nodiscard]] FakeScript::Private &script() const { return m_script->state(); }
    [[nodiscard]] const FakeLink &link() const { return m_link; }
    /// An error where the connection is lost, else where the running statement was cancelled.
    [[nodiscard]] Result<void> check();
    [[nodiscard]] Result<void> need(Capability capability) const;
    /// Waits for release, cancel or loss, at most this long where it is not negative.
    [[nodiscard]] Result<void> block(bool ignoresCancel, std::chrono::milliseconds most = std::chrono::milliseconds(-1));
    [[nodiscard]] Result<void> apply(const FakeEffect &effect);
    void endExecution();

private:
    void checkThread() const;
    [[nodiscard]] Result<void> startExecution(const QByteArray &text);
    [[nodiscard]] Result<std::unique_ptr<Execution>> executeScripted(FakeResponse response);
    [[nodiscard]] std::optional<FakeResponse> scripted(const QByteArray &text) const;
    [[nodiscard]] Error lost();

    std::shared_ptr<FakeScript> m_script;
    ConnectionObserver &m_observer;
    ConnectionOptions m_options;
    bool m_readOnly;
    FakeView m_view;
    FakeLink m_link;
    std::vector<std::pair<QString, QString>> m_settings;
};

} // namespace dumbo::fake
