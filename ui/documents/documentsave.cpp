#include "ui/documents/documentsave.h"

#include "core/json/jsondocument.h"

#include <QCoreApplication>

namespace workbench {

using dumbo::DocumentRow;
using dumbo::DocumentWrite;
using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::Result;
using Kind = StagedDocument::Kind;

namespace {

struct Step {
    Kind kind;
    DocumentWrite::Kind write;
};
/// Deletes first, so that a new document may take a unique value over.
constexpr std::array steps { Step { Kind::Delete, DocumentWrite::Kind::Delete }, Step { Kind::Edit, DocumentWrite::Kind::Update },
    Step { Kind::Insert, DocumentWrite::Kind::Insert } };

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentSave", text);
}

Result<DocumentRow> rowOf(const StagedDocument &document, const dumbo::DocumentSource &source)
{
    DocumentRow row;
    row.key = document.key;
    row.text = document.text;
    if (document.kind != Kind::Insert) {
        if (document.version)
            row.expectedVersion = document.version;
        else
            row.expectedText = document.before;
        return row;
    }
    const auto id = idInDocument(document.text);
    if (!source.isCollection || id.isEmpty())
        return fail(ErrorKind::InvalidOperation, tr("A new document needs a collection and a text as its _id."));
    row.key = { dumbo::Value::text(id) };
    return row;
}

struct StepWrite {
    DocumentWrite write;
    std::vector<std::size_t> places; ///< in the list, of each row
};

Result<std::vector<StepWrite>> stepWrites(const dumbo::DocumentSource &source, const StagedList &staged)
{
    std::vector<StepWrite> writes;
    for (const auto &step : steps) {
        StepWrite one;
        one.write.kind = step.write;
        one.write.source = source;
        for (std::size_t place = 0; place < staged.size(); ++place) {
            if (staged[place].second.kind != step.kind)
                continue;
            auto row = rowOf(staged[place].second, source);
            if (!row)
                return fail(row.error());
            one.write.rows.push_back(std::move(*row));
            one.places.push_back(place);
        }
        if (!one.write.rows.empty())
            writes.push_back(std::move(one));
    }
    return writes;
}

void take(SaveOutcome &all, const dumbo::DocumentOutcome &outcome, const StepWrite &step, const StagedList &staged)
{
    for (const auto &conflict : outcome.conflicts) {
        const auto &[id, document] = staged[step.places[std::size_t(conflict.row)]];
        StagedConflict mine { id, {} };
        if (conflict.exists) {
            const auto keyText = document.kind == Kind::Insert ? idInDocument(document.text) : document.keyText;
            mine.theirs = ReadDocument { conflict.key, keyText, conflict.actualText, conflict.actualVersion };
        }
        all.conflicts.push_back(mine);
    }
    for (const auto &written : outcome.written) {
        const auto &[id, document] = staged[step.places[std::size_t(written.row)]];
        const auto keyText = document.kind == Kind::Insert ? idInDocument(document.text) : document.keyText;
        all.written.push_back({ id, document, written.key, keyText, written.version });
    }
}

} // namespace

QByteArray idInDocument(const QByteArray &text)
{
    const auto document = dumbo::JsonDocument::parse(text);
    return document ? document->root().find("_id").string() : QByteArray();
}

Result<std::vector<DocumentWrite>> writesOf(const dumbo::DocumentSource &source, const StagedList &staged)
{
    auto known = stepWrites(source, staged);
    if (!known)
        return fail(known.error());
    std::vector<DocumentWrite> writes;
    for (auto &step : *known)
        writes.push_back(std::move(step.write));
    return writes;
}

Result<SaveOutcome> saveDocuments(
    dumbo::Executor &executor, const dumbo::DocumentEngine &engine, const dumbo::DocumentSource &source, const StagedList &staged)
{
    const auto writes = stepWrites(source, staged);
    if (!writes)
        return fail(writes.error());
    return executor.withTransaction([&](dumbo::Executor &inside) -> Result<dumbo::TransactionOutcome<SaveOutcome>> {
        SaveOutcome all;
        for (const auto &step : *writes) {
            const auto outcome = engine.write(inside, step.write);
            if (!outcome)
                return fail(outcome.error());
            take(all, *outcome, step, staged);
        }
        if (all.conflicts.empty())
            return dumbo::TransactionOutcome<SaveOutcome>(dumbo::Commit { std::move(all) });
        all.written.clear();
        return dumbo::TransactionOutcome<SaveOutcome>(dumbo::Rollback { std::move(all) });
    });
}

Result<QByteArray> saveScript(
    const dumbo::DocumentEngine &engine, const dumbo::DocumentSource &source, const StagedList &staged, qsizetype mostBytes)
{
    const auto writes = stepWrites(source, staged);
    if (!writes)
        return fail(writes.error());
    QByteArray script = "BEGIN;\n\n";
    for (const auto &step : *writes) {
        const auto statements = engine.explainWrite(step.write);
        if (!statements)
            return fail(statements.error());
        for (const auto &statement : *statements) {
            const auto sql = engine.runnableSql(statement);
            if (!sql)
                return fail(sql.error());
            if (script.size() + sql->size() > mostBytes)
                return script + "-- " + tr("and more than fits here").toUtf8() + "\n";
            script += *sql + ";\n\n";
        }
    }
    return script + "COMMIT;\n";
}

} // namespace workbench
