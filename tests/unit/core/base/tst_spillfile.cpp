#include "core/base/spillfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

#include <thread>
#include <vector>

using namespace dumbo;

namespace {

std::span<const char> bytesOf(const QByteArray &bytes)
{
    return { bytes.constData(), std::size_t(bytes.size()) };
}

/// A disk with room for this many bytes in each file, for as long as it lives.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes)
    {
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small { bytes, m_before.rlim_max };
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }

private:
    rlimit m_before {};
    void (*m_handler)(int) = nullptr;
};

} // namespace

class TestSpillFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid() && qputenv("DUMBO_SPILL_DIR", m_folder.path().toUtf8())); }
    void bytesComeBack();
    void nothingIsLeftInTheFolder();
    void afterAFullDiskEarlierBytesStay();
    void aFolderThatCantBeMadeIsAnError();
    void threadsAppendAndReadAtOnce();

private:
    QTemporaryDir m_folder;
};

void TestSpillFile::bytesComeBack()
{
    const auto file = SpillFile::create();
    QVERIFY(file);
    QCOMPARE(*(*file)->append(bytesOf("elephant")), 0);
    const QByteArray large(3'000'000, '\xAB');
    QCOMPARE(*(*file)->append(bytesOf(large)), 8);
    QCOMPARE(*(*file)->append({}), 8 + large.size());
    QCOMPARE((*file)->size(), 8 + large.size());
    QCOMPARE(*(*file)->read(2, 3), QByteArray("eph"));
    QCOMPARE(*(*file)->read(8, large.size()), large);
}

void TestSpillFile::nothingIsLeftInTheFolder()
{
    QCOMPARE(SpillFile::directory(), m_folder.path());
    const auto file = SpillFile::create();
    QVERIFY(file && (*file)->append(bytesOf("secret")));
    QVERIFY(QDir(m_folder.path()).isEmpty(QDir::Files | QDir::Hidden));
}

void TestSpillFile::afterAFullDiskEarlierBytesStay()
{
    const auto file = SpillFile::create();
    QVERIFY(file);
    const QByteArray first(60'000, 'a');
    {
        const SmallDisk disk(100'000);
        QVERIFY((*file)->append(bytesOf(first)));
        for (const auto size : { 60'000, 300'000 }) {
            const auto refused = (*file)->append(bytesOf(QByteArray(size, 'b')));
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind(), ErrorKind::InsufficientResources);
            QCOMPARE((*file)->size(), first.size());
            QCOMPARE(*(*file)->read(0, first.size()), first);
        }
        const auto small = (*file)->append(bytesOf("fits"));
        QVERIFY(small);
        QCOMPARE(*(*file)->read(*small, 4), QByteArray("fits"));
    }
    const QByteArray later(300'000, 'c');
    const auto place = (*file)->append(bytesOf(later));
    QVERIFY(place);
    QCOMPARE(*(*file)->read(*place, later.size()), later);
    QCOMPARE(*(*file)->read(0, first.size()), first);
}

void TestSpillFile::aFolderThatCantBeMadeIsAnError()
{
    const auto blocker = m_folder.filePath(QStringLiteral("file"));
    QFile file(blocker);
    QVERIFY(file.open(QIODevice::WriteOnly));
    qputenv("DUMBO_SPILL_DIR", (blocker + QStringLiteral("/below")).toUtf8());
    const auto made = SpillFile::create();
    qputenv("DUMBO_SPILL_DIR", m_folder.path().toUtf8());
    QVERIFY(file.remove());
    QVERIFY(!made);
    QVERIFY(made.error().message().contains(blocker));
}

void TestSpillFile::threadsAppendAndReadAtOnce()
{
    const auto file = *SpillFile::create();
    std::atomic_int wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (char letter = 'a'; letter < 'e'; ++letter) {
            threads.emplace_back([&, letter] {
                for (int i = 1; i < 200; ++i) {
                    const QByteArray bytes(i * 7, letter);
                    const auto place = file->append(bytesOf(bytes));
                    wrong += !place || file->read(*place, bytes.size()).value_or(QByteArray()) != bytes;
                }
            });
        }
    }
    QCOMPARE(wrong, 0);
}

QTEST_GUILESS_MAIN(TestSpillFile)
#include "tst_spillfile.moc"
