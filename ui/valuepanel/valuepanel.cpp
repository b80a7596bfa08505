#include "ui/valuepanel/valuepanel.h"

#include "ui/shell/messagearea.h"
#include "ui/valuepanel/hexview.h"
#include "ui/valuepanel/imageview.h"
#include "ui/valuepanel/valuetext.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QUtf8StringView>
#include <QVBoxLayout>

namespace workbench {

namespace {

const QString jsonMessage = QStringLiteral("json");

QString sizeText(qint64 bytes)
{
    const QString exact = QLocale().toString(bytes);
    if (bytes < 1024)
        return bytes == 1 ? ValuePanel::tr("1 byte") : ValuePanel::tr("%1 bytes").arg(exact);
    const QString round = QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
    return ValuePanel::tr("%1 (%2 bytes)").arg(round, exact);
}

}

ValuePanel::ValuePanel(QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QTabBar)
    , m_wrap(new QToolButton)
    , m_copy(new QToolButton)
    , m_save(new QToolButton)
    , m_messages(new MessageArea)
    , m_pages(new QStackedWidget)
    , m_placeholder(new QLabel)
    , m_text(new ValueText)
    , m_hex(new HexView)
    , m_image(new ImageView)
    , m_facts(new QLabel)
{
    setObjectName(QStringLiteral("valuePanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(4, 4, 4, 0);
    bar->setSpacing(2);
    bar->addWidget(m_tabs);
    bar->addStretch();
    for (QToolButton *button : { m_wrap, m_copy, m_save })
        bar->addWidget(button);
    column->addLayout(bar);
    column->addWidget(m_messages);
    column->addWidget(m_pages, 1);
    column->addWidget(m_facts);
    for (QWidget *page : std::initializer_list<QWidget *> { m_placeholder, m_text, m_hex, m_image })
        m_pages->addWidget(page);
    m_placeholder->setAlignment(Qt::AlignCenter);
    m_placeholder->setForegroundRole(QPalette::PlaceholderText);
    m_placeholder->setWordWrap(true);
    m_facts->setContentsMargins(8, 4, 8, 4);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setObjectName(QStringLiteral("valueFacts"));
    makeBar();
    connect(m_image, &ImageView::descriptionChanged, this, &ValuePanel::showFacts);
    clear();
}

void ValuePanel::makeBar()
{
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    m_tabs->setObjectName(QStringLiteral("valueModes"));
    m_tabs->setAccessibleName(tr("How to show the value"));
    for (const QString &title : { tr("Text"), tr("JSON"), tr("Hex"), tr("Image") })
        m_tabs->addTab(title);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) { setMode(static_cast<Mode>(tab)); });
    const auto prepare = [](QToolButton *button, const char *icon, const QString &name, const char *object) {
        button->setAutoRaise(true);
        button->setIcon(QIcon::fromTheme(QLatin1StringView(icon)));
        button->setText(name);
        button->setToolTip(name);
        button->setAccessibleName(name);
        button->setObjectName(QLatin1StringView(object));
    };
    prepare(m_wrap, "text-wrap", tr("Wrap lines"), "valueWrap");
    prepare(m_copy, "edit-copy", tr("Copy the whole value"), "valueCopy");
    prepare(m_save, "document-save-as", tr("Save the value to a file"), "valueSave");
    m_wrap->setCheckable(true);
    m_wrap->setChecked(true);
    connect(m_wrap, &QToolButton::toggled, this, &ValuePanel::setWrapping);
    connect(m_copy, &QToolButton::clicked, this, &ValuePanel::copy);
    connect(m_save, &QToolButton::clicked, this, &ValuePanel::save);
}

void ValuePanel::setValue(const ValueContent &value)
{
    ++m_generation;
    m_value = value;
    m_hasValue = true;
    m_messages->clear();
    showValue();
    offerLoading();
}

void ValuePanel::clear()
{
    ++m_generation;
    m_value = {};
    m_hasValue = false;
    m_messages->clear();
    showValue();
}

void ValuePanel::showValue()
{
    const bool hasBytes = m_hasValue && m_value.kind != ValueContent::Kind::Null;
    m_isText = hasBytes
        && (m_value.isWhole() ? QUtf8StringView(m_value.bytes).isValidUtf8()
                              : QUtf8StringView(ValueText::wholeCharacters(m_value.bytes)).isValidUtf8());
    m_imageFormat
        = m_value.kind == ValueContent::Kind::Bytes ? ImageView::formatOf(m_value.bytes) : QByteArray();
    // Only a person's click is a choice.
    const QSignalBlocker quiet(m_tabs);
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        m_tabs->setTabEnabled(tab, isAvailable(static_cast<Mode>(tab)));
    for (QToolButton *button : { m_copy, m_save })
        button->setEnabled(hasBytes);
    m_note.clear();
    if (!m_hasValue) {
        showPlaceholder(tr("Choose a cell to see its value."));
    } else if (!hasBytes) {
        showPlaceholder(tr("NULL"));
    } else {
        const Mode fitting = fittingMode();
        const Mode chosen = m_chosen.value(fitting, fitting);
        m_mode = isAvailable(chosen) ? chosen : fitting;
        showMode();
    }
    showFacts();
}

bool ValuePanel::isAvailable(Mode mode) const
{
    if (!m_hasValue || m_value.kind == ValueContent::Kind::Null)
        return false;
    switch (mode) {
    case Mode::Text:
        return m_isText;
    case Mode::Json:
        return m_isText;
    case Mode::Hex:
        return true;
    case Mode::Image:
        return !m_imageFormat.isEmpty();
    }
    Q_UNREACHABLE_RETURN(false);
}

bool ValuePanel::looksLikeJson() const
{
    const QByteArrayView trimmed = QByteArrayView(m_value.bytes).trimmed();
    const bool opens = trimmed.startsWith('{') || trimmed.startsWith('[');
    return opens && m_value.isWhole() && trimmed.size() <= ValueText::jsonLimit
        && !layOutJson(trimmed).problem;
}

ValuePanel::Mode ValuePanel::fittingMode() const
{
    if (!m_imageFormat.isEmpty())
        return Mode::Image;
    if (!m_isText || m_value.kind == ValueContent::Kind::Bytes)
        return Mode::Hex;
    return m_value.kind == ValueContent::Kind::Json || looksLikeJson() ? Mode::Json : Mode::Text;
}

void ValuePanel::setMode(Mode mode)
{
    if (!isAvailable(mode))
        return;
    m_chosen[fittingMode()] = mode;
    m_mode = mode;
    m_note.clear();
    m_messages->dismiss(jsonMessage);
    showMode();
    showFacts();
}

void ValuePanel::showMode()
{
    const QSignalBlocker quiet(m_tabs);
    m_tabs->setCurrentIndex(static_cast<int>(m_mode));
    m_wrap->setEnabled(m_mode == Mode::Text || m_mode == Mode::Json);
    switch (m_mode) {
    case Mode::Text:
        m_text->showText(m_value.bytes);
        m_pages->setCurrentWidget(m_text);
        if (m_text->isCut())
            m_note = tr("only the beginning is shown");
        else if (m_value.bytes.isEmpty())
            m_note = tr("empty");
        break;
    case Mode::Json:
        showJson();
        break;
    case Mode::Hex:
        m_hex->setBytes(m_value.bytes);
        m_pages->setCurrentWidget(m_hex);
        break;
    case Mode::Image:
        m_image->setBytes(m_value.bytes);
        m_pages->setCurrentWidget(m_image);
        break;
    }
}

void ValuePanel::showJson()
{
    m_pages->setCurrentWidget(m_text);
    if (m_value.bytes.size() > ValueText::jsonLimit || !m_value.isWhole()) {
        m_text->showText(m_value.bytes);
        m_note = m_value.isWhole() ? tr("too large to indent here") : tr("indented once all of it is loaded");
        return;
    }
    const std::optional<JsonProblem> problem = m_text->showJson(m_value.bytes);
    if (m_text->isCut())
        m_note = tr("only the beginning is shown");
    if (!problem)
        return;
    const QString place = placeInText(m_value.bytes, problem->offset);
    m_messages->show({ .kind = InlineMessage::Kind::Warning,
        .text = tr("Not JSON at %1: %2").arg(place, problem->message),
        .details = {},
        .buttons = {},
        .replaces = jsonMessage });
}

void ValuePanel::showPlaceholder(const QString &text)
{
    m_placeholder->setText(text);
    const QSignalBlocker quiet(m_tabs);
    m_tabs->setCurrentIndex(static_cast<int>(Mode::Text));
    m_pages->setCurrentWidget(m_placeholder);
    m_wrap->setEnabled(false);
}

void ValuePanel::showFacts()
{
    QStringList facts;
    if (m_hasValue && !m_value.typeName.isEmpty())
        facts.append(m_value.typeName);
    if (m_hasValue && m_value.kind != ValueContent::Kind::Null) {
        facts.append(sizeText(m_value.fullSize));
        if (m_mode == Mode::Image && !m_image->description().isEmpty())
            facts.append(m_image->description());
        if (!m_note.isEmpty())
            facts.append(m_note);
    }
    const QString text = facts.join(QStringLiteral(" · "));
    m_facts->setText(text);
    m_facts->setToolTip(text.toHtmlEscaped());
}

void ValuePanel::setWrapping(bool wrapped)
{
    m_wrap->setChecked(wrapped);
    m_text->setLineWrapMode(wrapped ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
}

}
