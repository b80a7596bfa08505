#include "core/catalog/ddlscript.h"

#include <QTest>

using namespace dumbo;

namespace {

Dialect dialect()
{
    Dialect made;
    made.schemas = true;
    made.lexer.dollarQuotes = true;
    return made;
}

CatalogObject object(ObjectKind kind, const char *name, const char *ddl)
{
    CatalogObject made;
    made.kind = kind;
    made.path = { {}, QStringLiteral("s"), QString::fromUtf8(name) };
    made.ddl = QString::fromUtf8(ddl);
    return made;
}

QByteArrayList ordered(const std::vector<CatalogObject> &objects)
{
    return ddlStatements(objects, dialect());
}

} // namespace

class TestDdlScript : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statementsComeBehindWhatTheyName();
    void foreignKeysThatNeedEachOtherComeLast();
    void whatIsNamedInStringsCounts();
    void equalStatementsComeOnce();
    void bodiesThatNeedEachOtherDoNotStopTheRest();
    void functionsOfOneNameDoNotWaitForEachOther();
    void quotedNamesAreNames();
    void theScriptEndsEachStatement();
};

void TestDdlScript::statementsComeBehindWhatTheyName()
{
    const auto made = ordered({ object(ObjectKind::View, "a", "CREATE VIEW s.a AS SELECT * FROM s.b;"),
        object(ObjectKind::View, "b", "CREATE VIEW s.b AS SELECT * FROM s.t;"),
        object(ObjectKind::Table, "t", "CREATE TABLE s.t (m s.mood);\nCREATE INDEX i ON s.t (m);"),
        object(ObjectKind::Type, "mood", "CREATE TYPE s.mood AS ENUM ('a');") });
    QCOMPARE(made,
        QByteArrayList({ "CREATE TYPE s.mood AS ENUM ('a')", "CREATE TABLE s.t (m s.mood)", "CREATE VIEW s.b AS SELECT * FROM s.t",
            "CREATE VIEW s.a AS SELECT * FROM s.b", "CREATE INDEX i ON s.t (m)" }));
}

void TestDdlScript::foreignKeysThatNeedEachOtherComeLast()
{
    const auto made = ordered({ object(ObjectKind::Table, "a",
                                    "CREATE TABLE s.a (id int);\nALTER TABLE s.a ADD CONSTRAINT x FOREIGN KEY (id) REFERENCES s.b(id);"),
        object(ObjectKind::Table, "b",
            "CREATE TABLE s.b (id int);\nALTER TABLE s.b ADD CONSTRAINT y FOREIGN KEY (id) REFERENCES s.a(id);") });
    QCOMPARE(made.size(), 4);
    QVERIFY(made[0].startsWith("CREATE TABLE s.a"));
    QVERIFY(made[1].startsWith("CREATE TABLE s.b"));
}

void TestDdlScript::whatIsNamedInStringsCounts()
{
    const auto made = ordered({ object(ObjectKind::Table, "a", "CREATE TABLE s.a (id int DEFAULT nextval('s.z'::regclass));"),
        object(ObjectKind::Sequence, "z", "CREATE SEQUENCE s.z;\nALTER SEQUENCE s.z OWNED BY s.a.id;") });
    QCOMPARE(made.size(), 3);
    QCOMPARE(made[0], QByteArray("CREATE SEQUENCE s.z"));
    QCOMPARE(made[2], QByteArray("ALTER SEQUENCE s.z OWNED BY s.a.id"));
}

void TestDdlScript::equalStatementsComeOnce()
{
    const auto made = ordered({ object(ObjectKind::Table, "a", "CREATE SEQUENCE s.z;\nCREATE TABLE s.a (id int DEFAULT nextval('s.z'));"),
        object(ObjectKind::Sequence, "z", "CREATE SEQUENCE s.z;") });
    QCOMPARE(made.size(), 2);
}

void TestDdlScript::bodiesThatNeedEachOtherDoNotStopTheRest()
{
    const auto made = ordered({ object(ObjectKind::Function, "f", "CREATE FUNCTION s.f() RETURNS int LANGUAGE plpgsql AS $$ SELECT s.g() $$;"),
        object(ObjectKind::Function, "g", "CREATE FUNCTION s.g() RETURNS int LANGUAGE plpgsql AS $$ SELECT s.f() FROM s.t $$;"),
        object(ObjectKind::Table, "t", "CREATE TABLE s.t (id int);") });
    QCOMPARE(made.size(), 3);
    QVERIFY(made.indexOf("CREATE TABLE s.t (id int)") >= 0);
}

void TestDdlScript::functionsOfOneNameDoNotWaitForEachOther()
{
    auto second = object(ObjectKind::Function, "f", "CREATE FUNCTION s.f(text) RETURNS int LANGUAGE sql AS $$ SELECT 1 FROM s.t $$;");
    const auto made = ordered({ object(ObjectKind::Function, "f", "CREATE FUNCTION s.f(int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;"),
        second, object(ObjectKind::Table, "t", "CREATE TABLE s.t (id int DEFAULT s.f(1));") });
    QCOMPARE(made.size(), 3);
}

void TestDdlScript::quotedNamesAreNames()
{
    CatalogObject odd;
    odd.kind = ObjectKind::Table;
    odd.path = { {}, QStringLiteral("Odd"), QStringLiteral("a \"b\"") };
    odd.ddl = QStringLiteral("CREATE TABLE \"Odd\".\"a \"\"b\"\"\" (id int);");
    const auto made = ordered({ object(ObjectKind::View, "v", "CREATE VIEW s.v AS SELECT 1 FROM \"Odd\".\"a \"\"b\"\"\";"), odd });
    QVERIFY(made[0].startsWith("CREATE TABLE"));
}

void TestDdlScript::theScriptEndsEachStatement()
{
    const std::vector objects { object(ObjectKind::Table, "a", "CREATE TABLE s.a (id int);"),
        object(ObjectKind::Table, "b", "-- nothing of its own") };
    QCOMPARE(ddlScript(objects, dialect()), QStringLiteral("CREATE TABLE s.a (id int);\n"));
}

QTEST_APPLESS_MAIN(TestDdlScript)
#include "tst_ddlscript.moc"
