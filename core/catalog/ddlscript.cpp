#include "core/catalog/ddlscript.h"

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <array>
#include <set>

namespace dumbo {

namespace {

using Name = QByteArray; ///< schema, NUL, name

struct Node {
    QByteArray text;
    int rank = 0;
    std::vector<std::size_t> followers;
    std::vector<std::size_t> looseFollowers; ///< named within a body, which mostly is looked at later
    int waitsFor = 0;
    int waitsLooselyFor = 0;
    bool done = false;
};

QByteArrayList firstWords(const QByteArray &text, const Dialect &dialect, int count)
{
    QByteArrayList words;
    Lexer lexer({ text.constData(), std::size_t(text.size()) }, dialect.lexer);
    Token token;
    while (words.size() < count && lexer.next(token)) {
        if (token.kind == TokenKind::Word)
            words.append(text.sliced(token.begin, token.size()).toUpper());
    }
    return words;
}

int rankOfAlter(const QByteArray &text)
{
    if (text.contains(" ATTACH PARTITION "))
        return 11;
    if (text.contains(" FOREIGN KEY "))
        return 12;
    if (text.contains(" ROW LEVEL SECURITY") || text.contains(" TRIGGER ") || text.contains(" RULE "))
        return 15;
    return text.contains(" CLUSTER ON ") || text.contains(" REPLICA IDENTITY ") ? 10 : 8;
}

/// Where a statement stands among others that do not need each other.
int rankOf(const QByteArray &text, const Dialect &dialect)
{
    static const QHash<QByteArray, int> ranks { { "SCHEMA", 0 }, { "ROLE", 0 }, { "DATABASE", 0 }, { "EXTENSION", 1 },
        { "SERVER", 2 }, { "USER", 2 }, { "TYPE", 3 }, { "DOMAIN", 3 }, { "FUNCTION", 4 }, { "PROCEDURE", 4 },
        { "AGGREGATE", 5 }, { "SEQUENCE", 6 }, { "TABLE", 7 }, { "VIEW", 9 }, { "INDEX", 10 }, { "STATISTICS", 10 },
        { "TRIGGER", 13 }, { "RULE", 13 }, { "POLICY", 14 } };
    const auto words = firstWords(text, dialect, 5);
    if (words.isEmpty())
        return 0;
    if (words.front() == "COMMENT")
        return 16;
    if (words.front() == "GRANT" || words.front() == "REVOKE")
        return 17;
    if (words.front() == "ALTER")
        return rankOfAlter(text);
    for (qsizetype i = 1; i < words.size(); ++i) {
        if (const auto found = ranks.constFind(words[i]); found != ranks.constEnd())
            return *found;
    }
    return 9;
}

QByteArray plainName(const QByteArray &token, TokenKind kind)
{
    if (kind != TokenKind::QuotedIdentifier || token.size() < 2)
        return token;
    const auto quote = token.back();
    return token.sliced(1, token.size() - 2).replace(QByteArray(2, quote), QByteArray(1, quote));
}

/// Calls found(name, loose) for every qualified name in the text, strings and bodies included.
template <typename Found>
void forEachName(const QByteArray &text, const Dialect &dialect, bool loose, const Found &found, int depth = 0)
{
    std::array<QByteArray, 2> parts; ///< the last two words, where only a dot was between
    int expecting = 0; ///< 0: a first word, 1: a dot, 2: a second word
    Lexer lexer({ text.constData(), std::size_t(text.size()) }, dialect.lexer);
    Token token;
    while (lexer.next(token)) {
        const auto piece = text.sliced(token.begin, token.size());
        const auto isWord = token.kind == TokenKind::Word || token.kind == TokenKind::QuotedIdentifier;
        if (isWord) {
            const auto name = plainName(piece, token.kind);
            if (expecting == 2)
                found(parts[0] + '\0' + name, loose);
            parts[0] = name;
            expecting = 1;
            continue;
        }
        if (token.kind == TokenKind::Dot) {
            expecting = expecting == 1 ? 2 : 0;
            continue;
        }
        expecting = 0;
        if (depth > 0 || (token.kind != TokenKind::String && token.kind != TokenKind::DollarString))
            continue;
        const auto isBody = token.kind == TokenKind::DollarString;
        const auto begin = piece.indexOf(isBody ? '$' : '\'') + 1;
        if (piece.size() > begin + 1)
            forEachName(piece.sliced(begin, piece.size() - begin - 1), dialect, loose || isBody, found, depth + 1);
    }
}

class Order {
public:
    Order(std::span<const CatalogObject> objects, const Dialect &dialect)
        : m_dialect(dialect)
    {
        for (const auto &object : objects)
            addObject(object);
        for (std::size_t node = 0; node < m_nodes.size(); ++node)
            connectNode(node);
    }

    [[nodiscard]] QByteArrayList statements();

private:
    void addObject(const CatalogObject &object);
    void connectNode(std::size_t node);
    void finish(std::size_t node, std::set<std::pair<int, std::size_t>> &ready);
    [[nodiscard]] std::size_t stuckNode() const;

    const Dialect &m_dialect;
    std::vector<Node> m_nodes;
    QHash<QByteArray, std::size_t> m_byText;
    QHash<Name, std::vector<std::size_t>> m_makers;
    QHash<std::size_t, std::size_t> m_first; ///< of an object's statements: its first
};

void Order::addObject(const CatalogObject &object)
{
    const auto ddl = object.ddl.toUtf8();
    const std::string_view script(ddl.constData(), std::size_t(ddl.size()));
    const auto name = object.path.schema.toUtf8() + '\0' + object.path.name.toUtf8();
    std::optional<std::size_t> own;
    for (const auto &part : splitScript(script, m_dialect)) {
        if (part.kind != ScriptPart::Kind::Statement)
            continue;
        const auto text = ddl.sliced(part.begin, part.end - part.begin);
        auto place = m_byText.value(text, m_nodes.size());
        if (place == m_nodes.size()) {
            m_byText.insert(text, place);
            m_nodes.push_back({ text, rankOf(text, m_dialect), {}, {}, 0, 0, false });
        }
        // The statement that makes the object, not one that makes a sequence for it.
        const auto isOwn = !own && text.startsWith("CREATE")
            && (object.kind == ObjectKind::Sequence || m_nodes[place].rank != 6 || object.path.schema.isEmpty());
        if (isOwn) {
            own = place;
            m_makers[name].push_back(place);
        } else if (own) {
            m_first.insert(place, *own);
        }
    }
}

void Order::connectNode(std::size_t node)
{
    QSet<std::size_t> before;
    QSet<std::size_t> looselyBefore;
    if (const auto first = m_first.constFind(node); first != m_first.constEnd())
        before.insert(*first);
    forEachName(m_nodes[node].text, m_dialect, false, [&](const Name &name, bool loose) {
        const auto makers = m_makers.value(name);
        // Functions of one name do not wait for each other.
        if (std::ranges::contains(makers, node))
            return;
        for (const auto maker : makers)
            (loose ? looselyBefore : before).insert(maker);
    });
    for (const auto maker : std::as_const(before)) {
        m_nodes[maker].followers.push_back(node);
        ++m_nodes[node].waitsFor;
        looselyBefore.remove(maker);
    }
    for (const auto maker : std::as_const(looselyBefore)) {
        m_nodes[maker].looseFollowers.push_back(node);
        ++m_nodes[node].waitsLooselyFor;
    }
}

void Order::finish(std::size_t node, std::set<std::pair<int, std::size_t>> &ready)
{
    m_nodes[node].done = true;
    const auto release = [&](std::size_t follower) {
        const auto &waiting = m_nodes[follower];
        if (!waiting.done && waiting.waitsFor == 0 && waiting.waitsLooselyFor == 0)
            ready.emplace(waiting.rank, follower);
    };
    for (const auto follower : m_nodes[node].followers) {
        --m_nodes[follower].waitsFor;
        release(follower);
    }
    for (const auto follower : m_nodes[node].looseFollowers) {
        --m_nodes[follower].waitsLooselyFor;
        release(follower);
    }
}

/// Of those that wait for each other: one that waits for bodies only, else the lowest.
std::size_t Order::stuckNode() const
{
    std::optional<std::size_t> best;
    const auto weight = [&](std::size_t node) {
        return std::tuple(m_nodes[node].waitsFor > 0, m_nodes[node].rank, node);
    };
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        if (!m_nodes[node].done && (!best || weight(node) < weight(*best)))
            best = node;
    }
    return *best;
}

QByteArrayList Order::statements()
{
    std::set<std::pair<int, std::size_t>> ready;
    for (std::size_t node = 0; node < m_nodes.size(); ++node) {
        if (m_nodes[node].waitsFor == 0 && m_nodes[node].waitsLooselyFor == 0)
            ready.emplace(m_nodes[node].rank, node);
    }
    QByteArrayList texts;
    while (std::size_t(texts.size()) < m_nodes.size()) {
        if (ready.empty())
            ready.emplace(0, stuckNode());
        const auto node = ready.begin()->second;
        ready.erase(ready.begin());
        if (m_nodes[node].done)
            continue;
        texts.append(m_nodes[node].text);
        finish(node, ready);
    }
    return texts;
}

} // namespace

QByteArrayList ddlStatements(std::span<const CatalogObject> objects, const Dialect &dialect)
{
    return Order(objects, dialect).statements();
}

QString ddlScript(std::span<const CatalogObject> objects, const Dialect &dialect)
{
    QString script;
    for (const auto &statement : ddlStatements(objects, dialect))
        script += QString::fromUtf8(statement) + QStringLiteral(";\n");
    return script;
}

} // namespace dumbo
