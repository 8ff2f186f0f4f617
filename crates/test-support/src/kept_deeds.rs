//! Deeds with what teams and people keep: templates, what recurs, answers.

use chrono::NaiveDate;
use goodturn_domain::{
    AnswerAudience, CalendarAddress, CalendarProblem, CalendarReading, Cycle, Intent, KnownAnswerId, TeamId,
    TemplateId, TextOwner,
};

use crate::builders::{title, words};
use crate::cast::{PEOPLE, monday, who};
use crate::deeds::{Deed, addressee};
use crate::recurrences;

/// A template of a team that is written or removed.
pub(crate) fn templated(deed: &Deed, team: TeamId) -> Intent {
    let (template, owner) = (TemplateId::derived(uuid::Uuid::nil(), &team.to_string()), TextOwner::Team(team));
    if deed.hours % 3 == 0 {
        return Intent::RemoveTemplate { template };
    }
    let wish = Box::new(recurrences::a_wish(&format!("Number {}", deed.hours), addressee(deed.request)));
    Intent::WriteTemplate { template, owner, name: title("Template"), wish }
}

/// A calendar of the web that a team follows, one of two, or none; or one that somebody says to have read, which is the
/// server's to say.
pub(crate) fn followed(deed: &Deed, team: TeamId) -> Intent {
    let text = ["https://example.org/free.ics", "webcal://example.org/other.ics"][deed.request % 2];
    let address = CalendarAddress::new(text).expect("it is one");
    match deed.hours.rem_euclid(6) {
        0 => Intent::FollowCalendar { team, address: None },
        1 => Intent::TakeCalendar { team, address, reading: CalendarReading::Problem(CalendarProblem::Unreachable) },
        _ => Intent::FollowCalendar { team, address: Some(address) },
    }
}

/// What somebody asks again and again: kept, changed, paused, gone on with, dropped and brought back. Few of them, so that two
/// devices of a person meet at them.
pub(crate) fn recurring(deed: &Deed) -> Intent {
    let name = ["one", "other"][deed.request % 2];
    let recurrence = recurrences::recurrence(name);
    match deed.hours.rem_euclid(7) {
        0 => Intent::PauseRecurrence { recurrence },
        1 => Intent::ResumeRecurrence { recurrence },
        2 => Intent::DropRecurrence { recurrence },
        3 => Intent::RestoreRecurrence { recurrence },
        _ => {
            let cycle = Cycle { from_completion: deed.request.is_multiple_of(2), ..recurrences::weekly() };
            let wish = recurrences::a_wish(&format!("Number {}", deed.hours), addressee(deed.request));
            recurrences::keep(name, wish, cycle, monday())
        }
    }
}

/// Few answers, in few versions, so that people meet at them.
pub(crate) fn answer(deed: &Deed, team: TeamId) -> Intent {
    let answer = KnownAnswerId::derived(uuid::Uuid::nil(), ["vpn", "lease"][deed.request % 2]);
    let person = who(PEOPLE[deed.request % PEOPLE.len()].0);
    let (title, words) = (title("The VPN does not connect"), words(&format!("Number {}", deed.hours)));
    let audience = if deed.choice.is_multiple_of(2) { AnswerAudience::Organization } else { AnswerAudience::Team };
    let review_on = NaiveDate::from_ymd_opt(2027, 5, 1 + u32::try_from(deed.request).unwrap_or(0)).unwrap_or_default();
    match deed.hours.rem_euclid(8) {
        0 | 1 => Intent::WriteAnswer { answer, team, title, words, owner: person, audience, review_on, source: None },
        2 => {
            let from = u32::try_from(deed.request % 3).unwrap_or(0) + 1;
            let review_on = deed.choice.is_multiple_of(3).then_some(review_on);
            Intent::ChangeAnswer { answer, from, title, words, owner: person, audience, review_on }
        }
        3 => Intent::ReviewAnswer { answer, review_on },
        4 => Intent::RetireAnswer { answer },
        5 => Intent::RestoreAnswer { answer },
        helpful => {
            let is_helpful = (!deed.request.is_multiple_of(3)).then_some(helpful == 6);
            Intent::JudgeAnswer { answer, is_helpful }
        }
    }
}
