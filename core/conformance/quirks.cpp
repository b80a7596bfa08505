#include "core/conformance/quirks.h"

namespace dumbo::conformance {

Quirks::Quirks() = default;
Quirks::~Quirks() = default;

void Quirks::makeTableForReadOnly()
{
    ConnectionObserver observer;
    const auto connection = plugin().connect(request(), observer);
    if (!connection)
        return;
    Statement statement;
    statement.text = "CREATE TABLE t (a integer)";
    if (const auto execution = (*connection)->execute(statement))
        std::ignore = (*execution)->close(CloseMode::Drain);
}

QByteArrayList Quirks::writes() const
{
    return { "INSERT INTO t VALUES (1)", "UPDATE t SET a = 1", "DELETE FROM t", "CREATE TABLE u (a integer)",
        "DROP TABLE t" };
}

QByteArray Quirks::referenceSchema() const
{
    return "CREATE TABLE hut (id integer PRIMARY KEY, name text NOT NULL); CREATE TABLE bed (id integer "
           "PRIMARY KEY, hut integer)";
}

QByteArray Quirks::detailedSchema() const
{
    return "CREATE TABLE hut (id integer PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, height integer DEFAULT 7 CHECK (height > 0)); "
           "CREATE TABLE bed (id integer PRIMARY KEY, hut integer NOT NULL REFERENCES hut (id) ON DELETE CASCADE, "
           "label varchar(10)); "
           "CREATE INDEX bed_label ON bed (label, hut); "
           "CREATE VIEW high AS SELECT id FROM hut WHERE height > 3";
}

QByteArray Quirks::placeholder(int number) const
{
    // A plugin is never asked for another thing than its dialect here, so the promise of being const holds.
    const auto style = const_cast<Quirks *>(this)->plugin().dialect().placeholder;
    return style == Dialect::Placeholder::DollarNumber ? '$' + QByteArray::number(number) : QByteArray("?");
}

QString Quirks::exemption(const QByteArray & /*promise*/) const
{
    return {};
}

} // namespace dumbo::conformance
