#include "ui/settings/settingspage.h"

#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>

namespace workbench {

namespace {
constexpr int widestInput = 44 * theme::unit;
}

SettingsPage::SettingsPage(const QString &title, const QString &iconName)
    : m_title(title)
    , m_iconName(iconName)
    , m_content(new QWidget)
    , m_column(new QVBoxLayout(m_content))
    , m_form(new QFormLayout)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(title);
    m_column->setContentsMargins(2 * theme::unit, theme::unit, 2 * theme::unit, theme::unit);
    m_form->setHorizontalSpacing(2 * theme::unit);
    m_form->setVerticalSpacing(2 * theme::unit);
    m_form->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_column->addLayout(m_form);
    m_column->addStretch();
    setWidget(m_content);
}

void SettingsPage::addRow(const QString &label, QWidget *input, const QString &explanation)
{
    QString plain = label;
    plain.remove(u'&').remove(u':');
    input->setAccessibleName(plain);
    input->setAccessibleDescription(explanation);
    auto *box = new QWidget(m_content);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::unit / 2);
    if (!qobject_cast<QCheckBox *>(input))
        input->setMaximumWidth(widestInput);
    layout->addWidget(input);
    auto *help = new QLabel(explanation, box);
    help->setWordWrap(true);
    help->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(help);
    if (qobject_cast<QCheckBox *>(input)) {
        m_form->addRow(QString(), box);
    } else {
        auto *name = new QLabel(label, m_content);
        name->setBuddy(input);
        name->setMinimumHeight(input->sizeHint().height());
        name->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        name->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        m_form->addRow(name, box);
    }
    m_rows.push_back({ box, QStringList({ m_title, plain, explanation }).join(u' ') });
}

bool SettingsPage::filter(const QString &text)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    bool any = false;
    for (const Row &row : m_rows) {
        const bool fits = std::ranges::all_of(
            words, [&row](const QString &word) { return row.words.contains(word, Qt::CaseInsensitive); });
        m_form->setRowVisible(row.box, fits);
        any = any || fits;
    }
    return any;
}

} // namespace workbench
