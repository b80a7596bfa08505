#pragma once

#include "ui/valuepanel/valuecontent.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace workbench {

class HexView;
class ImageView;
class MessageArea;
class ValueText;

/// One value, byte by byte as it is: as text, indented JSON, bytes or a picture. Opens in the form that fits;
/// a form a person chose instead is kept for values of the same sort.
class ValuePanel : public QWidget
{
    Q_OBJECT

public:
    enum class Mode : quint8 { Text, Json, Hex, Image };

    explicit ValuePanel(QWidget *parent = nullptr);

    void setValue(const ValueContent &value);
    /// Says that no cell is chosen.
    void clear();
    const ValueContent &value() const { return m_value; }

    Mode mode() const { return m_mode; }
    bool isAvailable(Mode mode) const;
    void setMode(Mode mode);
    void setWrapping(bool wrapped);

    /// The whole value: its text, its bytes as hex digits, or the picture, by mode.
    void copy();
    /// Asks where to, and writes the exact bytes of the whole value.
    void save();
    [[nodiscard]] dumbo::Result<void> saveTo(const QString &path) const;
    /// Fetches the rest of a value of which only the beginning is there.
    void loadAll(const std::function<void()> &then = {});

private:
    void makeBar();
    Mode fittingMode() const;
    bool looksLikeJson() const;
    void showValue();
    void showMode();
    void showJson();
    void showPlaceholder(const QString &text);
    void showFacts();
    void offerLoading();
    void finishLoading(const dumbo::Result<QByteArray> &loaded, const std::function<void()> &then);
    void copyNow();
    void askForFile();
    QString suggestedName() const;

    ValueContent m_value;
    bool m_hasValue = false;
    bool m_isText = false;
    QByteArray m_imageFormat;
    Mode m_mode = Mode::Text;
    QHash<Mode, Mode> m_chosen;
    quint64 m_generation = 0;
    QString m_note;

    QTabBar *m_tabs;
    QToolButton *m_wrap;
    QToolButton *m_copy;
    QToolButton *m_save;
    MessageArea *m_messages;
    QStackedWidget *m_pages;
    QLabel *m_placeholder;
    ValueText *m_text;
    HexView *m_hex;
    ImageView *m_image;
    QLabel *m_facts;
};

}
