//! The whole Goodturn desktop app without a window: commands, local store, sync loop, follow-up
//! scheduler and notification policy.
//!
//! No window, tray or notification service is in here: the shell hands in a [`Notifier`] and shows
//! what [`AppEvent`]s say. To add something the interface can do: a line in [`commands`], its
//! types in [`shown`].

pub mod commands;
pub mod error;
pub mod notify;
pub mod shown;

pub use notify::{Action, AfterAnswer, Notice, Notifier, Subject};

/*  The surface that the shell uses (being written):

pub struct AppConfig {
    pub profile: String,                     // "default" unless --profile NAME
    pub paths: Paths,                        // Paths::of(profile): config, data, state (logs), cache, runtime — XDG aware
    pub clock: Arc<dyn Clock>,               // SystemClock; a settable one under feature test-clock
    pub notifier: Arc<dyn Notifier>,
    pub local_backend: Option<Backend>,      // Backend { url: String, token: String, organization: OrganizationId, person: PersonId } of the embedded server
    pub secrets: Arc<dyn Secrets>,           // SystemSecrets (keyring)
}
impl App {                                   // Clone (Arc inside)
    pub async fn start(config: AppConfig) -> Result<App, StartError>;     // opens the store, starts sync + scheduler on the current tokio runtime
    pub fn events(&self) -> tokio::sync::broadcast::Receiver<AppEvent>;
    pub async fn answer_notice(&self, subject: Subject, action: Action) -> AfterAnswer;
    pub fn tray(&self) -> TraySummary;       // { due_count: u32, next: Vec<TrayLine{label, request: Option<String>}>, sync: SyncStatus, is_paused: bool } ; labels already in the person's language
    pub async fn pause_notifications(&self, until: Option<Timestamp>);
    pub fn is_idle(&self) -> bool;           // no operation in flight, no other client of the embedded backend known
    pub fn resumed(&self);                   // after system resume / window focus: check follow-ups and sync now
    pub async fn stop(&self);
}
pub enum AppEvent { Changed(Changed), Navigate(Navigate), Tray, SettingsChanged(Settings) }
*/
