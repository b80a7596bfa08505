#include "core/base/mailbox.h"

#include <QEventLoop>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using namespace dumbo;

class TestMailbox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesArriveInOrderButNeverInsidePost()
    {
        QList<int> seen;
        const Mailbox<int> mailbox([&](int number) { seen.append(number); });
        for (int number = 0; number < 5; ++number)
            mailbox.post(number);
        QVERIFY(seen.isEmpty());
        QTRY_COMPARE(seen.size(), 5);
        QCOMPARE(seen, (QList<int> { 0, 1, 2, 3, 4 }));
    }

    void messagesOfEachThreadStayInOrderUnderLoad()
    {
        constexpr int threadCount = 4;
        constexpr int messages = 20000;
        std::vector<int> last(threadCount, -1);
        int total = 0;
        bool inOrder = true;
        bool inOwnThread = true;
        const auto owner = std::this_thread::get_id();
        Mailbox<std::pair<int, int>> mailbox([&](std::pair<int, int> message) {
            inOrder &= message.second == last[std::size_t(message.first)] + 1;
            inOwnThread &= std::this_thread::get_id() == owner;
            last[std::size_t(message.first)] = message.second;
            ++total;
        });
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < threadCount; ++thread)
            threads.emplace_back([sender = mailbox.sender(), thread] {
                for (int number = 0; number < messages; ++number)
                    sender.post({ thread, number });
            });
        QTRY_COMPARE_WITH_TIMEOUT(total, threadCount * messages, 60000);
        QVERIFY(inOrder);
        QVERIFY(inOwnThread);
    }

    void nothingIsDeliveredAfterTheMailboxIsGone()
    {
        std::atomic_bool posting = true;
        std::jthread poster;
        bool gone = false;
        bool late = false;
        int seen = 0;
        {
            Mailbox<int> mailbox([&](int) {
                late |= gone;
                ++seen;
            });
            poster = std::jthread([sender = mailbox.sender(), &posting] {
                while (posting)
                    sender.post(1);
            });
            QTRY_VERIFY(seen > 100);
        }
        gone = true;
        QCoreApplication::processEvents();
        posting = false;
        poster.join();
        QCoreApplication::processEvents();
        QVERIFY(!late);
    }

    void theSenderOutlivesTheMailbox()
    {
        std::optional<Mailbox<int>> mailbox(std::in_place, [](int) {});
        const auto sender = mailbox->sender();
        QVERIFY(sender.post(1));
        mailbox.reset();
        QVERIFY(!sender.post(2));
        QVERIFY(!Mailbox<int>::Sender().post(3));
    }

    void theReceiverMayDestroyTheMailbox()
    {
        std::optional<Mailbox<int>> mailbox;
        const auto guard = std::make_shared<int>(0);
        QList<int> seen;
        mailbox.emplace([&, guard](int number) {
            mailbox.reset();
            seen.append(number + *guard);
        });
        mailbox->post(1);
        mailbox->post(2);
        QTRY_COMPARE(seen.size(), 1);
        QCoreApplication::processEvents();
        QCOMPARE(seen, QList<int> { 1 });
        QCOMPARE(guard.use_count(), 1);
    }

    void anEventLoopInsideTheReceiverGoesOnInOrder()
    {
        QList<int> seen;
        const Mailbox<int> mailbox([&](int number) {
            seen.append(number);
            if (number == 1) {
                while (seen.size() < 3)
                    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            }
        });
        mailbox.post(1);
        mailbox.post(2);
        mailbox.post(3);
        QTRY_COMPARE(seen, (QList<int> { 1, 2, 3 }));
    }

    void messagesMayBeMoveOnly()
    {
        int value = 0;
        const Mailbox<std::unique_ptr<int>> mailbox([&](std::unique_ptr<int> number) { value = *number; });
        mailbox.post(std::make_unique<int>(7));
        QTRY_COMPARE(value, 7);
    }

    void severalMailboxesOfAThreadKeepTheOrderOfTheirPosts()
    {
        QList<int> seen;
        const Mailbox<int> one([&](int number) { seen.append(number); });
        const Mailbox<int> two([&](int number) { seen.append(-number); });
        one.post(1);
        two.post(2);
        QTRY_COMPARE(seen, (QList<int> { 1, -2 }));
    }

    void aLoopThatEndedRefusesFunctions()
    {
        std::shared_ptr<EventLoop> loop;
        std::thread([&] {
            QEventLoop keepsTheDispatcher;
            loop = EventLoop::ofThisThread();
        }).join();
        QVERIFY(!loop->post([] {}));
    }
};

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
