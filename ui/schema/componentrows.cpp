#include "ui/schema/componentrows.h"

#include "core/migrations/plan.h"
#include "core/schema/columntypes.h"
#include "core/schema/componentcomparison.h"
#include "core/schema/componentddl.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace workbench {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ObjectTree", text);
}

TreeMark markOf(ComponentPresence presence)
{
    switch (presence) {
    case ComponentPresence::Missing: return TreeMark::Missing;
    case ComponentPresence::Different: return TreeMark::Different;
    case ComponentPresence::Present:
    case ComponentPresence::Unknown: return TreeMark::None;
    }
    Q_UNREACHABLE_RETURN({});
}

TreeMark markOf(MigrationState state)
{
    switch (state) {
    case MigrationState::Applied: return TreeMark::Applied;
    case MigrationState::Pending: return TreeMark::Pending;
    case MigrationState::Changed: return TreeMark::Changed;
    case MigrationState::OutOfOrder: return TreeMark::OutOfOrder;
    case MigrationState::Failed: return TreeMark::Failed;
    case MigrationState::Missing: return TreeMark::None;
    }
    Q_UNREACHABLE_RETURN({});
}

QString iconOf(const PlacedComponent &component)
{
    struct {
        const PlacedComponent &component;
        QString operator()(const DatabaseComponent *) const { return QStringLiteral("database"); }
        QString operator()(const DatabaseSchemaComponent *) const { return QStringLiteral("schema"); }
        QString operator()(const TableComponent *) const { return QStringLiteral("table"); }
        QString operator()(const ColumnComponent *column) const { return column->primaryKey ? QStringLiteral("key") : QStringLiteral("column"); }
        QString operator()(const IndexComponent *) const { return QStringLiteral("index"); }
        QString operator()(const Relationship *) const { return QStringLiteral("foreign-key"); }
        QString operator()(const ExtensionComponent *) const { return QStringLiteral("plugins"); }
    } const name { component };
    return std::visit(name, component.declared);
}

QString detailOf(const PlacedComponent &component, const Dialect &dialect)
{
    if (const auto *column = std::get_if<const ColumnComponent *>(&component.declared))
        return QString::fromUtf8(columnType(**column, dialect));
    if (const auto *relationship = std::get_if<const Relationship *>(&component.declared))
        return QStringLiteral("→ ") + placedName((*relationship)->targetSchema, (*relationship)->targetTable);
    return {};
}

/// Makes the rows of one file.
class Rows {
public:
    Rows(const ComponentQuestion &question, const ComponentFile &file, const ResolvedComponents &resolved, TreeComponents &shown)
        : m_question(question)
        , m_file(file)
        , m_resolved(resolved)
        , m_shown(shown)
    {
    }

    void make()
    {
        addProblems();
        if (m_question.ledger)
            readStates();
        static const std::vector<CatalogObject> nothing;
        const auto compared
            = compareComponents(m_resolved, m_question.dialect, m_question.objects ? *m_question.objects : nothing);
        m_rowOf.resize(m_resolved.components.size(), -1);
        for (std::size_t i = 0; i < m_resolved.components.size(); ++i)
            addComponent(i, compared[i]);
        const auto own = std::ranges::count_if(compared, [](const ComponentComparison &each) {
            return each.presence == ComponentPresence::Missing || each.presence == ComponentPresence::Different;
        });
        rollUp();
        m_shown.summary = m_problems > 0 ? tr("%1 wrong").arg(m_problems) : own > 0 ? tr("%1 differ").arg(own) : tr("as declared");
    }

private:
    void addProblems()
    {
        const auto &problems = m_file.problems.empty() ? m_resolved.problems : m_file.problems;
        for (const auto &problem : problems) {
            const auto located = m_file.located(problem);
            const auto text = tr("Line %1: %2").arg(located.line).arg(located.message);
            m_shown.rows.push_back({ .parent = -1, .name = text, .icon = {}, .detail = {}, .mark = TreeMark::Problem, .toolTip = text });
            ++m_problems;
        }
    }

    void readStates()
    {
        MigrationSet set;
        set.layout = QStringLiteral("components");
        set.migrations = m_resolved.migrations;
        for (const auto &planned : planMigrations(set, *m_question.ledger).migrations) {
            if (planned.migration)
                m_states.insert(planned.name(), planned.state);
        }
    }

    void addComponent(std::size_t number, const ComponentComparison &compared)
    {
        const auto &component = m_resolved.components[number];
        const auto parent = component.parent < 0 ? -1 : m_rowOf[std::size_t(component.parent)];
        // The database is the branch itself.
        if (!std::holds_alternative<const DatabaseComponent *>(component.declared)) {
            QStringList lines { component.description() };
            lines += compared.differences;
            lines.append(tr("Declared in %1, line %2").arg(m_shown.file).arg(m_file.lineOf(component.pointer)));
            m_rowOf[number] = int(m_shown.rows.size());
            m_shown.rows.push_back({ .parent = parent,
                .name = component.name,
                .icon = iconOf(component),
                .detail = detailOf(component, m_question.dialect),
                .mark = markOf(compared.presence),
                .toolTip = lines.join(u'\n') });
        }
        for (const auto &migration : component.migrations)
            addMigration(migration, m_rowOf[number]);
    }

    void addMigration(const QString &name, int parent)
    {
        const auto state = m_states.constFind(name);
        const auto known = state != m_states.cend();
        m_shown.rows.push_back({ .parent = parent,
            .name = name,
            .icon = QStringLiteral("text-x-sql"),
            .detail = known ? QString() : tr("state unknown"),
            .mark = known ? markOf(*state) : TreeMark::None,
            .toolTip = tr("Migration %1. Enter opens the migrations of this file.").arg(name),
            .isMigration = true });
    }

    /// What is closed tells of what is in it.
    void rollUp()
    {
        for (auto row = m_shown.rows.rbegin(); row != m_shown.rows.rend(); ++row) {
            if (row->parent < 0 || (row->mark != TreeMark::Missing && row->mark != TreeMark::Different))
                continue;
            auto &parent = m_shown.rows[std::size_t(row->parent)];
            if (parent.mark != TreeMark::None)
                continue;
            parent.mark = TreeMark::Different;
            parent.toolTip += u'\n' + tr("Something in it differs.");
        }
    }

    const ComponentQuestion &m_question;
    const ComponentFile &m_file;
    const ResolvedComponents &m_resolved;
    TreeComponents &m_shown;
    QHash<QString, MigrationState> m_states;
    std::vector<int> m_rowOf;
    int m_problems = 0;
};

} // namespace

TreeComponents readTreeComponents(const ComponentQuestion &question)
{
    TreeComponents shown;
    shown.path = question.path;
    shown.file = QFileInfo(question.path).fileName();
    const auto file = readComponents(question.path);
    if (!file) {
        shown.state = TreeComponents::State::Failed;
        // The folder is in the branch's tooltip, and the tree is narrow.
        shown.message = file.error().message().replace(QDir::toNativeSeparators(question.path), shown.file);
        return shown;
    }
    const auto resolved = resolveComponents(file->root, question.dialect, question.offers);
    shown.state = TreeComponents::State::Ready;
    Rows(question, *file, resolved, shown).make();
    return shown;
}

} // namespace workbench
