//! What somebody can be asked about.

use std::collections::BTreeSet;

use super::{Context, Records, Stop, acting_person, person};
use crate::entity::Entity;
use crate::person::Person;
use crate::refusal::Refusal;
use crate::text::Label;

/// Those that differ only in case are one, as they were written first.
pub(super) fn set(records: &impl Records, context: &Context, skills: &[Label]) -> Result<Vec<Entity>, Stop> {
    let mut known = BTreeSet::new();
    let skills: Vec<Label> = skills.iter().filter(|it| known.insert(it.key())).cloned().collect();
    if skills.len() > Person::MOST_SKILLS {
        return Err(Refusal::TooManySkills { most: Person::MOST_SKILLS }.into());
    }
    let before = person(records, acting_person(context)?)?;
    Ok(if before.skills == skills { Vec::new() } else { vec![Person { skills, ..before }.into()] })
}
