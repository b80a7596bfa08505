#include "ui/migrations/migrationtask.h"

#include <QStringList>
#include <QTest>

#include <atomic>
#include <condition_variable>
#include <mutex>

using Task = workbench::MigrationTask<QString, int>;

class TestMigrationTask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void progressArrivesInOrderAndTheOutcomeLast()
    {
        QStringList heard;
        Task task(
            [](const Task::Desk &desk) -> dumbo::Result<int> {
                for (int step = 1; step <= 3; ++step)
                    desk.report(QString::number(step));
                return 42;
            },
            { .progressed = [&](const QString &step) { heard.append(step); },
                .finished = [&](const dumbo::Result<int> &outcome) { heard.append(QStringLiteral("= %1").arg(outcome.value_or(0))); } });
        QVERIFY(heard.isEmpty());
        QTRY_COMPARE(heard, QStringList({ QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3"), QStringLiteral("= 42") }));
    }

    void aCancelReachesTheWorkAndItsOutcomeStillComes()
    {
        std::optional<dumbo::ErrorKind> kind;
        Task task(
            [](const Task::Desk &desk) -> dumbo::Result<int> {
                std::mutex mutex;
                std::condition_variable woken;
                const auto registration = desk.cancellation.onCancelled([&] {
                    const std::scoped_lock lock(mutex);
                    woken.notify_all();
                });
                std::unique_lock lock(mutex);
                while (!desk.cancellation.isCancelled())
                    woken.wait(lock);
                return dumbo::fail(dumbo::ErrorKind::Cancelled, QStringLiteral("over"));
            },
            { .progressed = [](const QString &) {}, .finished = [&](const dumbo::Result<int> &outcome) { kind = outcome.error().kind(); } });
        task.cancel();
        task.cancel();
        QVERIFY(task.isCancelling());
        QTRY_COMPARE(kind, std::optional(dumbo::ErrorKind::Cancelled));
    }

    void destroyedEarlierItCancelsAndNothingArrives()
    {
        const auto wasCancelled = std::make_shared<std::atomic_bool>(false);
        bool heard = false;
        {
            Task task(
                [wasCancelled](const Task::Desk &desk) -> dumbo::Result<int> {
                    while (!desk.cancellation.isCancelled())
                        std::this_thread::yield();
                    *wasCancelled = true;
                    desk.report(QStringLiteral("late"));
                    return 1;
                },
                { .progressed = [&](const QString &) { heard = true; }, .finished = [&](const dumbo::Result<int> &) { heard = true; } });
        }
        QVERIFY(dumbo::Reaper::instance().waitForAll(std::chrono::seconds(20)));
        QVERIFY(*wasCancelled);
        QCoreApplication::processEvents();
        QVERIFY(!heard);
    }

    void theListenerMayDestroyTheTask()
    {
        std::unique_ptr<Task> task;
        task = std::make_unique<Task>([](const Task::Desk &) -> dumbo::Result<int> { return 7; },
            Task::Listener { .progressed = [](const QString &) {}, .finished = [&](const dumbo::Result<int> &) { task.reset(); } });
        QTRY_VERIFY(!task);
    }
};

QTEST_MAIN(TestMigrationTask)
#include "tst_migrationtask.moc"
