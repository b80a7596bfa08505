#include "core/isolation/driverprocess.h"

#include "core/isolation/extensiontransport.h"
#include "core/isolation/hostchannel.h"
#include "core/isolation/processkeeper.h"
#include "core/platform/childenvironment.h"
#include "core/platform/paths.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace dumbo {

namespace {

constexpr std::chrono::milliseconds endPatience { 3000 };

QString tr(const char *text)
{
    return QCoreApplication::translate("Isolation", text);
}

Error refusal(const QString &message)
{
    return Error(ErrorKind::Plugin, message);
}

QString displayName(const IsolatedModule &module)
{
    return module.id + u' ' + module.version;
}

} // namespace

QString driverHostProgram(int driverAbi, const IsolationSettings &settings)
{
    auto name = QStringLiteral("dumbo-driver-host");
    if (driverAbi != sdkAbi)
        name += QStringLiteral("-%1").arg(driverAbi);
    const auto path = settings.hostFolder.isEmpty() ? paths::companionProgram(name) : settings.hostFolder + u'/' + name;
    return QFileInfo(path).isExecutable() ? path : QString();
}

DriverProcess::DriverProcess(const IsolatedModule &module)
    : m_module(module)
    , m_keeper(std::make_unique<ProcessKeeper>(displayName(module)))
{
}

DriverProcess::~DriverProcess()
{
    m_control = FrameSocket();
}

Result<std::shared_ptr<DriverProcess>> DriverProcess::start(const IsolatedModule &module)
{
    std::shared_ptr<DriverProcess> process(new DriverProcess(module));
    if (const auto running = process->run(); !running)
        return fail(running.error());
    return process;
}

Result<void> DriverProcess::run()
{
    const auto program = driverHostProgram(m_module.sdkAbi, m_module.settings);
    if (program.isEmpty())
        return fail(refusal(tr("There is no program to run the driver %1 in a process of its own: it was built for SDK %2.")
                                .arg(displayName(m_module))
                                .arg(m_module.sdkAbi))
                        .withHint(tr("Install the program again, or a driver that was built for SDK %1.").arg(sdkAbi)));
    auto [ours, theirs] = FrameSocket::pair();
    if (!ours.isValid())
        return fail(ErrorKind::InsufficientResources, tr("The system has no sockets left for a driver's process."));
    m_control = FrameSocket(std::move(ours));
    ChildProcess::Command command { QFile::encodeName(program), { "--serve" }, environmentWithoutSecrets(), theirs.get() };
    if (const auto started = m_keeper->start(std::move(command)); !started)
        return started;
    theirs = OwnedDescriptor();
    if (const auto greeted = greet(); !greeted)
        return greeted;
    return load();
}

std::expected<Frame, FrameFault> DriverProcess::receiveControl()
{
    return m_control.receive(m_module.settings.startLimit);
}

/// Why no driver came out of it.
Error DriverProcess::startError(const FrameFault &fault)
{
    if (fault.kind == FrameFault::TimedOut)
        kill(tr("it was not ready within %1 seconds").arg(double(m_module.settings.startLimit.count()) / 1000));
    else if (fault.kind == FrameFault::Broken)
        kill(tr("what it sent can't be read (%1)").arg(fault.words));
    const auto how = loss();
    return refusal(tr("The driver %1 could not be loaded. %2").arg(displayName(m_module), how.message()))
        .withDetail(how.detail())
        .withHint(tr("Report it to the driver's makers, or install another version of the driver."));
}

Result<void> DriverProcess::greet()
{
    const auto frame = receiveControl();
    if (!frame)
        return fail(startError(frame.error()));
    WireReader reader(frame->body);
    const auto hello = reader.value<HostHello>();
    if (frame->type != quint32(FrameType::Hello) || !reader.isGood())
        return fail(startError({ FrameFault::Broken, QStringLiteral("it does not greet") }));
    if (hello.sdkAbi != m_module.sdkAbi)
        return fail(refusal(tr("The driver %1 was built for SDK %2, the program that is to run it has SDK %3.")
                                .arg(displayName(m_module))
                                .arg(m_module.sdkAbi)
                                .arg(hello.sdkAbi)));
    const auto newest = std::min(hello.newestWire, wireVersion);
    if (newest < std::max(hello.oldestWire, oldestWireVersion))
        return fail(refusal(tr("The program that runs drivers for SDK %1 speaks the versions %2 to %3 of the wire, this program %4 to %5.")
                                .arg(hello.sdkAbi)
                                .arg(hello.oldestWire)
                                .arg(hello.newestWire)
                                .arg(oldestWireVersion)
                                .arg(wireVersion)));
    LoadRequest request { newest, m_module.filePath, m_module.id, {} };
    for (const auto &transport : extensionTransports())
        request.extensions.append(transport.id);
    WireWriter writer;
    writer(request);
    if (const auto sent = m_control.send(quint32(FrameType::Load), 0, writer.take()); !sent)
        return fail(startError(sent.error()));
    return {};
}

Result<void> DriverProcess::load()
{
    const auto frame = receiveControl();
    if (!frame)
        return fail(startError(frame.error()));
    WireReader reader(frame->body);
    if (frame->type == quint32(FrameType::Refused)) {
        Error error(ErrorKind::Plugin, {});
        reader(error);
        if (reader.isFinished())
            return fail(error);
    }
    m_plugins = reader.value<std::vector<PluginFacts>>();
    if (frame->type != quint32(FrameType::Loaded) || !reader.isFinished())
        return fail(startError({ FrameFault::Broken, reader.fault() }));
    return {};
}

bool DriverProcess::isRunning() const
{
    return m_keeper->isRunning();
}

Result<std::shared_ptr<HostChannel>> DriverProcess::openChannel()
{
    auto [ours, theirs] = FrameSocket::pair();
    auto [ourCancel, theirCancel] = FrameSocket::pair();
    if (!ours.isValid() || !ourCancel.isValid())
        return fail(ErrorKind::InsufficientResources, tr("The system has no sockets left for a connection."));
    {
        const std::scoped_lock lock(m_controlMutex);
        const std::array descriptors { theirs.get(), theirCancel.get() };
        if (!m_control.send(quint32(FrameType::OpenChannel), 0, {}, descriptors))
            return fail(loss());
    }
    auto channel = std::make_shared<HostChannel>(shared_from_this(), FrameSocket(std::move(ours)), std::move(ourCancel));
    m_keeper->watch(channel->work(), m_module.settings.cancelLimit);
    return channel;
}

void DriverProcess::kill(const QString &because)
{
    m_keeper->kill(because);
}

Error DriverProcess::loss()
{
    Error error(ErrorKind::Connection, m_keeper->waitForEnd(endPatience));
    error.withHint(tr("Connect again to start it anew. Should it happen again, report it to the driver's makers, or use another driver for this database."));
    // The same statement would most likely end it again.
    error.withRetryable(false);
    if (const auto words = m_keeper->lastWords(); !words.isEmpty())
        error.withDetail(words);
    return error;
}

void DriverProcess::wake()
{
    m_keeper->wake();
}

} // namespace dumbo
