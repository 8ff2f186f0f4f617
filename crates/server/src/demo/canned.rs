//! What people of the sample organization write often.

use chrono::TimeDelta;
use goodturn_domain::{Actor, CannedTextId, Intent, TextOwner, Timestamp};

use super::company::{Company, title};
use super::script::{Script, words};

/// What each team keeps: its name, and texts with their names.
const OF_TEAMS: [(&str, &str, &str); 4] = [
    (
        "IT",
        "Restart first",
        "Hello {requester}, please restart the machine once and tell me whether {number} is still true afterwards.",
    ),
    (
        "IT",
        "It is on its way",
        "Hello {requester}, this is ordered. You will have it by {promise}; I will write when it is on your desk.",
    ),
    (
        "People",
        "Kept between us",
        "Thank you for telling us, {requester}. Only the people of {team} read this, and I will come back to you by {next_word}.",
    ),
    (
        "Facilities",
        "Somebody comes by",
        "Hello {requester}, somebody of {team} comes by. Is there a time that does not suit you?",
    ),
];

const MINE: [(&str, &str); 2] = [
    ("Thank you, and by when", "Thank you, {requester}. You will have it by {promise}.\n\n{me}"),
    ("It takes longer", "{requester}, this takes longer than I thought. I will write again by {next_word}."),
];

pub(super) fn tell(company: &Company, script: &mut Script, now: Timestamp) {
    let at = now.plus(-TimeDelta::days(90));
    let mut write = |person, owner, name: &str, text: &str| {
        let canned_text = CannedTextId::derived(company.id.uuid(), &format!("canned text {name}"));
        let intent = Intent::WriteCannedText { canned_text, owner, name: title(name), words: words(text) };
        script.tell(at, Actor::Person(person), intent);
    };
    for (name, text) in MINE {
        write(company.me, TextOwner::Person(company.me), name, text);
    }
    for (team, name, text) in OF_TEAMS {
        if let Some(team) = company.teams.iter().find(|it| it.name == team)
            && let Some(lead) = team.members.first()
        {
            write(*lead, TextOwner::Team(team.id), name, text);
        }
    }
}
