//! What a desktop would give to the app, without a desktop.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use goodturn_client::{KeyStore, KeyStoreError, LocalBackend, Notice, Notifier, Paths, StartLocalBackend, Subject};
use goodturn_server::Clock;
use goodturn_server::embedded::{self, Embedded, EmbeddedConfig};
use tokio::sync::Mutex;

/// Shows nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Silence;

impl Notifier for Silence {
    fn show(&self, _: Notice) {}

    fn withdraw(&self, _: &Subject) {}
}

/// Secrets as files: nobody has any here.
#[derive(Clone, Debug)]
pub(super) struct KeyFolder(pub(super) PathBuf);

impl KeyFolder {
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name.replace('/', "-"))
    }
}

fn failure(cause: &std::io::Error) -> KeyStoreError {
    KeyStoreError(cause.to_string())
}

impl KeyStore for KeyFolder {
    fn read(&self, name: &str) -> Result<Option<String>, KeyStoreError> {
        match fs::read_to_string(self.file(name)) {
            Ok(secret) => Ok(Some(secret)),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(failure(&cause)),
        }
    }

    fn write(&self, name: &str, secret: &str) -> Result<(), KeyStoreError> {
        fs::create_dir_all(&self.0).map_err(|cause| failure(&cause))?;
        // A key store keeps the old secret or the new one, also when the app is killed meanwhile.
        let beside = self.file(&format!("{name}.new"));
        fs::write(&beside, secret).and_then(|()| fs::rename(&beside, self.file(name))).map_err(|cause| failure(&cause))
    }

    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        match fs::remove_file(self.file(name)) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => Err(failure(&cause)),
            _ => Ok(()),
        }
    }
}

/// The real embedded backend, which runs until the desk has joined an organization.
pub(super) fn local_backend(paths: &Paths) -> StartLocalBackend {
    let (data_dir, running) = (paths.embedded_backend(), Arc::new(Mutex::new(None::<Embedded>)));
    Arc::new(move |file_key| {
        let (data_dir, running) = (data_dir.clone(), running.clone());
        Box::pin(async move {
            let mut running = running.lock().await;
            if running.is_none() {
                let config = EmbeddedConfig {
                    data_dir,
                    file_key,
                    listen: None,
                    owner_name: "Somebody".into(),
                    zone: chrono_tz::UTC,
                    locale: "en".into(),
                    clock: Clock::system(),
                    calendars_from_private_networks: false,
                    demo: false,
                };
                *running = Some(embedded::start(config).await.map_err(|cause| cause.to_string())?);
            }
            let embedded = running.as_ref().ok_or("it was just started")?;
            Ok(LocalBackend {
                url: embedded.url.clone(),
                token: embedded.token.clone(),
                organization: embedded.organization,
                person: embedded.person,
            })
        })
    })
}
