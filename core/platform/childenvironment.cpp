#include "core/platform/childenvironment.h"

#include <QProcessEnvironment>
#include <QRegularExpression>

namespace dumbo {

QList<QByteArray> environmentWithoutSecrets()
{
    static const QRegularExpression secret(
        QStringLiteral("PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|_PASS$|(?<!^)(?<!^OLD)PWD$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto own = QProcessEnvironment::systemEnvironment();
    const auto names = own.keys();
    QList<QByteArray> kept;
    for (const auto &name : names) {
        if (!secret.match(name).hasMatch())
            kept.append(QString(name + u'=' + own.value(name)).toLocal8Bit());
    }
    return kept;
}

} // namespace dumbo
