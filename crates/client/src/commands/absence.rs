//! Out of office: by days, as people say it, in the time zone of who is away.

use chrono::{NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use goodturn_domain::person::Absence;
use goodturn_domain::{Intent, Person, PersonId, Timestamp};

use super::{id_of, optional_id};
use crate::App;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{DaysAway, OutOfOffice, RequestRow, SetAbsence};

pub(super) async fn set_absence(app: &App, args: SetAbsence) -> Result<(), CommandError> {
    let id: PersonId = id_of(&args.person)?;
    app.blocking(move |workspace, now| {
        let zone = workspace.people()?.find(id).ok_or_else(CommandError::not_found)?.zone;
        let absence = args.absence.as_ref().map(|it| absence_of(it, zone)).transpose()?;
        workspace.perform(Intent::SetAbsence { person: id, absence }, now)
    })
    .await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}

/// What I have promised for the days on which I would be away: to be handed over, or promised anew, before.
pub(super) async fn promises_while_away(app: &App, args: DaysAway) -> Result<Vec<RequestRow>, CommandError> {
    app.blocking(move |workspace, now| {
        let me = workspace.me();
        let zone = workspace.people()?.find(me).ok_or_else(CommandError::not_found)?.zone;
        let (from, until) = (begin_of(&args.first_day, zone)?, begin_of(&args.back_on, zone)?);
        let mut promises = workspace.store().list_promises_due(me, until)?;
        promises.retain(|it| it.request.promise().is_some_and(|promise| promise.due >= from));
        Ok(Presenter::new(workspace, now)?.rows(promises))
    })
    .await
}

/// The time away of a person in days; none when it is over.
pub(crate) fn shown_absence(person: &Person, now: Timestamp) -> Option<OutOfOffice> {
    let absence = person.absence.filter(|it| it.until > now)?;
    let day = |at: Timestamp| at.to_utc().with_timezone(&person.zone).date_naive().to_string();
    Some(OutOfOffice {
        first_day: day(absence.from),
        back_on: day(absence.until),
        substitute: absence.substitute.map(|it| it.to_string()),
    })
}

fn absence_of(shown: &OutOfOffice, zone: Tz) -> Result<Absence, CommandError> {
    let (from, until) = (begin_of(&shown.first_day, zone)?, begin_of(&shown.back_on, zone)?);
    Ok(Absence { from, until, substitute: optional_id(shown.substitute.as_deref())? })
}

/// The first moment of a day. There are places and days that have no midnight.
fn begin_of(day: &str, zone: Tz) -> Result<Timestamp, CommandError> {
    let malformed = || CommandError::new("malformed", format!("{day:?} is no day"));
    let read: NaiveDate = day.parse().map_err(|_| malformed())?;
    let midnight = read.and_time(NaiveTime::MIN);
    let noon = || read.and_hms_opt(12, 0, 0);
    let begin = zone.from_local_datetime(&midnight).earliest();
    let begin = begin.or_else(|| noon().and_then(|noon| zone.from_local_datetime(&noon).earliest()));
    Ok(begin.ok_or_else(malformed)?.to_utc().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_in_the_zone_of_who_is_away() {
        let begin = |day: &str, zone: Tz| begin_of(day, zone).map(|at| at.to_utc().to_rfc3339()).ok();

        assert_eq!(begin("2026-12-01", Tz::Europe__Berlin).as_deref(), Some("2026-11-30T23:00:00+00:00"));
        assert_eq!(begin("2018-11-04", Tz::America__Sao_Paulo).as_deref(), Some("2018-11-04T14:00:00+00:00"));
        assert_eq!(begin("2026-02-30", Tz::UTC), None);
    }
}
