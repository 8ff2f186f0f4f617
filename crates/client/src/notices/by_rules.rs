//! What a rule did: nobody did it, and it is worth a word all the same.

use goodturn_domain::{Entry, Event, ServiceRequest};

use super::buttons::{ask_actions, with_labels};
use super::{NoticeKind, Viewpoint, short};
use crate::i18n;
use crate::notify::{Action, Notice, Subject};

impl Viewpoint<'_> {
    /// What a rule did that somebody has to know of, as nobody did it.
    pub(super) fn of_rule(&self, entry: &Entry, request: &ServiceRequest) -> Option<(NoticeKind, Notice)> {
        let title = request.title.as_str();
        let (kind, key, body, actions) = match &entry.event {
            Event::HandedOver { reason, .. } if self.is_asked(request) => {
                (NoticeKind::Asked, "rule-handed-over-title", short(title, reason.as_str()), ask_actions())
            }
            Event::ApprovalAsked { approvers, .. } if approvers.contains(&self.me) => {
                let actions = vec![Action::Approve, Action::Reject];
                (NoticeKind::Asked, "rule-approval-title", title.to_owned(), actions)
            }
            Event::RuleSaid { words, .. } if request.requester == self.me => {
                (NoticeKind::Progress, "rule-said-title", short(title, words.as_str()), vec![])
            }
            Event::RuleFired { note: Some(note), .. } if request.stage.helper() == Some(self.me) => {
                (NoticeKind::Progress, "rule-noted-title", short(title, note.as_str()), vec![])
            }
            _ => return None,
        };
        let notice = Notice {
            subject: Subject::Request(request.id.to_string()),
            title: i18n::text(key, &[]),
            body,
            actions: with_labels(actions),
            needs_you: kind == NoticeKind::Asked,
        };
        (notice.needs_you || !self.muted.contains(&request.id)).then_some((kind, notice))
    }
}
