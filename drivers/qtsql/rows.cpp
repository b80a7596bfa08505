#include "drivers/qtsql/rows.h"

#include <QDateTime>
#include <QMetaType>
#include <QSqlField>
#include <QSqlRecord>
#include <QUuid>
#include <QVariant>

namespace dumbo::qtsql {

namespace {

LogicalKind kindOf(QMetaType type)
{
    switch (type.id()) {
    case QMetaType::Bool:
        return LogicalKind::Boolean;
    case QMetaType::Char:
    case QMetaType::SChar:
    case QMetaType::UChar:
    case QMetaType::Short:
    case QMetaType::UShort:
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return LogicalKind::Integer;
    case QMetaType::Float:
    case QMetaType::Double:
        return LogicalKind::Float;
    case QMetaType::QString:
        return LogicalKind::Text;
    case QMetaType::QByteArray:
        return LogicalKind::Bytes;
    case QMetaType::QDate:
        return LogicalKind::Date;
    case QMetaType::QTime:
        return LogicalKind::Time;
    case QMetaType::QDateTime:
        return LogicalKind::Timestamp;
    case QMetaType::QUuid:
        return LogicalKind::Uuid;
    default:
        return LogicalKind::Unknown;
    }
}

Nullability nullabilityOf(const QSqlField &field)
{
    switch (field.requiredStatus()) {
    case QSqlField::Required:
        return Nullability::NotNull;
    case QSqlField::Optional:
        return Nullability::Nullable;
    case QSqlField::Unknown:
        break;
    }
    return Nullability::Unknown;
}

void appendText(ColumnBuilder &column, const QString &text)
{
    const auto utf8 = text.toUtf8();
    column.appendText({ utf8.constData(), std::size_t(utf8.size()) });
}

QString timeText(QTime time)
{
    return time.toString(time.msec() == 0 ? u"HH:mm:ss" : u"HH:mm:ss.zzz");
}

QString dateTimeText(const QDateTime &value)
{
    return value.date().toString(Qt::ISODate) + QLatin1Char(' ') + timeText(value.time());
}

} // namespace

VariantRows::VariantRows(QSqlQuery &query)
    : m_query(query)
    , m_count(query.record().count())
{
}

std::vector<Column> VariantRows::columns() const
{
    const auto record = m_query.record();
    std::vector<Column> columns;
    for (int i = 0; i < record.count(); ++i) {
        const auto field = record.field(i);
        Column column;
        column.name = field.name();
        column.kind = kindOf(field.metaType());
        column.nullability = nullabilityOf(field);
        columns.push_back(std::move(column));
    }
    return columns;
}

void VariantRows::append(BatchBuilder &builder)
{
    for (int i = 0; i < m_count; ++i)
        appendVariant(builder.column(i), m_query.value(i));
    builder.endRow();
}

void appendVariant(ColumnBuilder &column, const QVariant &value)
{
    if (value.isNull())
        return column.appendNull();
    switch (value.typeId()) {
    case QMetaType::Bool:
        return column.appendBool(value.toBool());
    case QMetaType::Char:
    case QMetaType::SChar:
    case QMetaType::Short:
    case QMetaType::Int:
    case QMetaType::Long:
    case QMetaType::LongLong:
        return column.appendInt64(value.toLongLong());
    case QMetaType::UChar:
    case QMetaType::UShort:
    case QMetaType::UInt:
        return column.appendInt64(qint64(value.toUInt()));
    case QMetaType::ULong:
    case QMetaType::ULongLong:
        return column.appendUInt64(value.toULongLong());
    case QMetaType::Float:
        return column.appendFloat(value.toFloat());
    case QMetaType::Double:
        return column.appendDouble(value.toDouble());
    case QMetaType::QByteArray: {
        const auto bytes = value.toByteArray();
        return column.appendBytes({ bytes.constData(), std::size_t(bytes.size()) });
    }
    case QMetaType::QDate:
        return appendText(column, value.toDate().toString(Qt::ISODate));
    case QMetaType::QTime:
        return appendText(column, timeText(value.toTime()));
    case QMetaType::QDateTime:
        return appendText(column, dateTimeText(value.toDateTime()));
    case QMetaType::QUuid:
        return appendText(column, value.toUuid().toString(QUuid::WithoutBraces));
    default:
        return appendText(column, value.toString());
    }
}

} // namespace dumbo::qtsql
