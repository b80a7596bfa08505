#include "ui/documents/stagedjournal.h"

#include "ui/documents/keyjson.h"
#include "ui/journal/textcoding.h"

#include <QJsonDocument>

#include <algorithm>

namespace workbench {

namespace {

const QString firstLine = QStringLiteral("dumbo-staged 1");
const QStringList kinds { QStringLiteral("insert"), QStringLiteral("edit"), QStringLiteral("delete") };

QString escaped(QByteArrayView bytes)
{
    auto text = decodeUnits(bytes);
    text.replace(u'\\', QStringLiteral("\\\\"));
    text.replace(u'\n', QStringLiteral("\\n"));
    text.replace(u'\r', QStringLiteral("\\r"));
    return text;
}

QByteArray unescaped(QStringView text)
{
    QString plain;
    plain.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != u'\\' || at + 1 == text.size()) {
            plain.append(text[at]);
            continue;
        }
        const auto next = text[++at];
        plain.append(next == u'n' ? QChar(u'\n') : next == u'r' ? QChar(u'\r') : next);
    }
    return encodeText(plain);
}

/// Cut between characters, so that each piece can be written as text.
qsizetype wholeFrom(QByteArrayView bytes, qsizetype at)
{
    while (at > 0 && at < bytes.size() && (uchar(bytes[at]) & 0xC0) == 0x80)
        --at;
    return at;
}

QString splice(QByteArrayView before, QByteArrayView text)
{
    const auto least = std::min(before.size(), text.size());
    auto same = std::mismatch(before.begin(), before.begin() + least, text.begin()).first - before.begin();
    same = std::min(wholeFrom(before, same), wholeFrom(text, same));
    qsizetype behind = 0;
    while (behind < least - same && before[before.size() - 1 - behind] == text[text.size() - 1 - behind])
        ++behind;
    while (behind > 0 && (uchar(text[text.size() - behind]) & 0xC0) == 0x80)
        --behind;
    const auto removed = before.size() - same - behind;
    return QString::number(same) + u' ' + QString::number(removed) + u' ' + escaped(text.sliced(same, text.size() - same - behind));
}

std::optional<QByteArray> spliced(const QByteArray &before, QStringView line)
{
    const auto first = line.indexOf(u' ');
    const auto second = first < 0 ? -1 : line.indexOf(u' ', first + 1);
    if (second < 0)
        return {};
    bool isNumber = false;
    bool isNumberToo = false;
    const auto same = line.first(first).toLongLong(&isNumber);
    const auto removed = line.sliced(first + 1, second - first - 1).toLongLong(&isNumberToo);
    if (!isNumber || !isNumberToo || same < 0 || removed < 0 || same > before.size() || removed > before.size() - same)
        return {};
    return before.first(same) + unescaped(line.sliced(second + 1)) + before.sliced(same + removed);
}

QString head(StagedChanges::Id id, const StagedDocument &document)
{
    QJsonObject json { { QStringLiteral("id"), id }, { QStringLiteral("kind"), kinds.at(int(document.kind)) },
        { QStringLiteral("key"), keyToJson(document.key) }, { QStringLiteral("name"), decodeUnits(document.keyText) } };
    if (document.version)
        json.insert(QStringLiteral("version"), *document.version);
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

} // namespace

StagedText::StagedText(const StagedChanges &changes)
    : m_changes(changes)
{
}

int StagedText::lineCount() const
{
    return 1 + linesOfDocument * int(m_changes.count());
}

QString StagedText::line(int number) const
{
    if (number == 0)
        return firstLine;
    const auto id = m_changes.ids()[std::size_t((number - 1) / linesOfDocument)];
    const auto &document = *m_changes.find(id);
    switch ((number - 1) % linesOfDocument) {
    case 0:
        return head(id, document);
    case 1:
        return escaped(document.before);
    default:
        return splice(document.before, document.text);
    }
}

QString StagedText::lines(int first, int count) const
{
    QString text;
    for (int number = first; number < first + count; ++number) {
        if (number > first)
            text += u'\n';
        text += line(number);
    }
    return text;
}

std::map<StagedChanges::Id, StagedDocument> StagedText::read(const QString &text)
{
    std::map<StagedChanges::Id, StagedDocument> documents;
    const auto lines = QStringView(text).split(u'\n');
    if (lines.constFirst() != firstLine)
        return documents;
    for (qsizetype at = 1; at + linesOfDocument <= lines.size(); at += linesOfDocument) {
        const auto json = QJsonDocument::fromJson(lines[at].toUtf8()).object();
        const auto key = keyFromJson(json.value(QStringLiteral("key")).toArray());
        const auto kind = kinds.indexOf(json.value(QStringLiteral("kind")).toString());
        StagedDocument document;
        document.before = unescaped(lines[at + 1]);
        const auto now = spliced(document.before, lines[at + 2]);
        if (!key || kind < 0 || !now)
            continue;
        document.kind = StagedDocument::Kind(kind);
        document.key = *key;
        document.keyText = encodeText(json.value(QStringLiteral("name")).toString());
        document.text = *now;
        if (const auto version = json.value(QStringLiteral("version")); version.isDouble())
            document.version = version.toInteger();
        documents.emplace(json.value(QStringLiteral("id")).toInteger(), document);
    }
    return documents;
}

StagedJournal::StagedJournal(Journal &journal, const QString &id, StagedChanges &changes, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
    , m_id(id)
    , m_changes(changes)
    , m_text(changes)
    , m_tabJournal(journal, id, m_text)
    , m_known(changes.documents())
{
    connect(&changes, &StagedChanges::documentChanged, this, &StagedJournal::onDocumentChanged);
    connect(&m_tabJournal, &TabJournal::failed, this, &StagedJournal::failed);
    connect(&m_tabJournal, &TabJournal::recovered, this, &StagedJournal::recovered);
}

StagedJournal::~StagedJournal()
{
    m_tabJournal.flush();
}

bool StagedJournal::recover()
{
    const auto kept = m_journal.recover(m_id);
    if (!kept)
        return false;
    const auto documents = StagedText::read(kept->text);
    if (documents.empty())
        return false;
    m_changes.restore(documents);
    return true;
}

void StagedJournal::setFacts(const QJsonObject &facts)
{
    m_facts = facts;
    m_facts.insert(QStringLiteral("closed"), false);
    m_tabJournal.setFacts(m_facts);
}

void StagedJournal::keep(bool closed)
{
    if (m_changes.isEmpty()) {
        m_tabJournal.forget();
        return;
    }
    auto facts = m_facts;
    facts.insert(QStringLiteral("closed"), closed);
    m_tabJournal.setFacts(facts);
    m_tabJournal.keep();
}

std::vector<StagedJournal::Kept> StagedJournal::find(Journal &journal, const std::function<bool(const QJsonObject &facts)> &matches)
{
    std::vector<Kept> found;
    journal.waitUntilWritten();
    const auto ids = journal.ids();
    for (const auto &id : ids) {
        const auto kept = journal.recover(id);
        if (!kept || !matches(kept->facts))
            continue;
        auto documents = StagedText::read(kept->text);
        if (!documents.empty())
            found.push_back({ id, kept->facts, std::move(documents) });
    }
    return found;
}

void StagedJournal::onDocumentChanged(StagedChanges::Id id, qsizetype index, bool was, bool is)
{
    const int first = 1 + StagedText::linesOfDocument * int(index);
    if (!is) {
        m_known.erase(id);
        m_tabJournal.edited(first, 0);
        return;
    }
    const auto &now = *m_changes.find(id);
    const auto known = m_known.find(id);
    bool onlyText = was && known != m_known.end();
    if (onlyText) {
        auto same = known->second;
        same.text = now.text;
        onlyText = same == now;
    }
    m_known.insert_or_assign(id, now);
    if (onlyText)
        m_tabJournal.edited(first + StagedText::linesOfDocument - 1, 1);
    else
        m_tabJournal.edited(first, StagedText::linesOfDocument);
}

} // namespace workbench
