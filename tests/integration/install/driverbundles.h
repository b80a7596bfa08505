#pragma once

#include "core/plugins/bundle/packbundle.h"
#include "core/plugins/install/drivermanager.h"

#include <QTemporaryDir>

namespace driverbundles {

/// The module below tests/fixtures/plugins/<fixture> in the build tree.
[[nodiscard]] QString module(const QString &fixture);
/// Packs it into folder/<name>.dumbodriver, signed where there is a key.
[[nodiscard]] QString pack(const QString &fixture, const QString &folder, const QString &name, const dumbo::SigningKey *key = nullptr);

/// Folders of a person's own, which the program's paths lead to as long as it lives.
class Home {
public:
    Home();
    ~Home();
    [[nodiscard]] QString path(const QString &below) const { return m_folder.filePath(below); }
    [[nodiscard]] QString plugins() const { return path(QStringLiteral("data/dumbo-workbench/plugins")); }

private:
    QTemporaryDir m_folder;
    QMap<QByteArray, QByteArray> m_before;
};

/// Changes a byte in the middle of a file, and neither its size nor its time.
[[nodiscard]] bool alter(const QString &path);

} // namespace driverbundles
