#include "drivers/common/postgresql/servertext.h"

#include "drivers/common/postgresql/catalogsource.h"

#include <charconv>

namespace dumbo::postgresql {

QStringList arrayElements(std::string_view text)
{
    QStringList elements;
    if (text.size() < 3 || text.front() != '{')
        return elements;
    QByteArray element;
    bool quoted = false;
    bool wasQuoted = false;
    const auto finish = [&] {
        elements.append(!wasQuoted && element == "NULL" ? QString() : QString::fromUtf8(element));
        element.clear();
        wasQuoted = false;
    };
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        const auto c = text[i];
        if (c == '\\' && i + 2 < text.size()) {
            element += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
            wasQuoted = true;
        } else if (c == ',' && !quoted) {
            finish();
        } else {
            element += c;
        }
    }
    finish();
    return elements;
}

std::vector<qint64> numbers(std::string_view text)
{
    std::vector<qint64> found;
    const auto *end = text.data() + text.size();
    for (const auto *at = text.data(); at < end;) {
        qint64 number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error == std::errc())
            found.push_back(number);
        at = next == at ? at + 1 : next;
    }
    return found;
}

QString optionList(const QStringList &options)
{
    QStringList parts;
    for (const auto &option : options) {
        const auto split = option.indexOf(u'=');
        parts.append(
            quotedName(option.first(split)) + u' ' + QString::fromUtf8(literal(option.sliced(split + 1))));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace dumbo::postgresql
