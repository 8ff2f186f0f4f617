//! What an intent is called: the rows of the policy's table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::listed::listed;

listed! {
    /// An intent without what it carries.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub enum IntentName {
        Ask,
        Acknowledge,
        Offer,
        AcceptOffer,
        Decline,
        HandOver,
        Start,
        WaitOnRequester,
        WaitOnOther,
        Renegotiate,
        PromiseNextWord,
        Deliver,
        Confirm,
        NotYet,
        Lapse,
        Withdraw,
        Say,
        Note,
        Attach,
        Retract,
        Watch,
        Unwatch,
        Remind,
        Snooze,
        FinishFollowUp,
        Ring,
        Thank,
        RetractThanks,
        Found,
        ChangeOrganization,
        SwitchDirectory,
        ChangeRetention,
        AddPerson,
        ChangeProfile,
        ChangeEmail,
        ChangeRole,
        SetAbsence,
        SetRespectOfficer,
        Deactivate,
        Erase,
        Reactivate,
        SetManager,
        AddTeam,
        RenameTeam,
        ChangePrefix,
        CloseTeam,
        ReopenTeam,
        SetMembership,
        SetMemberships,
    }
}
