#pragma once

#include <QString>

#include <functional>
#include <vector>

/// One thing measured on both sides in the same run.
struct Measure {
    QString name;
    QString unit; ///< of ours and theirs; smaller is better
    double ours = 0;
    QString peer;
    double theirs = 0;
};

/// Prints measures as they come: a table, or one JSON object a line.
class Report {
public:
    explicit Report(bool json);
    void add(const Measure &measure);
    /// Something that could not be measured, and why.
    void skip(const QString &name, const QString &reason);

private:
    bool m_json;
    bool m_hasHeader = false;
};

[[nodiscard]] double median(std::vector<double> values);

/// Runs all subjects in turn, `rounds` times after one warm-up, and answers the median of each one's numbers.
[[nodiscard]] std::vector<double> interleaved(int rounds, const std::vector<std::function<double()>> &subjects);

/// Seconds of processor time that the process has used.
[[nodiscard]] double processorSeconds();
[[nodiscard]] double wallSeconds();
