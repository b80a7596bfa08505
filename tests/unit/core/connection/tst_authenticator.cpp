#include "core/connection/authenticator.h"

#include <QTest>
#include <QTimer>

using namespace dumbo;
using namespace std::chrono_literals;

namespace {

const QString password = QStringLiteral("password");

/// A keychain that a test can look into, and that can be broken.
class FakeKeychain final : public CredentialStore {
public:
    void read(const CredentialKey &key, QObject *context, Found found) override
    {
        ++reads;
        QTimer::singleShot(0, context, [this, key, found = std::move(found)] {
            if (isBroken)
                found(fail(ErrorKind::NotRegistered, QStringLiteral("no keychain")));
            else
                found(secrets.contains(key) ? std::optional(secrets.value(key)) : std::nullopt);
        });
    }
    void write(const CredentialKey &key, const QString &secret, QObject *context, Done done) override
    {
        if (!isBroken)
            secrets.insert(key, secret);
        QTimer::singleShot(0, context, [this, done = std::move(done)] {
            done(isBroken ? Result<void>(fail(ErrorKind::NotRegistered, QStringLiteral("no keychain"))) : Result<void>());
        });
    }
    void remove(const CredentialKey &key, QObject *context, Done done) override
    {
        secrets.remove(key);
        QTimer::singleShot(0, context, [done = std::move(done)] { done({}); });
    }

    QMap<CredentialKey, QString> secrets;
    int reads = 0;
    bool isBroken = false;
};

CredentialsRequest request(int attempt, const QStringList &fields = { password })
{
    return { fields, attempt, QStringLiteral("who are you?") };
}

} // namespace

class TestAuthenticator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_keychain = std::make_unique<FakeKeychain>();
        m_asked.clear();
        m_replies.clear();
    }

    void theKeychainAnswersBeforeAPersonIsAsked()
    {
        m_keychain->secrets.insert({ QStringLiteral("p1"), password }, QStringLiteral("kept"));
        Authenticator authenticator(keeping(true), asker());
        const auto answer = handled(authenticator, request(1));
        QCOMPARE(answer->value(password), QStringLiteral("kept"));
        QVERIFY(m_asked.isEmpty());
    }

    void aWrongKeptSecretIsAskedForAndReplacedOnlyAfterSuccess()
    {
        m_keychain->secrets.insert({ QStringLiteral("p1"), password }, QStringLiteral("old"));
        Authenticator authenticator(keeping(true), asker());
        QCOMPARE(handled(authenticator, request(1))->value(password), QStringLiteral("old"));
        Collected second(authenticator, request(2));
        QTRY_COMPARE(m_replies.size(), 1);
        QCOMPARE(m_asked.first().attempt, 2);
        m_replies.first()(QMap<QString, QString> { { password, QStringLiteral("new") } });
        QCOMPARE(second.answer->value(password), QStringLiteral("new"));
        QCOMPARE(m_keychain->secrets.value({ QStringLiteral("p1"), password }), QStringLiteral("old"));
        authenticator.confirm();
        QTRY_COMPARE(m_keychain->secrets.value({ QStringLiteral("p1"), password }), QStringLiteral("new"));
        QCOMPARE(handled(authenticator, request(1))->value(password), QStringLiteral("new"));
    }

    void sessionsThatWaitTogetherAskOnce()
    {
        Authenticator authenticator(keeping(false), asker());
        Collected first(authenticator, request(1));
        Collected second(authenticator, request(1));
        QCOMPARE(m_replies.size(), 1);
        m_replies.first()(QMap<QString, QString> { { password, QStringLiteral("x") } });
        QCOMPARE(first.answer->value(password), QStringLiteral("x"));
        QCOMPARE(second.answer->value(password), QStringLiteral("x"));
        Collected third(authenticator, request(1));
        QCOMPARE(third.answer->value(password), QStringLiteral("x"));
        QCOMPARE(m_replies.size(), 1);
    }

    void aSecretThatChangedOnTheServerIsAskedForAnew()
    {
        Authenticator authenticator(keeping(false), asker());
        Collected first(authenticator, request(1));
        m_replies.takeFirst()(QMap<QString, QString> { { password, QStringLiteral("x") } });
        authenticator.confirm();
        QCOMPARE(handled(authenticator, request(1))->value(password), QStringLiteral("x"));
        Collected later(authenticator, request(2));
        QCOMPARE(m_replies.size(), 1);
        QVERIFY(!later.isAnswered);
    }

    void withoutSavingNothingReachesTheKeychain()
    {
        Authenticator authenticator(keeping(false), asker());
        Collected first(authenticator, request(1));
        m_replies.first()(QMap<QString, QString> { { password, QStringLiteral("x") } });
        authenticator.confirm();
        QCoreApplication::processEvents();
        QVERIFY(m_keychain->secrets.isEmpty());
        QCOMPARE(m_keychain->reads, 0);
        authenticator.setSaves(true);
        QTRY_COMPARE(m_keychain->secrets.size(), 1);
    }

    void whereNoKeychainAnswersAPersonIsAskedAndMemoryKeeps()
    {
        m_keychain->isBroken = true;
        Authenticator authenticator(keeping(true), asker());
        Collected first(authenticator, request(1));
        QTRY_COMPARE(m_replies.size(), 1);
        QVERIFY(authenticator.keychainError());
        m_replies.first()(QMap<QString, QString> { { password, QStringLiteral("x") } });
        authenticator.confirm();
        QCOMPARE(handled(authenticator, request(1))->value(password), QStringLiteral("x"));
        QVERIFY(m_keychain->secrets.isEmpty());
    }

    void whoRefusesIsToldToAll()
    {
        Authenticator authenticator(keeping(false), asker());
        Collected first(authenticator, request(1));
        Collected second(authenticator, request(1));
        m_replies.first()(std::nullopt);
        QVERIFY(first.isAnswered && !first.answer);
        QVERIFY(second.isAnswered && !second.answer);
    }

    void questionsAndCodesAreNeverKept()
    {
        Authenticator authenticator(keeping(true), asker());
        for (const QString field : { CredentialsRequest::sshHostKey, CredentialsRequest::sshCode }) {
            Collected first(authenticator, request(1, { field }));
            Collected second(authenticator, request(1, { field }));
            QCOMPARE(m_replies.size(), 2);
            for (const auto &reply : std::exchange(m_replies, {}))
                reply(QMap<QString, QString> { { field, QStringLiteral("yes") } });
            QVERIFY(first.answer && second.answer);
        }
        authenticator.confirm();
        QCoreApplication::processEvents();
        QVERIFY(m_keychain->secrets.isEmpty());
    }

    void onlyMissingFieldsAreAskedFor()
    {
        Authenticator authenticator(keeping(false), asker());
        authenticator.tell({ { password, QStringLiteral("told") } });
        Collected both(authenticator, request(1, { password, QStringLiteral("pin") }));
        QCOMPARE(m_asked.first().fields, QStringList { QStringLiteral("pin") });
        m_replies.first()(QMap<QString, QString> { { QStringLiteral("pin"), QStringLiteral("1") } });
        QCOMPARE(both.answer->value(password), QStringLiteral("told"));
        QCOMPARE(both.answer->value(QStringLiteral("pin")), QStringLiteral("1"));
    }

    void anAnswerAfterTheEndIsDropped()
    {
        auto authenticator = std::make_unique<Authenticator>(keeping(false), asker());
        Collected first(*authenticator, request(1));
        authenticator.reset();
        m_replies.first()(QMap<QString, QString> { { password, QStringLiteral("x") } });
        QVERIFY(!first.isAnswered);
    }

    void withoutASessionBusTheKeychainSaysNoAtOnce()
    {
        const auto bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        KeychainStore store;
        QObject context;
        std::optional<Error> error;
        store.read({ QStringLiteral("p1"), password }, &context, [&](const auto &found) { error = found.error(); });
        QVERIFY(!error);
        QTRY_VERIFY(error);
        QCOMPARE(error->kind(), ErrorKind::NotRegistered);
        error.reset();
        store.write({ QStringLiteral("p1"), password }, QStringLiteral("hunter2"), &context, [&](const auto &done) { error = done.error(); });
        QTRY_VERIFY(error);
        QVERIFY(!error->toText().contains(QStringLiteral("hunter2")));
        if (!bus.isEmpty())
            qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
    }

    void memoryKeepsByProfileAndField()
    {
        MemoryStore store;
        QObject context;
        store.write({ QStringLiteral("p1"), password }, QStringLiteral("x"), &context, [](const auto &) {});
        std::optional<QString> found;
        bool isRead = false;
        const auto take = [&](const Result<std::optional<QString>> &result) { found = *result; isRead = true; };
        store.read({ QStringLiteral("p1"), password }, &context, take);
        QTRY_VERIFY(isRead);
        QCOMPARE(found, QStringLiteral("x"));
        isRead = false;
        store.read({ QStringLiteral("p2"), password }, &context, take);
        QTRY_VERIFY(isRead);
        QVERIFY(!found);
    }

private:
    /// What one request was answered.
    struct Collected {
        Collected(Authenticator &authenticator, const CredentialsRequest &asked)
        {
            authenticator.handle(asked, [this](const Authenticator::Answer &given) {
                isAnswered = true;
                answer = given;
            });
        }
        bool isAnswered = false;
        Authenticator::Answer answer;
    };

    [[nodiscard]] Authenticator::Keeping keeping(bool saves) const { return { m_keychain.get(), QStringLiteral("p1"), saves }; }
    [[nodiscard]] Authenticator::AskPerson asker()
    {
        return [this](const CredentialsRequest &asked, Authenticator::Reply reply) {
            m_asked.append(asked);
            m_replies.append(std::move(reply));
        };
    }
    static Authenticator::Answer handled(Authenticator &authenticator, const CredentialsRequest &asked)
    {
        const Collected collected(authenticator, asked);
        [&] { QTRY_VERIFY(collected.isAnswered); }();
        return collected.answer;
    }

    std::unique_ptr<FakeKeychain> m_keychain;
    QList<CredentialsRequest> m_asked;
    QList<Authenticator::Reply> m_replies;
};

QTEST_GUILESS_MAIN(TestAuthenticator)
#include "tst_authenticator.moc"
