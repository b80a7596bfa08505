#include "core/catalog/definitionpieces.h"

#include "core/sql/lexer.h"
#include "core/sql/splitter.h"

#include <QRegularExpression>

namespace dumbo {

namespace {

struct Piece {
    TokenKind kind = TokenKind::Other;
    QString text;
};

class Normalizer {
public:
    explicit Normalizer(const Dialect &dialect)
        : m_dialect(dialect)
        // Databases that know backquotes tell no columns apart by capitals.
        , m_foldsNames(dialect.lexer.backtickIdentifiers)
        , m_bare(dialect.bareIdentifier)
    {
    }

    [[nodiscard]] std::vector<Piece> pieces(std::string_view statement) const
    {
        std::vector<Piece> pieces;
        Lexer lexer(statement, m_dialect.lexer);
        Token token;
        while (lexer.next(token)) {
            if (!isBlank(token.kind))
                pieces.push_back({ token.kind, text(tokenText(statement, token), token.kind) });
        }
        return pieces;
    }

private:
    [[nodiscard]] QString text(std::string_view token, TokenKind kind) const
    {
        auto text = QString::fromUtf8(token.data(), qsizetype(token.size()));
        if (kind == TokenKind::Word)
            return text.toLower();
        if (kind != TokenKind::QuotedIdentifier || text.size() < 2)
            return text;
        const auto closing = text.back();
        const auto name = text.sliced(1, text.size() - 2).replace(QString(2, closing), QString(closing));
        const auto folded = m_foldsNames ? name.toLower() : name;
        return m_bare.match(folded).hasMatch() ? folded : u'"' + folded + u'"';
    }

    const Dialect &m_dialect;
    bool m_foldsNames;
    QRegularExpression m_bare;
};

QString joined(const std::vector<Piece> &pieces, std::size_t begin, std::size_t end)
{
    QString text;
    for (auto i = begin; i < end; ++i) {
        if (!text.isEmpty())
            text += u' ';
        text += pieces[i].text;
    }
    return text;
}

/// Without AUTO_INCREMENT = number, which tells rows and no structure.
void dropCounter(std::vector<Piece> &pieces, std::size_t from)
{
    for (auto i = from; i + 2 < pieces.size(); ++i) {
        if (pieces[i].text == u"auto_increment" && pieces[i + 1].text == u"=") {
            pieces.erase(pieces.begin() + std::ptrdiff_t(i), pieces.begin() + std::ptrdiff_t(i + 3));
            return;
        }
    }
}

/// Without DEFINER = user@host: like an owner, it is whoever made the object.
void dropDefiner(std::vector<Piece> &pieces)
{
    for (std::size_t i = 0; i + 2 < pieces.size() && i < 8; ++i) {
        if (pieces[i].text != u"definer" || pieces[i + 1].text != u"=")
            continue;
        const auto begin = pieces.begin() + std::ptrdiff_t(i);
        pieces.erase(begin, std::find_if(begin + 3, pieces.end(), [](const Piece &piece) { return piece.kind == TokenKind::Word; }));
        return;
    }
}

/// PostgreSQL lists the columns of extended statistics in the order of the table's, which does not count.
void sortStatisticsColumns(std::vector<Piece> &pieces)
{
    if (pieces.size() < 2 || pieces[0].text != u"create" || pieces[1].text != u"statistics")
        return;
    const auto on = std::ranges::find(pieces, QStringLiteral("on"), &Piece::text);
    const auto from = std::find_if(on, pieces.end(), [](const Piece &piece) { return piece.text == u"from"; });
    const auto isList = std::all_of(on, from, [](const Piece &piece) { return piece.kind != TokenKind::OpenParenthesis; });
    if (on != pieces.end() && from != pieces.end() && isList)
        std::ranges::sort(on + 1, from, {}, &Piece::text);
}

/// The head, each entry of the list, what follows the list.
void addTable(std::vector<Piece> pieces, QStringList &texts)
{
    std::size_t open = 0;
    while (open < pieces.size() && pieces[open].kind != TokenKind::OpenParenthesis)
        ++open;
    texts.append(joined(pieces, 0, open));
    auto begin = open + 1;
    auto place = begin;
    for (int depth = 1; place < pieces.size() && depth > 0; ++place) {
        const auto kind = pieces[place].kind;
        depth += kind == TokenKind::OpenParenthesis ? 1 : 0;
        depth -= kind == TokenKind::CloseParenthesis ? 1 : 0;
        if (depth == 0 || (depth == 1 && kind == TokenKind::Comma)) {
            texts.append(joined(pieces, begin, place));
            begin = place + 1;
        }
    }
    dropCounter(pieces, begin);
    if (begin < pieces.size())
        texts.append(joined(pieces, begin, pieces.size()));
}

} // namespace

QString normalizedStatement(const QString &text, const Dialect &dialect)
{
    const auto utf8 = text.toUtf8();
    auto pieces = Normalizer(dialect).pieces({ utf8.constData(), std::size_t(utf8.size()) });
    while (!pieces.empty() && pieces.back().kind == TokenKind::Semicolon)
        pieces.pop_back();
    return joined(pieces, 0, pieces.size());
}

QStringList definitionPieces(const CatalogObject &object, const Dialect &dialect)
{
    const auto ddl = object.ddl.toUtf8();
    const std::string_view script(ddl.constData(), std::size_t(ddl.size()));
    const auto isTable = object.kind == ObjectKind::Table || object.kind == ObjectKind::ForeignTable;
    const Normalizer normalizer(dialect);
    QStringList texts;
    for (const auto &part : splitScript(script, dialect)) {
        if (part.kind != ScriptPart::Kind::Statement)
            continue;
        auto pieces = normalizer.pieces(script.substr(std::size_t(part.begin), std::size_t(part.end - part.begin)));
        sortStatisticsColumns(pieces);
        dropDefiner(pieces);
        const auto isList = isTable && pieces.size() > 1 && pieces.front().text == u"create"
            && (pieces[1].text == u"table" || pieces[1].text == u"unlogged" || pieces[1].text == u"foreign");
        if (isList)
            addTable(std::move(pieces), texts);
        else
            texts.append(joined(pieces, 0, pieces.size()));
    }
    texts.sort();
    return texts;
}

} // namespace dumbo
