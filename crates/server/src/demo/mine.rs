//! The day of the person who looks around: busy, credible, and with something of everything.

mod asked_by_me;
mod asked_of_me;
mod recurring;
mod said;
mod templates;
mod views;

use chrono::TimeDelta;
use goodturn_domain::{Addressee, PersonId, Priority, ServiceRequestId, Timestamp, Visibility};

use super::company::Company;
use super::script::{Asked, Script};

/// Writes the day down.
pub(super) fn tell(company: &Company, script: &mut Script, now: Timestamp) {
    let mut day = Day { company, script, now, count: 0 };
    asked_of_me::tell(&mut day);
    asked_by_me::tell(&mut day);
    said::tell(&mut day);
    views::tell(&mut day);
    recurring::tell(&mut day);
    templates::tell(&mut day);
}

/// What is being written, and the moment it is written for.
struct Day<'a> {
    company: &'a Company,
    script: &'a mut Script,
    now: Timestamp,
    count: u32,
}

impl Day<'_> {
    fn me(&self) -> PersonId {
        self.company.me
    }

    fn named(&self, name: &str) -> PersonId {
        self.company.named(name)
    }

    /// So many minutes ago.
    fn minutes_ago(&self, minutes: i64) -> Timestamp {
        self.now.plus(-TimeDelta::minutes(minutes))
    }

    /// So many working days ago, at that time.
    fn days_ago(&self, days: u32, hour: u32, minute: u32) -> Timestamp {
        self.company.days_ago(self.now, days, hour, minute)
    }

    /// So many working days ahead, at that time.
    fn in_days(&self, days: u32, hour: u32, minute: u32) -> Timestamp {
        self.company.in_days(self.now, days, hour, minute)
    }

    /// Later today, on the half hour: about so many minutes ahead, as far as the day reaches.
    fn later_today(&self, minutes: i64) -> Timestamp {
        const HALF_HOUR: i64 = 30 * 60 * 1_000_000;
        let local = self.company.calendar.local(self.now);
        let midnight = self.company.calendar.at(local.date_naive() + chrono::Days::new(1), chrono::NaiveTime::MIN);
        let wished = self.now.plus(TimeDelta::minutes(minutes)).micros();
        let rounded = Timestamp::from_micros((wished / HALF_HOUR + 1) * HALF_HOUR);
        let latest = midnight.plus(-TimeDelta::minutes(15));
        if latest > self.now.plus(TimeDelta::minutes(5)) { rounded.min(latest) } else { rounded }
    }

    fn ask(
        &mut self,
        at: Timestamp,
        who: PersonId,
        addressee: Addressee,
        title: &str,
        details: &str,
        priority: Priority,
    ) -> ServiceRequestId {
        self.count += 1;
        let request = self.company.request(&format!("my request {}", self.count));
        let visibility = Visibility::Teams;
        self.script.ask(at, who, Asked { request, addressee, title, details, visibility, priority, needed_by: None });
        request
    }

    fn ask_me(&mut self, at: Timestamp, who: &str, title: &str, details: &str) -> ServiceRequestId {
        let (who, me) = (self.named(who), self.me());
        self.ask(at, who, Addressee::Person(me), title, details, Priority::Normal)
    }

    fn i_ask(&mut self, at: Timestamp, whom: &str, title: &str, details: &str) -> (ServiceRequestId, PersonId) {
        let (whom, me) = (self.named(whom), self.me());
        (self.ask(at, me, Addressee::Person(whom), title, details, Priority::Normal), whom)
    }
}
