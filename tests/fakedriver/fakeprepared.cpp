#include "tests/fakedriver/fakeprepared.h"

#include <algorithm>

namespace dumbo::fake {

namespace {

QString typeOf(const FakePlaceholder &placeholder, const FakeStatement &statement, const FakeTables &tables)
{
    if (!placeholder.expression.type.isEmpty() || placeholder.column.isEmpty())
        return placeholder.expression.type;
    const auto table = tables.find(statement.name);
    const auto index = table == tables.end() ? std::nullopt : table->second->columnIndex(placeholder.column);
    return index ? table->second->columns[*index].type : QString();
}

} // namespace

std::vector<ParameterInfo> describeParameters(const FakeStatement &given, const FakeTables &tables)
{
    auto statement = given;
    const auto table = tables.find(statement.name);
    if (statement.verb == "INSERT" && statement.columnNames.isEmpty() && table != tables.end()) {
        for (const auto &column : table->second->columns)
            statement.columnNames.append(column.name);
    }
    std::vector<ParameterInfo> parameters;
    for (const auto &each : placeholdersOf(statement)) {
        const auto type = typeOf(each, statement, tables);
        ParameterInfo info { each.expression.name, type.isEmpty() ? LogicalKind::Unknown : kindOfType(type), type };
        const auto isNamed = each.expression.kind == FakeExpression::Named;
        if (isNamed && std::ranges::contains(parameters, info.name, &ParameterInfo::name))
            continue;
        const auto at = isNamed ? parameters.size() : std::size_t(each.expression.number) - 1;
        parameters.resize(std::max(parameters.size(), at + 1));
        parameters[at] = std::move(info);
    }
    return parameters;
}

} // namespace dumbo::fake
