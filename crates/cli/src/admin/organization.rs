//! `goodturn admin organization`.

use chrono_tz::Tz;
use goodturn_domain::organization::RatingShare;
use goodturn_domain::{Intent, Title};

use super::Desk;

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// What the organization has settled.
    Show,
    /// Changes it; what is not named stays.
    Set(Settings),
}

#[derive(Debug, clap::Args)]
pub(super) struct Settings {
    #[arg(long)]
    name: Option<String>,
    /// Such as Europe/Berlin.
    #[arg(long)]
    zone: Option<Tz>,
    /// What the organization stands for. Can be repeated; all of them are replaced.
    #[arg(long = "value", value_name = "VALUE")]
    values: Vec<String>,
    /// Working days after which a delivery that nobody confirmed is asked about.
    #[arg(long, value_name = "DAYS")]
    reminder_days: Option<u8>,
    /// Working days after which it closes itself.
    #[arg(long, value_name = "DAYS")]
    lapse_days: Option<u8>,
    /// Of how many confirmations a rating is asked for.
    #[arg(long, value_name = "SHARE")]
    rating_share: Option<Share>,
}

/// [`RatingShare`] on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Share {
    Every,
    Half,
    Fifth,
    None,
}

impl Share {
    fn name(self) -> &'static str {
        match self {
            Self::Every => "every",
            Self::Half => "half",
            Self::Fifth => "fifth",
            Self::None => "none",
        }
    }
}

impl From<Share> for RatingShare {
    fn from(share: Share) -> Self {
        match share {
            Share::Every => Self::Every,
            Share::Half => Self::Half,
            Share::Fifth => Self::Fifth,
            Share::None => Self::None,
        }
    }
}

impl From<RatingShare> for Share {
    fn from(share: RatingShare) -> Self {
        match share {
            RatingShare::Every => Self::Every,
            RatingShare::Half => Self::Half,
            RatingShare::Fifth => Self::Fifth,
            RatingShare::None => Self::None,
        }
    }
}

pub(super) async fn run(desk: &Desk, deed: Deed) -> anyhow::Result<String> {
    let organization = desk.directory().await?.organization;
    match deed {
        Deed::Show => desk.show(&organization, || {
            let values: Vec<_> = organization.values.iter().map(ToString::to_string).collect();
            format!(
                "name           {}\nzone           {}\nvalues         {}\nreminder days  {}\nlapse days     {}\nrating share   {}",
                organization.name,
                organization.zone,
                values.join(", "),
                organization.confirm_reminder_days,
                organization.lapse_days,
                Share::from(organization.rating_share).name()
            )
        }),
        Deed::Set(Settings { name, zone, values, reminder_days, lapse_days, rating_share }) => {
            let named: Result<Vec<Title>, _> = values.iter().map(|it| Title::new(it)).collect();
            let intent = Intent::ChangeOrganization {
                name: name.as_deref().map(Title::new).transpose()?.unwrap_or(organization.name),
                zone: zone.unwrap_or(organization.zone),
                values: if values.is_empty() { organization.values } else { named? },
                confirm_reminder_days: reminder_days.unwrap_or(organization.confirm_reminder_days),
                lapse_days: lapse_days.unwrap_or(organization.lapse_days),
                rating_share: rating_share.map(RatingShare::from),
            };
            desk.act(vec![intent], "changed").await
        }
    }
}
