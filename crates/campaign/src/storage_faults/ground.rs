//! What both scripts stand on: an organization of the cast, people's deeds, and calm exchanges.

use std::path::Path;
use std::sync::OnceLock;

use chrono::TimeDelta;
use goodturn_domain::{EntityKey, EntryId, FollowUpId, Intent, Operation, OperationId, ServiceRequestId, Timestamp};
use goodturn_fault_vfs::Disk;
use goodturn_store::{AuthorityRead, AuthorityStorage, ReplicaStorage, StoreError};
use goodturn_store_sqlite::{Database, from_sqlite};
use goodturn_sync::authority::{AuthorityError, Push};
use goodturn_sync::replica::SettleError;
use goodturn_sync::{Authority, Replica, SyncError};
use goodturn_test_support::cast::founding;
use goodturn_test_support::{Ids, a_request, monday, words};

/// More than a script can leave behind.
const ALL: usize = 100_000;
/// No calm exchange takes more rounds.
const MOST_ROUNDS: usize = 50;

/// The organization of the cast.
pub(super) fn found<S: AuthorityStorage>(storage: S) -> Result<Authority<S>, String> {
    let (authority, mut ids) = (Authority::new(storage), Ids::of_series(2));
    for (actor, intent) in founding() {
        let operation = Operation { id: OperationId::new(ids.give()), at: monday(), intent };
        authority.act(&[(actor, operation)], monday()).map_err(|error| format!("it cannot be founded: {error}"))?;
    }
    Ok(authority)
}

/// Lays down a file that was made once, as `make` does it, instead of making it for each run.
pub(super) fn lay_down(
    file: &Path,
    made: &'static OnceLock<Vec<u8>>,
    make: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let io = |cause: std::io::Error| cause.to_string();
    if let Some(bytes) = made.get() {
        return std::fs::write(file, bytes).map_err(io);
    }
    make()?;
    // Whoever is slower has made the same.
    let _ = made.set(std::fs::read(file).map_err(io)?);
    Ok(())
}

/// Something that somebody does, with the entity that is there once it is done.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) id: OperationId,
    pub(super) makes: EntityKey,
    pub(super) intent: Intent,
}

/// Makes deeds with ids that are counted.
pub(super) struct Deeds {
    ids: Ids,
    now: Timestamp,
}

impl Deeds {
    pub(super) fn of_series(series: u64) -> Self {
        Self { ids: Ids::of_series(series), now: monday() }
    }

    /// A minute passes.
    pub(super) fn now(&mut self) -> Timestamp {
        self.now = self.now.plus(TimeDelta::minutes(1));
        self.now
    }

    pub(super) fn ask(&mut self) -> (ServiceRequestId, Deed) {
        let request = ServiceRequestId::new(self.ids.give());
        let titled = format!("Riparian grant {}", request.uuid().as_u128() & 0xffff);
        (request, self.deed(request.into(), a_request().titled(&titled).ask(request)))
    }

    pub(super) fn say(&mut self, request: ServiceRequestId) -> Deed {
        let entry = EntryId::new(self.ids.give());
        // More than one page of the file holds.
        let words = words(&"Which of the two forms is it? ".repeat(200));
        self.deed(entry.into(), Intent::Say { request, entry, words, mentions: [].into() })
    }

    pub(super) fn remind(&mut self) -> Deed {
        let follow_up = FollowUpId::new(self.ids.give());
        let due = self.now.plus(TimeDelta::days(2));
        let words = Some(words("Look after the grant"));
        self.deed(follow_up.into(), Intent::Remind { follow_up, request: None, words, due, if_no_reply: false })
    }

    fn deed(&mut self, makes: EntityKey, intent: Intent) -> Deed {
        Deed { id: OperationId::new(self.ids.give()), makes, intent }
    }
}

/// Why an exchange did not go through.
pub(super) enum Broken {
    /// A storage failed, as it may.
    Store(StoreError),
    /// The protocol broke, which no fault of a disk explains.
    Protocol(String),
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SyncError> for Broken {
    fn from(error: SyncError) -> Self {
        Self::Protocol(error.to_string())
    }
}

impl From<SettleError> for Broken {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Sync(error) => error.into(),
            SettleError::Store(error) => error.into(),
        }
    }
}

impl From<AuthorityError> for Broken {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Sync(error) => error.into(),
            AuthorityError::Store(error) => error.into(),
        }
    }
}

/// Sends what waits on a device. True when something did.
pub(super) fn push<S: ReplicaStorage, A: AuthorityStorage>(
    device: &Replica<S>,
    authority: &Authority<A>,
    now: Timestamp,
) -> Result<bool, Broken> {
    let Some(request) = device.next_push()? else { return Ok(false) };
    let push = Push { actor: device.person(), request };
    let answers = authority.accept(std::slice::from_ref(&push), now)?;
    let answer = answers.into_iter().next().ok_or_else(|| Broken::Protocol("no answer to a push".into()))??;
    device.settle(&push.request, &answer, now)?;
    Ok(true)
}

/// Fetches one page. True when there is more.
pub(super) fn pull<S: ReplicaStorage, A: AuthorityStorage>(
    device: &Replica<S>,
    authority: &Authority<A>,
    now: Timestamp,
) -> Result<bool, Broken> {
    let answer = authority.pull(device.person(), &device.next_pull(40)?, now)?;
    let applied = device.apply(&answer)?;
    if applied.is_new_history {
        return Err(Broken::Protocol("the history is another one".into()));
    }
    if applied.mismatched > 0 {
        return Err(Broken::Protocol(format!("{} scopes differ from the server's", applied.mismatched)));
    }
    Ok(applied.has_more)
}

/// Exchanges until nothing waits on either side.
pub(super) fn calm_down<S: ReplicaStorage, A: AuthorityStorage>(
    device: &Replica<S>,
    authority: &Authority<A>,
    now: Timestamp,
) -> Result<(), String> {
    for _ in 0..MOST_ROUNDS {
        let exchanged = push(device, authority, now).and_then(|sent| Ok(pull(device, authority, now)? || sent));
        match exchanged {
            Ok(true) => {}
            Ok(false) => return check_same(device, authority),
            Err(Broken::Store(error)) => return Err(format!("nothing fails any more, and yet: {error}")),
            Err(Broken::Protocol(what)) => return Err(format!("after the fault the exchange breaks: {what}")),
        }
    }
    Err(format!("the exchange does not come to an end in {MOST_ROUNDS} rounds"))
}

/// A device that is up to date holds what its person may see, and nothing waits on it.
fn check_same<S: ReplicaStorage, A: AuthorityStorage>(
    device: &Replica<S>,
    authority: &Authority<A>,
) -> Result<(), String> {
    let failed = |error: StoreError| format!("nothing fails any more, and yet: {error}");
    let left = device.storage().read(|tx| tx.list_outbox(0, ALL)).map_err(failed)?;
    if !left.is_empty() {
        return Err(format!("{} operations stay in the outbox", left.len()));
    }
    let attention = device.storage().read(|tx| tx.list_attention()).map_err(failed)?;
    if let Some(refused) = attention.first() {
        return Err(format!("an operation was refused: {} {}", refused.code, refused.body));
    }
    for scope in authority.scopes_of(device.person()).map_err(failed)? {
        let here = device.storage().read(|tx| tx.scope_digest(&scope)).map_err(failed)?;
        let there = authority.storage().read(|tx: &dyn AuthorityRead| tx.scope_digest(&scope)).map_err(failed)?;
        if here != there {
            return Err(format!("the device holds {here:?} of {scope}, the server {there:?}"));
        }
    }
    Ok(())
}

/// Reads through the whole file, indexes included.
pub(super) fn check_sound(database: &Database) -> Result<(), String> {
    let found = database.read(|db| {
        let found = db.query_row("pragma integrity_check", [], |row| row.get::<_, String>(0));
        found.map_err(from_sqlite)
    });
    match found {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(format!("the file is not sound: {found}")),
        Err(error) => Err(format!("the file cannot be checked: {error}")),
    }
}

/// The machine is on again. What the lock remembers of the last stop was never synced, so a file
/// that was closed in good order does not look like it.
pub(super) fn power_up(disk: &Disk, file: &Path) -> Result<(), String> {
    let lock = file.with_extension("db.lock");
    std::fs::write(lock, "open\n").map_err(|cause| cause.to_string())?;
    disk.power_up().map_err(|cause| format!("the disk does not come back: {cause}"))
}
