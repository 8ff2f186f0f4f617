//! The clocks of a request, and what a team aims for.

use super::*;

shown! { enum ClockKind { Acknowledge, NextWord, Deliver, Promise } }
shown! {
    enum ClockState {
        Running,
        AtRisk,
        Late,
        /// It waits on the requester.
        Paused,
        Met,
        Missed,
        /// Handed over: a new clock runs.
        PassedOn,
        /// The request ended without it.
        Dropped,
    }
}
shown! { enum TargetUnit { Minutes, Days } }
shown! {
    /// So much working time, or so many working days.
    struct Target { unit: TargetUnit, count: u32 }
}
shown! {
    /// One clock of a request.
    struct Clock {
        kind: ClockKind,
        state: ClockState,
        started_at: Instant,
        stopped_at: Option<Instant>,
        due: Option<Instant>,
        target: Option<Target>,
        /// The service level that it goes by.
        level: Option<String>,
        /// What it has counted: working time, or for a promise all time.
        counted_minutes: u32,
    }
}
shown! { struct ClockRef { request: String, kind: ClockKind } }
shown! { enum SpanReason { Counted, OutsideHours, DayOff, WaitingOnRequester, Delivered } }
shown! {
    /// A part of a clock's time. A day off says what it is called.
    struct ClockSpan { from: Instant, until: Instant, reason: SpanReason, name: Option<String> }
}
shown! {
    /// Who is told by a clock: whoever serves the request before it is due, at its due time or when it goes on and is
    /// late already, then a colleague, then who leads the team.
    enum ClockStep { DueSoon, Late, LateOnWaking, Colleague, Lead }
}
shown! { struct ClockMoment { step: ClockStep, at: Instant } }
shown! {
    /// How a clock came to its due time, without gaps, and when it tells whom.
    struct ClockStory { clock: Clock, spans: Vec<ClockSpan>, moments: Vec<ClockMoment> }
}
shown! { struct DayOff { date: String, name: String } }
shown! {
    /// Working hours, Monday first, and what is free besides.
    struct TeamCalendar {
        zone: String,
        week: Vec<Vec<Hours>>,
        /// Two letters, for its public holidays.
        country: Option<String>,
        days_off: Vec<DayOff>,
    }
}
shown! { enum NextWordSince { LastWord, LastQuestion } }
shown! {
    struct ServiceLevel {
        name: String,
        /// Only what is at least as pressing.
        priority: Option<Priority>,
        /// Only what is of that kind.
        kind: Option<String>,
        acknowledge: Option<Target>,
        next_word: Option<Target>,
        next_word_since: NextWordSince,
        deliver: Option<Target>,
        /// Whether somebody is told before it is due.
        warns: bool,
        /// How many steps there are from the due time on, up to three.
        steps: u8,
    }
}
shown! {
    /// Why a calendar on the web cannot be read.
    enum CalendarProblem {
        Unreachable,
        /// It lies in a network that the server does not fetch from.
        RefusedAddress,
        NotEncrypted,
        TooLarge,
        TooSlow,
        NotACalendar,
        Empty,
        TooManyDays,
        /// The answer was something else, with a status of HTTP.
        AnsweredWith,
    }
}
shown! { struct CalendarTrouble { problem: CalendarProblem, status: Option<u16>, since: Instant } }
shown! {
    /// A calendar on the web whose days off are those of the team.
    struct FollowedCalendar {
        address: String,
        /// Whose it is.
        host: String,
        /// From today on.
        days: Vec<DayOff>,
        /// When it last said something new; none until the server has read it.
        taken_at: Option<Instant>,
        /// While it cannot be read.
        trouble: Option<CalendarTrouble>,
    }
}
shown! {
    /// With no address, the team follows none.
    struct FollowCalendar { team: String, address: Option<String> }
}
shown! {
    /// What a team works by: what it has set itself, and what holds from above where it has not. Without a calendar
    /// its people go by their own hours.
    struct TeamTerms {
        calendar: Option<TeamCalendar>,
        levels: Vec<ServiceLevel>,
        followed: Option<FollowedCalendar>,
        above: TermsAbove,
    }
}
shown! {
    /// What a team has from the nearest teams above that have set it, and how those are called as far as that is known.
    struct TermsAbove {
        calendar: Option<TeamCalendar>,
        calendar_of: Option<String>,
        levels: Vec<ServiceLevel>,
        levels_of: Option<String>,
    }
}
shown! { struct SetTeamCalendar { team: String, calendar: Option<TeamCalendar> } }
shown! { struct SetServiceLevels { team: String, levels: Vec<ServiceLevel> } }
shown! {
    /// What is in a calendar file.
    struct CalendarFile { text: String }
}
