#include "tests/bench/jsonbench.h"

#include "core/json/jsondocument.h"
#include "core/json/jsonstream.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>

#include <simdjson.h>

namespace dumbo {

namespace {

constexpr qsizetype textBytes = 100 * 1000 * 1000;
constexpr int rounds = 5;

/// Orders as a shop has them: some 240 bytes each, with texts, numbers, a list and an object within.
QByteArray makeText(char separator)
{
    QByteArray text;
    text.reserve(textBytes + 1000);
    for (int i = 0; text.size() < textBytes; ++i) {
        const auto number = QByteArray::number(i);
        text += text.isEmpty() ? QByteArray() : QByteArray(1, separator);
        text += R"({"id":")" + number + R"(-4f2a","customer":"customer number )" + QByteArray::number(i % 9973) + R"(","total":)"
            + QByteArray::number(i % 5000) + '.' + QByteArray::number(10 + i % 90) + R"(,"paid":)" + (i % 3 ? "true" : "false")
            + R"(,"tags":["books","caf\u00e9","gift"],"address":{"city":"Zürich","street":"Main street )" + QByteArray::number(i % 300)
            + R"(","zip":")" + QByteArray::number(1000 + i % 9000) + R"("},"created":"2024-05-17T12:34:56Z","note":)"
            + (i % 5 ? "null" : "\"left at the door\"") + '}';
    }
    return text;
}

double timed(const std::function<void()> &work)
{
    const auto before = wallSeconds();
    work();
    return (wallSeconds() - before) * 1000;
}

/// Every value is visited and its text is looked at, as simdjson's own documentation walks through a document.
qint64 visit(simdjson::ondemand::value value)
{
    qint64 count = 1;
    switch (value.type()) {
    case simdjson::ondemand::json_type::array:
        for (auto element : value.get_array())
            count += visit(element.value());
        break;
    case simdjson::ondemand::json_type::object:
        for (auto member : value.get_object()) {
            count += qint64(member.key().raw() != nullptr);
            count += visit(member.value());
        }
        break;
    case simdjson::ondemand::json_type::string:
        count += qint64(std::string_view(value.get_raw_json_string().value().raw() ? "x" : "").size());
        break;
    default:
        count += qint64(value.raw_json_token().size() > 0);
    }
    return count;
}

double simdjsonPass(const simdjson::padded_string &text, bool everyValue)
{
    return timed([&] {
        simdjson::ondemand::parser parser;
        auto document = parser.iterate(text);
        qint64 count = 0;
        for (auto element : document.get_array())
            count += everyValue ? visit(element.value()) : qint64(element.value().is_null()) + 1;
        if (count == 0)
            qFatal("simdjson found nothing");
    });
}

double ownPass(const QByteArray &text)
{
    return timed([&] {
        const auto document = JsonDocument::parse(text);
        if (!document || document->root().childCount() == 0)
            qFatal("no document was found");
    });
}

double qtPass(const QByteArray &text)
{
    return timed([&] {
        if (QJsonDocument::fromJson(text).array().isEmpty())
            qFatal("Qt found nothing");
    });
}

double jqPass(const QString &file)
{
    return timed([&] {
        QProcess jq;
        jq.start(QStringLiteral("jq"), { QStringLiteral("length"), file });
        jq.waitForFinished(-1);
    });
}

double streamPass(const QByteArray &lines)
{
    return timed([&] {
        QFile file(QString::fromUtf8(lines));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the lines can't be read");
        JsonStream stream(file);
        while (const auto item = stream.next()) {
            if (!*item)
                return;
        }
    });
}

double randomAccess(const JsonNode &root, qint64 count)
{
    return timed([&] {
        quint64 seed = 1;
        qint64 sum = 0;
        for (int i = 0; i < 100'000; ++i) {
            seed = seed * 6364136223846793005 + 1442695040888963407;
            sum += root.child(qint64(seed >> 33) % count).begin();
        }
        if (sum == 0)
            qFatal("nothing was found");
    });
}

void measureMemory(Report &report, const QByteArray &text)
{
    const auto document = JsonDocument::parse(text).value();
    const auto held = double(document.indexBytes()) / double(text.size());
    report.add({ QStringLiteral("bytes held by an index of 100 MB of JSON, per byte"), QStringLiteral("B"), 1 + held, QStringLiteral("the text alone"), 1 });
    report.add({ QStringLiteral("100,000 documents of them by position"), QStringLiteral("ms"), randomAccess(document.root(), document.root().childCount()),
        QStringLiteral("one pass of simdjson on demand"), simdjsonPass(simdjson::padded_string(text.data(), size_t(text.size())), false) });
}

} // namespace

void measureJson(Report &report, const QString &folder)
{
    const auto text = '[' + makeText(',') + ']';
    const simdjson::padded_string padded(text.data(), size_t(text.size()));
    const auto file = folder + QStringLiteral("/documents.json");
    const auto lines = folder + QStringLiteral("/documents.ndjson");
    for (const auto &[path, content] : { std::pair(file, text), std::pair(lines, makeText('\n')) }) {
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size()) {
            report.skip(QStringLiteral("json"), QStringLiteral("%1 can't be written").arg(path));
            return;
        }
    }
    const bool hasJq = !QStandardPaths::findExecutable(QStringLiteral("jq")).isEmpty();
    const auto times = interleaved(rounds, { [&] { return ownPass(text); }, [&] { return simdjsonPass(padded, false); }, [&] { return qtPass(text); },
                                               [&] { return hasJq ? jqPass(file) : 0; }, [&] { return streamPass(lines.toUtf8()); },
                                               [&] { return simdjsonPass(padded, true); } });
    const auto ms = QStringLiteral("ms");
    const auto index = QStringLiteral("index 100 MB of JSON");
    report.add({ index, ms, times[0], QStringLiteral("simdjson on demand, elements passed over"), times[1] });
    report.add({ index, ms, times[0], QStringLiteral("simdjson on demand, every value visited"), times[5] });
    report.add({ index, ms, times[0], QStringLiteral("QJsonDocument::fromJson"), times[2] });
    if (hasJq)
        report.add({ index, ms, times[0], QStringLiteral("jq length"), times[3] });
    else
        report.skip(index, QStringLiteral("jq is not installed"));
    report.add({ QStringLiteral("read and validate 100 MB of NDJSON line by line"), ms, times[4], QStringLiteral("simdjson on demand, one document"), times[1] });
    measureMemory(report, text);
    QFile::remove(file);
    QFile::remove(lines);
}

} // namespace dumbo
