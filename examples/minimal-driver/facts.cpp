#include "facts.h"

#include <QFile>

namespace csv {

using namespace dumbo;

namespace {

constexpr int rows = 100'000;

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// The tables that the suite looks for, and some of our own.
bool writeExample(const QString &folder)
{
    QByteArray numbers("n\n");
    for (int i = 1; i <= rows; ++i)
        numbers += QByteArray::number(i) + '\n';
    return write(folder + QStringLiteral("/numbers.csv"), numbers)
        && write(folder + QStringLiteral("/hut.csv"), "id,name\n1,Stripsen\n")
        && write(folder + QStringLiteral("/bed.csv"), "id,hut\r\n1,1\r\n")
        && write(folder + QStringLiteral("/words.csv"), "id,word\n1,\"a \"\"b\"\", c\nd\"\n2,\n3,🐘 ü\n")
        && write(folder + QStringLiteral("/broken5.csv"), "n\n1\n2\n3\n4\n5\n6,7\n");
}

} // namespace

//! [facts]
Result<ConformanceFacts> Facts::facts(const QString &folder) const
{
    if (!writeExample(folder))
        return fail(ErrorKind::System, QStringLiteral("The example can't be written to %1.").arg(folder));
    ConformanceFacts facts;
    facts.example.emplace().options.set(QStringLiteral("folder"), folder);
    facts.unreachable.emplace().options.set(QStringLiteral("folder"), QStringLiteral("/nowhere/at/all"));
    facts.definesTables = false;
    facts.selectsValues = false;
    facts.takesParameters = false;
    facts.selectOne = "SELECT name FROM hut WHERE id = '1'";
    facts.one = Value::text(QByteArray("Stripsen"));
    facts.selectRows = "SELECT * FROM numbers LIMIT %1";
    facts.maxSelectedRows = rows;
    facts.selectNothing = "SELECT * FROM hut WHERE name = 'nobody'";
    facts.runForever.clear();
    facts.failAfter = "SELECT * FROM broken%1";
    facts.extremes = { { "word FROM words WHERE id = '1'", Value::text(QByteArray("a \"b\", c\nd")) },
        { "word FROM words WHERE id = '2'", Value::text(QByteArray("")) },
        { "word FROM words WHERE id = '3'", Value::text(QByteArray("🐘 ü")) } };
    facts.errors = { { {}, "SELEC 1", ErrorKind::InvalidOperation, true }, { {}, "SELECT * FROM nowhere", ErrorKind::NotFound, true },
        { {}, "SELECT height FROM hut", ErrorKind::InvalidOperation, true },
        { {}, "SELECT * FROM \"../hut\"", ErrorKind::NotFound, true },
        { {}, "SELECT * FROM hut LIMIT many", ErrorKind::InvalidOperation, true } };
    return facts;
}
//! [facts]

} // namespace csv
