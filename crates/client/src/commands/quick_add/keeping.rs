//! Keeping a line that was refused while nobody looked at quick add.

use goodturn_domain::TextError;

use crate::App;
use crate::commands::settings::LONGEST_DRAFT_BYTES;
use crate::error::CommandError;

/// The key of quick add's draft.
const DRAFT: &str = "quick-add";

/// Where quick add holds a line that was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptLine {
    /// It is what quick add opens with.
    Draft,
    /// Something else is being written there: it is the latest of the lines that Arrow Up brings back.
    Recent,
}

/// Keeps a line that could not be saved. What is being written in quick add stays as it is: a line below it
/// would become its details.
///
/// # Errors
/// [`CommandError`] when the line is longer than a draft, or the file cannot be written.
pub async fn keep_unsaved(app: &App, line: &str) -> Result<KeptLine, CommandError> {
    if line.len() > LONGEST_DRAFT_BYTES {
        return Err(TextError::TooLong { limit: LONGEST_DRAFT_BYTES, length: line.len() }.into());
    }
    let line = line.to_owned();
    app.blocking(move |workspace, _| {
        let store = workspace.store();
        let place = place_beside(&store.find_draft(DRAFT)?.unwrap_or_default(), &line);
        match place {
            KeptLine::Draft => store.save_draft(DRAFT, &line)?,
            KeptLine::Recent => store.add_recent_quick_add(line.trim())?,
        }
        Ok(place)
    })
    .await
}

fn place_beside(draft: &str, line: &str) -> KeptLine {
    let draft = draft.trim();
    if draft.is_empty() || draft == line.trim() { KeptLine::Draft } else { KeptLine::Recent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_the_draft_where_nothing_is_being_written() {
        for draft in ["", " \n ", "ask @jo", "ask @jo \n"] {
            assert_eq!(place_beside(draft, "ask @jo"), KeptLine::Draft, "{draft:?}");
        }
        assert_eq!(place_beside("ask @jo\nand more", "ask @jo\nand more\n"), KeptLine::Draft);
    }

    #[test]
    fn what_is_being_written_stays_as_it_is() {
        for (draft, line) in
            [("thank @mo", "ask @jo"), ("thank @mo\nask @jo", "ask @jo"), ("ask @jo", "ask @jo\nwith details")]
        {
            assert_eq!(place_beside(draft, line), KeptLine::Recent, "{draft:?}");
        }
    }
}
