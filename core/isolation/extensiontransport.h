#pragma once

#include "core/base/result.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extension.h"

#include <memory>
#include <span>

namespace dumbo {

/// How a proxy of an extension reaches the real one in the driver's process. It outlives the proxy; used in the thread that
/// may call the extension.
class DUMBO_CORE_EXPORT ExtensionCaller {
public:
    virtual ~ExtensionCaller();

    /// What the real one's method answered, as ExtensionTransport::serve wrote it; its error; or that of a driver that is gone.
    [[nodiscard]] virtual Result<QByteArray> call(quint32 method, const QByteArray &arguments) = 0;
    /// The error for an answer that can't be read; the driver's process is ended.
    [[nodiscard]] virtual Error brokenAnswer(const QString &fault) = 0;

    /// The same with values: `return caller.ask<ExplainPlan>(Explain, request);`
    template <typename Answer, typename... Arguments>
    [[nodiscard]] Result<Answer> ask(quint32 method, const Arguments &...arguments)
    {
        WireWriter writer;
        writer(arguments...);
        const auto answer = call(method, writer.take());
        if (!answer)
            return fail(answer.error());
        WireReader reader(*answer);
        if constexpr (std::is_void_v<Answer>) {
            if (reader.isFinished())
                return {};
            return fail(brokenAnswer(QStringLiteral("an answer is too long")));
        } else {
            Answer value {};
            reader(value);
            if (!reader.isFinished())
                return fail(brokenAnswer(reader.isGood() ? QStringLiteral("an answer is too long") : reader.fault()));
            return value;
        }
    }
};

/// One extension over the wire: what stands in its place in the program, and how its calls are served where the driver runs.
struct ExtensionTransport {
    ExtensionId id;
    /// The proxy: derived from the extension's own class, so that the cast after name and version holds for it too.
    std::unique_ptr<Extension> (*makeProxy)(ExtensionCaller &caller);
    /// Reads a method's arguments, calls the extension (which has this id) and writes its answer. An error is the method's own;
    /// one thrown by the driver is caught above. Arguments that can't be read are told by the reader, so that it may
    /// be left to the caller: look at isFinished() before calling the extension.
    Result<void> (*serve)(Extension &extension, quint32 method, WireReader &arguments, WireWriter &answer);
};

/// Every extension that can travel. Of the others an isolated driver seems to have none.
[[nodiscard]] DUMBO_CORE_EXPORT std::span<const ExtensionTransport> extensionTransports();
/// Null where this one can't travel.
[[nodiscard]] DUMBO_CORE_EXPORT const ExtensionTransport *extensionTransport(const ExtensionId &id);

} // namespace dumbo
