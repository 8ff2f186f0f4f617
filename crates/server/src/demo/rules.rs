//! The rules of the teams that others ask most, and a request that one of them has touched.

use chrono::TimeDelta;
use goodturn_domain::rule::{Named, Names, parse};
use goodturn_domain::{Actor, Addressee, Intent, PersonId, Priority, RuleId, Timestamp, Visibility};

use super::company::{Company, title};
use super::script::{Asked, Script};

/// Of which team, what it is called, and what it says. They were made this morning: what was asked before is as it was.
const RULES: [(&str, &str, &str); 11] = [
    ("IT", "Moves of the office", "when asked if words:move,moves,moving then label \"Office move\", watch {lead}"),
    (
        "IT",
        "Nobody waits unheard",
        "when silent for 3 days if -is:waiting then note \"Nothing was said for three days. A short word helps.\"",
    ),
    (
        "HR",
        "Outside our hours",
        "when asked if is:outside-hours then say \"Thank you, {requester}. We read this when our day begins.\"",
    ),
    ("HR", "Confidential", "when asked if is:confidential then label Confidential, watch {lead}"),
    (
        "FAC",
        "Water first",
        "when asked if words:leak,leaks,leaking,water then priority urgent, label Water, watch {lead}",
    ),
    ("LST", "Pressing first", "when asked if priority:>=high then label Pressing"),
    (
        "LST",
        "Nobody waits unheard",
        "when silent for 3 days if -is:waiting then note \"Nothing was said for three days. A short word helps.\"",
    ),
    ("IT", "Laptops by turns", "when asked if words:laptop,laptops then hand over by turns at most 8"),
    (
        "HR",
        "Payroll to who knows it",
        "when asked if words:payslip,payroll,salary then hand over to who has least at most 8 who knows Payroll",
    ),
    ("LST", "Brochures by turns", "when asked if words:brochure,brochures then hand over by turns"),
    ("FAC", "A promise has passed", "when promise late then watch {lead}, note \"Tell {requester} what happens now.\""),
];

pub(super) fn tell(company: &Company, script: &mut Script, now: Timestamp) {
    let at = now.plus(-TimeDelta::minutes(50));
    for (prefix, name, text) in RULES {
        let team = company.team_with(prefix);
        let Some(lead) = team.members.first().copied() else { continue };
        let text = text.replace("{lead}", &format!("@{{{lead}}}"));
        let body = parse(&text, title(name), &names(&[lead])).expect("the rules of the sample are checked by a test");
        let rule = RuleId::derived(company.id.uuid(), &format!("{prefix} {name}"));
        script.tell(at, Actor::Person(lead), Intent::KeepRule { team: team.id, rule, body: Box::new(body) });
    }
    let (asker, listings) = (company.team_with("SAL").members.first(), company.team_with("LST"));
    let (Some(asker), Some(helper)) = (asker, listings.members.iter().find(|it| **it != company.me)) else { return };
    let asked = Asked {
        request: company.request("pressing floor plan"),
        addressee: Addressee::Team(listings.id),
        title: "Floor plan of the boathouse for tonight's viewing",
        details: "The buyers have moved their visit to this evening. The old plan still shows the wall that came down.",
        visibility: Visibility::Teams,
        priority: Priority::High,
        needed_by: None,
    };
    let by_turns = Asked {
        request: company.request("brochure by turns"),
        title: "Brochure of the mill house in French",
        details: "Two families from Lyon come on the weekend after next. Four printed ones are enough.",
        priority: Priority::Normal,
        ..asked
    };
    script.ask(now.plus(-TimeDelta::minutes(25)), *asker, by_turns);
    let request = asked.request;
    script.ask(now.plus(-TimeDelta::minutes(40)), *asker, asked);
    let promise = Some(now.plus(TimeDelta::hours(4)));
    let taken = Intent::Acknowledge { request, promise, next_word: None, words: None };
    script.tell(now.plus(-TimeDelta::minutes(30)), Actor::Person(*helper), taken);
}

/// They are meant by their ids.
fn names(people: &[PersonId]) -> Names {
    let named = |id: &PersonId| Named { id: *id, name: id.to_string(), is_active: true };
    Names { people: people.iter().map(named).collect(), teams: Vec::new() }
}
