#include "core/conformance/promises.h"

#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/sdk/extensions/pongo.h"

#include <QSet>

#include <array>

namespace dumbo::conformance {

namespace {

/// What a driver meets sooner or later: numbers that doubles round, arrays on the way, what is missing and what is null.
constexpr const char *documents[] = {
    R"({"n":1,"s":"a","tags":["x","y"],"at":{"city":"Bremen"}})",
    R"({"n":9007199254740993,"s":"b","tags":[],"at":[{"city":"Kiel"},{"city":"Bremen"}]})",
    R"({"n":9007199254740992,"s":null,"tags":"x","at":{"city":null}})",
    R"({"n":10.00,"s":"9","tags":["y",null,[1,"x"]],"at":{}})",
    R"({"n":[1,20],"s":"10","at":[]})",
    R"({"n":true,"s":"it's \"so\"","tags":{"x":1},"at":"Bremen"})",
    R"({"n":-0.5,"two words":1,"tags":["x"],"at":{"city":["Bremen"]}})",
    R"({})",
};

constexpr const char *filters[] = { "{}", "{n: 1}", "{n: 9007199254740993}", "{n: {$gt: 9}}", "{n: {$lte: 9007199254740992}}", "{n: {$ne: 1}}",
    "{n: true}", "{s: 'a'}", "{s: {$gt: '1'}}", "{s: null}", "{s: {$exists: false}}", "{s: {$in: ['a', null, '10']}}", "{s: {$nin: ['a', 'b']}}",
    "{tags: 'x'}", "{tags: {$not: {$eq: 'x'}}}", "{tags: {$size: 1}}", "{tags: {$elemMatch: {$eq: 'y'}}}", "{tags: {$type: 'array'}}",
    "{'at.city': 'Bremen'}", "{'at.city': {$ne: 'Bremen'}}", "{'at.city': null}", "{'at.0.city': 'Kiel'}", "{'two words': 1}",
    "{$or: [{n: 10}, {s: /^it's/}]}", "{$nor: [{n: {$gte: 0}}, {tags: []}]}", "{n: {$mod: [2, 1]}}", "{$expr: {$gt: ['$n', '$s']}}",
    "{_id: {$in: ['1', '2']}, n: {$gt: 0}}" };

class Documents
{
public:
    explicit Documents(Context &context)
        : m_pongo(static_cast<PongoExtension *>(context.quirks.plugin().extension(PongoExtension::extensionId())))
    {
        if (!m_pongo)
            throw Skipped { QStringLiteral("the driver has no documents") };
        m_connection = context.connect();
        m_source.table = { {}, {}, QStringLiteral("people") };
        m_source.storage = pongo().traits().storages.empty() ? DocumentStorage::Text : pongo().traits().storages.front();
        const auto migrations = Context::must(pongo().migrations({ m_source.table, {} }), QStringLiteral("migrations"));
        for (const auto &migration : migrations)
            run(migration.up);
    }

    [[nodiscard]] PongoExtension &pongo() const { return *m_pongo; }
    [[nodiscard]] DocumentSource &source() { return m_source; }

    Rows run(const DocumentCommand &command)
    {
        return Context::must(Context::query(*m_connection, command.text, command.parameters), QString::fromUtf8(command.text));
    }
    void run(const std::vector<StatementText> &statements)
    {
        for (const auto &text : statements)
            run(DocumentCommand { text, {} });
    }

    Rows write(DocumentWrite::Kind kind, std::vector<DocumentRow> rows)
    {
        Rows answers;
        for (const auto &command : Context::must(m_pongo->write({ kind, m_source, std::move(rows), {} }), QStringLiteral("write"))) {
            for (auto &answer : run(command))
                answers.push_back(std::move(answer));
        }
        return answers;
    }

    static QByteArray text(const Value &value)
    {
        if (const auto *json = std::get_if<Value::Json>(&value.variant()))
            return json->text;
        const auto *text = std::get_if<Value::Text>(&value.variant());
        return text ? text->utf8 : QByteArray();
    }

    void insertAll()
    {
        std::vector<DocumentRow> rows;
        for (const auto *document : documents) {
            const auto id = QByteArray::number(qint64(rows.size()));
            auto text = "{\"_id\":\"" + id + "\",\"_version\":\"1\"," + QByteArray(document).sliced(1);
            rows.push_back({ { Value::text(id) }, text.replace(",}", "}"), {}, {} });
        }
        Context::expect(write(DocumentWrite::Kind::Insert, rows).size() == rows.size(), QStringLiteral("not every row was answered"));
    }

    [[nodiscard]] DocumentQuery query(const char *filter) const
    {
        DocumentQuery query;
        query.source = m_source;
        query.filter = Context::must(parseFilter(filter), QString::fromUtf8(filter));
        return query;
    }

    DocumentStatement find(const DocumentQuery &query) { return Context::must(m_pongo->find(query), QStringLiteral("find")); }
    QSet<QByteArray> idsOf(const DocumentStatement &statement)
    {
        QSet<QByteArray> ids;
        for (const auto &row : run(DocumentCommand { statement.text, statement.parameters }))
            ids.insert(text(row.front()));
        return ids;
    }

    /// The ids of documents that the evaluator finds.
    QSet<QByteArray> matching(const DocumentFilter &filter)
    {
        const auto traits = pongo().traits();
        const auto matcher
            = Context::must(FilterMatcher::create(filter, { traits.ordersKeys, traits.firstKeyWins }), QStringLiteral("the filter"));
        QSet<QByteArray> ids;
        for (std::size_t i = 0; i < std::size(documents); ++i) {
            const auto id = QByteArray::number(qint64(i));
            const auto text = ("{\"_id\":\"" + id + "\",\"_version\":1," + QByteArray(documents[i]).sliced(1)).replace(",}", "}");
            if (Context::must(matcher.matches(text), QString::fromUtf8(text)))
                ids.insert(id);
        }
        return ids;
    }

    /// Broken unless SQL finds every document that matches and, where it says so, no other.
    void expectFound(const DocumentQuery &query, const char *filter)
    {
        const auto statement = find(query);
        const auto found = idsOf(statement);
        const auto wanted = matching(query.filter);
        const auto about = QString::fromUtf8(filter) + QStringLiteral(" as ") + QString::fromUtf8(statement.text);
        Context::expect(found.contains(wanted), about + QStringLiteral(" loses documents"));
        Context::expect(!statement.filterDone || found == wanted, about + QStringLiteral(" finds others, though it says that it decides"));
    }

private:
    PongoExtension *m_pongo;
    std::unique_ptr<Connection> m_connection;
    DocumentSource m_source;
};

void documentsComeBackAsTheyWereWritten(Context &context)
{
    Documents people(context);
    const auto texts = people.pongo().traits().keepsText ? QByteArray("{ \"b\" : 10.00,\n\"a\":[1e2 , 9223372036854775808 ] }")
                                                         : QByteArray(R"({"b": 1})");
    people.write(DocumentWrite::Kind::Insert, { { { Value::text(QByteArray("1")) }, texts, {}, {} } });
    const auto statement = people.find(people.query("{}"));
    Context::expect(statement.filterDone && statement.sortDone, QStringLiteral("{} is not decided by SQL"));
    const auto rows = people.run(DocumentCommand { statement.text, statement.parameters });
    Context::expect(rows.size() == 1 && rows.front().size() == 3, QStringLiteral("not one row of _id, _version and data came"));
    Context::expect(Documents::text(rows.front()[0]) == "1", QStringLiteral("_id is wrong"));
    Context::expect(rows.front()[1] == Value(qint64(1)), QStringLiteral("a new document's _version is not 1"));
    Context::expect(Documents::text(rows.front()[2]) == texts, QStringLiteral("the text is another"));
}

void filtersNeverLoseADocument(Context &context)
{
    Documents people(context);
    people.insertAll();
    for (const auto *filter : filters) {
        auto query = people.query(filter);
        people.expectFound(query, filter);
        DocumentFilter opposite;
        opposite.kind = DocumentFilter::Kind::Not;
        opposite.children = { query.filter };
        query.filter = opposite;
        people.expectFound(query, filter);
    }
}

void countsOfDocumentsAreRight(Context &context)
{
    Documents people(context);
    people.insertAll();
    for (const auto *filter : filters) {
        const auto query = people.query(filter);
        const auto count = Context::must(people.pongo().count(query), QStringLiteral("count"));
        if (!count)
            continue;
        const auto rows = people.run(*count);
        Context::expect(rows.size() == 1 && rows.front().front() == Value(qint64(people.matching(query.filter).size())),
            QString::fromUtf8(filter) + QStringLiteral(" is counted wrong by ") + QString::fromUtf8(count->text));
    }
}

void documentsAreWrittenByVersion(Context &context)
{
    Documents people(context);
    const auto row = [](const char *id, std::optional<qint64> version) {
        return DocumentRow { { Value::text(QByteArray(id)) }, R"({"w":1})", version, {} };
    };
    using Kind = DocumentWrite::Kind;
    Context::expect(people.write(Kind::Insert, { row("1", {}), row("2", {}) }).size() == 2, QStringLiteral("two inserts did not answer two rows"));
    Context::expect(people.write(Kind::Insert, { row("2", {}), row("3", {}) }).size() == 1, QStringLiteral("a row that was there was inserted"));
    const auto updated = people.write(Kind::Update, { row("1", 1), row("2", 5), row("3", {}), row("4", {}) });
    Context::expect(updated.size() == 2, QStringLiteral("%1 rows were updated, not those of the version").arg(updated.size()));
    Context::expect(updated.front()[1] == Value(qint64(2)), QStringLiteral("the version did not rise by one"));
    Context::expect(people.write(Kind::Upsert, { row("1", {}), row("5", {}) }).size() == 2, QStringLiteral("an upsert did not write both rows"));
    const auto deleted = people.write(Kind::Delete, { row("1", 3), row("2", 7), row("3", {}) });
    Context::expect(deleted.size() == 2, QStringLiteral("%1 rows were deleted, not those of the version").arg(deleted.size()));
    Context::expect(people.idsOf(people.find(people.query("{}"))) == QSet<QByteArray> { "2", "5" }, QStringLiteral("other rows are left"));
}

void documentIndexesChangeNoAnswer(Context &context)
{
    Documents people(context);
    people.insertAll();
    const auto kinds = people.pongo().traits().indexKinds;
    if (kinds.empty())
        throw Skipped { QStringLiteral("documents have no indexes here") };
    std::vector<DocumentIndex> made;
    for (const auto kind : kinds) {
        DocumentIndex index { QStringLiteral("people_%1").arg(made.size()), kind, {}, false, {} };
        if (kind == DocumentIndex::Kind::Value)
            index.keys = { { { "at", "city" }, false }, { { "n" }, true } };
        people.run(Context::must(people.pongo().createIndex(people.source(), index), QStringLiteral("createIndex")));
        made.push_back(index);
    }
    people.source().indexes = made;
    for (const auto *filter : filters)
        people.expectFound(people.query(filter), filter);
    for (const auto &index : made)
        people.run(Context::must(people.pongo().dropIndex(people.source(), index), QStringLiteral("dropIndex")));
}

void collectionsAreRenamedSampledAndDropped(Context &context)
{
    Documents people(context);
    people.insertAll();
    people.run(Context::must(people.pongo().rename(people.source(), QStringLiteral("folk")), QStringLiteral("rename")));
    people.source().table.name = QStringLiteral("folk");
    auto query = people.query("{}");
    query.sample = 3;
    Context::expect(people.idsOf(people.find(query)).size() <= qsizetype(std::size(documents)), QStringLiteral("a sample has more than all"));
    auto copy = people.source();
    copy.table.name = QStringLiteral("folk_sample");
    people.run(Context::must(people.pongo().copySample(people.source(), copy.table, 100), QStringLiteral("copySample")));
    const auto all = people.query("{}");
    auto ofCopy = all;
    ofCopy.source = copy;
    Context::expect(people.idsOf(people.find(ofCopy)) == people.idsOf(people.find(all)), QStringLiteral("a sample of all rows is not all"));
    people.run(Context::must(people.pongo().drop(copy), QStringLiteral("drop")));
    people.run(Context::must(people.pongo().drop(people.source()), QStringLiteral("drop")));
}

constexpr std::array promises {
    Promise { "documentsComeBackAsTheyWereWritten", {}, documentsComeBackAsTheyWereWritten, Need::Tables },
    Promise { "filtersNeverLoseADocument", {}, filtersNeverLoseADocument, Need::Tables },
    Promise { "countsOfDocumentsAreRight", {}, countsOfDocumentsAreRight, Need::Tables },
    Promise { "documentsAreWrittenByVersion", {}, documentsAreWrittenByVersion, Need::Tables },
    Promise { "documentIndexesChangeNoAnswer", {}, documentIndexesChangeNoAnswer, Need::Tables },
    Promise { "collectionsAreRenamedSampledAndDropped", {}, collectionsAreRenamedSampledAndDropped, Need::Tables },
};

} // namespace

std::span<const Promise> promisesOfDocuments()
{
    return promises;
}

} // namespace dumbo::conformance
