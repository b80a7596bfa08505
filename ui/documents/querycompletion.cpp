#include "ui/documents/querycompletion.h"

#include "core/json/jsonstring.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace workbench {

namespace {

struct Operator {
    const char *name;
    const char *insert; ///< behind "name: "
    const char *detail;
};

constexpr Operator logicalOperators[] {
    { "$and", "[{ ", QT_TRANSLATE_NOOP("QueryCompletion", "all of these hold") },
    { "$or", "[{ ", QT_TRANSLATE_NOOP("QueryCompletion", "one of these holds") },
    { "$nor", "[{ ", QT_TRANSLATE_NOOP("QueryCompletion", "none of these holds") },
    { "$expr", "{ ", QT_TRANSLATE_NOOP("QueryCompletion", "compares fields with each other") },
};

constexpr Operator comparisonOperators[] {
    { "$eq", "", QT_TRANSLATE_NOOP("QueryCompletion", "equals") },
    { "$ne", "", QT_TRANSLATE_NOOP("QueryCompletion", "differs, or is missing") },
    { "$gt", "", QT_TRANSLATE_NOOP("QueryCompletion", "is greater") },
    { "$gte", "", QT_TRANSLATE_NOOP("QueryCompletion", "is greater or equal") },
    { "$lt", "", QT_TRANSLATE_NOOP("QueryCompletion", "is less") },
    { "$lte", "", QT_TRANSLATE_NOOP("QueryCompletion", "is less or equal") },
    { "$in", "[", QT_TRANSLATE_NOOP("QueryCompletion", "is one of a list") },
    { "$nin", "[", QT_TRANSLATE_NOOP("QueryCompletion", "is none of a list") },
    { "$exists", "true", QT_TRANSLATE_NOOP("QueryCompletion", "is there at all") },
    { "$type", "\"", QT_TRANSLATE_NOOP("QueryCompletion", "is of a type") },
    { "$regex", "\"", QT_TRANSLATE_NOOP("QueryCompletion", "matches a regular expression") },
    { "$options", "\"i\"", QT_TRANSLATE_NOOP("QueryCompletion", "of the regular expression: i, m, s, x") },
    { "$not", "{ ", QT_TRANSLATE_NOOP("QueryCompletion", "does not hold") },
    { "$all", "[", QT_TRANSLATE_NOOP("QueryCompletion", "an array with all of a list") },
    { "$elemMatch", "{ ", QT_TRANSLATE_NOOP("QueryCompletion", "an array with an element that matches") },
    { "$size", "", QT_TRANSLATE_NOOP("QueryCompletion", "an array of so many elements") },
    { "$mod", "[", QT_TRANSLATE_NOOP("QueryCompletion", "has this remainder: [divisor, remainder]") },
};

constexpr const char *types[] { "number", "string", "object", "array", "bool", "null", "int", "long", "double", "decimal" };

/// What is open at the cursor.
struct Level {
    bool isObject = false;
    bool expectsKey = false;
    QString owner; ///< the key whose value it is
    QString key; ///< read last inside it
};

struct Place {
    std::vector<Level> levels;
    qsizetype tokenBegin = 0;
    QString token;
    QChar quote; ///< of a string that is open
};

bool isWord(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'$' || c == u'.';
}

/// Reads up to the cursor; comments and escapes count as far as they hide what looks like structure.
Place placeAt(QStringView text)
{
    Place place;
    for (qsizetype at = 0; at < text.size();) {
        const auto c = text[at];
        if (c == u'"' || c == u'\'') {
            auto end = at + 1;
            while (end < text.size() && text[end] != c)
                end += text[end] == u'\\' ? 2 : 1;
            if (end >= text.size()) {
                place.quote = c;
                place.tokenBegin = at;
                place.token = text.sliced(at + 1).toString();
                return place;
            }
            place.token = text.sliced(at + 1, end - at - 1).toString();
            at = end + 1;
        } else if (isWord(c)) {
            const auto begin = at;
            while (at < text.size() && isWord(text[at]))
                ++at;
            place.token = text.sliced(begin, at - begin).toString();
            if (at == text.size()) {
                place.tokenBegin = begin;
                return place;
            }
        } else {
            auto *top = place.levels.empty() ? nullptr : &place.levels.back();
            if (c == u'{' || c == u'[') {
                const auto owner = !top ? QString() : top->isObject ? top->key : top->owner;
                place.levels.push_back({ c == u'{', c == u'{', owner, {} });
            } else if ((c == u'}' || c == u']') && top) {
                place.levels.pop_back();
            } else if (c == u':' && top) {
                top->key = place.token;
                top->expectsKey = false;
            } else if (c == u',' && top) {
                top->expectsKey = top->isObject;
            }
            if (!c.isSpace())
                place.token.clear();
            ++at;
        }
    }
    place.tokenBegin = text.size();
    place.token.clear();
    return place;
}

QString dotted(const dumbo::DocumentPath &path)
{
    return dumbo::fromWtf8(path.join('.'));
}

bool needsQuotes(const QString &path)
{
    return path.isEmpty() || path.front().isDigit() || !std::ranges::all_of(path, [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'$'; });
}

class Completer {
public:
    Completer(const Place &place, QueryField field, const QList<dumbo::DocumentPath> &paths)
        : m_place(place)
        , m_field(field)
        , m_paths(paths)
    {
        m_found.from = place.tokenBegin;
        m_found.prefix = place.token;
    }

    QueryCompletion run()
    {
        const bool isOutside = m_place.levels.empty();
        const auto top = isOutside ? Level { true, true, {}, {} } : m_place.levels.back();
        if (top.isObject && top.expectsKey)
            addKeys(top, isOutside);
        else if (m_place.quote.isNull() || top.key == u"$type" || top.owner == u"$type")
            addValues(top);
        return m_found;
    }

private:
    [[nodiscard]] static QString tr(const char *text) { return QCoreApplication::translate("QueryCompletion", text); }

    void add(const QString &label, const QString &insert, const QString &detail = {})
    {
        if (label.startsWith(m_found.prefix, Qt::CaseInsensitive) && label != m_found.prefix)
            m_found.items.append({ label, insert, detail });
    }
    [[nodiscard]] QString quoted(const QString &key) const
    {
        if (!m_place.quote.isNull())
            return m_place.quote + key + m_place.quote;
        return needsQuotes(key) ? u'"' + key + u'"' : key;
    }
    void addPaths(const QString &before)
    {
        const auto rest = m_field == QueryField::Filter ? QStringLiteral(": ") : QStringLiteral(": 1");
        for (const auto &path : m_paths)
            add(dotted(path), before + quoted(dotted(path)) + rest);
        // Then those that contain it somewhere.
        for (const auto &path : m_paths) {
            const auto label = dotted(path);
            if (!m_found.prefix.isEmpty() && !label.startsWith(m_found.prefix, Qt::CaseInsensitive) && label.contains(m_found.prefix, Qt::CaseInsensitive))
                m_found.items.append({ label, before + quoted(label) + rest, {} });
        }
    }
    template <std::size_t count>
    void addOperators(const Operator (&operators)[count], const QString &before = {})
    {
        for (const auto &known : operators) {
            const auto name = QString::fromLatin1(known.name);
            add(name, before + (m_place.quote.isNull() ? name : quoted(name)) + QStringLiteral(": ") + QString::fromLatin1(known.insert), tr(known.detail));
        }
    }
    void addKeys(const Level &top, bool isOutside)
    {
        const auto before = isOutside ? QStringLiteral("{ ") : QString();
        const bool isOfPath = !top.owner.isEmpty() && !top.owner.startsWith(u'$');
        const bool isElement = top.owner == u"$elemMatch" || top.owner == u"$not";
        if (m_field != QueryField::Filter)
            return addPaths(before);
        if (isOfPath || isElement)
            addOperators(comparisonOperators);
        if (isOfPath)
            return;
        addPaths(before);
        addOperators(logicalOperators, before);
    }
    void addValues(const Level &top)
    {
        if (m_field == QueryField::Sort) {
            add(QStringLiteral("1"), QStringLiteral("1"), tr("upwards"));
            return add(QStringLiteral("-1"), QStringLiteral("-1"), tr("downwards"));
        }
        if (m_field == QueryField::Projection) {
            add(QStringLiteral("1"), QStringLiteral("1"), tr("shown"));
            return add(QStringLiteral("0"), QStringLiteral("0"), tr("left out"));
        }
        if (top.key == u"$type" || (!top.isObject && top.owner == u"$type")) {
            for (const auto *type : types)
                add(QString::fromLatin1(type), u'"' + QString::fromLatin1(type) + u'"');
            return;
        }
        if (m_found.prefix.startsWith(u'$')) {
            addOperators(comparisonOperators, QStringLiteral("{ "));
            return;
        }
        for (const auto *word : { "true", "false", "null" })
            add(QString::fromLatin1(word), QString::fromLatin1(word));
        add(QStringLiteral("ISODate"), QStringLiteral("ISODate(\""), tr("a point in time"));
        add(QStringLiteral("ObjectId"), QStringLiteral("ObjectId(\""), tr("an id as MongoDB writes it"));
        add(QStringLiteral("UUID"), QStringLiteral("UUID(\""), tr("an id"));
        if (m_found.prefix.isEmpty() && top.isObject && !top.key.startsWith(u'$'))
            addOperators(comparisonOperators, QStringLiteral("{ "));
    }

    const Place &m_place;
    QueryField m_field;
    const QList<dumbo::DocumentPath> &m_paths;
    QueryCompletion m_found;
};

} // namespace

QueryCompletion completeQuery(const QString &text, qsizetype cursor, QueryField field, const QList<dumbo::DocumentPath> &paths)
{
    const auto place = placeAt(QStringView(text).first(std::min(cursor, text.size())));
    return Completer(place, field, paths).run();
}

} // namespace workbench
