#include "core/catalog/schemaname.h"

#include "core/sql/lexer.h"

#include <optional>

namespace dumbo {

namespace {

/// Nothing where there are several or none.
std::optional<QString> onlySchema(const CatalogPart &part)
{
    std::optional<QString> schema;
    for (const auto &object : part.objects) {
        if (object.system || object.path.schema.isEmpty())
            continue;
        if (schema && *schema != object.path.schema)
            return std::nullopt;
        schema = object.path.schema;
    }
    return schema;
}

class Renaming {
public:
    Renaming(const QString &from, const QString &to, const Dialect &dialect)
        : m_from(from)
        , m_to(to)
        , m_dialect(dialect)
    {
    }

    void rename(CatalogObject &object) const
    {
        rename(object.path);
        for (auto &key : object.foreignKeys)
            rename(key.target);
        if (object.partitioning)
            rename(object.partitioning->parent);
        for (auto &index : object.indexes)
            rename(index.ddl);
        for (auto &trigger : object.triggers)
            rename(trigger.ddl);
        for (auto &column : object.columns)
            rename(column.defaultExpression);
        rename(object.ddl);
    }

private:
    void rename(ObjectPath &path) const
    {
        if (path.schema == m_from)
            path.schema = m_to;
    }
    /// Names before a dot only.
    void rename(QString &text) const;

    QString m_from;
    QString m_to;
    const Dialect &m_dialect;
};

void Renaming::rename(QString &text) const
{
    if (!text.contains(m_from))
        return;
    const auto utf8 = text.toUtf8();
    const std::string_view sql(utf8.constData(), std::size_t(utf8.size()));
    const auto tokens = tokenize(sql, m_dialect.lexer);
    const auto quote = m_dialect.identifierQuote;
    const auto quoted = (quote + QString(m_from).replace(quote, QString(2, quote)) + quote).toUtf8();
    const auto bare = m_from.toUtf8();
    const auto wanted = (quote + QString(m_to).replace(quote, QString(2, quote)) + quote).toUtf8();
    QByteArray result;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto word = tokenText(sql, tokens[i]);
        const auto isQualifier = i + 1 < tokens.size() && tokens[i + 1].kind == TokenKind::Dot && (i == 0 || tokens[i - 1].kind != TokenKind::Dot)
            && (word == std::string_view(quoted) || word == std::string_view(bare));
        result += isQualifier ? QByteArrayView(wanted) : QByteArrayView(word);
    }
    text = QString::fromUtf8(result);
}

} // namespace

std::shared_ptr<const CatalogPart> withSchemaOf(
    const std::shared_ptr<const CatalogPart> &part, const CatalogPart &other, const Dialect &dialect)
{
    const auto own = onlySchema(*part);
    const auto wanted = onlySchema(other);
    if (!own || !wanted || *own == *wanted)
        return part;
    auto renamed = std::make_shared<CatalogPart>(*part);
    const Renaming renaming(*own, *wanted, dialect);
    for (auto &object : renamed->objects)
        renaming.rename(object);
    return renamed;
}

} // namespace dumbo
