//! A bucket that speaks S3, as the place for files.

use std::env;
use std::fmt;
use std::sync::Arc;

use object_store::ObjectStore;

/// What says how a bucket is reached: keys, region and endpoint by the names that they have
/// everywhere with S3, such as `AWS_ACCESS_KEY_ID`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BucketAccess(Vec<(String, String)>);

impl BucketAccess {
    /// What the environment says.
    pub fn from_environment() -> Self {
        let text = |it: std::ffi::OsString| it.into_string().ok();
        let given = env::vars_os().filter_map(|(name, value)| Some((text(name)?, text(value)?)));
        Self(given.filter(|(name, _)| name.starts_with("AWS_")).collect())
    }

    /// The same with one more setting.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Keys are nobody's to read.
impl fmt::Debug for BucketAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(feature = "s3")]
pub(super) fn open(url: &str, access: &BucketAccess) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    use std::time::Duration;

    use object_store::aws::AmazonS3Builder;
    use object_store::prefix::PrefixStore;
    use object_store::{ClientOptions, RetryConfig};

    /// Somebody waits for the answer. Who asked asks again: the attempts of one request end with it.
    const ATTEMPTS: usize = 3;
    /// From the first attempt to the last.
    const TRYING: Duration = Duration::from_secs(15);
    /// Nothing moves: a large file on a slow line moves for longer, so there is no end for the whole.
    const SILENCE: Duration = Duration::from_secs(30);

    let mut builder = AmazonS3Builder::new()
        .with_client_options(ClientOptions::new().with_timeout_disabled().with_read_timeout(SILENCE))
        .with_retry(RetryConfig { max_retries: ATTEMPTS, retry_timeout: TRYING, ..RetryConfig::default() });
    for (name, value) in &access.0 {
        // What else begins like this, such as a profile of other programs, is not for us.
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            builder = builder.with_config(key, value);
        }
    }
    let folder = url.trim_start_matches("s3://").split_once('/').map_or("", |(_, folder)| folder);
    Ok(Arc::new(PrefixStore::new(builder.with_url(url).build()?, folder)))
}

#[cfg(not(feature = "s3"))]
pub(super) fn open(url: &str, _access: &BucketAccess) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
    let source = format!("{url}: this server was built without the feature `s3`").into();
    Err(object_store::Error::Generic { store: "S3", source })
}
