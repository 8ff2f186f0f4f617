//! The audit log, exports and erasing.

use super::*;

shown! {
    /// Which lines of the audit log; what is not given does not matter.
    struct AuditSearch {
        /// In the words of a line, or in the name of somebody whom it is about.
        text: Option<String>,
        /// Only what this person did.
        actor: Option<String>,
        /// Only what was done to this person or team.
        subject: Option<String>,
        /// Any of these deeds; of all when there are none.
        actions: Vec<String>,
        from: Option<Instant>,
        to: Option<Instant>,
        /// Where the page before ended.
        before: Option<u32>,
    }
}
shown! {
    /// A line of the audit log: ids, never names.
    struct AuditRow {
        n: u32,
        at: Instant,
        /// Nobody when the server did it, or somebody who has not signed in.
        actor: Option<String>,
        action: String,
        /// The id of a person, a team or the organization.
        subject: Option<String>,
        subject_kind: Option<String>,
        /// Why it was not done; none when it was.
        refusal: Option<String>,
        details: Vec<AuditDetail>,
    }
}
shown! {
    struct AuditDetail { name: String, value: String }
}
shown! {
    struct AuditRows { rows: Vec<AuditRow>, next: Option<u32> }
}
shown! {
    /// Whether the audit log is as it was written.
    struct AuditSoundness {
        records: u32,
        head: u32,
        hash: String,
        /// The first line that is not as it was written.
        broken_at: Option<u32>,
    }
}
shown! {
    /// How many days after their end things are kept; none for ever.
    struct RetentionSettings {
        requests_days: Option<u32>,
        follow_ups_days: Option<u32>,
        thanks_days: Option<u32>,
        audit_days: Option<u32>,
    }
}
shown! {
    /// How many of a kind would go, and since when the oldest is at its end.
    struct RetentionLine { kind: String, count: u32, since: Option<Instant> }
}
shown! {
    /// Whose data is given out.
    enum ExportExtent {
        Organization,
        Person,
    }
}
shown! {
    struct ExportWish {
        extent: ExportExtent,
        /// Somebody else; none for me.
        person: Option<String>,
    }
}
shown! {
    /// Where the archive lies.
    struct Exported { path: String, bytes: u32 }
}
shown! {
    /// Takes the name of a person out of everything, for good.
    struct ErasePerson {
        person: String,
        /// The name, typed to confirm.
        name: String,
        /// What they wrote, too.
        words_too: bool,
    }
}
