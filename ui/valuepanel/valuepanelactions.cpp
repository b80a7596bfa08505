// Loading, copying and saving of ValuePanel.
#include "ui/valuepanel/valuepanel.h"

#include "ui/shell/messagearea.h"
#include "ui/valuepanel/imageview.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLocale>
#include <QSaveFile>

namespace workbench {

namespace {

const QString loadMessage = QStringLiteral("load");

QString roundSize(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

}

void ValuePanel::offerLoading()
{
    if (m_value.kind == ValueContent::Kind::Null || m_value.isWhole() || !m_value.loader)
        return;
    const QString text = tr("The first %1 of %2 are here.");
    m_messages->show({ .kind = InlineMessage::Kind::Information,
        .text = text.arg(roundSize(m_value.bytes.size()), roundSize(m_value.fullSize)),
        .details = {},
        .buttons = { { tr("Load all"), [this] { loadAll(); } } },
        .replaces = loadMessage });
}

void ValuePanel::loadAll(const std::function<void()> &then)
{
    if (m_value.isWhole() || !m_value.loader) {
        if (then)
            then();
        return;
    }
    m_messages->show({ .kind = InlineMessage::Kind::Information,
        .text = tr("Loading %1…").arg(roundSize(m_value.fullSize)),
        .details = {},
        .buttons = {},
        .replaces = loadMessage });
    const quint64 generation = m_generation;
    m_value.loader(this, [this, generation, then](const dumbo::Result<QByteArray> &loaded) {
        if (generation == m_generation)
            finishLoading(loaded, then);
    });
}

void ValuePanel::finishLoading(const dumbo::Result<QByteArray> &loaded, const std::function<void()> &then)
{
    m_messages->dismiss(loadMessage);
    if (!loaded) {
        InlineMessage message = InlineMessage::fromError(loaded.error(), tr("The value could not be loaded"));
        message.buttons.push_back({ tr("Try again"), [this] { loadAll(); } });
        message.replaces = loadMessage;
        m_messages->show(message);
        return;
    }
    m_value.bytes = *loaded;
    m_value.fullSize = loaded->size();
    showValue();
    if (then)
        then();
}

void ValuePanel::copy()
{
    if (m_hasValue && m_value.kind != ValueContent::Kind::Null)
        loadAll([this] { copyNow(); });
}

void ValuePanel::copyNow()
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (m_mode == Mode::Image && !m_image->image().isNull())
        clipboard->setImage(m_image->image());
    else if (m_mode == Mode::Hex || !m_isText)
        clipboard->setText(QString::fromLatin1(m_value.bytes.toHex()));
    else
        clipboard->setText(QString::fromUtf8(m_value.bytes));
}

void ValuePanel::save()
{
    if (m_hasValue && m_value.kind != ValueContent::Kind::Null)
        loadAll([this] { askForFile(); });
}

QString ValuePanel::suggestedName() const
{
    if (!m_imageFormat.isEmpty())
        return QStringLiteral("value.") + QString::fromLatin1(m_imageFormat);
    if (!m_isText)
        return QStringLiteral("value.bin");
    return m_mode == Mode::Json ? QStringLiteral("value.json") : QStringLiteral("value.txt");
}

void ValuePanel::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the value"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggestedName());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (const auto saved = saveTo(path); !saved)
            m_messages->showError(saved.error());
    });
    dialog->open();
}

dumbo::Result<void> ValuePanel::saveTo(const QString &path) const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_value.bytes) != m_value.bytes.size()
        || !file.commit())
        return dumbo::fail(dumbo::ErrorKind::System, tr("Cannot write %1: %2").arg(path, file.errorString()));
    return {};
}

}
