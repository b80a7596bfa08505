#include "core/conformance/promises.h"

#include <QElapsedTimer>

namespace dumbo::conformance {

std::vector<Promise> allPromises()
{
    std::vector<Promise> all;
    for (const auto group :
        { promisesOfResults(), promisesOfControl(), promisesOfTransactions(), promisesOfSessions(), promisesOfCatalogs(), promisesOfDocuments() })
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

std::vector<Promise> shortPromises()
{
    auto all = allPromises();
    std::erase_if(all, [](const Promise &promise) { return !promise.isShort; });
    return all;
}

QString verdictName(Verdict::Kind kind)
{
    switch (kind) {
    case Verdict::Kept:
        return QStringLiteral("kept");
    case Verdict::Broken:
        return QStringLiteral("broken");
    case Verdict::Skipped:
        return QStringLiteral("skipped");
    }
    return {};
}

namespace {

/// The capability that the plugin lacks; empty where it has all.
QString missingCapability(const Promise &promise, Quirks &quirks)
{
    const auto has = quirks.plugin().capabilities();
    for (const auto capability : allCapabilities()) {
        if (promise.needed.testFlag(capability) && !has.testFlag(capability))
            return QStringLiteral("no capability \"%1\"").arg(capabilityName(capability));
    }
    return {};
}

/// Why the promise does not apply to this database; empty where it does.
QString reasonToSkip(const Promise &promise, const Quirks &quirks)
{
    if (promise.needs.testFlag(Need::Tables) && !quirks.definesTables())
        return QStringLiteral("no table can be made here");
    if (promise.needs.testFlag(Need::Values) && !quirks.selectsValues())
        return QStringLiteral("there is no SELECT without a table");
    if (promise.needs.testFlag(Need::Parameters) && !quirks.takesParameters())
        return QStringLiteral("statements take no parameters here");
    return quirks.exemption(promise.name);
}

} // namespace

Verdict judge(const Promise &promise, Quirks &quirks)
{
    try {
        if (const auto reason = missingCapability(promise, quirks); !reason.isEmpty())
            return { Verdict::Skipped, reason };
        quirks.renew();
        if (const auto reason = reasonToSkip(promise, quirks); !reason.isEmpty())
            return { Verdict::Skipped, reason };
        Context context(quirks);
        promise.check(context);
        return {};
    } catch (const Broken &broken) {
        return { Verdict::Broken, broken.reason };
    } catch (const Skipped &skipped) {
        return { Verdict::Skipped, skipped.reason };
    } catch (const std::exception &exception) {
        return { Verdict::Broken, QStringLiteral("an exception: ") + QString::fromUtf8(exception.what()) };
    } catch (...) {
        return { Verdict::Broken, QStringLiteral("an exception of an unknown type") };
    }
}

std::vector<PromiseOutcome> judgeAll(
    std::span<const Promise> promises, Quirks &quirks, const std::function<bool(const PromiseOutcome &)> &each)
{
    std::vector<PromiseOutcome> outcomes;
    for (const auto &promise : promises) {
        QElapsedTimer clock;
        clock.start();
        const auto verdict = judge(promise, quirks);
        outcomes.push_back({ promise.name, verdict, std::chrono::milliseconds(clock.elapsed()) });
        if (each && !each(outcomes.back()))
            break;
    }
    return outcomes;
}

} // namespace dumbo::conformance
