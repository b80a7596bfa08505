#pragma once

#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/sdk/connection.h"
#include "core/sdk/extensions/pongo.h"
#include "tests/support/documents/documentgenerator.h"
#include "tests/support/readrows.h"

#include <QSet>

/// Documents at random in a table, where SQL made for filters is compared with the evaluator. DUMBO_PAIRS says how many pairs of one
/// document and one filter a test tries, DUMBO_SEED begins elsewhere.
class FilterPairs {
public:
    static constexpr int documentsAtOnce = 50;

    FilterPairs(dumbo::Connection &connection, dumbo::PongoExtension &pongo, dumbo::DocumentSource source)
        : m_connection(connection)
        , m_pongo(pongo)
        , m_source(std::move(source))
    {
    }

    [[nodiscard]] static qint64 setting(const char *name, qint64 usual)
    {
        bool isSet = false;
        const auto value = qEnvironmentVariable(name).toLongLong(&isSet);
        return isSet ? value : usual;
    }

    [[nodiscard]] dumbo::Result<dumbo::test::Rows> run(const dumbo::StatementText &text, const dumbo::Parameters &parameters = {}) const
    {
        dumbo::Statement statement;
        statement.text = text;
        statement.parameters = parameters;
        const auto execution = m_connection.execute(statement);
        if (!execution)
            return dumbo::fail(execution.error());
        return dumbo::test::readRows(**execution);
    }

    /// Other documents than before. Answers what went wrong; empty: nothing.
    [[nodiscard]] QByteArray fill(DocumentGenerator &generator)
    {
        if (const auto emptied = run("DELETE FROM \"" + m_source.table.name.toUtf8() + '"'); !emptied)
            return emptied.error().toText().toUtf8();
        m_documents.clear();
        dumbo::DocumentWrite write;
        write.source = m_source;
        while (m_documents.size() < documentsAtOnce) {
            const auto text = generator.document();
            if (m_source.isCollection && (text.contains("_id") || text.contains("_version")))
                continue;
            const auto id = QByteArray::number(qint64(m_documents.size()));
            m_documents.push_back({ id, asRead(id, text) });
            write.rows.push_back({ { m_source.isCollection ? dumbo::Value::text(id) : dumbo::Value(id.toLongLong()) }, text, {}, {} });
        }
        std::size_t answered = 0;
        for (const auto &command : m_pongo.write(write).value_or(std::vector<dumbo::DocumentCommand>())) {
            const auto rows = run(command.text, command.parameters);
            if (!rows)
                return rows.error().toText().toUtf8();
            answered += rows->size();
        }
        return answered == documentsAtOnce ? QByteArray() : QByteArray("Not every row was answered.");
    }

    /// The filter and its opposite, which asks for the narrow form of the condition. Answers what is wrong with the SQL; empty: nothing.
    [[nodiscard]] QByteArray compare(const dumbo::DocumentFilter &filter)
    {
        if (const auto wrong = compareOne(filter, true); !wrong.isEmpty())
            return wrong;
        dumbo::DocumentFilter opposite;
        opposite.kind = dumbo::DocumentFilter::Kind::Not;
        opposite.children = { filter };
        return compareOne(opposite, false);
    }

    [[nodiscard]] QByteArray summary() const
    {
        return QByteArray::number(m_filters) + " filters, of them " + QByteArray::number(m_exact) + " decided by SQL; " + QByteArray::number(m_matched)
            + " matches";
    }

private:
    struct Document {
        QByteArray id;
        QByteArray text; ///< as the evaluator sees it
    };

    [[nodiscard]] QByteArray asRead(const QByteArray &id, const QByteArray &text) const
    {
        if (!m_source.isCollection)
            return text;
        const auto rest = text.trimmed().sliced(1);
        return "{\"_id\":\"" + id + "\",\"_version\":1" + (rest.trimmed() == "}" ? "" : ",") + rest;
    }

    [[nodiscard]] static QByteArray idOf(const dumbo::Value &value)
    {
        const auto *text = std::get_if<dumbo::Value::Text>(&value.variant());
        const auto *number = std::get_if<qint64>(&value.variant());
        return text ? text->utf8 : number ? QByteArray::number(*number) : QByteArray();
    }

    [[nodiscard]] QByteArray compareOne(const dumbo::DocumentFilter &filter, bool counts)
    {
        const auto traits = m_pongo.traits();
        const auto matcher = dumbo::FilterMatcher::create(filter, { traits.ordersKeys, traits.firstKeyWins });
        if (!matcher)
            return matcher.error().toText().toUtf8();
        dumbo::DocumentQuery query;
        query.source = m_source;
        query.filter = filter;
        const auto statement = m_pongo.find(query);
        if (!statement)
            return statement.error().toText().toUtf8();
        const auto about = '\n' + dumbo::filterText(filter) + '\n' + statement->text;
        const auto rows = run(statement->text, statement->parameters);
        if (!rows)
            return rows.error().toText().toUtf8() + about;
        QSet<QByteArray> found;
        for (const auto &row : *rows)
            found.insert(idOf(row.front()));
        for (const auto &[id, text] : m_documents) {
            const auto matches = matcher->matches(text).value_or(false);
            if (matches && !found.contains(id))
                return "Lost: " + text + about;
            if (statement->filterDone && matches != found.contains(id))
                return "Found without a match: " + text + about;
            m_matched += counts && matches;
        }
        ++m_filters;
        m_exact += statement->filterDone;
        return {};
    }

    dumbo::Connection &m_connection;
    dumbo::PongoExtension &m_pongo;
    dumbo::DocumentSource m_source;
    std::vector<Document> m_documents;
    qint64 m_filters = 0;
    qint64 m_exact = 0;
    qint64 m_matched = 0;
};
