#include "core/documents/documentexecution.h"

#include "core/documents/query/projection.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace dumbo {

namespace {

bool isMember(const DocumentPath &path, QByteArrayView member)
{
    return !path.isEmpty() && path.front() == member;
}

bool decidesNothing(const DocumentFilter &filter)
{
    return filter.kind == DocumentFilter::Kind::And && filter.children.empty();
}

bool versionCounts(const DocumentQuery &query)
{
    return mentions(query.filter, "_version")
        || std::ranges::any_of(query.sort, [](const DocumentSortKey &key) { return isMember(key.path, "_version"); });
}

/// With the document that the filter could not decide.
Error undecided(Error error, const std::optional<DocumentIdentity> &identity, const JsonNode &document)
{
    const auto id = identity ? identity->id : document.find("_id").string();
    return id.isEmpty() ? error : error.withObject(QStringLiteral("document"), QString::fromUtf8(id));
}

} // namespace

bool mentions(const DocumentFilter &filter, QByteArrayView member)
{
    if (isMember(filter.path, member) || (filter.left.isField && isMember(filter.left.path, member))
        || (filter.right.isField && isMember(filter.right.path, member)))
        return true;
    if (filter.kind == DocumentFilter::Kind::ElementMatch)
        return false;
    return std::ranges::any_of(filter.children, [&](const DocumentFilter &child) { return mentions(child, member); });
}

Result<std::unique_ptr<Execution>> DocumentExecution::create(std::unique_ptr<Execution> rows, const DocumentWork &work)
{
    if (work.isNothing())
        return rows;
    std::optional<FilterMatcher> matcher;
    if (work.rechecks && !decidesNothing(work.query.filter)) {
        auto made = FilterMatcher::create(work.query.filter, work.rules);
        if (!made)
            return fail(made.error());
        matcher.emplace(std::move(*made));
    }
    return std::unique_ptr<Execution>(new DocumentExecution(std::move(rows), work, std::move(matcher)));
}

DocumentExecution::DocumentExecution(std::unique_ptr<Execution> rows, const DocumentWork &work, std::optional<FilterMatcher> matcher)
    : m_rows(std::move(rows))
    , m_work(work)
    , m_columns(work.query.source)
    , m_matcher(std::move(matcher))
    , m_order(work.query.sort, work.rules)
    , m_versionCounts(work.query.source.isCollection && versionCounts(work.query))
{
}

DocumentExecution::~DocumentExecution() = default;

qint64 DocumentExecution::SortedRow::memory() const
{
    return qint64(sizeof *this) + order.size() + text.size() + qint64(key.size()) * 96;
}

Result<bool> DocumentExecution::nextResult()
{
    return m_rows->nextResult();
}

std::span<const Column> DocumentExecution::columns() const
{
    return m_rows->columns();
}

CommandOutcome DocumentExecution::outcome() const
{
    return m_rows->outcome();
}

Result<void> DocumentExecution::close(CloseMode mode)
{
    m_sorted.reset();
    m_ended = true;
    return m_rows->close(mode);
}

std::optional<DocumentIdentity> DocumentExecution::identityOf(const Batch &batch, qint64 row)
{
    if (!m_columns.hasVersion)
        return std::nullopt;
    const auto version = versionOf(batch, row, m_columns);
    const auto id = batch.cell(row, 0);
    if (!version || !id.hasBytes() || id.longValue)
        return std::nullopt;
    return DocumentIdentity { QByteArray(id.bytes.data(), qsizetype(id.bytes.size())), *version };
}

JsonNode DocumentExecution::evaluated(const JsonNode &stored, const std::optional<DocumentIdentity> &identity)
{
    if (!identity)
        return stored;
    auto text = withIdentity(stored, *identity, { m_work.rules.firstKeyWins, m_versionCounts, true });
    if (!text)
        return stored;
    m_seenText = std::move(*text);
    const auto node = m_seen.read(m_seenText);
    return node ? *node : stored;
}

Result<QByteArrayView> DocumentExecution::wantedText(const JsonNode &stored, const std::optional<DocumentIdentity> &identity)
{
    auto node = stored;
    if (m_work.mergesIdentity && identity) {
        // A document that SQL has cut down lacks what it lacks on purpose.
        const auto isWhole = m_work.projects || m_work.query.projection.mode == DocumentProjection::Mode::Whole;
        if (auto text = withIdentity(stored, *identity, { m_work.rules.firstKeyWins, false, isWhole })) {
            m_text = std::move(*text);
            const auto merged = m_merged.read(m_text);
            if (!merged)
                return fail(merged.error());
            node = *merged;
        }
    }
    if (m_work.projects)
        m_text = project(m_work.query.projection, node);
    else if (node == stored)
        return stored.text();
    return QByteArrayView(m_text);
}

Result<DocumentExecution::Wanted> DocumentExecution::examine(const Batch &batch, qint64 row)
{
    const auto cell = batch.cell(row, m_columns.text());
    const auto bytes = cellBytes(cell, m_longText);
    if (!bytes)
        return fail(bytes.error());
    const auto stored = m_stored.read(*bytes);
    if (!stored || !cell.hasBytes())
        return Wanted { !m_matcher && !m_work.sorts && !m_work.leavesOutInvalid, false, *bytes, {} };
    const auto identity = identityOf(batch, row);
    Wanted wanted;
    if (m_matcher || m_work.sorts) {
        const auto node = evaluated(*stored, identity);
        if (m_matcher) {
            const auto matches = m_matcher->matches(node);
            if (!matches)
                return fail(undecided(matches.error(), identity, node));
            if (!*matches)
                return wanted;
        }
        if (m_work.sorts)
            wanted.order = m_order.key(node);
    }
    wanted.isWanted = true;
    const auto text = wantedText(*stored, identity);
    if (!text)
        return fail(text.error());
    wanted.isChanged = text->data() != stored->text().data();
    wanted.text = *text;
    return wanted;
}

bool DocumentExecution::takesInRange()
{
    if (!m_work.ranges)
        return true;
    if (m_skipped < m_work.query.skip) {
        ++m_skipped;
        return false;
    }
    if (m_work.query.limit && m_taken >= *m_work.query.limit)
        return false;
    ++m_taken;
    return true;
}

Result<std::optional<Batch>> DocumentExecution::filtered(Batch batch)
{
    // As long as every row stays as it came, nothing is copied.
    std::optional<BatchBuilder> builder;
    const auto copyRow = [&](qint64 row, const Wanted *wanted) -> Result<void> {
        for (int column = 0; column < batch.columnCount(); ++column) {
            if (wanted && wanted->isChanged && column == m_columns.text())
                builder->column(column).appendText({ wanted->text.data(), std::size_t(wanted->text.size()) });
            else if (const auto copied = appendCell(builder->column(column), batch.cell(row, column)); !copied)
                return copied;
        }
        builder->endRow();
        return {};
    };
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        const auto wanted = examine(batch, row);
        if (!wanted)
            return fail(wanted.error());
        const auto stays = wanted->isWanted && takesInRange();
        if (!builder && (!stays || wanted->isChanged)) {
            builder.emplace(batch.columnCount(), BatchLimit());
            for (qint64 before = 0; before < row; ++before)
                if (const auto copied = copyRow(before, nullptr); !copied)
                    return fail(copied.error());
        }
        if (builder && stays)
            if (const auto copied = copyRow(row, &*wanted); !copied)
                return fail(copied.error());
    }
    if (!builder)
        return batch;
    if (builder->rowCount() == 0)
        return std::optional<Batch>();
    auto made = builder->finish();
    if (!made)
        return fail(made.error());
    return std::move(*made);
}

Result<std::optional<Batch>> DocumentExecution::next(const BatchLimit &limit)
{
    if (m_work.sorts)
        return nextSorted(limit);
    while (!m_ended) {
        if (m_work.ranges && m_work.query.limit && m_taken >= *m_work.query.limit) {
            m_ended = true;
            if (const auto closed = m_rows->close(CloseMode::Cancel); !closed)
                return fail(closed.error());
            break;
        }
        auto batch = m_rows->next(limit);
        if (!batch)
            return fail(batch.error());
        if (!*batch) {
            m_ended = true;
            break;
        }
        auto rows = filtered(std::move(**batch));
        if (!rows || *rows)
            return rows;
    }
    return std::optional<Batch>();
}

Result<void> DocumentExecution::keep(const Batch &batch, qint64 row, Wanted wanted)
{
    auto key = keyOf(batch, row, m_columns);
    if (!key)
        return fail(key.error());
    m_sorted->push_back({ std::move(wanted.order), qint64(m_given++), std::move(*key), versionOf(batch, row, m_columns), wanted.text.toByteArray() });
    m_sortedMemory += m_sorted->back().memory();
    if (m_sortedMemory <= m_work.sortBudget)
        return {};
    prune();
    if (m_sortedMemory <= m_work.sortBudget)
        return {};
    return fail(ErrorKind::InsufficientResources,
        QCoreApplication::translate("DocumentEngine", "Sorting these documents here takes more than %1. Sort by something the database can sort by, or set a limit.")
            .arg(QLocale().formattedDataSize(m_work.sortBudget)));
}

void DocumentExecution::prune()
{
    auto &rows = *m_sorted;
    const auto before = [](const SortedRow &left, const SortedRow &right) {
        const auto order = QByteArrayView(left.order).compare(right.order);
        return order != 0 ? order < 0 : left.number < right.number;
    };
    std::ranges::sort(rows, before);
    if (!m_work.ranges || !m_work.query.limit)
        return;
    const auto needed = m_work.query.skip + std::min(*m_work.query.limit, std::numeric_limits<qint64>::max() - m_work.query.skip);
    if (qint64(rows.size()) > needed)
        rows.erase(rows.begin() + needed, rows.end());
    m_sortedMemory = 0;
    for (const auto &row : rows)
        m_sortedMemory += row.memory();
}

Result<void> DocumentExecution::sortAll()
{
    m_sorted.emplace();
    while (true) {
        auto batch = m_rows->next({});
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            break;
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
            auto wanted = examine(**batch, row);
            if (!wanted)
                return fail(wanted.error());
            if (!wanted->isWanted)
                continue;
            if (const auto kept = keep(**batch, row, std::move(*wanted)); !kept)
                return kept;
        }
    }
    prune();
    m_given = m_work.ranges ? std::size_t(std::min(m_work.query.skip, qint64(m_sorted->size()))) : 0;
    return {};
}

Result<std::optional<Batch>> DocumentExecution::nextSorted(const BatchLimit &limit)
{
    if (!m_sorted && !m_ended)
        if (const auto sorted = sortAll(); !sorted)
            return fail(sorted.error());
    if (m_ended || m_given >= m_sorted->size())
        return std::optional<Batch>();
    BatchBuilder builder(m_columns.count(), limit);
    while (m_given < m_sorted->size() && !builder.isFull()) {
        auto &row = (*m_sorted)[m_given++];
        for (int column = 0; column < m_columns.keys; ++column)
            appendValue(builder.column(column), row.key[std::size_t(column)]);
        if (m_columns.hasVersion && row.version)
            builder.column(m_columns.version()).appendInt64(*row.version);
        builder.column(m_columns.text()).appendText({ row.text.constData(), std::size_t(row.text.size()) });
        builder.endRow();
        row = {};
    }
    auto made = builder.finish();
    if (!made)
        return fail(made.error());
    return std::move(*made);
}

} // namespace dumbo
