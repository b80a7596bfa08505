#include "tests/conformance/quirks.h"

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

} // namespace dumbo::conformance
