#pragma once

#include "core/plugins/install/drivermanager.h"
#include "ui/shell/backgroundtask.h"

#include <QObject>

#include <deque>

namespace workbench {

class ConnectionHub;

/// All there was to tell about drivers, keys and catalogues at one moment.
struct DriversSnapshot {
    QList<dumbo::DriverInfo> drivers;
    QList<dumbo::KnownKey> keys;
    QString keysFault; ///< why the keys could not be read
    QList<dumbo::CatalogueInfo> catalogues;
    QList<dumbo::CatalogueOffer> offers;
    QList<dumbo::DriverUpdate> updates;
    QMap<QString, dumbo::Connector> preferred; ///< by database type
};

/// Where the window's work on drivers is done: one piece after another, each in a thread of its own, so that nothing waits for it.
/// What was read last stays at hand.
class DriverDesk : public QObject {
    Q_OBJECT

public:
    /// What a piece of work gets, in its thread.
    struct Work {
        dumbo::DriverManager &manager;
        dumbo::Cancellation cancellation;
        dumbo::InstallProgressCallback progress;
    };

    /// The manager is kept as long as a piece of work needs it, also where the desk is gone before.
    DriverDesk(std::shared_ptr<dumbo::DriverManager> manager, ConnectionHub &connections, QObject *parent = nullptr);
    ~DriverDesk() override;

    [[nodiscard]] const DriversSnapshot &snapshot() const { return *m_snapshot; }
    /// False until everything was read once.
    [[nodiscard]] bool isRead() const { return m_isRead; }
    [[nodiscard]] bool isBusy() const { return m_task != nullptr; }
    /// What is being done, a sentence; empty while nothing is.
    [[nodiscard]] QString phase() const { return m_phase; }
    [[nodiscard]] bool isCancelling() const { return m_task && m_task->isCancelling(); }

    /// Reads everything again.
    void refresh();
    /// Does the work when what was asked for earlier is done, reads everything again and calls then(), where context still lives.
    template <typename T>
    void run(const QString &phase, std::function<dumbo::Result<T>(const Work &)> work, QObject *context,
        std::function<void(const dumbo::Result<T> &)> then)
    {
        enqueue(phase, [work = std::move(work), context = QPointer<QObject>(context), then = std::move(then)](const Work &given) {
            auto result = std::make_shared<dumbo::Result<T>>(work(given));
            return [result, context, then] {
                if (context)
                    then(*result);
            };
        });
    }
    /// Ends what is being done, as soon as it notices. What waits behind it is done.
    void cancel();

Q_SIGNALS:
    /// The snapshot is another one.
    void changed();
    void busyChanged();
    void progressed(const dumbo::InstallProgress &progress);

private:
    using Then = std::function<void()>;
    using Job = std::function<Then(const Work &)>;
    using Snapshot = std::shared_ptr<const DriversSnapshot>;
    struct Done {
        Snapshot snapshot;
        Then then;
    };
    using Task = BackgroundTask<dumbo::InstallProgress, Done>;
    struct Waiting {
        QString phase;
        Job job;
    };

    void enqueue(const QString &phase, Job job);
    void startNext();
    void finish(const dumbo::Result<Done> &done);
    void announce();

    std::shared_ptr<dumbo::DriverManager> m_manager;
    ConnectionHub &m_connections;
    Snapshot m_snapshot = std::make_shared<DriversSnapshot>();
    QList<dumbo::ConnectorManifest> m_connectors; ///< as they were announced
    bool m_isRead = false;
    QString m_phase;
    std::deque<Waiting> m_waiting;
    std::unique_ptr<Task> m_task;
};

} // namespace workbench
