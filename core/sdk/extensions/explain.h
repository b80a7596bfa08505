#pragma once

#include "core/base/result.h"
#include "core/sdk/extension.h"
#include "core/sdk/statement.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace dumbo {

/// How a statement is to be explained. What the database has no word for is left out, and said in ExplainPlan::warnings.
struct ExplainRequest {
    enum class Form {
        Tree, ///< ExplainPlan::roots, and the texts that come with it
        Text, ///< only ExplainPlan::serverText is wanted
    };

    StatementText text; ///< exactly one statement, without the word EXPLAIN
    Parameters parameters;
    Form form = Form::Tree;
    /// Really run the statement and measure. Whatever it does is rolled back; where that is not possible it is refused.
    bool analyze = false;
    bool buffers = true; ///< blocks read and written; only with analyze where the server needs that
    bool verbose = false; ///< output columns, schema names
    bool settings = false; ///< settings that changed the plan
};

/// A number as the server wrote it, and what to reckon with. Row estimates may be larger than 64-bit integers.
struct PlanNumber {
    QByteArray text;
    double value = 0;
    friend bool operator==(const PlanNumber &, const PlanNumber &) = default;
};

/// A fact in the server's own words, e.g. {"Hash Cond", "(b.room = r.id)"}. Several values are joined by ", ".
struct PlanProperty {
    QString name;
    QString value;
    friend bool operator==(const PlanProperty &, const PlanProperty &) = default;
};

/// Blocks of the server's cache, children included.
struct PlanBlocks {
    qint64 hit = 0;
    qint64 read = 0;
    qint64 dirtied = 0;
    qint64 written = 0;
    [[nodiscard]] bool isEmpty() const { return hit == 0 && read == 0 && dirtied == 0 && written == 0; }
    friend bool operator==(const PlanBlocks &, const PlanBlocks &) = default;
};

/// One step of a plan. What is unset is not known: not measured, or not a thing of this database.
struct PlanNode {
    using Milliseconds = std::chrono::duration<double, std::milli>;

    QString operation; ///< e.g. "Index Scan", "SEARCH"
    QString object; ///< table, index, function or CTE it works on, with its schema where the server says it
    QString alias; ///< only where it differs from the object's name
    QString index;
    QString relationship; ///< to its parent, e.g. "Inner", "InitPlan"
    QString subplan; ///< e.g. "CTE walk", "SubPlan 1"
    QString detail; ///< one line for people: the conditions
    std::vector<PlanProperty> conditions; ///< filters, keys and conditions, in the server's order
    std::vector<PlanProperty> properties; ///< everything else, in the server's order

    std::optional<PlanNumber> startupCost;
    std::optional<PlanNumber> totalCost; ///< children included
    std::optional<PlanNumber> estimatedRows; ///< of one loop
    std::optional<qint64> estimatedWidth; ///< bytes of a row
    std::optional<PlanNumber> actualRows; ///< of one loop, an average
    std::optional<PlanNumber> loops; ///< 0: it was never run
    std::optional<Milliseconds> startupTime; ///< of one loop
    std::optional<Milliseconds> loopTime; ///< of one loop, children included
    /// On the clock, all loops, children included; of parallel workers the average.
    std::optional<Milliseconds> totalTime;
    std::optional<Milliseconds> selfTime; ///< totalTime without that of the children
    std::optional<PlanNumber> rowsRemoved; ///< of one loop, by filters and joins
    /// Actual by estimated rows, each counted as 1 at least: above 1 there were more rows than thought, below fewer.
    std::optional<double> misestimate;
    std::optional<PlanBlocks> shared;
    std::optional<PlanBlocks> local; ///< of temporary tables
    std::optional<PlanBlocks> temporary; ///< of sorts and hashes that did not fit into memory
    std::optional<qint64> workersPlanned;
    std::optional<qint64> workersLaunched;
    std::vector<std::vector<PlanProperty>> workers; ///< what each measured

    std::vector<PlanNode> children;
};

struct PlanTrigger {
    QString name;
    QString relation;
    QString constraint; ///< empty for one that no constraint made
    PlanNode::Milliseconds time { 0 }; ///< of all calls
    qint64 calls = 0;
};

/// What the database intends to do, and with ExplainRequest::analyze what it did.
struct ExplainPlan {
    std::vector<PlanNode> roots; ///< several where rules make several statements of one; empty for Form::Text
    std::optional<PlanNode::Milliseconds> planningTime;
    std::optional<PlanNode::Milliseconds> executionTime; ///< as the server measured, else as this program did
    std::optional<qint64> rows; ///< returned or changed, where the plan does not say
    std::vector<PlanTrigger> triggers;
    std::vector<PlanProperty> jit;
    std::vector<PlanProperty> settings;
    std::vector<PlanProperty> properties; ///< what else was said of the whole
    QByteArray serverText; ///< as sent; empty where it was not asked for
    QByteArray serverJson; ///< as sent; empty where there is none
    bool writes = false; ///< the plan has a step that changes data
    bool executed = false; ///< the statement was run
    bool rolledBack = false; ///< and what it did was undone
    QStringList warnings; ///< what was left out, and what a rollback does not undo; a sentence each
};

/// Shows how a database runs a statement. Lives in its connection's thread; Connection::cancel() ends explain() too.
class DUMBO_SDK_EXPORT ExplainExtension : public Extension {
public:
    /// What is worth asking for.
    struct Abilities {
        bool analyze = false;
        bool costs = false; ///< plans have costs and estimates
        bool perNode = false; ///< analyze measures each step, not only the whole
        bool buffers = false;
        bool text = false; ///< Form::Text
    };

    ExplainExtension();
    ~ExplainExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("explain"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;
    [[nodiscard]] virtual Abilities abilities() const = 0;

    /// Positions of errors are those of request.text. With analyze the statement runs in a transaction of its own that is
    /// rolled back, or below a savepoint where one is open; InvalidOperation where neither is possible (the transaction has
    /// failed, several statements, a statement that can't be rolled back).
    [[nodiscard]] virtual Result<ExplainPlan> explain(const ExplainRequest &request) = 0;
};

} // namespace dumbo
