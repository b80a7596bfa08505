#include "app/cli/bundlecommand.h"

#include "app/cli/bundlereport.h"
#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "core/plugins/bundle/packbundle.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("BundleCommand", text);
}

ExitCode told(const Error &error)
{
    reportError(error);
    return error.isCancelled() ? Interrupted : Refused;
}

ExitCode print(const QByteArray &bytes, ExitCode code)
{
    const auto written = writeAll(STDOUT_FILENO, bytes);
    return written ? code : told(written.error());
}

ExitCode print(const QJsonObject &json, ExitCode code)
{
    return print(QJsonDocument(json).toJson(), code);
}

std::optional<QString> givenPassphrase(const KeyArguments &key)
{
    if (key.passphraseDescriptor < 0)
        return qEnvironmentVariableIsSet("DUMBO_KEY_PASSPHRASE") ? std::optional(qEnvironmentVariable("DUMBO_KEY_PASSPHRASE")) : std::nullopt;
    QFile file;
    if (!file.open(key.passphraseDescriptor, QIODevice::ReadOnly))
        return std::nullopt;
    auto line = file.readLine();
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return QString::fromUtf8(line);
}

/// The passphrase for a new key.
Result<QString> newPassphrase(const KeyArguments &key)
{
    auto passphrase = givenPassphrase(key);
    if (!passphrase) {
        passphrase = askSecret(tr("Passphrase for the key: "));
        if (passphrase && askSecret(tr("Once more: ")) != passphrase)
            return fail(ErrorKind::InvalidOperation, tr("The two differ."));
    }
    if (!passphrase || passphrase->isEmpty())
        return fail(ErrorKind::AuthenticationRequired,
            tr("There is no passphrase: give it in $DUMBO_KEY_PASSPHRASE, with --passphrase-fd, or on a terminal."));
    return *passphrase;
}

/// What became of packing or signing.
ExitCode printResult(const QString &path, bool json, const Interrupt &interrupt)
{
    const auto inspection = inspectBundle(path, {}, interrupt.cancellation());
    if (!inspection)
        return told(inspection.error());
    if (json)
        return print(bundleJson(*inspection, path), Done);
    const auto state = inspection->key.isValid() ? tr("signed with the key %1").arg(inspection->key.shortFingerprint())
                                                 : tr("not signed (see: dumbo plugins sign)");
    return print(tr("%1: %2 %3, %4.\n").arg(path, inspection->manifest.id, inspection->manifest.version, state).toUtf8(), Done);
}

Result<void> addNamedFile(BundleContent &content, const QString &source, QString &named)
{
    if (source.isEmpty())
        return {};
    if (!QFileInfo(source).isFile())
        return fail(ErrorKind::NotFound, tr("There is no file %1.").arg(source));
    named = QFileInfo(source).fileName();
    content.files.insert(named, source);
    return {};
}

Result<BundleContent> contentOf(const PackArguments &arguments)
{
    auto content = arguments.folder.isEmpty() ? contentOfModule(arguments.module, arguments.libraries) : contentOfFolder(arguments.folder);
    if (!content)
        return content;
    const auto added = addNamedFile(*content, arguments.licenceFile, content->manifest.licenceFile).and_then([&] {
        return addNamedFile(*content, arguments.icon, content->manifest.icon);
    });
    if (!added)
        return fail(added.error());
    if (!arguments.vendor.isEmpty())
        content->manifest.vendor = arguments.vendor;
    if (!arguments.changes.isEmpty())
        content->manifest.changes = arguments.changes;
    return content;
}

} // namespace

Result<SigningKey> readKey(const KeyArguments &key)
{
    auto read = SigningKey::read(key.file);
    if (read || read.error().kind() != ErrorKind::AuthenticationRequired)
        return read;
    auto passphrase = givenPassphrase(key);
    if (!passphrase)
        passphrase = askSecret(tr("Passphrase for %1: ").arg(key.file));
    if (passphrase)
        return SigningKey::read(key.file, *passphrase);
    return fail(Error(read.error()).withHint(tr("Give it in $DUMBO_KEY_PASSPHRASE, with --passphrase-fd, or on a terminal.")));
}

ExitCode generateKey(const KeygenArguments &arguments)
{
    QString passphrase;
    if (arguments.isProtected || arguments.key.passphraseDescriptor >= 0) {
        const auto given = newPassphrase(arguments.key);
        if (!given)
            return told(given.error());
        passphrase = *given;
    }
    const auto open = arguments.key.file + QStringLiteral(".pub");
    if (QFile::exists(open))
        return told(Error(ErrorKind::InvalidOperation, tr("%1 exists already, and a key is never overwritten.").arg(open)));
    const auto key = SigningKey::generate();
    const auto written = key.write(arguments.key.file, arguments.name, passphrase).and_then([&] {
        return writePublicKey({ key.publicKey(), arguments.name }, open);
    });
    if (!written)
        return told(written.error());
    if (arguments.json)
        return print(QJsonObject { { QStringLiteral("file"), arguments.key.file }, { QStringLiteral("publicFile"), open },
                         { QStringLiteral("name"), arguments.name }, { QStringLiteral("key"), QString::fromLatin1(key.publicKey().base64()) },
                         { QStringLiteral("fingerprint"), key.publicKey().fingerprint() }, { QStringLiteral("protected"), !passphrase.isEmpty() } },
            Done);
    return print(tr("%1: the private key. Keep it to yourself, and keep a copy: nobody can make it again.\n"
                    "%2: the public key, for others to trust.\nIts fingerprint: %3\n")
                     .arg(arguments.key.file, open, key.publicKey().shortFingerprint())
                     .toUtf8(),
        Done);
}

ExitCode packDriver(const PackArguments &arguments, const Interrupt &interrupt)
{
    const auto content = contentOf(arguments);
    if (!content)
        return told(content.error());
    // The key first: a bundle that then can't be signed helps nobody.
    std::optional<SigningKey> key;
    if (!arguments.key.file.isEmpty()) {
        auto read = readKey(arguments.key);
        if (!read)
            return told(read.error());
        key = *read;
    }
    auto output = arguments.output;
    if (output.isEmpty()) {
        const auto manifest = bundleManifestOf(*content);
        if (!manifest)
            return told(manifest.error());
        output = bundleFileName(*manifest);
    }
    if (const auto packed = packBundle(*content, output, interrupt.cancellation()); !packed)
        return told(packed.error());
    if (key) {
        if (const auto done = signBundle(output, *key, interrupt.cancellation()); !done)
            return told(done.error());
    }
    return printResult(output, arguments.json, interrupt);
}

ExitCode signDriver(const QString &bundle, const KeyArguments &key, bool json, const Interrupt &interrupt)
{
    const auto read = readKey(key);
    if (!read)
        return told(read.error());
    if (const auto done = signBundle(bundle, *read, interrupt.cancellation()); !done)
        return told(done.error());
    return printResult(bundle, json, interrupt);
}

ExitCode verifyDriver(const VerifyArguments &arguments, const Interrupt &interrupt)
{
    auto trust = TrustStore::read();
    if (!trust)
        return told(trust.error());
    if (!arguments.trustedKey.isEmpty()) {
        const auto key = readPublicKey(arguments.trustedKey);
        if (!key)
            return told(key.error());
        if (const auto trusted = trust->trust(key->key, key->name); !trusted)
            return told(trusted.error());
    }
    const auto inspection = inspectBundle(arguments.file, *trust, interrupt.cancellation());
    if (!inspection)
        return told(inspection.error());
    const auto isTrusted = inspection->signature == SignatureState::Trusted;
    const auto code = !inspection->isInstallable() ? Refused : isTrusted ? Done : Untrusted;
    if (arguments.json)
        return print(bundleJson(*inspection, arguments.file), code);
    return print(bundleText(*inspection, arguments.file).toUtf8(), code);
}

} // namespace cli
