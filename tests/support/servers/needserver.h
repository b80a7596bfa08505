#pragma once

#include "core/base/result.h"

#include <QTest>

namespace dumbo::test {

/// Whether a test must fail where a server could not be had: always but where its program is missing (ErrorKind::NotFound) on a
/// desk, which is anywhere without CI=true.
[[nodiscard]] bool missingServerFails(const Error &error);

} // namespace dumbo::test

/// Ends the test function where a server is not to be had: a skip with its reason on a desk, a failure with CI=true.
/// `const auto server = PostgresServer::shared(); DUMBO_NEED_SERVER(server);`
#define DUMBO_NEED_SERVER(result) \
    do { \
        if (const auto &needed = (result); !needed) { \
            if (dumbo::test::missingServerFails(needed.error())) \
                QFAIL(qPrintable(needed.error().toText())); \
            QSKIP(qPrintable(needed.error().message())); \
        } \
    } while (false)
