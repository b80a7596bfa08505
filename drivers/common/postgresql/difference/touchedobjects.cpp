#include "drivers/common/postgresql/difference/touchedobjects.h"

#include <QHash>
#include <QSet>

namespace dumbo::postgresql {

namespace {

/// Calls found(word) for every run of letters, digits and "_".
template <typename Found>
void forEachWord(QStringView text, const Found &found)
{
    qsizetype begin = -1;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const auto isPart = i < text.size() && (text[i].isLetterOrNumber() || text[i] == u'_');
        if (isPart && begin < 0)
            begin = i;
        if (!isPart && begin >= 0) {
            found(text.sliced(begin, i - begin));
            begin = -1;
        }
    }
}

/// The longest word of a name stands for it; empty where it has none.
QString wordOf(const QString &name)
{
    QStringView longest;
    forEachWord(name, [&](QStringView word) { longest = word.size() > longest.size() ? word : longest; });
    return longest.toString();
}

struct Pair
{
    const CatalogObject *from = nullptr;
    const CatalogObject *to = nullptr;
    bool touched = false;
};

class Search
{
public:
    Search(const CatalogPart &from, const CatalogPart &to, const std::function<bool(const CatalogObject &)> &counts)
    {
        QHash<QString, std::size_t> places;
        for (const auto &object : from.objects) {
            if (!counts(object))
                continue;
            places.insert(keyOf(object), m_pairs.size());
            m_pairs.push_back({ &object, nullptr, false });
        }
        for (const auto &object : to.objects) {
            if (!counts(object))
                continue;
            const auto found = places.constFind(keyOf(object));
            if (found == places.constEnd())
                m_pairs.push_back({ nullptr, &object, false });
            else
                m_pairs[*found].to = &object;
        }
    }

    TouchedObjects find()
    {
        markUnequal();
        if (!m_work.isEmpty())
            spread();
        TouchedObjects objects;
        for (const auto &pair : m_pairs) {
            if (!pair.touched && !m_all)
                continue;
            if (pair.from)
                objects.from.push_back(pair.from);
            if (pair.to)
                objects.to.push_back(pair.to);
        }
        return objects;
    }

private:
    [[nodiscard]] static QString keyOf(const CatalogObject &object)
    {
        return QString::number(int(object.kind)) + u'\n' + object.path.schema + u'\n' + object.path.name + u'\n' + object.signature;
    }

    void touch(Pair &pair)
    {
        if (std::exchange(pair.touched, true))
            return;
        const auto &path = (pair.from ? pair.from : pair.to)->path;
        const auto word = wordOf(path.name.isEmpty() ? path.schema : path.name);
        m_all = m_all || word.isEmpty();
        m_work.append(word);
    }

    void markUnequal()
    {
        for (auto &pair : m_pairs) {
            const auto isEqual = pair.from && pair.to && pair.from->ddl == pair.to->ddl && pair.from->indexes == pair.to->indexes
                && pair.from->properties == pair.to->properties;
            if (!isEqual)
                touch(pair);
        }
    }

    void spread()
    {
        QHash<QString, std::vector<std::size_t>> users;
        for (std::size_t i = 0; i < m_pairs.size(); ++i) {
            const auto &pair = m_pairs[i];
            if (pair.touched)
                continue;
            QSet<QStringView> words;
            forEachWord(pair.from->ddl, [&](QStringView word) { words.insert(word); });
            for (const auto word : std::as_const(words))
                users[word.toString()].push_back(i);
        }
        QSet<QString> done;
        while (!m_work.isEmpty()) {
            const auto word = m_work.takeLast();
            if (done.contains(word))
                continue;
            done.insert(word);
            for (const auto user : users.value(word))
                touch(m_pairs[user]);
        }
    }

    std::vector<Pair> m_pairs;
    QStringList m_work; ///< words of touched objects that others were not yet looked through for
    bool m_all = false; ///< a name without words: everything is looked at
};

} // namespace

TouchedObjects touchedObjects(const CatalogPart &from, const CatalogPart &to, const std::function<bool(const CatalogObject &)> &counts)
{
    return Search(from, to, counts).find();
}

} // namespace dumbo::postgresql
