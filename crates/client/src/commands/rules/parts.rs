//! A rule in its parts, as the interface has them.

use std::collections::BTreeSet;

use goodturn_domain::rule::{
    Act, Assignment, ChosenBy, Deed, Moment, RuleAction, RuleBody, RuleCondition, RuleState, RuleTest, Skip, Trigger,
    Wrong,
};
use goodturn_domain::{Addressee, Label, PersonId, Priority, StageName, Title};

use crate::commands::{id_of, optional_words, words_of};
use crate::error::CommandError;
use crate::present::priority as shown_priority;
use crate::shown::{
    self, ChosenBy as ShownChosenBy, RuleAssignment, RuleDeed, RuleField, RuleOutcome, RuleParts, RuleSkip,
    RuleTrigger, RuleValue, RuleWrong,
};

/// The same names here and there.
macro_rules! same {
    ($($to:ident, $from:ident: $one:ident <-> $other:ident { $($name:ident),+ $(,)? })+) => {$(
        pub(super) fn $to(it: $one) -> $other {
            match it { $($one::$name => $other::$name),+ }
        }
        #[allow(dead_code, reason = "some go one way only")]
        pub(super) fn $from(it: $other) -> $one {
            match it { $($other::$name => $one::$name),+ }
        }
    )+};
}

same! {
    shown_skip, skip_of: Skip <-> RuleSkip { AlreadySo, Gone, WrongStage, Requesters, TooMany, NobodyFree }
    shown_wrong, wrong_of: Wrong <-> RuleWrong {
        NoWhen, UnknownTrigger, DaysOutOfRange, NoThen, UnknownField, NotInRules, NoValue, UnknownValue, UnknownAction,
        UnknownPerson, SeveralPeople, UnknownTeam, SeveralTeams, PersonOrTeam, NoText, QuoteOpen, TooLong, HowMany,
        MostOutOfRange, NoToAgree, Unexpected,
    }
    shown_by, by_of: ChosenBy <-> ShownChosenBy { Turns, LeastOpen }
}

pub(super) fn shown_trigger(trigger: Trigger) -> (RuleTrigger, Option<u8>) {
    let shown = match trigger {
        Trigger::Asked => RuleTrigger::Asked,
        Trigger::Taken => RuleTrigger::Taken,
        Trigger::HandedOver => RuleTrigger::HandedOver,
        Trigger::PromiseMoved => RuleTrigger::PromiseMoved,
        Trigger::WaitsOnRequester => RuleTrigger::WaitsOnRequester,
        Trigger::WaitsOnOther => RuleTrigger::WaitsOnOther,
        Trigger::Delivered => RuleTrigger::Delivered,
        Trigger::NotYet => RuleTrigger::NotYet,
        Trigger::Ended => RuleTrigger::Ended,
        Trigger::RequesterSaid => RuleTrigger::RequesterSaid,
        Trigger::AnswerDueSoon => RuleTrigger::AnswerDueSoon,
        Trigger::AnswerLate => RuleTrigger::AnswerLate,
        Trigger::PromiseLate => RuleTrigger::PromiseLate,
        Trigger::Silent { days } => return (RuleTrigger::Silent, Some(days)),
    };
    (shown, None)
}

fn trigger_of(trigger: RuleTrigger, days: Option<u8>) -> Trigger {
    match trigger {
        RuleTrigger::Asked => Trigger::Asked,
        RuleTrigger::Taken => Trigger::Taken,
        RuleTrigger::HandedOver => Trigger::HandedOver,
        RuleTrigger::PromiseMoved => Trigger::PromiseMoved,
        RuleTrigger::WaitsOnRequester => Trigger::WaitsOnRequester,
        RuleTrigger::WaitsOnOther => Trigger::WaitsOnOther,
        RuleTrigger::Delivered => Trigger::Delivered,
        RuleTrigger::NotYet => Trigger::NotYet,
        RuleTrigger::Ended => Trigger::Ended,
        RuleTrigger::RequesterSaid => Trigger::RequesterSaid,
        RuleTrigger::AnswerDueSoon => Trigger::AnswerDueSoon,
        RuleTrigger::AnswerLate => Trigger::AnswerLate,
        RuleTrigger::PromiseLate => Trigger::PromiseLate,
        RuleTrigger::Silent => Trigger::Silent { days: days.unwrap_or(0) },
    }
}

pub(super) fn shown_parts(body: &RuleBody) -> RuleParts {
    let (when, days) = shown_trigger(body.when);
    let ifs = body.ifs.iter().map(shown_test).collect();
    RuleParts { when, days, ifs, thens: body.thens.iter().map(shown_action).collect() }
}

pub(super) fn body_of(name: Title, parts: &RuleParts) -> Result<RuleBody, CommandError> {
    Ok(RuleBody {
        name,
        is_off: false,
        when: trigger_of(parts.when, parts.days),
        ifs: parts.ifs.iter().map(test_of).collect::<Result<_, _>>()?,
        thens: parts.thens.iter().map(action_of).collect::<Result<_, _>>()?,
    })
}

pub(super) fn shown_test(test: &RuleTest) -> shown::RuleTest {
    let word = |it: &str| RuleValue { word: Some(it.to_owned()), person: None, team: None };
    let (field, values): (RuleField, Vec<RuleValue>) = match &test.condition {
        RuleCondition::Stage { stages } => (RuleField::Stage, stages.iter().map(|it| word(it.name())).collect()),
        RuleCondition::Priority { priorities } => {
            (RuleField::Priority, priorities.iter().map(|it| word(priority_word(*it))).collect())
        }
        RuleCondition::Kind { kinds } => (RuleField::Kind, kinds.iter().map(|it| word(it.as_str())).collect()),
        RuleCondition::Label { labels } => (RuleField::Label, labels.iter().map(|it| word(it.as_str())).collect()),
        RuleCondition::From { who } => (RuleField::From, who.iter().map(|it| shown_who(*it)).collect()),
        RuleCondition::Helper { people } => {
            (RuleField::Helper, people.iter().map(|it| shown_who(Addressee::Person(*it))).collect())
        }
        RuleCondition::Words { words } => (RuleField::Words, words.iter().map(|it| word(it.as_str())).collect()),
        RuleCondition::Has { moment: Moment::Needed } => (RuleField::Needed, Vec::new()),
        RuleCondition::Has { moment: Moment::Promised } => (RuleField::Promised, Vec::new()),
        RuleCondition::Is { state } => (RuleField::Is, vec![word(state.word())]),
    };
    shown::RuleTest { is_not: test.is_not, field, values }
}

fn shown_who(who: Addressee) -> RuleValue {
    RuleValue { word: None, person: who.person().map(|it| it.to_string()), team: who.team().map(|it| it.to_string()) }
}

fn test_of(test: &shown::RuleTest) -> Result<RuleTest, CommandError> {
    let words = || test.values.iter().filter_map(|it| it.word.as_deref());
    let people = || test.values.iter().filter_map(|it| it.person.as_deref()).map(id_of::<PersonId>);
    let condition = match test.field {
        RuleField::Stage => RuleCondition::Stage { stages: words().map(stage_of).collect::<Result<_, _>>()? },
        RuleField::Priority => {
            RuleCondition::Priority { priorities: words().map(priority_of_word).collect::<Result<_, _>>()? }
        }
        RuleField::Kind => RuleCondition::Kind { kinds: words().map(Title::new).collect::<Result<_, _>>()? },
        RuleField::Label => RuleCondition::Label { labels: words().map(Label::new).collect::<Result<_, _>>()? },
        RuleField::Words => RuleCondition::Words { words: words().map(Title::new).collect::<Result<_, _>>()? },
        RuleField::From => {
            let teams = test.values.iter().filter_map(|it| it.team.as_deref());
            let teams = teams.map(|it| id_of(it).map(Addressee::Team));
            let who = people().map(|it| it.map(Addressee::Person)).chain(teams);
            RuleCondition::From { who: who.collect::<Result<_, _>>()? }
        }
        RuleField::Helper => RuleCondition::Helper { people: people().collect::<Result<_, _>>()? },
        RuleField::Needed => RuleCondition::Has { moment: Moment::Needed },
        RuleField::Promised => RuleCondition::Has { moment: Moment::Promised },
        RuleField::Is => RuleCondition::Is { state: state_of(words().next().unwrap_or_default())? },
    };
    Ok(RuleTest { is_not: test.is_not, condition })
}

fn malformed(what: &str, text: &str) -> CommandError {
    CommandError::new("malformed", format!("{text:?} is no {what}"))
}

fn stage_of(name: &str) -> Result<StageName, CommandError> {
    StageName::ALL.into_iter().find(|it| it.name() == name).ok_or_else(|| malformed("stage", name))
}

fn state_of(word: &str) -> Result<RuleState, CommandError> {
    RuleState::ALL.iter().copied().find(|it| it.word() == word).ok_or_else(|| malformed("state", word))
}

const PRIORITIES: [(&str, Priority); 4] =
    [("low", Priority::Low), ("normal", Priority::Normal), ("high", Priority::High), ("urgent", Priority::Urgent)];

fn priority_word(priority: Priority) -> &'static str {
    PRIORITIES.iter().find(|(_, it)| *it == priority).map_or("normal", |(word, _)| word)
}

fn priority_of_word(word: &str) -> Result<Priority, CommandError> {
    PRIORITIES.iter().find(|(it, _)| *it == word).map(|(_, it)| *it).ok_or_else(|| malformed("priority", word))
}

fn bare(kind: RuleDeed) -> shown::RuleAction {
    shown::RuleAction {
        kind,
        label: None,
        priority: None,
        people: Vec::new(),
        team: None,
        words: None,
        needed: None,
        assignment: None,
    }
}

fn shown_action(action: &RuleAction) -> shown::RuleAction {
    let words = match action {
        RuleAction::Say { words } | RuleAction::Note { words } => Some(words.to_string()),
        RuleAction::HandOver { reason, .. } | RuleAction::Assign { reason, .. } => {
            reason.as_ref().map(ToString::to_string)
        }
        _ => None,
    };
    shown::RuleAction { words, ..shown_act(&action.act()) }
}

fn shown_act(act: &Act) -> shown::RuleAction {
    let people = |it: &BTreeSet<PersonId>| it.iter().map(ToString::to_string).collect();
    match act {
        Act::Label { label } => shown::RuleAction { label: Some(label.to_string()), ..bare(RuleDeed::Label) },
        Act::Unlabel { label } => shown::RuleAction { label: Some(label.to_string()), ..bare(RuleDeed::Unlabel) },
        Act::Priority { priority } => {
            shown::RuleAction { priority: Some(shown_priority(*priority)), ..bare(RuleDeed::Priority) }
        }
        Act::Watch { person } => shown::RuleAction { people: vec![person.to_string()], ..bare(RuleDeed::Watch) },
        Act::HandOver { to } => shown::RuleAction {
            people: to.person().iter().map(ToString::to_string).collect(),
            team: to.team().map(|it| it.to_string()),
            ..bare(RuleDeed::HandOver)
        },
        Act::Assign { how, to } => shown::RuleAction {
            people: to.iter().map(ToString::to_string).collect(),
            assignment: Some(shown_assignment(how)),
            ..bare(RuleDeed::Assign)
        },
        Act::Say => bare(RuleDeed::Say),
        Act::Note => bare(RuleDeed::Note),
        Act::AskApproval { approvers, needed } => {
            shown::RuleAction { people: people(approvers), needed: Some(*needed), ..bare(RuleDeed::AskApproval) }
        }
    }
}

fn shown_assignment(Assignment { by, at_most, at_work, knows }: &Assignment) -> RuleAssignment {
    let knows = knows.as_ref().map(ToString::to_string);
    RuleAssignment { by: shown_by(*by), at_most: *at_most, at_work: *at_work, knows }
}

fn assignment_of(shown: Option<&RuleAssignment>) -> Result<Assignment, CommandError> {
    let RuleAssignment { by, at_most, at_work, knows } =
        shown.ok_or_else(|| CommandError::new("malformed", "it is not said how it is handed over"))?;
    let knows = knows.as_deref().map(Label::new).transpose()?;
    Ok(Assignment { by: by_of(*by), at_most: *at_most, at_work: *at_work, knows })
}

pub(super) fn shown_outcome(deed: &Deed) -> RuleOutcome {
    RuleOutcome { action: shown_act(&deed.act), skipped: deed.skipped.map(shown_skip) }
}

fn action_of(action: &shown::RuleAction) -> Result<RuleAction, CommandError> {
    let label = || Label::new(action.label.as_deref().unwrap_or_default());
    let words = || words_of(action.words.as_deref().unwrap_or_default());
    let person = || id_of::<PersonId>(action.people.first().map_or("", String::as_str));
    Ok(match action.kind {
        RuleDeed::Label => RuleAction::Label { label: label()? },
        RuleDeed::Unlabel => RuleAction::Unlabel { label: label()? },
        RuleDeed::Priority => RuleAction::Priority {
            priority: crate::commands::structure::priority_of(action.priority.unwrap_or(shown::Priority::Normal)),
        },
        RuleDeed::Watch => RuleAction::Watch { person: person()? },
        RuleDeed::HandOver => {
            let to = match &action.team {
                Some(team) => Addressee::Team(id_of(team)?),
                None => Addressee::Person(person()?),
            };
            RuleAction::HandOver { to, reason: optional_words(action.words.clone())? }
        }
        RuleDeed::Assign => RuleAction::Assign {
            how: assignment_of(action.assignment.as_ref())?,
            reason: optional_words(action.words.clone())?,
        },
        RuleDeed::Say => RuleAction::Say { words: words()? },
        RuleDeed::Note => RuleAction::Note { words: words()? },
        RuleDeed::AskApproval => RuleAction::AskApproval {
            approvers: action.people.iter().map(|it| id_of(it)).collect::<Result<_, _>>()?,
            needed: action.needed.unwrap_or(1),
        },
    })
}
