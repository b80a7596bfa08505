#pragma once

#include "core/conformance/quirks.h"

#include <QTemporaryDir>

namespace dumbo::conformance {

/// Any connector by its own facts ({"conformance", 1}), or else by what its dialect and capabilities let one expect. Works on a
/// temporary folder of its own, or on a database that somebody named.
class DUMBO_CONFORMANCE_EXPORT StandardQuirks : public Quirks
{
public:
    struct Setting
    {
        QString name; ///< for results; empty: the connector's
        /// An empty database that somebody gives, in which tables are made and dropped. Nothing: the driver's example.
        std::optional<ConformanceFacts::Place> connection;
        /// Where a driver without facts opens files: the option that takes the path, and a path that is none (":memory:") or the
        /// suffix of a new file.
        QString pathOption;
        QString specialPath;
        QString suffix;
    };

    StandardQuirks(std::shared_ptr<StoragePlugin> plugin, Setting setting);
    ~StandardQuirks() override;

    /// Whether there is something to try the promises on: connects once. NotFound where a database must be named,
    /// InvalidOperation where the one that was named is not empty, or what the driver says to the connecting.
    [[nodiscard]] Result<void> check();
    /// What is assumed of a driver that has no facts.
    [[nodiscard]] static ConformanceFacts assumedFacts(const Dialect &dialect);
    [[nodiscard]] const ConformanceFacts &facts() const { return m_facts; }

    [[nodiscard]] QString name() const override;
    [[nodiscard]] bool isDocumented() const override { return false; }
    [[nodiscard]] StoragePlugin &plugin() override { return *m_plugin; }
    [[nodiscard]] QString exemption(const QByteArray &promise) const override;
    void renew() override;
    [[nodiscard]] ConnectRequest request() const override;
    void makeTableForReadOnly() override;
    [[nodiscard]] bool definesTables() const override { return m_facts.definesTables; }
    [[nodiscard]] bool selectsValues() const override { return m_facts.selectsValues; }
    [[nodiscard]] bool takesParameters() const override { return m_facts.takesParameters; }
    [[nodiscard]] QByteArray selectOne() const override { return m_facts.selectOne; }
    [[nodiscard]] Value one() const override { return m_facts.one; }
    [[nodiscard]] QByteArray selectRows(qint64 count) const override;
    [[nodiscard]] qint64 maxSelectedRows() const override { return m_facts.maxSelectedRows; }
    [[nodiscard]] QByteArray selectNothing() const override { return m_facts.selectNothing; }
    [[nodiscard]] QByteArray runForever() const override { return m_facts.runForever; }
    [[nodiscard]] QByteArray failAfter(qint64 rows) const override;
    [[nodiscard]] QByteArray selectLong(qint64 bytes) const override;
    [[nodiscard]] std::vector<ValueCase> extremes() const override { return m_facts.extremes; }
    [[nodiscard]] std::vector<ParameterCase> parameters() const override { return m_facts.parameters; }
    [[nodiscard]] std::vector<ErrorCase> errors() const override { return m_facts.errors; }
    [[nodiscard]] QByteArrayList writes() const override { return m_facts.writes; }
    [[nodiscard]] QByteArray referenceSchema() const override { return m_facts.referenceSchema; }
    [[nodiscard]] QByteArray detailedSchema() const override { return m_facts.detailedSchema; }
    [[nodiscard]] QByteArray echoInteger() const override;
    [[nodiscard]] QByteArray echoText() const override;
    [[nodiscard]] bool canName(const QByteArray &name) const override;
    [[nodiscard]] QByteArray countingKey() const override { return m_facts.countingKey; }
    [[nodiscard]] QByteArray sayHello() const override { return m_facts.sayHello; }
    [[nodiscard]] QByteArray listen() const override { return m_facts.listen; }
    [[nodiscard]] QByteArray notify() const override { return m_facts.notify; }
    [[nodiscard]] QByteArray changeSession() const override { return m_facts.changeSession; }
    [[nodiscard]] QByteArray sessionState() const override { return m_facts.sessionState; }
    [[nodiscard]] std::vector<ConflictCase> conflicts() const override { return m_facts.conflicts; }
    [[nodiscard]] std::optional<ConnectRequest> wrongPassword() const override;
    [[nodiscard]] std::optional<ConnectRequest> unreachable() const override;
    [[nodiscard]] int wideColumns() const override { return m_facts.wideColumns; }
    [[nodiscard]] QString defaultSchema() const override { return m_facts.defaultSchema; }
    [[nodiscard]] qint64 streamedRows() const override { return m_facts.streamedRows; }

private:
    [[nodiscard]] Result<void> prepareFolder();
    [[nodiscard]] Result<ConformanceFacts::Place> place() const;

    std::shared_ptr<StoragePlugin> m_plugin;
    Setting m_setting;
    QTemporaryDir m_folder;
    QString m_inner; ///< the folder of the current promise
    int m_number = 0;
    ConformanceFacts m_facts;
};

} // namespace dumbo::conformance
