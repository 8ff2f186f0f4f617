//! How requests are arranged: how pressing they are, and what they are found by.

use super::turn::Turn;
use super::{Records, Stop};
use crate::entry::Event;
use crate::refusal::Refusal;
use crate::service_request::{Priority, ServiceRequest};
use crate::text::Label;

pub(super) fn change_priority(turn: &mut Turn<'_, impl Records>, priority: Priority) -> Result<(), Stop> {
    let from = std::mem::replace(&mut turn.request.priority, priority);
    if from == priority {
        return turn.leave();
    }
    turn.tell(Event::PriorityChanged { from, to: priority });
    Ok(())
}

/// What two people put on it without knowing of each other is there once, as the first has written it.
pub(super) fn add_label(turn: &mut Turn<'_, impl Records>, label: Label) -> Result<(), Stop> {
    if turn.request.label(&label).is_some() {
        return turn.leave();
    }
    let most = ServiceRequest::MOST_LABELS;
    if turn.request.labels.len() >= most {
        return Err(Refusal::TooManyLabels { most }.into());
    }
    turn.request.labels.insert(label.clone());
    turn.tell(Event::Labelled { label });
    Ok(())
}

pub(super) fn remove_label(turn: &mut Turn<'_, impl Records>, label: &Label) -> Result<(), Stop> {
    let Some(label) = turn.request.label(label).cloned() else { return turn.leave() };
    turn.request.labels.remove(&label);
    turn.tell(Event::Unlabelled { label });
    Ok(())
}
