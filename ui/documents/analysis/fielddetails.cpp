#include "ui/documents/analysis/fielddetails.h"

#include "core/documents/analysis/deviation.h"
#include "ui/documents/analysis/fielddelegate.h"
#include "ui/documents/analysis/fieldmodel.h"
#include "ui/documents/analysis/histogramview.h"
#include "ui/shell/theme.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTimeZone>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

using dumbo::DocumentFilter;
using dumbo::FieldProfile;
using dumbo::ValueType;

namespace {

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    auto font = label->font();
    font.setBold(true);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText);
    return label;
}

DocumentFilter condition(DocumentFilter::Kind kind, const dumbo::DocumentPath &path, const QByteArray &value)
{
    DocumentFilter filter;
    filter.kind = kind;
    filter.path = path;
    filter.value = value;
    return filter;
}

QString dateLabel(double milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(qint64(milliseconds), QTimeZone::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString numberLabel(double number)
{
    return QLocale().toString(number, 'g', 6);
}

/// A number of a filter: the shortest text that reads back the same.
QByteArray numberText(double number)
{
    return QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
}

QByteArray dateText(double milliseconds)
{
    return '"' + QDateTime::fromMSecsSinceEpoch(qint64(milliseconds), QTimeZone::UTC).toString(Qt::ISODateWithMs).toLatin1() + '"';
}

} // namespace

FieldDetails::FieldDetails(QWidget *parent)
    : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    column->setSpacing(theme::unit);
    m_title = makeHeading({}, content);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts = new QLabel(content);
    m_facts->setWordWrap(true);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_deviation = new QLabel(content);
    m_deviation->setWordWrap(true);
    m_deviation->setTextFormat(Qt::PlainText);
    m_deviating = new QPushButton(theme::icon(QStringLiteral("view-filter")), tr("Show These Documents"), content);
    m_deviating->setToolTip(tr("Finds the documents in which this field is unlike most"));
    m_typesHeading = makeHeading(tr("Types"), content);
    m_types = new QVBoxLayout;
    m_types->setSpacing(0);
    m_histogramHeading = makeHeading({}, content);
    m_histogram = new HistogramView(content);
    m_valuesHeading = makeHeading({}, content);
    m_values = new QTreeWidget(content);
    m_values->setHeaderLabels({ tr("Value"), tr("Count") });
    m_values->setRootIsDecorated(false);
    m_values->setUniformRowHeights(true);
    m_values->header()->setStretchLastSection(false);
    m_values->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_values->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_values->setMinimumHeight(14 * theme::unit);
    m_values->setToolTip(tr("Enter or a double click finds the documents with this value"));
    for (auto *widget : std::initializer_list<QWidget *> { m_title, m_facts, m_deviation })
        column->addWidget(widget);
    column->addWidget(m_deviating, 0, Qt::AlignLeft);
    column->addWidget(m_typesHeading);
    column->addLayout(m_types);
    for (auto *widget : std::initializer_list<QWidget *> { m_histogramHeading, m_histogram, m_valuesHeading })
        column->addWidget(widget);
    column->addWidget(m_values, 1);
    setWidget(content);

    connect(m_deviating, &QPushButton::clicked, this, [this] {
        if (const auto found = dumbo::deviation(*m_profile, m_place))
            Q_EMIT filterWanted(found->filter);
    });
    connect(m_histogram, &HistogramView::barChosen, this, &FieldDetails::chooseRange);
    connect(m_values, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        const auto text = item->data(0, Qt::UserRole).toByteArray();
        if (!text.isEmpty())
            Q_EMIT filterWanted(condition(DocumentFilter::Kind::Equal, path(), text));
    });
    clear();
}

void FieldDetails::clear()
{
    m_profile.reset();
    widget()->hide();
}

dumbo::DocumentPath FieldDetails::path() const
{
    return dumbo::filterPath(*m_profile, m_place);
}

void FieldDetails::showField(const std::shared_ptr<const dumbo::DocumentProfile> &profile, const std::vector<int> &place)
{
    m_profile = profile;
    m_place = place;
    const auto *field = &profile->root;
    QString title;
    for (const auto index : place) {
        field = &field->children[std::size_t(index)];
        title += field->isElement ? QStringLiteral("[]") : (title.isEmpty() ? QString() : QStringLiteral(".")) + QString::fromUtf8(field->key);
    }
    m_title->setText(title);
    showFacts(*field);
    showTypes(*field);
    const auto found = dumbo::deviation(*profile, place);
    m_deviation->setText(found ? tr("Unlike most: %1.").arg(found->sentence) : QString());
    m_deviation->setVisible(found.has_value());
    m_deviating->setVisible(found.has_value());
    showHistogram(*field);
    showValues(*field);
    widget()->show();
}

void FieldDetails::showFacts(const FieldProfile &field)
{
    const auto locale = QLocale();
    QStringList lines;
    lines.append(tr("%1 values, %2%3 different").arg(locale.toString(field.count),
        field.distinctIsEstimate ? QStringLiteral("≈ ") : QString(), locale.toString(field.distinct)));
    if (!field.smallestNumber.isEmpty())
        lines.append(tr("Numbers from %1 to %2").arg(QString::fromUtf8(field.smallestNumber), QString::fromUtf8(field.largestNumber)));
    if (field.textLengths.count > 0) {
        lines.append(tr("Texts of %1 to %2 characters, %3 on average")
                         .arg(locale.toString(field.textLengths.shortest), locale.toString(field.textLengths.longest),
                             locale.toString(field.textLengths.average, 'f', 1)));
    }
    if (field.arrayLengths.count > 0) {
        lines.append(tr("Arrays of %1 to %2 elements, %3 on average")
                         .arg(locale.toString(field.arrayLengths.shortest), locale.toString(field.arrayLengths.longest),
                             locale.toString(field.arrayLengths.average, 'f', 1)));
    }
    if (field.dateLike > 0)
        lines.append(tr("%1 texts look like dates").arg(locale.toString(field.dateLike)));
    if (field.repeated > 0)
        lines.append(tr("%1 objects have the key more than once").arg(locale.toString(field.repeated)));
    if (field.isCut)
        lines.append(tr("There are more fields below than are counted one by one"));
    m_facts->setText(lines.join(u'\n'));
}

void FieldDetails::showTypes(const FieldProfile &field)
{
    while (auto *item = m_types->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    int kinds = 0;
    for (int type = 0; type < dumbo::valueTypeCount; ++type)
        kinds += field.typeCount(ValueType(type)) > 0 ? 1 : 0;
    m_typesHeading->setVisible(kinds > 1);
    for (int type = 0; kinds > 1 && type < dumbo::valueTypeCount; ++type) {
        const auto count = field.typeCount(ValueType(type));
        if (count == 0)
            continue;
        auto *button = new QToolButton(widget());
        QPixmap square(theme::unit, theme::unit);
        square.fill(typeColor(ValueType(type)));
        button->setIcon(square);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setText(QStringLiteral("%1  %2").arg(dumbo::valueTypeName(ValueType(type)), QLocale().toString(count)));
        button->setToolTip(tr("Finds the documents in which it is of this type"));
        connect(button, &QToolButton::clicked, this, [this, type] {
            Q_EMIT filterWanted(dumbo::placeHasType(*m_profile, m_place, ValueType(type)));
        });
        m_types->addWidget(button, 0, Qt::AlignLeft);
    }
}

void FieldDetails::showHistogram(const FieldProfile &field)
{
    m_barsAreDates = !field.dates.empty() && field.dateLike >= field.count / 2;
    const auto &bars = m_barsAreDates ? field.dates : field.numbers;
    const auto isLengths = bars.size() < 2 && (field.textLengths.bars.size() > 1 || field.arrayLengths.bars.size() > 1);
    const auto &lengths = field.textLengths.bars.size() > 1 ? field.textLengths.bars : field.arrayLengths.bars;
    const auto &shown = isLengths ? lengths : bars;
    m_histogramHeading->setText(isLengths ? (field.textLengths.bars.size() > 1 ? tr("Characters") : tr("Elements"))
            : m_barsAreDates              ? tr("Dates")
                                          : tr("Numbers"));
    m_histogram->setBars(shown, m_barsAreDates && !isLengths ? dateLabel : numberLabel);
    m_histogram->setEnabled(!isLengths); // no filter asks for lengths
    m_histogramHeading->setVisible(shown.size() > 1);
    m_histogram->setVisible(shown.size() > 1);
}

void FieldDetails::showValues(const FieldProfile &field)
{
    m_values->clear();
    for (const auto &value : field.frequent) {
        auto *item = new QTreeWidgetItem(m_values, { QString::fromUtf8(value.text), QLocale().toString(value.count) });
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(0, QString::fromUtf8(value.text));
        if (value.text.size() < FieldProfile::longestExample)
            item->setData(0, Qt::UserRole, value.text);
    }
    const auto isAll = qint64(field.frequent.size()) == field.distinct;
    m_valuesHeading->setText(isAll ? tr("All values") : field.distinctIsEstimate ? tr("Some values") : tr("Most frequent values"));
    m_valuesHeading->setVisible(!field.frequent.empty());
    m_values->setVisible(!field.frequent.empty());
}

void FieldDetails::chooseRange(const dumbo::HistogramBar &bar)
{
    const auto text = m_barsAreDates ? dateText : numberText;
    DocumentFilter filter;
    filter.children.push_back(condition(DocumentFilter::Kind::GreaterOrEqual, path(), text(bar.from)));
    filter.children.push_back(condition(DocumentFilter::Kind::Less, path(), text(bar.to)));
    Q_EMIT filterWanted(filter);
}

} // namespace workbench
