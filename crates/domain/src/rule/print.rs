//! A rule as text, with the names of today. What is printed reads as the same rule again.

use std::collections::BTreeSet;

use super::{Assignment, ChosenBy, Moment, Names, RuleAction, RuleBody, RuleCondition, RuleTest, Trigger};
use crate::service_request::{Addressee, Priority};
use crate::text::Words;

/// The text of a rule, without its name.
pub fn print(body: &RuleBody, names: &Names) -> String {
    let mut text = format!("when {}", body.when.words());
    if !body.ifs.is_empty() {
        let tests: Vec<String> = body.ifs.iter().map(|it| print_test(it, names)).collect();
        text.push_str(&format!("\nif {}", tests.join(" ")));
    }
    let actions: Vec<String> = body.thens.iter().map(|it| print_action(it, names)).collect();
    text.push_str(&format!("\nthen {}", actions.join(",\n  ")));
    text.trim_end().to_owned()
}

impl Trigger {
    /// What is written behind `when`.
    pub fn words(self) -> String {
        match self {
            Self::WaitsOnRequester => "waiting on requester".to_owned(),
            Self::WaitsOnOther => "waiting on other".to_owned(),
            Self::Silent { days } => format!("silent for {days} {}", if days == 1 { "day" } else { "days" }),
            named => named.name().replace('_', " "),
        }
    }
}

/// One condition as text.
pub fn print_test(test: &RuleTest, names: &Names) -> String {
    let (field, values): (&str, Vec<String>) = match &test.condition {
        RuleCondition::Stage { stages } => ("stage", stages.iter().map(|it| it.name().replace('_', "-")).collect()),
        RuleCondition::Priority { priorities } => ("priority", print_priorities(priorities)),
        RuleCondition::Kind { kinds } => ("kind", kinds.iter().map(|it| bare_or_quoted(it.as_str())).collect()),
        RuleCondition::Label { labels } => ("label", labels.iter().map(|it| bare_or_quoted(it.as_str())).collect()),
        RuleCondition::From { who } => ("from", who.iter().map(|it| print_who(*it, names)).collect()),
        RuleCondition::Helper { people } => {
            ("helper", people.iter().map(|it| print_who(Addressee::Person(*it), names)).collect())
        }
        RuleCondition::Words { words } => ("words", words.iter().map(|it| bare_or_quoted(it.as_str())).collect()),
        RuleCondition::Has { moment: Moment::Needed } => ("needed", vec!["any".to_owned()]),
        RuleCondition::Has { moment: Moment::Promised } => ("promised", vec!["any".to_owned()]),
        RuleCondition::Is { state } => ("is", vec![state.word().to_owned()]),
    };
    let values = if values.is_empty() { NOBODY.to_owned() } else { values.join(",") };
    format!("{}{field}:{values}", if test.is_not { "-" } else { "" })
}

/// What stands where nobody is left, and nothing.
pub(super) const NOBODY: &str = "none";

/// As one comparison where it is one.
fn print_priorities(priorities: &BTreeSet<Priority>) -> Vec<String> {
    let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
    let is_from = |least: &Priority| all.iter().all(|it| priorities.contains(it) == (it >= least));
    match priorities.first() {
        Some(least) if priorities.len() > 1 && priorities.len() < all.len() && is_from(least) => {
            vec![format!(">={}", priority_word(*least))]
        }
        _ => priorities.iter().map(|it| priority_word(*it).to_owned()).collect(),
    }
}

pub(super) const fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
        Priority::Urgent => "urgent",
    }
}

/// One action as text.
pub fn print_action(action: &RuleAction, names: &Names) -> String {
    let person = |it| print_who(Addressee::Person(it), names);
    match action {
        RuleAction::Label { label } => format!("label {}", quoted(label.as_str())),
        RuleAction::Unlabel { label } => format!("unlabel {}", quoted(label.as_str())),
        RuleAction::Priority { priority } => format!("priority {}", priority_word(*priority)),
        RuleAction::Watch { person: it } => format!("watch {}", person(*it)),
        RuleAction::HandOver { to, reason } => format!("hand over to {}{}", print_who(*to, names), saying(reason)),
        RuleAction::Assign { how, reason } => format!("{}{}", print_assignment(how), saying(reason)),
        RuleAction::Say { words } => format!("say {}", quoted(words.as_str())),
        RuleAction::Note { words } => format!("note {}", quoted(words.as_str())),
        RuleAction::AskApproval { approvers, needed } => {
            let who: Vec<String> = approvers.iter().map(|it| person(*it)).collect();
            let count = if approvers.len() == 1 && *needed == 1 { String::new() } else { format!("{needed} of ") };
            format!("ask {count}{} to agree", who.join(" "))
        }
    }
}

fn saying(reason: &Option<Words>) -> String {
    reason.as_ref().map_or_else(String::new, |it| format!(" saying {}", quoted(it.as_str())))
}

fn print_assignment(Assignment { by, at_most, at_work, knows }: &Assignment) -> String {
    let by = match by {
        ChosenBy::Turns => "hand over by turns",
        ChosenBy::LeastOpen => "hand over to who has least",
    };
    let at_most = at_most.map_or_else(String::new, |it| format!(" at most {it}"));
    let at_work = if *at_work { " who is at work" } else { "" };
    let knows = knows.as_ref().map_or_else(String::new, |it| format!(" who knows {}", quoted(it.as_str())));
    format!("{by}{at_most}{at_work}{knows}")
}

fn print_who(who: Addressee, names: &Names) -> String {
    match who {
        Addressee::Person(id) => format!("@{}", bare_or_quoted(&names.person(id))),
        Addressee::Team(id) => format!("#{}", bare_or_quoted(&names.team(id))),
    }
}

/// A value that is one plain word stands as it is, and all else between quotes.
fn bare_or_quoted(text: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '{' | '}');
    let is_bare = text.chars().all(is_plain) && !text.starts_with('-') && text != NOBODY;
    if is_bare { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
