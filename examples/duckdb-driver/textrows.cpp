#include "textrows.h"

#include "valuetext.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace dumbo::duckdb {

Result<std::vector<TextRow>> textRows(Engine &engine, const QByteArray &sql)
{
    if (engine.isCancelled())
        return fail(engine.cancelledError());
    engine.observer().statementSent(sql);
    std::vector<TextRow> rows;
    const auto read = engine.run(sql, [&](duckdb_data_chunk chunk) {
        const auto count = api().data_chunk_get_size(chunk);
        const auto columns = api().data_chunk_get_column_count(chunk);
        const auto first = rows.size();
        rows.resize(first + count, TextRow(columns));
        for (idx_t column = 0; column < columns; ++column) {
            static const ValueType text { .id = DUCKDB_TYPE_VARCHAR, .physical = DUCKDB_TYPE_VARCHAR };
            const auto view = VectorView::of(api().data_chunk_get_vector(chunk, column), text);
            for (idx_t row = 0; row < count; ++row) {
                if (view.isNull(row))
                    continue;
                const auto bytes = stringOf(view.at<duckdb_string_t>(row));
                rows[first + row][column] = QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
            }
        }
    });
    if (!read)
        return fail(read.error());
    return rows;
}

QStringList listOf(const std::optional<QString> &json)
{
    QStringList texts;
    const auto array = QJsonDocument::fromJson(json.value_or(QString()).toUtf8()).array();
    for (const auto &entry : array)
        texts.append(entry.toString());
    return texts;
}

QByteArray quotedText(const QString &text)
{
    return '\'' + text.toUtf8().replace('\'', "''") + '\'';
}

QByteArray quotedName(const QString &name)
{
    return '"' + name.toUtf8().replace('"', "\"\"") + '"';
}

} // namespace dumbo::duckdb
