#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/interrupt.h"
#include "core/plugins/bundle/keys.h"

#include <QString>
#include <QStringList>

namespace cli {

/// Where the passphrase of a private key comes from: a file descriptor, $DUMBO_KEY_PASSPHRASE, or the terminal.
struct KeyArguments {
    QString file;
    int passphraseDescriptor = -1;
};

/// Asks for a passphrase only where the key has one.
[[nodiscard]] dumbo::Result<dumbo::SigningKey> readKey(const KeyArguments &key);

struct KeygenArguments {
    KeyArguments key;
    QString name; ///< of the owner, for people
    bool isProtected = false;
    bool json = false;
};

struct PackArguments {
    QString folder; ///< empty: module
    QString module;
    QStringList libraries;
    QString output; ///< empty: named after id and version
    QString vendor;
    QString licenceFile;
    QString icon;
    QString changes;
    KeyArguments key; ///< without file: not signed
    bool json = false;
};

struct VerifyArguments {
    QString file;
    QString trustedKey; ///< a file with a public key to trust this once
    bool json = false;
};

/// Makes FILE and FILE.pub.
[[nodiscard]] ExitCode generateKey(const KeygenArguments &arguments);
[[nodiscard]] ExitCode packDriver(const PackArguments &arguments, const Interrupt &interrupt);
[[nodiscard]] ExitCode signDriver(const QString &bundle, const KeyArguments &key, bool json, const Interrupt &interrupt);
/// Tells what a bundle is, without running any of it: Done where it is signed by someone trusted, Untrusted where it is whole,
/// Refused where it is not to be installed.
[[nodiscard]] ExitCode verifyDriver(const VerifyArguments &arguments, const Interrupt &interrupt);

} // namespace cli
