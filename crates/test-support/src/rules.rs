//! Rules of the cast's teams, as they are written.

use goodturn_domain::rule::{Named, Names, RuleBody, parse};
use goodturn_domain::{Intent, RuleId};
use uuid::Uuid;

use crate::builders::title;
use crate::cast::{PEOPLE, TEAMS, team, who};

/// The rule of that name.
pub fn a_rule_id(name: &str) -> RuleId {
    RuleId::derived(Uuid::nil(), name)
}

/// What the cast and its teams are called.
pub fn names_of_the_cast() -> Names {
    Names {
        people: PEOPLE
            .iter()
            .map(|(name, _)| Named { id: who(name), name: (*name).to_owned(), is_active: true })
            .collect(),
        teams: TEAMS
            .iter()
            .map(|(name, _)| Named { id: team(name), name: (*name).to_owned(), is_active: true })
            .collect(),
    }
}

/// A rule of that name; it has to be one.
pub fn a_rule(name: &str, text: &str) -> RuleBody {
    parse(text, title(name), &names_of_the_cast()).unwrap_or_else(|problem| panic!("{text}: {problem:?}"))
}

/// The intent that keeps a rule of a team.
pub fn keep_rule(of: &str, id: &str, body: RuleBody) -> Intent {
    Intent::KeepRule { team: team(of), rule: a_rule_id(id), body: Box::new(body) }
}

/// A rule of one of two teams that hand over to each other, changed, moved or dropped.
pub(crate) fn by_chance(which: usize, hours: i64) -> Intent {
    let of = ["sales", "legal"][which % 2];
    let (id, other) = (["one", "other"][which / 2 % 2], a_rule_id("other"));
    let (team, rule) = (team(of), a_rule_id(id));
    let text = match hours % 8 {
        0 => return Intent::DropRule { team, rule },
        1 => return Intent::MoveRule { team, rule, before: Some(other) },
        2 => "when asked then hand over to #sales, watch @kim",
        3 => "when asked then hand over by turns at most 3",
        4 => "when handed over then hand over to who has least who is at work, label Shared",
        5 => "when handed over if -label:deed then hand over to #legal, label Deed",
        6 => "when requester said then say \"Hello {requester}\", priority high",
        _ => "when taken if stage:acknowledged then note \"Look at {title}\", ask @tom to agree",
    };
    keep_rule(of, id, a_rule(id, text))
}
