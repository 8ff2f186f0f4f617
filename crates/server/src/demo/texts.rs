//! The words of the sample organization, read from `texts/`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::dice::Dice;

/// Something that people need of a team, with what is said on the way.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Need {
    pub(super) title: String,
    pub(super) details: String,
    pub(super) taken: String,
    pub(super) word: String,
    pub(super) delivered: String,
    pub(super) next: Option<String>,
    pub(super) thanks: String,
}

#[derive(Deserialize)]
struct Needs {
    need: Vec<Need>,
}

/// A team with its people: name and position, who leads it first.
#[derive(Debug, Deserialize)]
pub(super) struct TeamText {
    pub(super) name: String,
    pub(super) prefix: String,
    needs: String,
    pub(super) members: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Roster {
    team: Vec<TeamText>,
}

/// What people say in between.
#[derive(Debug, Deserialize)]
pub(super) struct Talk {
    pub(super) questions: Vec<(String, String)>,
    pub(super) waits: Vec<String>,
    pub(super) moves: Vec<String>,
    pub(super) requester_words: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) hand_overs: Vec<String>,
    pub(super) declines: Vec<(String, String)>,
    pub(super) withdrawals: Vec<String>,
    pub(super) not_yets: Vec<String>,
    pub(super) second_deliveries: Vec<String>,
    pub(super) confirmations: Vec<String>,
    pub(super) lukewarm: Vec<String>,
    pub(super) offers: Vec<String>,
}

#[derive(Deserialize)]
struct Kudos {
    words: Vec<String>,
}

/// All of it.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) teams: Vec<TeamText>,
    pub(super) talk: Talk,
    pub(super) kudos: Vec<String>,
    slots: BTreeMap<String, Vec<String>>,
}

impl Texts {
    pub(super) fn read() -> Self {
        Self {
            teams: parse::<Roster>(include_str!("texts/roster.toml")).team,
            talk: parse(include_str!("texts/talk.toml")),
            kudos: parse::<Kudos>(include_str!("texts/kudos.toml")).words,
            slots: parse(include_str!("texts/slots.toml")),
        }
    }

    /// The need with its gaps filled, each the same way throughout.
    pub(super) fn fill(&self, need: &Need, dice: &mut Dice) -> Need {
        let mut filled = need.clone();
        let Need { title, details, taken, word, delivered, next, thanks } = &mut filled;
        for (slot, values) in &self.slots {
            let gap = format!("{{{slot}}}");
            let value = dice.pick(values);
            for text in [&mut *title, details, taken, word, delivered, thanks].into_iter().chain(next.as_mut()) {
                *text = text.replace(&gap, value);
            }
        }
        filled
    }
}

impl TeamText {
    /// What others need of the team.
    pub(super) fn needs(&self) -> Vec<Need> {
        let text = match self.needs.as_str() {
            "people" => include_str!("texts/people.toml"),
            "it" => include_str!("texts/it.toml"),
            "legal" => include_str!("texts/legal.toml"),
            "facilities" => include_str!("texts/facilities.toml"),
            "finance" => include_str!("texts/finance.toml"),
            "sales" => include_str!("texts/sales.toml"),
            "listings" => include_str!("texts/listings.toml"),
            _ => include_str!("texts/marketing.toml"),
        };
        parse::<Needs>(text).need
    }
}

impl Need {
    /// Whether it can be asked for again and again, about something else each time.
    pub(super) fn has_gaps(&self) -> bool {
        self.title.contains('{')
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("the texts of the sample organization are checked by a test")
}
