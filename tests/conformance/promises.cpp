#include "tests/conformance/promises.h"

namespace dumbo::conformance {

std::vector<Promise> allPromises()
{
    std::vector<Promise> all;
    for (const auto group :
        { promisesOfResults(), promisesOfControl(), promisesOfTransactions(), promisesOfSessions(), promisesOfCatalogs() })
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

Verdict judge(const Promise &promise, Quirks &quirks)
{
    try {
        quirks.renew();
        for (const auto capability : allCapabilities()) {
            if (promise.needed.testFlag(capability) && !quirks.plugin().capabilities().testFlag(capability))
                return { Verdict::Skipped,
                    QStringLiteral("no capability \"%1\"").arg(capabilityName(capability)) };
        }
        if (const auto reason = quirks.exemption(promise.name); !reason.isEmpty())
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
    }
}

} // namespace dumbo::conformance
