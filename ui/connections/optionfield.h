#pragma once

#include "core/plugins/manifest.h"

#include <QWidget>

#include <optional>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace workbench {

/// One option of a connection as a person fills it in, drawn after its type. An empty field means the driver's default, which is
/// shown in its place.
class OptionField : public QWidget {
    Q_OBJECT

public:
    explicit OptionField(const dumbo::OptionDescription &option, QWidget *parent = nullptr);

    [[nodiscard]] const dumbo::OptionDescription &option() const { return m_option; }
    [[nodiscard]] bool isSecret() const { return m_option.type == dumbo::OptionDescription::Type::Secret; }
    /// A check box carries its label itself.
    [[nodiscard]] bool hasOwnLabel() const { return m_box != nullptr; }
    /// Nothing where the default holds. Of a secret its text.
    [[nodiscard]] std::optional<dumbo::OptionValue> value() const;
    /// What is wrong with the field as it stands; empty: nothing.
    [[nodiscard]] QString fault() const;
    /// What setError() was told.
    [[nodiscard]] QString error() const;

    /// Does not emit edited().
    void setValue(const std::optional<dumbo::OptionValue> &value);
    /// Words below the field, and a mark in it; empty takes them away.
    void setError(const QString &error);
    /// Where the keyboard goes.
    [[nodiscard]] QWidget *input() const;

Q_SIGNALS:
    /// By a person.
    void edited();

private:
    void makeLine();
    void makeBox();
    void makeChoice();
    void addRevealer();
    void addPicker();
    void pick();
    [[nodiscard]] std::optional<dumbo::OptionValue> lineValue() const;

    dumbo::OptionDescription m_option;
    QLineEdit *m_line = nullptr;
    QCheckBox *m_box = nullptr;
    QComboBox *m_choice = nullptr;
    QLabel *m_errorLabel = nullptr;
    QAction *m_errorMark = nullptr;
    bool m_explicit = false; ///< a box that was set to what is the default anyway
};

} // namespace workbench
