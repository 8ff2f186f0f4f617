//! Who can help with something: by what people say they can be asked about, and by what they have delivered.
//! How fast somebody was plays no part in it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::id::PersonId;
use crate::known_answer::fitting::{has_alike, telling_words};
use crate::search::words_of;
use crate::text::Label;

/// How much a skill counts next to a request that was delivered.
const SKILL: u32 = 3;
/// More of the same tell no more.
const MOST_DELIVERED: u32 = 6;

/// Somebody who may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    pub person: PersonId,
    pub skills: Vec<Label>,
    /// How many requests like it they have delivered, as far as is known here.
    pub delivered: u32,
    /// Whether they are away now.
    pub is_away: bool,
}

/// Somebody who can help, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbleToHelp {
    pub person: PersonId,
    /// Those of their skills that are asked for, in their own order.
    pub knows: Vec<Label>,
    pub delivered: u32,
}

/// Those of the colleagues who can help with what is asked: who is there before who is away, then by skills and by
/// what they have delivered together, then by id, so that every device says the same.
pub fn who_can_help(asked: &str, colleagues: &[Colleague]) -> Vec<AbleToHelp> {
    let sought = words_of([asked]);
    let mut helpers: Vec<(bool, u32, AbleToHelp)> = Vec::new();
    for colleague in colleagues {
        let knows: Vec<Label> = colleague.skills.iter().filter(|it| is_sought(&sought, it)).cloned().collect();
        let known = u32::try_from(knows.len()).unwrap_or(u32::MAX);
        let weight = known.saturating_mul(SKILL).saturating_add(colleague.delivered.min(MOST_DELIVERED));
        if weight > 0 {
            let helper = AbleToHelp { person: colleague.person, knows, delivered: colleague.delivered };
            helpers.push((colleague.is_away, weight, helper));
        }
    }
    helpers.sort_by_key(|(is_away, weight, helper)| (*is_away, Reverse(*weight), helper.person));
    helpers.into_iter().map(|(.., helper)| helper).collect()
}

/// Whether somebody of these skills can be asked about that.
pub fn knows(asked: &str, skills: &[Label]) -> bool {
    let sought = words_of([asked]);
    skills.iter().any(|it| is_sought(&sought, it))
}

/// Whether at least half of the words that tell what a skill is are sought.
fn is_sought(sought: &BTreeSet<String>, skill: &Label) -> bool {
    let words = telling_words(skill.as_str());
    // A skill such as *R* or *Go* has no other words.
    let words = if words.is_empty() { words_of([skill.as_str()]).into_iter().collect() } else { words };
    let found = words.iter().filter(|word| has_alike(sought, word)).count();
    found > 0 && found * 2 >= words.len()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn colleague(number: u128, skills: &[&str], delivered: u32) -> Colleague {
        let skills = skills.iter().map(|it| Label::new(it).unwrap()).collect();
        Colleague { person: PersonId::new(Uuid::from_u128(number)), skills, delivered, is_away: false }
    }

    fn order(asked: &str, colleagues: &[Colleague]) -> Vec<u128> {
        who_can_help(asked, colleagues).iter().map(|it| it.person.uuid().as_u128()).collect()
    }

    #[test]
    fn who_knows_it_and_has_done_it_comes_before_who_has_one_of_both() {
        let colleagues = [
            colleague(1, &[], 2),
            colleague(2, &["Deeds"], 0),
            colleague(3, &["Notary deeds", "Leases"], 1),
            colleague(4, &["Payroll"], 0),
        ];

        assert_eq!(order("A look at the deed of the mill", &colleagues), [3, 2, 1]);
        let found = who_can_help("A look at the deed", &colleagues);
        let first = found.first().cloned().expect("somebody can help");
        assert_eq!((first.knows, first.delivered), (vec![Label::new("Notary deeds").unwrap()], 1));
    }

    #[test]
    fn many_deliveries_tell_no_more_than_some_and_equals_stand_by_id() {
        let colleagues = [colleague(9, &[], 60), colleague(2, &[], 6), colleague(5, &["VPN", "vpn client"], 0)];

        assert_eq!(order("the VPN client", &colleagues), [2, 5, 9]);
        let turned: Vec<Colleague> = colleagues.iter().rev().cloned().collect();
        assert_eq!(order("the VPN client", &turned), [2, 5, 9], "whatever order they come in");
    }

    #[test]
    fn who_is_away_stands_behind_everybody_who_is_there() {
        let away = Colleague { is_away: true, ..colleague(1, &["Deeds"], 6) };
        assert_eq!(order("deed", &[away, colleague(2, &["Deeds"], 0)]), [2, 1]);
    }

    #[test]
    fn a_skill_of_several_words_needs_half_of_them_and_nothing_is_known_of_nothing() {
        for (asked, skill, expected) in [
            ("Translate this to French", "French translation", true),
            ("A lease for the office", "Tax law for small companies", false),
            ("How do I set up R", "R", true),
            ("", "Deeds", false),
        ] {
            let found = order(asked, &[colleague(1, &[skill], 0)]);
            assert_eq!(!found.is_empty(), expected, "{skill} for {asked}");
        }
    }
}
