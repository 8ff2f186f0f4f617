//! Rules of a team, what they did, and what one would do.

use super::*;

shown! {
    enum RuleTrigger {
        Asked, Taken, HandedOver, PromiseMoved, WaitsOnRequester, WaitsOnOther, Delivered, NotYet, Ended, RequesterSaid,
        AnswerDueSoon, AnswerLate, PromiseLate, Silent,
    }
}
shown! {
    enum RuleField { Stage, Priority, Kind, Label, From, Helper, Words, Needed, Promised, Is }
}
shown! {
    /// One of a condition's values: somebody, a team, or a word.
    struct RuleValue { word: Option<String>, person: Option<String>, team: Option<String> }
}
shown! {
    struct RuleTest { is_not: bool, field: RuleField, values: Vec<RuleValue> }
}
shown! {
    enum RuleDeed { Label, Unlabel, Priority, Watch, HandOver, Assign, Say, Note, AskApproval }
}
shown! {
    /// By what somebody of the team is chosen.
    enum ChosenBy { Turns, LeastOpen }
}
shown! {
    /// To whom of the team it is handed over.
    struct RuleAssignment { by: ChosenBy, at_most: Option<u8>, at_work: bool, knows: Option<String> }
}
shown! {
    /// What a rule does. What its kind does not have is empty.
    struct RuleAction {
        kind: RuleDeed,
        label: Option<String>,
        priority: Option<Priority>,
        people: Vec<String>,
        team: Option<String>,
        words: Option<String>,
        /// How many have to agree.
        needed: Option<u8>,
        /// For handing over within the team; `people` then has who got it, or would.
        assignment: Option<RuleAssignment>,
    }
}
shown! {
    /// What a rule says, in its parts.
    struct RuleParts {
        when: RuleTrigger,
        /// For silence: after how many working days.
        days: Option<u8>,
        ifs: Vec<RuleTest>,
        thens: Vec<RuleAction>,
    }
}
shown! {
    struct TeamRule {
        id: String,
        name: String,
        is_off: bool,
        /// None for a rule of a newer version, which is kept and does nothing here.
        parts: Option<RuleParts>,
        /// The same as text.
        text: String,
        changed_by: Option<String>,
        changed_at: Option<Instant>,
    }
}
shown! {
    enum RuleSkip { AlreadySo, Gone, WrongStage, Requesters, TooMany, NobodyFree }
}
shown! {
    struct RuleOutcome { action: RuleAction, skipped: Option<RuleSkip> }
}
shown! {
    struct RuleFiring {
        rule: String,
        name: String,
        when: RuleTrigger,
        days: Option<u8>,
        /// None when I may not see the request, or it has gone.
        request: Option<RequestMention>,
        number: Option<String>,
        at: Instant,
        outcomes: Vec<RuleOutcome>,
    }
}
shown! {
    /// In the timeline of a request: which rule has fired, why, and what came of it.
    struct FiredRule {
        name: String,
        when: RuleTrigger,
        days: Option<u8>,
        ifs: Vec<RuleTest>,
        outcomes: Vec<RuleOutcome>,
    }
}
shown! {
    /// The rules in their order; the latest firing first.
    struct TeamRules {
        /// False where I am not in the team, and see none of it.
        is_known: bool,
        can_change: bool,
        rules: Vec<TeamRule>,
        firings: Vec<RuleFiring>,
    }
}
shown! {
    /// Without `rule` it is a new one.
    struct KeepRule { team: String, rule: Option<String>, name: String, is_off: bool, parts: RuleParts }
}
shown! { struct RuleRef { team: String, rule: String } }
shown! {
    /// In front of which other rule; behind all without one.
    struct MoveRule { team: String, rule: String, before: Option<String> }
}
shown! { struct RuleText { text: String } }
shown! {
    /// Why a text is no rule: where, in units of UTF-16, and what would do there.
    struct RuleProblem { from: u32, to: u32, wrong: RuleWrong, would_do: Vec<String> }
}
shown! {
    enum RuleWrong {
        NoWhen, UnknownTrigger, DaysOutOfRange, NoThen, UnknownField, NotInRules, NoValue, UnknownValue, UnknownAction,
        UnknownPerson, SeveralPeople, UnknownTeam, SeveralTeams, PersonOrTeam, NoText, QuoteOpen, TooLong, HowMany,
        MostOutOfRange, NoToAgree, Unexpected,
    }
}
shown! {
    struct ReadRule { parts: Option<RuleParts>, problem: Option<RuleProblem> }
}
shown! { struct WriteRule { parts: RuleParts } }
shown! { struct TryRule { team: String, parts: RuleParts } }
shown! {
    /// What a rule would have done to the latest requests of the team, those first to which it would have done something.
    struct RuleTrial { looked_at: u32, fires: u32, rows: Vec<RuleTrialRow> }
}
shown! {
    enum RuleVerdict {
        Fires,
        /// What it waits for has not happened.
        NotYet,
        /// A condition does not hold.
        Fails,
    }
}
shown! {
    struct RuleTrialRow {
        request: RequestMention,
        verdict: RuleVerdict,
        at: Option<Instant>,
        outcomes: Vec<RuleOutcome>,
        /// The condition that does not hold.
        test: Option<RuleTest>,
    }
}
