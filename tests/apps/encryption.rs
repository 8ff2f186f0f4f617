//! A build that encrypts the files of its device, and one that does not meeting such files.

use anyhow::Result;
use goodturn_client::StartError;

use super::desk::Desk;

#[tokio::test(flavor = "multi_thread")]
#[cfg(not(feature = "encryption"))]
async fn a_build_that_does_not_read_encrypted_files_leaves_them_alone() -> Result<()> {
    let anna = Desk::of("Anna").await?;

    let stopped = anna.stop().await;
    let file = stopped.paths.data.join("workspaces.json");
    let workspaces = std::fs::read_to_string(&file)?;
    let encrypted = workspaces.replacen('{', r#"{ "file_key": "files/00","#, 1);
    std::fs::write(&file, &encrypted)?;

    let refused = stopped.refused().await?;

    assert!(matches!(refused, StartError::Encrypted), "{refused}");
    assert_eq!(std::fs::read_to_string(&file)?, encrypted);
    Ok(())
}

#[cfg(feature = "encryption")]
mod encrypted {
    use std::fs;
    use std::path::Path;

    use anyhow::Context;
    use serde_json::{Value, json};

    use super::*;
    use crate::desk::{Keys, Mood};

    const WORDS: &str = "A ladder nobody reads about";

    /// The files below `folder` that show the words.
    fn that_show_words(folder: &Path) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                found.extend(that_show_words(&entry.path())?);
                continue;
            }
            // A running app moves its logs about: what has gone meanwhile shows nothing.
            let bytes = fs::read(entry.path()).unwrap_or_default();
            if bytes.windows(WORDS.len()).any(|it| it == WORDS.as_bytes()) {
                found.push(entry.path().display().to_string());
            }
        }
        Ok(found)
    }

    async fn with_words() -> Result<Desk> {
        let anna = Desk::of("Anna").await?;
        let reminder = json!({ "request": null, "words": WORDS, "due": "2099-01-01T10:00:00Z", "if_no_reply": false });
        // One for the backend, and one that stays on the device.
        anna.call("remind", reminder).await?;
        anna.call("save_draft", json!({ "key": "words", "text": WORDS })).await?;
        anna.until_sent().await?;
        Ok(anna)
    }

    async fn has_words(desk: &Desk) -> Result<bool> {
        Ok(desk.call("find_draft", json!({ "key": "words" })).await? == WORDS)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn no_file_of_the_device_shows_a_word_and_everything_is_there_again() -> Result<()> {
        let anna = with_words().await?;
        assert_eq!(that_show_words(anna.data())?, Vec::<String>::new());

        let anna = anna.restart().await?;

        assert!(has_words(&anna).await?);
        let stopped = anna.stop().await;
        let mut files = 0;
        for folder in ["workspaces", "backend"] {
            files += fs::read_dir(stopped.paths.data.join(folder))?.count();
        }
        assert!(files >= 3, "there was something to look at");
        assert_eq!(that_show_words(&stopped.paths.data)?, Vec::<String>::new());
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn without_the_key_nothing_is_opened_and_nothing_is_lost() -> Result<()> {
        let anna = with_words().await?;
        let files = |folder: &Path| -> Result<Vec<(String, u64)>> {
            let entries = fs::read_dir(folder.join("workspaces"))?.flatten();
            let mut files: Vec<_> = entries
                .filter(|it| it.path().extension().is_some_and(|it| it == "db"))
                .map(|it| (it.file_name().to_string_lossy().into_owned(), it.metadata().map_or(0, |it| it.len())))
                .collect();
            files.sort();
            Ok(files)
        };

        let stopped = anna.stop().await;
        let (keys, before) = (stopped.keys.clone(), files(&stopped.paths.data)?);
        keys.turn(Mood::Missing);
        let refused = stopped.refused().await?;
        assert!(matches!(refused, StartError::KeyUnavailable(_)), "{refused}");
        keys.turn(Mood::Open);
        let kept = keys.lose();
        let refused = stopped.refused().await?;
        assert!(matches!(refused, StartError::KeyGone), "{refused}");
        assert_eq!(files(&stopped.paths.data)?, before);

        keys.get_back(kept);
        let anna = stopped.start().await?;
        assert!(has_words(&anna).await?);
        assert_eq!(anna.call("list_attention", Value::Null).await?, json!([]));
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_whose_name_was_lost_is_not_replaced() -> Result<()> {
        let stopped = with_words().await?.stop().await;
        let file = stopped.paths.data.join("workspaces.json");
        let kept = fs::read_to_string(&file)?;
        let mut workspaces: Value = serde_json::from_str(&kept)?;
        workspaces.as_object_mut().context("it is an object")?.remove("file_key");
        fs::write(&file, workspaces.to_string())?;

        let refused = stopped.refused().await?;

        assert!(matches!(refused, StartError::KeyGone), "{refused}");
        fs::write(&file, kept)?;
        assert!(has_words(&stopped.start().await?).await?);
        Ok(())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_first_start_without_a_key_store_says_so() -> Result<()> {
        let refused = Desk::with_keys("Anna", Keys::default()).await.err().context("it does not start")?;

        let cause = refused.downcast_ref::<StartError>();
        assert!(matches!(cause, Some(StartError::KeyNotKept(_))), "{refused:#}");
        Ok(())
    }
}
