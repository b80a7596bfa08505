#include "core/connection/session.h"
#include "core/json/jsondocument.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/documents/bulkpane.h"
#include "ui/documents/comparepane.h"
#include "ui/documents/differenceview.h"
#include "ui/documents/documentediting.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/jsontextedit.h"
#include "ui/documents/reviewpane.h"
#include "ui/documents/textpane.h"
#include "ui/documents/valueedit.h"
#include "ui/migrations/askbar.h"
#include "ui/query/queryservices.h"
#include "ui/query/sqlview.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace workbench;
using dumbo::test::PostgresServer;

namespace {

const QByteArray postgresTable = R"(CREATE TABLE users (_id TEXT PRIMARY KEY, data JSONB NOT NULL, metadata JSONB NOT NULL DEFAULT '{}',
 _version BIGINT NOT NULL DEFAULT 1, _partition TEXT NOT NULL DEFAULT 'png_global', _archived BOOLEAN NOT NULL DEFAULT FALSE,
 _created TIMESTAMPTZ NOT NULL DEFAULT now(), _updated TIMESTAMPTZ NOT NULL DEFAULT now());
)";
const QByteArray sqliteTable = R"(CREATE TABLE users (_id TEXT PRIMARY KEY, data JSON NOT NULL, metadata JSON NOT NULL DEFAULT '{}',
 _version INTEGER NOT NULL DEFAULT 1, _partition TEXT NOT NULL DEFAULT 'png_global', _archived INTEGER NOT NULL DEFAULT FALSE,
 _created DATETIME DEFAULT CURRENT_TIMESTAMP, _updated DATETIME DEFAULT CURRENT_TIMESTAMP);
)";

/// Documents in a form that jsonb leaves as it is.
const QByteArrayList documents {
    R"({"_id": "ada", "age": 36, "name": "Ada", "_version": "1", "address": {"city": "London", "street": "James Square"}})",
    R"({"_id": "edsger", "age": 72, "name": "Edsger", "tags": ["graphs", "proofs"], "_version": "1"})",
    R"({"_id": "grace", "age": 85, "name": "Grace", "cents": 12.50, "_version": "1"})",
    R"({"_id": "kurt", "age": 71, "name": "Kurt", "_version": "1"})",
};

QByteArray script(bool postgres)
{
    auto sql = postgres ? postgresTable : sqliteTable;
    for (const auto &document : documents) {
        const auto parsed = dumbo::JsonDocument::parse(document);
        auto text = document;
        sql += "INSERT INTO users (_id, data) VALUES ('" + parsed->root().find("_id").string() + "', '" + text.replace('\'', "''") + "');\n";
    }
    return sql;
}

} // namespace

/// Documents are changed in the window, as a person does it, on each database.
class TestDocumentsEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void aValueIsChangedInTheTreeAndSaved();
    void aKeyAndATypeAreChangedInTheTree();
    void textOutsideOfTheEditStaysByteForByte();
    void textThatIsNoJsonIsToldWhereAndNotSaved();
    void documentsAreAddedDuplicatedAndDeleted();
    void anEditWithAConflictIsResolved();
    void aDocumentDeletedByOthersCanBeInsertedAgain();
    void theStatementsAreThoseOfTheSave();
    void stagedChangesSurviveTheTab();
    void changesOfTabsThatNeverFoundAreOffered();
    void aDeleteOfWhatIsDeletedIsNoInsert();
    void manyAreUpdatedAfterAPreview();
    void manyAreDeletedAfterAPreview();
    void nothingIsWrittenWhereTheNumberIsAnother();
    void aWrongUpdateIsToldWhere();
    void aDocumentIsComparedWithWhatItWas();
    void partsOfDocumentsAreNotChanged();
    void aLongDocumentIsChangedAsAWhole();
    void keysOfTextFieldsStayTheirs();
    void aDocumentIsChangedAgainBeforeItIsReadAgain();
    void aTabThatSavesClosesAfterwards();
    void aQuestionAboutManyEndsWithWhatItAsksAbout();
    void aColumnOfAnyTableIsChanged();

private:
    [[nodiscard]] DocumentTree &tree() const { return m_tab->tree(); }
    [[nodiscard]] StagedChanges &changes() const { return m_editing->changes(); }
    template <typename Pane>
    [[nodiscard]] Pane *pane(const char *id) const
    {
        m_tab->showPane(QLatin1StringView(id));
        return qobject_cast<Pane *>(m_tab->pane(QLatin1StringView(id)));
    }
    [[nodiscard]] bool openTab();
    /// By somebody else.
    void execute(const QByteArray &sql);
    [[nodiscard]] QByteArray value(const QByteArray &sql);
    [[nodiscard]] QByteArray stored(const QByteArray &id) { return value("SELECT CAST(data AS TEXT) FROM users WHERE _id = '" + id + "'"); }
    [[nodiscard]] QByteArray field(const QByteArray &id, const QByteArray &key);
    [[nodiscard]] qint64 rowOf(const QByteArray &id) const;
    [[nodiscard]] DocumentPlace placeOf(const QByteArray &id, const QByteArrayList &path) const;
    /// Opens the editor, types over what is there and ends with Enter.
    void type(const DocumentPlace &place, DocumentTree::Part part, const QString &text);
    void save();
    void pictures(const char *name);

    PostgresServer *m_server = nullptr;
    QString m_database;
    bool m_isPostgres = false;
    std::unique_ptr<WindowFixture> m_fixture;
    OpenConnection *m_connection = nullptr;
    std::shared_ptr<dumbo::Session> m_others;
    QPointer<DocumentsTab> m_tab;
    DocumentEditing *m_editing = nullptr;
};

void TestDocumentsEdit::initTestCase_data()
{
    QTest::addColumn<bool>("postgres");
    QTest::newRow("SQLite") << false;
    QTest::newRow("PostgreSQL") << true;
}

void TestDocumentsEdit::init()
{
    QFETCH_GLOBAL(bool, postgres);
    m_isPostgres = postgres;
    if (postgres) {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        m_server = *server;
        m_database = m_server->createDatabase();
        QVERIFY(m_server->run(QString::fromUtf8(script(true)), m_database));
    }
    m_fixture = std::make_unique<WindowFixture>();
    m_connection = postgres ? m_fixture->openText(m_server->url(m_database)) : m_fixture->openDatabase(QStringLiteral("crm.db"), script(false));
    QVERIFY(m_connection);
    m_others = m_connection->makeSession(m_fixture->window.get(), {});
    QVERIFY(openTab());
}

void TestDocumentsEdit::cleanup()
{
    m_others.reset();
    m_fixture.reset();
    if (m_server && !m_database.isEmpty())
        m_server->dropDatabase(std::exchange(m_database, {}));
}

bool TestDocumentsEdit::openTab()
{
    openDocuments(m_fixture->window->workspace(), m_connection->id(),
        { { {}, m_isPostgres ? QStringLiteral("public") : QStringLiteral("main"), QStringLiteral("users") }, {}, {}, {} });
    m_tab = qobject_cast<DocumentsTab *>(m_fixture->window->workspace().tabs().currentTab());
    if (!m_tab)
        return false;
    m_tab->setQueryText({ {}, QStringLiteral("{_id: 1}"), {} });
    m_editing = DocumentEditing::of(*m_tab);
    return m_editing && QTest::qWaitFor([this] { return m_tab->queryText().sort == QStringLiteral("{_id: 1}") && m_tab->rows().count() - m_tab->rows().addedCount() == documents.size(); }, 20000);
}

void TestDocumentsEdit::execute(const QByteArray &sql)
{
    auto reply = m_others->submit([sql](dumbo::Executor &executor) { return executor.command(sql); });
    QVERIFY(reply.waitFor(std::chrono::seconds(20)));
    const auto done = reply.result();
    QVERIFY2(done, qPrintable(done ? QString() : done.error().toText()));
}

QByteArray TestDocumentsEdit::value(const QByteArray &sql)
{
    auto reply = m_others->submit([sql](dumbo::Executor &executor) { return executor.query(sql); });
    if (!reply.waitFor(std::chrono::seconds(20)) || !reply.result() || reply.result()->isEmpty())
        return {};
    return reply.result()->row(0).text(0).toUtf8();
}

QByteArray TestDocumentsEdit::field(const QByteArray &id, const QByteArray &key)
{
    const auto document = dumbo::JsonDocument::parse(stored(id));
    return document ? document->root().at(key.split('.')).text().toByteArray() : QByteArray();
}

qint64 TestDocumentsEdit::rowOf(const QByteArray &id) const
{
    for (qint64 row = 0; row < m_tab->rows().count(); ++row) {
        if (const auto key = m_tab->rows().tryKey(row); key && key->text == id)
            return row;
    }
    return -1;
}

DocumentPlace TestDocumentsEdit::placeOf(const QByteArray &id, const QByteArrayList &path) const
{
    DocumentPlace place { rowOf(id), {} };
    const auto opened = m_tab->rows().tryOpen(place.row);
    auto node = opened.document.root();
    for (const auto &key : path) {
        const auto child = node.isArray() ? node.child(key.toLongLong()) : node.find(key);
        place.steps.push_back(child.position());
        node = child;
    }
    return place;
}

void TestDocumentsEdit::type(const DocumentPlace &place, DocumentTree::Part part, const QString &text)
{
    tree().setFocus();
    tree().setCurrent(place);
    if (part == DocumentTree::Part::Value)
        QTest::keyClick(&tree(), Qt::Key_F2);
    else
        tree().edit(place, part);
    auto *edit = qobject_cast<ValueEdit *>(tree().editor());
    QVERIFY(edit);
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
}

void TestDocumentsEdit::save()
{
    QTest::keyClick(m_fixture->window.get(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!m_editing->isSaving(), 20000);
}

void TestDocumentsEdit::pictures(const char *name)
{
    if (m_isPostgres)
        return;
    m_fixture->picture(QLatin1StringView(name) + QStringLiteral("-light"));
    m_fixture->setDark(true);
    m_fixture->picture(QLatin1StringView(name) + QStringLiteral("-dark"));
    m_fixture->setDark(false);
}

void TestDocumentsEdit::aValueIsChangedInTheTreeAndSaved()
{
    const auto place = placeOf("ada", { "address", "city" });
    type(place, DocumentTree::Part::Value, QStringLiteral("Marylebone \"west\""));
    QCOMPARE(changes().count(), 1);
    QVERIFY(m_tab->isModified());
    QCOMPARE(m_tab->rows().tryNode(place)->text, R"("Marylebone \"west\"")");
    pictures("edit-tree");
    save();
    QVERIFY(changes().isEmpty());
    QVERIFY(!m_tab->isModified());
    QCOMPARE(field("ada", "address.city"), R"("Marylebone \"west\"")");
    QCOMPARE(value("SELECT _version FROM users WHERE _id = 'ada'"), "2");
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().tryKey(rowOf("ada"))->version, 2, 20000);
    QCOMPARE(m_tab->rows().tryNode(placeOf("ada", { "address", "city" }))->text, R"("Marylebone \"west\"")");
}

void TestDocumentsEdit::aKeyAndATypeAreChangedInTheTree()
{
    type(placeOf("kurt", { "name" }), DocumentTree::Part::Key, QStringLiteral("fullName"));
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("71.50"));
    QVERIFY(!tree().editor());
    type(placeOf("edsger", { "tags", "1" }), DocumentTree::Part::Value, QStringLiteral("7"));
    // What is no JSON stays in the editor.
    tree().edit(placeOf("kurt", { "age" }), DocumentTree::Part::Value);
    auto *edit = qobject_cast<ValueEdit *>(tree().editor());
    QVERIFY(edit);
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("old"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(!edit->problem().isEmpty());
    QTest::keyClick(edit, Qt::Key_Escape);
    // The id is not to be changed.
    tree().edit(placeOf("kurt", { "_id" }), DocumentTree::Part::Value);
    QVERIFY(!tree().editor());
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(field("kurt", "fullName"), "\"Kurt\"");
    QCOMPARE(field("kurt", "age"), "71.50");
    QCOMPARE(field("edsger", "tags"), R"(["graphs", "7"])");
}

void TestDocumentsEdit::textOutsideOfTheEditStaysByteForByte()
{
    const auto before = stored("grace");
    m_tab->setCurrent({ rowOf("grace"), {} });
    QTest::keyClick(m_fixture->window.get(), Qt::Key_T, Qt::ControlModifier | Qt::AltModifier);
    auto *text = pane<TextPane>("text");
    QVERIFY(text);
    auto &edit = text->edit();
    QVERIFY(edit.content().contains(u'\n'));
    auto cursor = edit.document()->find(QStringLiteral("Grace"), 0, QTextDocument::FindCaseSensitively);
    edit.setTextCursor(cursor);
    QTest::keyClicks(&edit, QStringLiteral("Amazing Grace"));
    QCOMPARE(changes().count(), 1);
    auto expected = before;
    expected.replace("Grace", "Amazing Grace");
    QCOMPARE(changes().documents().begin()->second.text, expected);
    pictures("edit-text");
    // Typing is one step of undo.
    tree().setFocus();
    QTest::keyClick(&tree(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY(changes().isEmpty());
    QVERIFY(edit.content().contains(QStringLiteral("\"Grace\"")));
    QTest::keyClick(&tree(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(changes().count(), 1);
    save();
    QVERIFY(changes().isEmpty());
    expected.replace("\"_version\": \"1\"", "\"_version\": \"2\"");
    QCOMPARE(stored("grace"), expected);
}

void TestDocumentsEdit::textThatIsNoJsonIsToldWhereAndNotSaved()
{
    m_tab->setCurrent({ rowOf("edsger"), {} });
    auto *text = pane<TextPane>("text");
    auto &edit = text->edit();
    edit.setTextCursor(edit.document()->find(QStringLiteral("72")));
    QTest::keyClicks(&edit, QStringLiteral("72 years"));
    auto *problem = text->findChild<QToolButton *>(QStringLiteral("textProblem"));
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("line ")), qPrintable(problem->text()));
    QVERIFY(edit.problem() > 0);
    pictures("edit-no-json");
    save();
    QCOMPARE(changes().count(), 1);
    QVERIFY(m_tab->messages().count() > 0);
    auto *review = pane<ReviewPane>("review");
    QVERIFY(!review->saveButton().isEnabled());
    QCOMPARE(field("edsger", "age"), "72");
}

void TestDocumentsEdit::documentsAreAddedDuplicatedAndDeleted()
{
    m_tab->setCurrent({ rowOf("kurt"), {} });
    QTest::keyClick(m_fixture->window.get(), Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(changes().count(StagedDocument::Kind::Insert), 1);
    QTest::keyClick(m_fixture->window.get(), Qt::Key_Insert, Qt::ControlModifier);
    QCOMPARE(changes().count(StagedDocument::Kind::Insert), 2);
    QCOMPARE(m_tab->rows().addedCount(), 2);
    auto &edit = pane<TextPane>("text")->edit();
    QTRY_VERIFY(edit.content().contains(QStringLiteral("_id")));
    auto cursor = edit.textCursor();
    cursor.setPosition(int(edit.content().lastIndexOf(u'"')) + 1);
    edit.setTextCursor(cursor);
    QTest::keyClicks(&edit, QStringLiteral(", \"name\": \"Emmy\""));
    m_tab->setCurrent({ rowOf("grace"), {} });
    QTest::keyClick(m_fixture->window.get(), Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(changes().count(StagedDocument::Kind::Delete), 1);
    (void)pane<ReviewPane>("review");
    pictures("review-mixed");
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(value("SELECT count(*) FROM users"), "5");
    QCOMPARE(value("SELECT count(*) FROM users WHERE _id = 'grace'"), "0");
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 5, 20000);
    QCOMPARE(m_tab->rows().addedCount(), 0);
}

void TestDocumentsEdit::anEditWithAConflictIsResolved()
{
    type(placeOf("ada", { "age" }), DocumentTree::Part::Value, QStringLiteral("37"));
    type(placeOf("ada", { "address", "city" }), DocumentTree::Part::Value, QStringLiteral("Paris"));
    execute(R"(UPDATE users SET data = '{"_id": "ada", "age": 40, "name": "Augusta Ada", "_version": "2", "address": {"city": "London", "street": "James Square"}}', _version = 2 WHERE _id = 'ada')");
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("72"));
    save();
    // Nothing was written, the other document neither.
    QCOMPARE(changes().count(), 2);
    QCOMPARE(field("kurt", "age"), "71");
    QCOMPARE(m_editing->overlay().conflicts().size(), std::size_t(1));
    auto *review = pane<ReviewPane>("review");
    auto &differences = review->differences();
    QTRY_COMPARE(differences.differences().difference().conflictCount(), 1);
    QVERIFY(!review->saveButton().isEnabled());
    auto *use = review->findChild<QPushButton *>(QStringLiteral("useChoice"));
    QVERIFY(use->isVisible());
    QVERIFY(!use->isEnabled());
    pictures("conflict");
    QCoreApplication::processEvents();
    // My age, by a click; my city and their name go without saying.
    const auto &model = differences.differences();
    for (int row = 0; row < model.rowCount(); ++row) {
        for (int side = 0; side < model.rowCount(model.index(row, 0)); ++side) {
            const auto index = model.index(side, 1, model.index(row, 0));
            if (index.data(DifferenceModel::LookRole).value<DifferenceModel::Look>() == DifferenceModel::Look::Mine
                && index.siblingAtColumn(0).data(DifferenceModel::ChosenRole).isValid()) {
                differences.scrollTo(index);
                QTest::mouseClick(differences.viewport(), Qt::LeftButton, {}, differences.visualRect(index).center());
            }
        }
    }
    QVERIFY(use->isEnabled());
    pictures("conflict-decided");
    use->click();
    QVERIFY(m_editing->overlay().conflicts().empty());
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(field("ada", "age"), "37");
    QCOMPARE(field("ada", "name"), "\"Augusta Ada\"");
    QCOMPARE(field("ada", "address.city"), "\"Paris\"");
    QCOMPARE(field("kurt", "age"), "72");
    QCOMPARE(value("SELECT _version FROM users WHERE _id = 'ada'"), "3");
}

void TestDocumentsEdit::aDocumentDeletedByOthersCanBeInsertedAgain()
{
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("72"));
    execute("DELETE FROM users WHERE _id = 'kurt'");
    save();
    QCOMPARE(changes().count(), 1);
    auto *review = pane<ReviewPane>("review");
    auto *mine = review->findChild<QPushButton *>(QStringLiteral("takeMine"));
    QTRY_VERIFY(mine->isVisible());
    QCOMPARE(mine->text(), QStringLiteral("Insert Again"));
    pictures("conflict-deleted");
    mine->click();
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(field("kurt", "age"), "72");
}

void TestDocumentsEdit::theStatementsAreThoseOfTheSave()
{
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("72"));
    auto *review = pane<ReviewPane>("review");
    review->showStatements();
    QTRY_VERIFY(review->statements().toPlainText().contains(QStringLiteral("UPDATE")));
    const auto script = review->statements().toPlainText();
    pictures("review-statements");
    QVERIFY(script.contains(QStringLiteral("kurt")));
    // They do by themselves what saving does.
    m_editing->discardAll();
    QTRY_VERIFY(changes().isEmpty());
    execute(script.toUtf8());
    QCOMPARE(field("kurt", "age"), "72");
    QCOMPARE(value("SELECT _version FROM users WHERE _id = 'kurt'"), "2");
    pictures("review-empty");
}

void TestDocumentsEdit::stagedChangesSurviveTheTab()
{
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("72"));
    m_tab->requestClose();
    QVERIFY(m_tab);
    QVERIFY(m_tab->ask().isAsking());
    pictures("close-ask");
    QTest::mouseClick(&m_tab->ask().acceptButton(), Qt::LeftButton);
    QTRY_VERIFY(!m_tab);
    QVERIFY(openTab());
    QTRY_VERIFY(m_tab->messages().count() > 0);
    pictures("kept-offer");
    auto *back = [this]() -> QToolButton * {
        const auto buttons = m_tab->messages().findChildren<QToolButton *>();
        for (auto *button : buttons) {
            if (button->text() == QStringLiteral("Bring Back"))
                return button;
        }
        return nullptr;
    }();
    QVERIFY(back);
    back->click();
    QTRY_COMPARE(changes().count(), 1);
    save();
    QCOMPARE(field("kurt", "age"), "72");
}

void TestDocumentsEdit::changesOfTabsThatNeverFoundAreOffered()
{
    // Such a tab knows the name only.
    Journal journal(m_tab->services().journal().folder() + QStringLiteral("/documents"));
    for (const QByteArray id : { "ada", "kurt" }) {
        const auto read = m_editing->subject(rowOf(id))->read;
        StagedChanges earlier;
        StagedJournal kept(journal, QStringLiteral("early-") + QString::fromUtf8(id), earlier);
        kept.setFacts({ { QStringLiteral("connection"), m_connection->id() }, { QStringLiteral("name"), QStringLiteral("users") } });
        auto text = read.text;
        QVERIFY(earlier.edit(read, text.replace("\"age\": ", "\"age\": 1")));
        kept.keep(true);
    }
    m_tab->requestClose();
    QTRY_VERIFY(!m_tab);
    QVERIFY(openTab());
    QTRY_VERIFY(m_tab->messages().count() > 0);
    const auto buttons = m_tab->messages().findChildren<QToolButton *>();
    const auto back = std::ranges::find(buttons, QStringLiteral("Bring Back"), &QToolButton::text);
    QVERIFY(back != buttons.end());
    (*back)->click();
    QTRY_COMPARE(changes().count(), 2);
    save();
    QCOMPARE(field("ada", "age"), "136");
    QCOMPARE(field("kurt", "age"), "171");
}

void TestDocumentsEdit::aDeleteOfWhatIsDeletedIsNoInsert()
{
    m_tab->setCurrent({ rowOf("kurt"), {} });
    m_editing->removeSelected();
    execute("DELETE FROM users WHERE _id = 'kurt'");
    save();
    auto *review = pane<ReviewPane>("review");
    auto *theirs = review->findChild<QPushButton *>(QStringLiteral("takeTheirs"));
    QTRY_VERIFY(theirs->isVisible());
    QVERIFY(!review->findChild<QPushButton *>(QStringLiteral("takeMine"))->isVisible());
    theirs->click();
    QVERIFY(changes().isEmpty());
}

void TestDocumentsEdit::manyAreUpdatedAfterAPreview()
{
    m_tab->setQueryText({ QStringLiteral("{age: {$gt: 70}}"), {}, {} });
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 3, 20000);
    QTest::keyClick(m_fixture->window.get(), Qt::Key_U, Qt::ControlModifier | Qt::AltModifier);
    auto *bulk = pane<BulkPane>("bulk");
    QVERIFY(bulk);
    QVERIFY(!bulk->applyButton().isEnabled());
    QVERIFY(!bulk->previewButton().isEnabled());
    pictures("bulk-empty");
    QTest::keyClicks(&bulk->update(), QStringLiteral("{$set: {senior: true}, $inc: {age: 1}}"));
    bulk->previewButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QCOMPARE(bulk->applyButton().text(), QStringLiteral("Update 3 Documents"));
    QVERIFY(bulk->findChild<QLabel *>(QStringLiteral("bulkHeadline"))->text().contains(QStringLiteral("3")));
    QVERIFY(bulk->differences().differences().rowCount() >= 2);
    pictures("bulk-preview");
    QCOMPARE(value("SELECT max(_version) FROM users"), "1");
    // Another text is not what was previewed.
    QTest::keyClicks(&bulk->update(), QStringLiteral(" "));
    QVERIFY(!bulk->applyButton().isEnabled());
    QTest::keyClick(&bulk->update(), Qt::Key_Backspace);
    QVERIFY(bulk->applyButton().isEnabled());
    bulk->applyButton().click();
    auto *ask = bulk->findChild<AskBar *>();
    QVERIFY(ask->isAsking());
    pictures("bulk-ask");
    ask->acceptButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QCOMPARE(value("SELECT sum(_version) FROM users"), "7");
    QCOMPARE(field("kurt", "age"), "72");
    QCOMPARE(field("edsger", "senior"), "true");
    QCOMPARE(field("ada", "age"), "36");
    pictures("bulk-done");
}

void TestDocumentsEdit::manyAreDeletedAfterAPreview()
{
    m_tab->setQueryText({ QStringLiteral("{age: {$lt: 72}}"), {}, {} });
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 2, 20000);
    m_editing->deleteMany();
    auto *bulk = pane<BulkPane>("bulk");
    bulk->previewButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QCOMPARE(bulk->applyButton().text(), QStringLiteral("Delete 2 Documents"));
    pictures("bulk-delete");
    bulk->applyButton().click();
    bulk->findChild<AskBar *>()->acceptButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QCOMPARE(value("SELECT count(*) FROM users"), "2");
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 0, 20000);
}

void TestDocumentsEdit::nothingIsWrittenWhereTheNumberIsAnother()
{
    m_editing->updateMany();
    auto *bulk = pane<BulkPane>("bulk");
    QTest::keyClicks(&bulk->update(), QStringLiteral("{$set: {senior: true}}"));
    bulk->previewButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QCOMPARE(bulk->applyButton().text(), QStringLiteral("Update 4 Documents"));
    execute("DELETE FROM users WHERE _id = 'kurt'");
    bulk->applyButton().click();
    bulk->findChild<AskBar *>()->acceptButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QCOMPARE(value("SELECT max(_version) FROM users"), "1");
    QVERIFY(!bulk->applyButton().isEnabled());
    pictures("bulk-other");
}

void TestDocumentsEdit::aWrongUpdateIsToldWhere()
{
    m_editing->updateMany();
    auto *bulk = pane<BulkPane>("bulk");
    QTest::keyClicks(&bulk->update(), QStringLiteral("{$sett: {senior: true}}"));
    bulk->previewButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    QVERIFY(bulk->update().problem() > 0);
    QVERIFY(!bulk->applyButton().isEnabled());
    pictures("bulk-wrong");
}

void TestDocumentsEdit::aDocumentIsComparedWithWhatItWas()
{
    type(placeOf("edsger", { "tags", "1" }), DocumentTree::Part::Value, QStringLiteral("structure"));
    m_tab->setCurrent({ rowOf("edsger"), {} });
    m_editing->compare();
    auto *compare = pane<ComparePane>("compare");
    QCOMPARE(compare->differences().differences().rowCount(), 1);
    QTRY_VERIFY(compare->patch().contains("/tags/1"));
    pictures("compare");
    compare->findChild<QTabBar *>(QStringLiteral("comparePages"))->setCurrentIndex(1);
    pictures("compare-patch");
}

void TestDocumentsEdit::partsOfDocumentsAreNotChanged()
{
    m_tab->setQueryText({ {}, {}, QStringLiteral("{name: 1}") });
    QTRY_VERIFY_WITH_TIMEOUT(!m_editing->canEdit() && m_tab->query()->projection.mode == dumbo::DocumentProjection::Mode::Include, 20000);
    QTRY_COMPARE(m_tab->rows().count(), 4);
    tree().edit(placeOf("kurt", { "name" }), DocumentTree::Part::Value);
    QVERIFY(!tree().editor());
    m_tab->setCurrent({ rowOf("kurt"), {} });
    QVERIFY(pane<TextPane>("text")->edit().isReadOnly());
}

void TestDocumentsEdit::aLongDocumentIsChangedAsAWhole()
{
    const auto letters = QByteArray(1'500'000, 'x');
    const QByteArray whole = R"({"_id": "zora", "age": 36, "text": ")" + letters + R"(", "_version": "1"})";
    execute("INSERT INTO users (_id, data) VALUES ('zora', '" + whole + "')");
    m_tab->refresh();
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 5, 20000);
    // A copy of it is made as soon as it is read.
    m_tab->setCurrent({ rowOf("zora"), {} });
    m_editing->duplicate();
    QTRY_COMPARE_WITH_TIMEOUT(changes().count(StagedDocument::Kind::Insert), 1, 20000);
    QVERIFY(changes().documents().begin()->second.text.contains(letters));
    m_editing->discardAll();
    QTRY_VERIFY_WITH_TIMEOUT(m_editing->subject(rowOf("zora")), 20000);
    type(placeOf("zora", { "age" }), DocumentTree::Part::Value, QStringLiteral("37"));
    QCOMPARE(changes().count(), 1);
    QCOMPARE(changes().documents().begin()->second.before, whole);
    auto expected = whole;
    expected.replace("\"age\": 36", "\"age\": 37");
    QCOMPARE(changes().documents().begin()->second.text, expected);
    m_editing->compare();
    QTRY_COMPARE_WITH_TIMEOUT(pane<ComparePane>("compare")->differences().differences().rowCount(), 1, 20000);
    save();
    QVERIFY(changes().isEmpty());
    expected.replace("\"_version\": \"1\"", "\"_version\": \"2\"");
    QCOMPARE(stored("zora"), expected);
}

void TestDocumentsEdit::keysOfTextFieldsStayTheirs()
{
    m_tab->setCurrent({ rowOf("grace"), {} });
    auto &edit = pane<TextPane>("text")->edit();
    QTRY_VERIFY(edit.content().contains(QStringLiteral("Grace")));
    edit.setFocus();
    QTRY_VERIFY(edit.hasFocus());
    edit.setTextCursor(edit.document()->find(QStringLiteral("Grace"), 0, QTextDocument::FindCaseSensitively));
    QTest::keyClick(&edit, Qt::Key_Insert, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("Grace"));
    QVERIFY(changes().isEmpty());
    auto cursor = edit.textCursor();
    cursor.setPosition(cursor.selectionStart());
    edit.setTextCursor(cursor);
    QTest::keyClick(&edit, Qt::Key_Delete, Qt::ControlModifier);
    QVERIFY(!edit.content().contains(QStringLiteral("Grace")));
    QCOMPARE(changes().count(), 1);
    QCOMPARE(changes().count(StagedDocument::Kind::Edit), 1);
    m_editing->discardAll();
    m_tab->focusFilter();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete, Qt::ControlModifier);
    QVERIFY(changes().isEmpty());
    type(placeOf("kurt", { "name" }), DocumentTree::Part::Value, QStringLiteral("Kurt"));
    tree().edit(placeOf("kurt", { "name" }), DocumentTree::Part::Value);
    auto *value = qobject_cast<ValueEdit *>(tree().editor());
    QVERIFY(value);
    QTRY_VERIFY(value->hasFocus());
    QTest::keyClick(value, Qt::Key_Home);
    QTest::keyClick(value, Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(value->text(), QString());
    QTest::keyClick(value, Qt::Key_Escape);
    QVERIFY(changes().isEmpty());
    // In the documents they are about documents.
    tree().setFocus();
    QTest::keyClick(&tree(), Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(changes().count(StagedDocument::Kind::Delete), 1);
}

void TestDocumentsEdit::aDocumentIsChangedAgainBeforeItIsReadAgain()
{
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("72"));
    bool isAgain = false;
    const auto connection = connect(m_editing, &DocumentEditing::stateChanged, this, [&] {
        if (isAgain || m_editing->isSaving() || !changes().isEmpty())
            return;
        isAgain = true;
        auto subject = m_editing->subject(rowOf("kurt"));
        QVERIFY(subject);
        m_editing->setText(*subject, subject->text.replace("72", "73"));
    });
    save();
    disconnect(connection);
    QVERIFY(isAgain);
    QCOMPARE(changes().count(), 1);
    QCOMPARE(field("kurt", "age"), "72");
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(field("kurt", "age"), "73");
    QCOMPARE(value("SELECT _version FROM users WHERE _id = 'kurt'"), "3");
}

void TestDocumentsEdit::aTabThatSavesClosesAfterwards()
{
    type(placeOf("kurt", { "age" }), DocumentTree::Part::Value, QStringLiteral("72"));
    QTest::keyClick(m_fixture->window.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(m_editing->isSaving());
    QVERIFY(m_tab->canCancel());
    m_tab->requestClose();
    QVERIFY(!m_tab->ask().isAsking());
    QTRY_VERIFY_WITH_TIMEOUT(!m_tab, 20000);
    QCOMPARE(field("kurt", "age"), "72");
}

void TestDocumentsEdit::aQuestionAboutManyEndsWithWhatItAsksAbout()
{
    m_editing->updateMany();
    auto *bulk = pane<BulkPane>("bulk");
    bulk->update().setFocus();
    QTest::keyClicks(&bulk->update(), QStringLiteral("{$set: {senior: true}}"));
    QTest::keyClick(&bulk->update(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(bulk->isWorking());
    QTRY_VERIFY_WITH_TIMEOUT(!bulk->isWorking(), 20000);
    bulk->applyButton().click();
    auto *ask = bulk->findChild<AskBar *>();
    QVERIFY(ask->isAsking());
    QTest::keyClicks(&bulk->update(), QStringLiteral(" "));
    QVERIFY(!ask->isAsking());
    QCOMPARE(value("SELECT max(_version) FROM users"), "1");
}

void TestDocumentsEdit::aColumnOfAnyTableIsChanged()
{
    execute("CREATE TABLE note (id INTEGER PRIMARY KEY, body JSON)");
    execute(R"(INSERT INTO note VALUES (1, '{"a" : 1.0,  "b": [1,2]}'), (2, '[]'))");
    m_connection->refreshCatalog();
    QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isLoadingCatalog(), 20000);
    openDocuments(m_fixture->window->workspace(), m_connection->id(),
        { { {}, m_isPostgres ? QStringLiteral("public") : QStringLiteral("main"), QStringLiteral("note") }, QStringLiteral("body"), {}, {} });
    m_tab = qobject_cast<DocumentsTab *>(m_fixture->window->workspace().tabs().currentTab());
    m_editing = DocumentEditing::of(*m_tab);
    QTRY_COMPARE_WITH_TIMEOUT(m_tab->rows().count(), 2, 20000);
    QVERIFY(!m_editing->whyNotAdd().isEmpty());
    type(placeOf("1", { "b", "0" }), DocumentTree::Part::Value, QStringLiteral("7"));
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(value("SELECT CAST(body AS TEXT) FROM note WHERE id = 1"), R"({"a" : 1.0,  "b": [7,2]})");
    // The text is the version.
    QTRY_VERIFY_WITH_TIMEOUT(m_tab->rows().tryNode(placeOf("1", { "b", "0" }))->text == "7", 20000);
    type(placeOf("1", { "a" }), DocumentTree::Part::Value, QStringLiteral("2"));
    execute(R"(UPDATE note SET body = '{"a" : 3,  "b": [7,2]}' WHERE id = 1)");
    save();
    QCOMPARE(m_editing->overlay().conflicts().size(), std::size_t(1));
    m_editing->resolve(changes().ids().front(), R"({"a" : 2,  "b": [7,2]})");
    save();
    QVERIFY(changes().isEmpty());
    QCOMPARE(value("SELECT CAST(body AS TEXT) FROM note WHERE id = 1"), R"({"a" : 2,  "b": [7,2]})");
}

QTEST_MAIN(TestDocumentsEdit)
#include "tst_documentsedit.moc"
