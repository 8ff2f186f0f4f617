//! Thanks.

use goodturn_domain::{Intent, ThanksId, Title};
use goodturn_store_sqlite::{ThanksList as Selection, ThanksQuery};

use super::{id_of, optional_id, words_of};
use crate::App;
use crate::clock::fresh_id;
use crate::error::CommandError;
use crate::present::Presenter;
use crate::shown::{Id, ListThanks, Thank, ThanksList, ThanksPage};

/// The most cards of one page.
const MOST_CARDS: u32 = 200;

pub(super) async fn list_thanks(app: &App, args: ListThanks) -> Result<ThanksPage, CommandError> {
    app.blocking(move |workspace, now| {
        let query = ThanksQuery {
            list: match args.list {
                ThanksList::All => Selection::All,
                ThanksList::Received => Selection::Received,
                ThanksList::Given => Selection::Given,
            },
            me: workspace.me(),
            offset: args.offset,
            limit: args.limit.min(MOST_CARDS),
        };
        let listing = workspace.store().list_thanks(&query)?;
        let presenter = Presenter::new(workspace, now)?;
        let cards = listing.rows.iter().map(|it| presenter.thanks(it)).collect::<Result<_, _>>()?;
        Ok(ThanksPage { cards, total: listing.total })
    })
    .await
}

/// The intent that `args` describe.
pub(super) fn thank_intent(thanks: ThanksId, args: &Thank) -> Result<Intent, CommandError> {
    Ok(Intent::Thank {
        thanks,
        to: args.to.iter().map(|id| id_of(id)).collect::<Result<_, _>>()?,
        words: words_of(&args.words)?,
        values: args.values.iter().map(|value| Title::new(value)).collect::<Result<_, _>>()?,
        request: optional_id(args.request.as_deref())?,
        is_private: args.is_private,
    })
}

pub(super) async fn thank(app: &App, args: Thank) -> Result<Id, CommandError> {
    let thanks = ThanksId::new(fresh_id());
    let intent = thank_intent(thanks, &args)?;
    app.blocking(move |workspace, now| workspace.perform(intent, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(Id { id: thanks.to_string() })
}

pub(super) async fn retract_thanks(app: &App, args: Id) -> Result<(), CommandError> {
    let intent = Intent::RetractThanks { thanks: id_of(&args.id)? };
    app.blocking(move |workspace, now| workspace.perform(intent, now)).await?;
    app.inner.wake_sync.notify_one();
    Ok(())
}
