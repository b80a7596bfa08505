#include "core/isolation/framesocket.h"

#include <QTest>

#include <array>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace dumbo;

namespace {

/// A frame's header as it should not be.
QByteArray header(quint32 magic, quint32 size, quint32 descriptors = 0)
{
    const std::array<quint32, 6> words { magic, 1, size, descriptors, 5, 0 };
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words);
}

constexpr quint32 magic = 0x626D7544;

class TestFrameSocket final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void framesArriveWithTheirDescriptors();
    void largeFramesArriveWhileBothEndsSend();
    void theEndIsToldApartFromNonsense();
    void aFrameThatBreaksOffIsTheEnd();
    void framesThatBeginWronglyAreBroken();
    void framesThatAreTooLargeAreBroken();
    void tooManyAndMissingDescriptorsAreBroken();
    void waitingHasALimitWhereOneIsGiven();
    void theLimitIsTheWholeFrames();
    void descriptorsAreClosedOnExec();

private:
    void raw(const QByteArray &bytes) { QCOMPARE(::send(m_raw.get(), bytes.constData(), std::size_t(bytes.size()), 0), bytes.size()); }

    FrameSocket m_socket;
    OwnedDescriptor m_raw; ///< the other end
};

void TestFrameSocket::init()
{
    auto [left, right] = FrameSocket::pair();
    m_socket = FrameSocket(std::move(left));
    m_raw = std::move(right);
}

void TestFrameSocket::framesArriveWithTheirDescriptors()
{
    FrameSocket other(std::move(m_raw));
    std::array<int, 2> ends {};
    QCOMPARE(pipe2(ends.data(), O_CLOEXEC), 0);
    const OwnedDescriptor reading(ends[0]);
    {
        const OwnedDescriptor writing(ends[1]);
        QVERIFY(other.send(7, 8, "body", std::array { writing.get() }));
    }
    auto frame = m_socket.receive();
    QVERIFY(frame);
    QCOMPARE(frame->type, 7u);
    QCOMPARE(frame->number, 8u);
    QCOMPARE(frame->body, QByteArray("body"));
    QCOMPARE(::write(frame->descriptors.at(0).get(), "x", 1), 1);
    frame->descriptors.clear();
    std::array<char, 2> bytes {};
    QCOMPARE(::read(reading.get(), bytes.data(), 2), 1);
    QCOMPARE(::read(reading.get(), bytes.data(), 2), 0); // nobody holds the other end any more
}

void TestFrameSocket::largeFramesArriveWhileBothEndsSend()
{
    const QByteArray large(20'000'000, 'x');
    FrameSocket other(std::move(m_raw));
    std::jthread there([&] {
        QVERIFY(other.send(1, 1, large));
        QCOMPARE(other.receive()->body, large);
    });
    std::optional<Frame> got;
    QVERIFY(m_socket.send(2, 2, large, {}, [&] { got = std::move(*m_socket.receive()); }));
    if (!got)
        got = std::move(*m_socket.receive());
    QCOMPARE(got->body, large);
}

void TestFrameSocket::theEndIsToldApartFromNonsense()
{
    m_raw = OwnedDescriptor();
    QCOMPARE(m_socket.receive().error().kind, FrameFault::Closed);
    QCOMPARE(m_socket.send(1, 1, "x").error().kind, FrameFault::Closed);
}

void TestFrameSocket::aFrameThatBreaksOffIsTheEnd()
{
    raw(header(magic, 100) + "only these");
    m_raw = OwnedDescriptor();
    QCOMPARE(m_socket.receive().error().kind, FrameFault::Closed);
}

void TestFrameSocket::framesThatBeginWronglyAreBroken()
{
    raw(QByteArray("GET / HTTP/1.1\r\nHost: example\r\n\r\n"));
    QCOMPARE(m_socket.receive().error().kind, FrameFault::Broken);
}

void TestFrameSocket::framesThatAreTooLargeAreBroken()
{
    raw(header(magic, 0xFFFFFFFF));
    const auto frame = m_socket.receive();
    QCOMPARE(frame.error().kind, FrameFault::Broken);
    QCOMPARE(frame.error().words, QStringLiteral("a message is too large"));
}

void TestFrameSocket::tooManyAndMissingDescriptorsAreBroken()
{
    raw(header(magic, 0, 2));
    QCOMPARE(m_socket.receive().error().words, QStringLiteral("a message came without its descriptors"));

    const std::array<int, 9> many { 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    std::array<char, CMSG_SPACE(sizeof many)> room {};
    auto bytes = header(magic, 0, 9);
    iovec part { bytes.data(), std::size_t(bytes.size()) };
    msghdr message {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room.data();
    message.msg_controllen = room.size();
    auto *control = CMSG_FIRSTHDR(&message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(sizeof many);
    std::memcpy(CMSG_DATA(control), many.data(), sizeof many);
    QVERIFY(sendmsg(m_raw.get(), &message, 0) > 0);
    QCOMPARE(m_socket.receive().error().words, QStringLiteral("a message has too many descriptors"));
}

void TestFrameSocket::waitingHasALimitWhereOneIsGiven()
{
    QCOMPARE(m_socket.receive(std::chrono::milliseconds(1)).error().kind, FrameFault::TimedOut);
    QVERIFY(!m_socket.isReadable(std::chrono::milliseconds(1)));
}

void TestFrameSocket::theLimitIsTheWholeFrames()
{
    raw("D");
    QCOMPARE(m_socket.receive(std::chrono::milliseconds(1)).error().kind, FrameFault::TimedOut);
    init();
    raw(header(magic, 100) + "only these");
    QVERIFY(m_socket.isReadable());
    QCOMPARE(m_socket.receive(std::chrono::milliseconds(1)).error().kind, FrameFault::TimedOut);
}

void TestFrameSocket::descriptorsAreClosedOnExec()
{
    FrameSocket other(std::move(m_raw));
    QVERIFY(other.send(1, 1, {}, std::array { 0 }));
    const auto frame = m_socket.receive();
    QVERIFY((fcntl(frame->descriptors.at(0).get(), F_GETFD) & FD_CLOEXEC) != 0);
    QVERIFY((fcntl(m_socket.descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
}

} // namespace

QTEST_GUILESS_MAIN(TestFrameSocket)
#include "tst_framesocket.moc"
