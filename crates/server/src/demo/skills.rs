//! What people of the sample organization can be asked about.

use goodturn_domain::{Actor, Intent, Label, Timestamp};
use serde::Deserialize;

use super::company::Company;
use super::script::Script;

#[derive(Deserialize)]
struct Knowing {
    name: String,
    skills: Vec<Label>,
}

#[derive(Deserialize)]
struct Skills {
    person: Vec<Knowing>,
}

/// So many working days ago people said so.
const DAYS: u32 = 60;

pub(super) fn tell(script: &mut Script, company: &Company, now: Timestamp) {
    let text = include_str!("texts/skills.toml");
    let known = toml::from_str::<Skills>(text).expect("the texts of the sample organization are checked by a test");
    for Knowing { name, skills } in known.person {
        let person = company.named(&name);
        script.tell(company.days_ago(now, DAYS, 11, 5), Actor::Person(person), Intent::SetSkills { skills });
    }
    let mine = ["Photographs of a listing", "Open houses"];
    let skills = mine.map(|it| Label::new(it).expect("it is short")).to_vec();
    script.tell(company.days_ago(now, DAYS, 11, 30), Actor::Person(company.me), Intent::SetSkills { skills });
}
