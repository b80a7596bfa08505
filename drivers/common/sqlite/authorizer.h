#pragma once

#include <QByteArray>
#include <QString>

namespace dumbo::sqlite {

/// What SQLite asks while it prepares statements (https://www.sqlite.org/c3ref/set_authorizer.html): refuses
/// on read-only connections what the read-only flag and PRAGMA query_only leave open, and notes what a
/// statement touches.
class Authorizer
{
public:
    /// What one statement touches.
    struct Notes
    {
        QByteArray insertSchema; ///< the table that its INSERT writes; empty where there is none
        QByteArray insertTable;
        bool readsView = false; ///< a column is read through a view
    };

    explicit Authorizer(bool readOnly);

    /// Forgets what was noted of the last statement.
    void beginStatement();
    /// SQLITE_OK or SQLITE_DENY.
    [[nodiscard]] int decide(
        int action, const char *first, const char *second, const char *schema, const char *inside);
    /// While on, everything is allowed: for the driver's own settings.
    void setTrusted(bool trusted) { m_trusted = trusted; }

    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }

    /// Why the last statement was refused, for people; empty when it was not refused here.
    [[nodiscard]] QString refusal() const { return m_refusal; }
    [[nodiscard]] const Notes &notes() const { return m_notes; }
    /// Whether anything changed the state of this connection (attached files, settings, temporary objects)
    /// since it was made.
    [[nodiscard]] bool sessionChanged() const { return m_sessionChanged; }
    /// True once after a PRAGMA that sets what the engine has to know of: the busy timeout, the encoding.
    [[nodiscard]] bool takeSettingChange();

private:
    int decidePragma(const QByteArray &name, const char *argument);
    int refuse(const QString &reason);

    bool m_readOnly;
    bool m_trusted = false;
    bool m_sessionChanged = false;
    bool m_settingChanged = false;
    QString m_refusal;
    Notes m_notes;
};

} // namespace dumbo::sqlite
