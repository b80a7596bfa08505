#include "core/migrations/sources/journal.h"

#include "core/migrations/sources/sourcetext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace dumbo {

std::expected<std::vector<JournalEntry>, SourceProblem> readJournal(const QString &path)
{
    const auto text = readSourceText(path);
    if (!text)
        return std::unexpected(text.error());
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text->bytes.sliced(text->begin), &error);
    const auto listed = document.object().value(QStringLiteral("entries"));
    if (error.error != QJsonParseError::NoError || !listed.isArray()) {
        const auto line = error.error == QJsonParseError::NoError ? 0 : 1 + int(text->bytes.first(text->begin + error.offset).count('\n'));
        return std::unexpected(SourceProblem { path, line,
            sourceText("The journal is no JSON with \"entries\". Resolve a merge conflict in it, or let drizzle-kit write it anew."), true });
    }
    struct Numbered {
        double index;
        JournalEntry entry;
    };
    std::vector<Numbered> entries;
    for (const auto &value : listed.toArray()) {
        const auto entry = value.toObject();
        const auto when = entry.value(QStringLiteral("when"));
        entries.push_back({ entry.value(QStringLiteral("idx")).toDouble(double(entries.size())),
            { entry.value(QStringLiteral("tag")).toString(), when.isDouble() ? QString::number(when.toInteger()) : QString() } });
    }
    std::ranges::stable_sort(entries, {}, &Numbered::index);
    std::vector<JournalEntry> result;
    for (auto &entry : entries)
        result.push_back(std::move(entry.entry));
    return result;
}

QByteArray journalWith(const QByteArray &journal, const JournalEntry &entry, const QString &dialect)
{
    auto object = QJsonDocument::fromJson(journal).object();
    if (object.isEmpty())
        object = { { QStringLiteral("version"), QStringLiteral("7") }, { QStringLiteral("dialect"), dialect } };
    auto entries = object.value(QStringLiteral("entries")).toArray();
    int next = 0;
    for (const auto &value : std::as_const(entries))
        next = std::max(next, value.toObject().value(QStringLiteral("idx")).toInt() + 1);
    entries.append(QJsonObject { { QStringLiteral("idx"), next },
        { QStringLiteral("version"), object.value(QStringLiteral("version")).toString(QStringLiteral("7")) },
        { QStringLiteral("when"), entry.when.toLongLong() }, { QStringLiteral("tag"), entry.tag }, { QStringLiteral("breakpoints"), true } });
    object.insert(QStringLiteral("entries"), entries);
    return QJsonDocument(object).toJson();
}

} // namespace dumbo
