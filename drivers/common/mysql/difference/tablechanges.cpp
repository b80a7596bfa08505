#include "drivers/common/mysql/difference/tablechanges.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo::mysql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

/// The first column type that holds every value of the other's: sizes grow, labels are added.
bool isWidening(const QString &from, const QString &to)
{
    static const QStringList integers { QStringLiteral("tinyint"), QStringLiteral("smallint"), QStringLiteral("mediumint"),
        QStringLiteral("int"), QStringLiteral("bigint") };
    static const QStringList texts { QStringLiteral("tinytext"), QStringLiteral("text"), QStringLiteral("mediumtext"), QStringLiteral("longtext") };
    const auto base = [](const QString &type) { return type.section(u'(', 0, 0).section(u' ', 0, 0); };
    const auto length = [](const QString &type) { return type.section(u'(', 1).section(u')', 0, 0); };
    const auto isUnsigned = [](const QString &type) { return type.contains(u"unsigned"); };
    if (from == to)
        return true;
    const auto before = integers.indexOf(base(from));
    const auto after = integers.indexOf(base(to));
    if (before >= 0 && after >= 0)
        return after >= before && (isUnsigned(from) == isUnsigned(to) || (isUnsigned(from) && after > before));
    if (texts.contains(base(to)))
        return texts.contains(base(from)) ? texts.indexOf(base(to)) >= texts.indexOf(base(from)) : base(from).endsWith(u"char") && base(to) != u"tinytext";
    if (base(from) != base(to))
        return base(from) == u"char" && base(to) == u"varchar" && length(to).toInt() >= length(from).toInt();
    if (base(to) == u"enum" || base(to) == u"set")
        return to.startsWith(from.chopped(1));
    if (base(to) == u"decimal") {
        const auto old = length(from).split(u',');
        const auto wanted = length(to).split(u',');
        const auto scale = [](const QStringList &parts) { return parts.value(1).toInt(); };
        return scale(wanted) >= scale(old) && wanted.value(0).toInt() - scale(wanted) >= old.value(0).toInt() - scale(old);
    }
    return length(to).toInt() >= length(from).toInt();
}

class Change
{
public:
    Change(const TableText &from, const TableText &to, bool allowsLoss)
        : m_from(from)
        , m_to(to)
        , m_allowsLoss(allowsLoss)
    {
    }

    [[nodiscard]] TableChange make();

private:
    void compareColumns();
    void compareColumn(const TableEntry &from, const TableEntry &to);
    void compareKeys();
    void compareChecks();
    void compareOptions();
    void comparePartitions();
    void say(const QString &reason) { m_change.notGenerated.push_back({ m_from.object->path, objectKindName(ObjectKind::Table), reason }); }
    void add(const QByteArray &text, bool losesData = false)
    {
        m_change.statements.push_back({ "ALTER TABLE " + m_from.quotedName + ' ' + text, m_from.object->path, TransactionFit::Commits, losesData });
    }
    [[nodiscard]] bool isText(const QString &column) const
    {
        const auto *found = m_from.column(column);
        return found && !found->collation.isEmpty();
    }
    [[nodiscard]] QByteArray charset(const TableText &table) const { return table.option("DEFAULT CHARSET") + ' ' + table.option("COLLATE"); }

    const TableText &m_from;
    const TableText &m_to;
    bool m_allowsLoss;
    TableChange m_change;
    QByteArrayList m_actions;
    QByteArrayList m_replacements; ///< what goes before, in statements of their own: servers were seen to crash on both in one
    QSet<QString> m_remade; ///< columns that are dropped and added
    bool m_loses = false;
};

void Change::compareColumn(const TableEntry &from, const TableEntry &to)
{
    const auto *before = m_from.column(from.name);
    const auto *after = m_to.column(to.name);
    const auto isCharsetChanged = charset(m_from) != charset(m_to) && isText(from.name);
    if (!before || !after || (from.text == to.text && !isCharsetChanged))
        return;
    m_change.touchedColumns.insert(to.name);
    const auto isGeneration = before->generated != after->generated || (after->generated != GeneratedKind::None && before->generatedExpression != after->generatedExpression);
    const auto keepsValues = after->generated == GeneratedKind::None && before->generated == GeneratedKind::Stored;
    if (isGeneration && !keepsValues) {
        const auto loses = before->generated == GeneratedKind::None;
        if (loses && !m_allowsLoss) {
            say(tr("Column %1 would be lost with its values.").arg(after->name));
            return;
        }
        m_loses = m_loses || loses;
        m_remade.insert(to.name);
        m_replacements.append("DROP COLUMN " + from.quotedName);
        m_actions.append("ADD COLUMN " + to.text);
        return;
    }
    const auto loses = !isWidening(before->type, after->type);
    if (loses && !m_allowsLoss) {
        say(tr("Values of column %1 could be lost: %2 → %3.").arg(after->name, before->type, after->type));
        return;
    }
    m_loses = m_loses || loses;
    m_actions.append("MODIFY COLUMN " + to.text);
}

void Change::compareColumns()
{
    for (const auto &entry : m_from.entries) {
        if (entry.kind != TableEntry::Kind::Column || m_to.find(entry.kind, entry.name))
            continue;
        const auto *column = m_from.column(entry.name);
        const auto loses = column && column->generated == GeneratedKind::None;
        if (loses && !m_allowsLoss) {
            say(tr("Column %1 would be lost with its values.").arg(QString::fromUtf8(entry.quotedName)));
            continue;
        }
        m_loses = m_loses || loses;
        m_change.touchedColumns.insert(entry.name);
        m_actions.append("DROP COLUMN " + entry.quotedName);
    }
    for (const auto &entry : m_to.entries) {
        if (entry.kind != TableEntry::Kind::Column)
            continue;
        if (const auto *before = m_from.find(entry.kind, entry.name))
            compareColumn(*before, entry);
        else
            m_actions.append("ADD COLUMN " + entry.text);
    }
}

void Change::compareKeys()
{
    QByteArrayList drops;
    QByteArrayList adds;
    const auto isRemade = [this](const TableEntry &entry) { return entry.mentions.intersects(m_remade); };
    for (const auto &entry : m_from.entries) {
        const auto *after = entry.kind == TableEntry::Kind::Key ? m_to.find(entry.kind, entry.name) : nullptr;
        if (entry.kind != TableEntry::Kind::Key || (after && after->text == entry.text && !isRemade(entry)))
            continue;
        drops.append(entry.name == u"primary" ? QByteArray("DROP PRIMARY KEY") : "DROP INDEX " + entry.quotedName);
        m_change.touchedColumns += entry.mentions;
    }
    for (const auto &entry : m_to.entries) {
        const auto *before = entry.kind == TableEntry::Kind::Key ? m_from.find(entry.kind, entry.name) : nullptr;
        if (entry.kind == TableEntry::Kind::Key && (!before || before->text != entry.text || isRemade(entry)))
            adds.append("ADD " + entry.text);
    }
    m_actions = (m_replacements.isEmpty() ? drops : QByteArrayList()) + m_actions + adds;
    if (!m_replacements.isEmpty())
        add((drops + m_replacements).join(", "), m_loses);
}

/// Before and after the rest: in one statement the old one would be in the way of the new one of its name.
void Change::compareChecks()
{
    const auto isSame = [this](const TableEntry &entry, const TableText &other) {
        const auto *found = other.find(entry.kind, entry.name);
        return found && found->text == entry.text && !entry.mentions.intersects(m_remade);
    };
    for (const auto &entry : m_from.entries) {
        if (entry.kind == TableEntry::Kind::Check && !isSame(entry, m_to))
            add("DROP CONSTRAINT " + entry.quotedName);
    }
    for (const auto &entry : m_to.entries) {
        if (entry.kind == TableEntry::Kind::Check && !isSame(entry, m_from))
            m_actions.append("ADD " + entry.text);
    }
}

void Change::compareOptions()
{
    for (const auto &[name, value] : m_to.options) {
        if (m_from.option(name) != value)
            m_actions.append(name + '=' + value);
    }
    for (const auto &[name, value] : m_from.options) {
        if (!m_to.option(name).isEmpty())
            continue;
        if (name == "COMMENT")
            m_actions.append("COMMENT=''");
        else
            m_actions.append(name + (name == "KEY_BLOCK_SIZE" ? "=0" : "=DEFAULT"));
    }
    for (const auto &entry : m_to.entries) {
        const auto isOther = entry.kind == TableEntry::Kind::Other
            && !std::ranges::contains(m_from.entries, entry.text, &TableEntry::text);
        if (isOther)
            say(tr("The period of a versioned table is not changed: %1").arg(QString::fromUtf8(entry.text)));
    }
    if (m_from.versioned == m_to.versioned)
        return;
    if (m_from.versioned && !m_allowsLoss) {
        say(tr("The rows of before would be lost."));
        return;
    }
    m_loses = m_loses || m_from.versioned;
    m_actions.append(m_to.versioned ? "ADD SYSTEM VERSIONING" : "DROP SYSTEM VERSIONING");
}

void Change::comparePartitions()
{
    if (m_from.partitioning == m_to.partitioning)
        return;
    add(m_to.partitioning.isEmpty() ? QByteArray("REMOVE PARTITIONING") : m_to.partitioning);
}

TableChange Change::make()
{
    compareColumns();
    compareChecks();
    compareKeys();
    compareOptions();
    if (!m_actions.isEmpty())
        add(m_actions.join(", "), m_loses);
    comparePartitions();
    return std::move(m_change);
}

} // namespace

TableChange tableChange(const TableText &from, const TableText &to, bool allowsLoss)
{
    return Change(from, to, allowsLoss).make();
}

} // namespace dumbo::mysql
