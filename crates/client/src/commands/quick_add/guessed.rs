//! Names that were typed with a slip: nothing goes to whom a guess names before somebody has seen the guess.

use goodturn_domain::quick_add::{Token, Value};
use serde_json::json;

use super::services::Line;
use crate::error::CommandError;
use crate::shown::SeenName;
use crate::workspace::People;

/// Refuses a line with a guessed name that was not seen.
pub(super) fn check(line: &Line, text: &str, seen: &[SeenName], people: &People) -> Result<(), CommandError> {
    let Some((token, value)) = unseen(&line.understood.tokens, seen) else { return Ok(()) };
    let units: Vec<u16> = text.encode_utf16().collect();
    let typed = units.get(token.start as usize..token.end as usize).unwrap_or_default();
    let typed = String::from_utf16_lossy(typed);
    let name = name_of(value, line, people);
    Err(CommandError {
        code: "name_close".to_owned(),
        message: format!("nobody is called {typed} quite so; it may be {name}"),
        details: json!({ "typed": typed, "name": name }),
    })
}

/// The first guess that was not seen, or was shown as somebody else.
fn unseen<'a>(tokens: &'a [Token], seen: &[SeenName]) -> Option<(&'a Token, Value)> {
    let guessed = tokens.iter().filter(|it| it.is_close && it.problem.is_none());
    let mut guessed = guessed.filter_map(|it| Some((it, it.value?)));
    guessed.find(|(token, value)| {
        let id = id_of(*value);
        !seen.iter().any(|it| (it.start, it.end) == (token.start, token.end) && it.value == id)
    })
}

fn id_of(value: Value) -> String {
    match value {
        Value::Person(id) => id.to_string(),
        Value::Team(id) => id.to_string(),
        Value::Service(id) => id.to_string(),
        // A time is no name, and is never a guess.
        Value::At(_) => String::new(),
    }
}

fn name_of(value: Value, line: &Line, people: &People) -> String {
    match value {
        Value::Person(id) => people.name_of(id),
        Value::Team(id) => people.teams.iter().find(|it| it.id == id).map(|it| it.name.to_string()).unwrap_or_default(),
        Value::Service(id) => line.name_of(id),
        Value::At(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use goodturn_domain::PersonId;
    use goodturn_domain::quick_add::Field;
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> Value {
        Value::Person(PersonId::new(Uuid::from_u128(number)))
    }

    fn named(start: u32, value: Value, is_close: bool) -> Token {
        let (end, content) = (start + 6, start);
        Token { field: Field::Person, start, end, content, value: Some(value), problem: None, is_close }
    }

    fn shown(start: u32, value: Value) -> SeenName {
        SeenName { start, end: start + 6, value: id_of(value) }
    }

    #[test]
    fn a_name_as_it_is_written_needs_no_look() {
        assert_eq!(unseen(&[named(4, person(1), false)], &[]), None);
    }

    #[test]
    fn each_guess_is_seen_as_whom_it_is_sent_to() {
        let line = [named(4, person(1), true), named(20, person(2), true)];
        let first_unseen = |seen: &[SeenName]| unseen(&line, seen).map(|(token, _)| token.start);

        assert_eq!(first_unseen(&[]), Some(4));
        assert_eq!(first_unseen(&[shown(4, person(1))]), Some(20));
        assert_eq!(first_unseen(&[shown(4, person(3)), shown(20, person(2))]), Some(4), "somebody else was shown");
        assert_eq!(first_unseen(&[shown(5, person(1)), shown(20, person(2))]), Some(4), "another line was shown");
        assert_eq!(first_unseen(&[shown(20, person(2)), shown(4, person(1))]), None);
    }
}
