#pragma once

#include "core/plugins/install/drivermanager.h"
#include "ui/drivers/driverview.h"

namespace workbench {

struct DriversSnapshot;

/// What a bundle's inspection says, in words, and what a person is asked.
struct PlanView {
    DriverView driver;
    QString title; ///< "Update Scratch from 1.0 to 1.1"
    QString consequence; ///< what becomes of the version there is; may be empty
    Tone trustTone = Tone::Quiet;
    QString trust; ///< who signed it
    QString trustMeaning; ///< what that means for a person
    bool asksForKey = false;
    bool isIsolated = false; ///< proposed
    QString refusal; ///< not empty: it can't be installed
    QString toDo;
    QString refusalDetails; ///< all there is to say, for copying
    QStringList warnings;
    QString accept; ///< of the button, with a mnemonic
};

/// An outcome in words.
struct OutcomeView {
    Tone tone = Tone::Good;
    QString sentence;
    QString details;
    QString checked;
    QList<CheckView> checks;
};

[[nodiscard]] DriverView viewOf(const dumbo::DriverInfo &info, const QList<dumbo::DriverUpdate> &updates);
[[nodiscard]] PlanView viewOf(const dumbo::InstallPlan &plan);
[[nodiscard]] OutcomeView viewOf(const dumbo::InstallOutcome &outcome, const QString &name);
/// Why something was refused; the details have all lines.
[[nodiscard]] OutcomeView refusalOf(const dumbo::Error &error);

/// Of a catalogue; its row differs from that of an installed driver in what the state and the origin say.
[[nodiscard]] DriverView viewOf(const dumbo::CatalogueOffer &offer, const DriversSnapshot &snapshot);
/// More lines about it.
[[nodiscard]] QString offerText(const dumbo::CatalogueOffer &offer);
/// "5 min ago"; "never" for no time.
[[nodiscard]] QString agoText(const QDateTime &utc);

/// "1a2b 3c4d …": as much of a fingerprint as people compare.
[[nodiscard]] QString shortFingerprint(const QString &fingerprint);
/// What running in a process of its own is good for, and what not.
[[nodiscard]] QString isolationMeaning();

} // namespace workbench
