//! The table of rights: a row for each intent, a column for each state, in a cell who may.

use super::{Party, State};
use crate::operation::IntentName;
use crate::person::Role;
use crate::service_request::StageName;

/// Who may, beginning with who it is usually up to. Whoever is not named may not.
pub type Parties = &'static [Party];

/// The row of an intent.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Where no request is concerned.
    pub plain: Parties,
    /// The same, where the role of an owner is at stake.
    pub owner: Parties,
    /// On a request, by its stage in the order of [`StageName::ALL`]. It has to be seen besides.
    pub stages: [Parties; StageName::ALL.len()],
    /// What everybody else is told.
    pub otherwise: Otherwise,
}

/// What those are told who may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// Who may in this stage, or that nobody may.
    NotYours,
    NotAdministrator,
    NotOwner,
    SomebodyElses,
    ServerOnly,
    /// As if it were not there.
    NotFound,
}

impl Row {
    /// Who may, in that state.
    pub fn cell(&self, state: State) -> Parties {
        match state {
            State::Plain => self.plain,
            State::Owner => self.owner,
            State::Stage(stage) => self.stages[stage as usize],
        }
    }
}

const NO: Parties = &[];
const V: Parties = &[Party::Viewer];
const R: Parties = &[Party::Requester];
const RS: Parties = &[Party::Requester, Party::RequesterSubstitute];
const H: Parties = &[Party::Helper];
const HR: Parties = &[Party::Helper, Party::Requester];
const HL: Parties = &[Party::Helper, Party::Lead];
const HTL: Parties = &[Party::Helper, Party::TeamMember, Party::Lead];
const HSTL: Parties = &[Party::Helper, Party::HelperSubstitute, Party::TeamMember, Party::Lead];
const HRTL: Parties = &[Party::Helper, Party::Requester, Party::TeamMember, Party::Lead];
const RHTL: Parties = &[Party::Requester, Party::Helper, Party::TeamMember, Party::Lead];
const A: Parties = &[Party::Approver];
const OFF: Parties = &[Party::Requester, Party::Helper, Party::Oneself];
const OWN: Parties = &[Party::Oneself];
const OWN_LEAD: Parties = &[Party::Oneself, Party::Lead];
const TEAM: Parties = &[Party::TeamMember, Party::Lead];
const TEAM_COLLEAGUES: Parties =
    &[Party::Role(Role::Member), Party::Role(Role::Administrator), Party::Role(Role::Owner), Party::TeamMember];
const S: Parties = &[Party::Server];
pub(super) const ANY: Parties = &[
    Party::Role(Role::ServiceAccount),
    Party::Role(Role::Guest),
    Party::Role(Role::Member),
    Party::Role(Role::Administrator),
    Party::Role(Role::Owner),
];
const ADM: Parties = &[Party::Role(Role::Administrator), Party::Role(Role::Owner), Party::Server];
const ADM_OWN: Parties = &[Party::Role(Role::Administrator), Party::Role(Role::Owner), Party::Server, Party::Oneself];
const ADM_LEAD: Parties = &[Party::Role(Role::Administrator), Party::Role(Role::Owner), Party::Server, Party::Lead];
const OWNERS: Parties = &[Party::Role(Role::Owner), Party::Server];

/// On requests only.
const fn on_request(stages: [Parties; 9]) -> Row {
    Row { plain: NO, owner: NO, stages, otherwise: Otherwise::NotYours }
}

/// Where no request is concerned.
const fn apart(plain: Parties, otherwise: Otherwise) -> Row {
    Row { plain, owner: plain, stages: [NO; 9], otherwise }
}

/// The row of every intent.
// One line for a row shows the table as the table that it is.
#[rustfmt::skip]
pub const fn row(intent: IntentName) -> Row {
    use IntentName as I;
    use Otherwise::{NotAdministrator, NotFound, NotOwner, ServerOnly, SomebodyElses};
    match intent {
        //                                 asked acknow. in pr. on req. on oth. deliv. closed decl. withdr.
        // Two offline helpers may both take it: the later one becomes a message (§1.12).
        I::Acknowledge      => on_request([HSTL, HTL,    HTL,   HTL,    HTL,    NO,    NO,    NO,   NO]),
        I::Offer            => on_request([HRTL, HR,     HR,    HR,     HR,     NO,    NO,    NO,   NO]),
        I::AcceptOffer      => on_request([HRTL, HR,     HR,    HR,     HR,     NO,    NO,    NO,   NO]),
        I::Decline          => on_request([HTL,  H,      NO,    NO,     NO,     NO,    NO,    NO,   NO]),
        I::HandOver         => on_request([HTL,  HL,     HL,    HL,     HL,     NO,    NO,    NO,   NO]),
        I::Start            => on_request([H,    H,      NO,    H,      H,      NO,    NO,    NO,   NO]),
        I::WaitOnRequester  => on_request([NO,   H,      H,     NO,     H,      NO,    NO,    NO,   NO]),
        I::WaitOnOther      => on_request([NO,   H,      H,     H,      NO,     NO,    NO,    NO,   NO]),
        I::Renegotiate      => on_request([NO,   H,      H,     H,      H,      NO,    NO,    NO,   NO]),
        I::PromiseNextWord  => on_request([NO,   H,      H,     H,      H,      NO,    NO,    NO,   NO]),
        I::Deliver          => on_request([NO,   H,      H,     H,      H,      NO,    NO,    NO,   NO]),
        I::Confirm          => on_request([NO,   NO,     NO,    NO,     NO,     RS,    NO,    NO,   NO]),
        I::NotYet           => on_request([NO,   NO,     NO,    NO,     NO,     RS,    NO,    NO,   NO]),
        I::Rate             => on_request([NO,   NO,     NO,    NO,     NO,     NO,    RS,    NO,   NO]),
        I::Lapse            => on_request([NO,   NO,     NO,    NO,     NO,     S,     NO,    NO,   NO]),
        I::Withdraw         => on_request([R,    R,      R,     R,      R,      NO,    NO,    NO,   NO]),
        I::AskApproval | I::WaiveApproval => on_request([HTL, HTL, HTL, HTL, HTL, NO, NO, NO, NO]),
        I::Approve | I::Reject => on_request([A, A,      A,     A,      A,      NO,    NO,    NO,   NO]),
        I::ChangePriority   => on_request([RHTL, RHTL,   RHTL,  RHTL,   RHTL,   RHTL,  NO,    NO,   NO]),
        I::AddLabel | I::RemoveLabel => on_request([HRTL; 9]),
        I::Link | I::Unlink => on_request([HRTL; 9]),
        I::TickStep | I::UntickStep => on_request([HTL, HTL, HTL, HTL,   HTL,    HTL,   NO,    NO,   NO]),
        // Besides, whoever merges is the same to the other one. What was merged is withdrawn.
        I::Merge            => on_request([HRTL, HRTL,   HRTL,  HRTL,   HRTL,   NO,    NO,    NO,   NO]),
        I::Unmerge          => on_request([NO,   NO,     NO,    NO,     NO,     NO,    NO,    NO,   HRTL]),
        I::Say | I::Attach  => on_request([V; 9]),
        I::Note             => on_request([HTL; 9]),
        // The requester nudges who is to serve it, and is nudged where it is up to them.
        I::Nudge            => on_request([R,    R,      R,     H,      R,      H,     NO,    NO,   NO]),
        I::Reword           => Row { otherwise: SomebodyElses, ..on_request([OWN; 9]) },
        I::Watch            => on_request([V; 9]),
        I::Mute | I::Unmute => on_request([V; 9]),
        I::FireRule         => Row { otherwise: ServerOnly, ..on_request([S; 9]) },
        // What waits on the requester, or has been delivered, hurries nobody.
        I::WarnOfClock      => Row { otherwise: ServerOnly, ..on_request([S, S, S, NO, S, NO, NO, NO, NO]) },
        // Everybody may stop watching; the two people may take others off.
        I::Unwatch          => Row { otherwise: SomebodyElses, ..on_request([OFF; 9]) },

        // Reminders and thanks can be about a request or about none.
        I::Remind | I::Thank => Row { stages: [V; 9], ..apart(ANY, NotFound) },

        I::Ask | I::SetSkills => apart(ANY, NotFound),
        I::Retract | I::RetractThanks => apart(OWN, SomebodyElses),
        I::Snooze | I::FinishFollowUp | I::Ring => apart(OWN, NotFound),
        I::Found | I::SwitchDirectory | I::ChangeEmail | I::TakeCalendar => apart(S, ServerOnly),
        I::ChangeOrganization | I::AddTeam | I::ChangePrefix => apart(ADM, NotAdministrator),
        I::CloseTeam | I::ReopenTeam | I::PlaceTeam | I::SetManager => apart(ADM, NotAdministrator),
        I::ChangeProfile | I::SetAbsence => apart(ADM_OWN, NotAdministrator),
        I::SetRespectOfficer => apart(OWNERS, NotOwner),
        I::RenameTeam | I::SetMembership | I::SetMemberships => apart(ADM_LEAD, NotAdministrator),
        I::SetTeamCalendar | I::SetServiceLevels | I::FollowCalendar => apart(ADM_LEAD, NotAdministrator),
        I::PublishService | I::RetireService | I::RestoreService => apart(ADM_LEAD, NotAdministrator),
        I::KeepRule | I::DropRule | I::MoveRule => apart(ADM_LEAD, NotAdministrator),
        // A lead of every team that has it, or is to.
        I::KeepView | I::DropView => apart(OWN_LEAD, SomebodyElses),
        I::KeepRecurrence | I::PauseRecurrence | I::ResumeRecurrence => apart(OWN, SomebodyElses),
        I::DropRecurrence | I::RestoreRecurrence => apart(OWN, SomebodyElses),
        I::Recur => apart(S, ServerOnly),
        I::WriteAnswer => apart(TEAM, SomebodyElses),
        // Whose it is, as long as they belong to its team.
        I::ChangeAnswer | I::ReviewAnswer => apart(OWN_LEAD, SomebodyElses),
        I::RetireAnswer | I::RestoreAnswer => apart(ADM_LEAD, NotAdministrator),
        // It has to be seen besides.
        I::JudgeAnswer => apart(TEAM_COLLEAGUES, NotFound),
        // What is deleted cannot be brought back.
        I::ChangeRetention => apart(OWNERS, NotOwner),
        I::WriteCannedText | I::RemoveCannedText => apart(OWN_LEAD, SomebodyElses),
        I::WriteTemplate | I::RemoveTemplate => apart(OWN_LEAD, SomebodyElses),
        // Only an owner gives or takes the role of an owner.
        I::AddPerson | I::ChangeRole | I::Deactivate | I::Reactivate | I::Erase => {
            Row { owner: OWNERS, ..apart(ADM, NotAdministrator) }
        }
    }
}
