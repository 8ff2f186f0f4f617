//! Where files are kept, and how much of them: as it is given.

use clap::Args;

use crate::files::{BucketAccess, FilesConfig};

const MIB: u64 = 1024 * 1024;

/// What is said about files.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct FilesPlace {
    /// Where files are kept, such as s3://bucket/folder [default: the data folder]
    #[arg(long, value_name = "URL", env = "GOODTURN_FILES_URL")]
    pub(super) files_url: Option<String>,
    /// So many MiB of files one person may bring [default: 5120]
    #[arg(long, value_name = "MIB", env = "GOODTURN_FILES_PER_PERSON_MIB")]
    pub(super) files_per_person_mib: Option<u32>,
    /// So many MiB of files are kept in all [default: 102400]
    #[arg(long, value_name = "MIB", env = "GOODTURN_FILES_MIB")]
    pub(super) files_mib: Option<u32>,
}

impl FilesPlace {
    /// Everything settled: this over what the settings file says.
    pub(super) fn over(self, file: Self) -> FilesConfig {
        let (url, access) = (self.files_url.or(file.files_url), BucketAccess::from_environment());
        let mut config = FilesConfig { url, access, ..FilesConfig::default() };
        if let Some(most) = self.files_per_person_mib.or(file.files_per_person_mib) {
            config.limits.person = u64::from(most) * MIB;
        }
        if let Some(most) = self.files_mib.or(file.files_mib) {
            config.limits.organization = u64::from(most) * MIB;
        }
        config
    }
}
