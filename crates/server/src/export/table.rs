//! Entities as tables: a line for each, its main facts in columns. Everything is in the JSON beside.

use goodturn_domain::{EntityKind, Timestamp};
use serde_json::Value;

/// A column, and where its value lies in a body.
type Column = (&'static str, &'static str, Form);

#[derive(Clone, Copy)]
enum Form {
    /// As it is; what has parts as JSON.
    Plain,
    /// An instant, as people read it.
    Time,
}

use Form::{Plain, Time};

/// The rating with the confirmation; one that came later counts instead.
const RATING: &str = "/stage/closing/rating";
const RATED_LATER: &str = "/rated/rating";

const fn columns(kind: EntityKind) -> &'static [Column] {
    match kind {
        EntityKind::Organization => {
            &[("id", "/id", Plain), ("name", "/name", Plain), ("zone", "/zone", Plain), ("values", "/values", Plain)]
        }
        EntityKind::Person => &[
            ("id", "/id", Plain),
            ("name", "/name", Plain),
            ("email", "/email", Plain),
            ("position", "/position", Plain),
            ("role", "/role", Plain),
            ("zone", "/zone", Plain),
            ("locale", "/locale", Plain),
            ("skills", "/skills", Plain),
            ("is_active", "/is_active", Plain),
        ],
        EntityKind::Team => &[
            ("id", "/id", Plain),
            ("name", "/name", Plain),
            ("prefix", "/prefix", Plain),
            ("members", "/members", Plain),
            ("is_active", "/is_active", Plain),
        ],
        EntityKind::OfferedService => &[
            ("id", "/id", Plain),
            ("team", "/team", Plain),
            ("versions", "/versions", Plain),
            ("is_retired", "/is_retired", Plain),
        ],
        EntityKind::ServiceRequest => &[
            ("id", "/id", Plain),
            ("number", "/number", Plain),
            ("title", "/title", Plain),
            ("details", "/details", Plain),
            ("requester", "/requester", Plain),
            ("asked_person", "/addressee/person", Plain),
            ("asked_team", "/addressee/team", Plain),
            ("helper", "/stage/service/helper", Plain),
            ("stage", "/stage/type", Plain),
            ("visibility", "/visibility", Plain),
            ("priority", "/priority", Plain),
            ("kind", "/kind", Plain),
            ("asked_at", "/asked_at", Time),
            ("needed_by", "/needed_by", Time),
            ("needed_as_written", "/written/words", Plain),
            ("first_acknowledged_at", "/first_acknowledged_at", Time),
            ("delivered_at", "/stage/delivery/at", Time),
            ("rating", RATING, Plain),
            ("changed_at", "/changed_at", Time),
        ],
        EntityKind::Entry => &[
            ("id", "/id", Plain),
            ("request", "/request", Plain),
            ("author", "/author", Plain),
            ("at", "/at", Time),
            ("event", "/event/type", Plain),
            ("words", "/event/words", Plain),
            ("reason", "/event/reason", Plain),
        ],
        EntityKind::FollowUp => &[
            ("id", "/id", Plain),
            ("owner", "/owner", Plain),
            ("request", "/request", Plain),
            ("reason", "/reason", Plain),
            ("words", "/words", Plain),
            ("due", "/due", Time),
            ("state", "/state/type", Plain),
        ],
        EntityKind::View => &[
            ("id", "/id", Plain),
            ("owner", "/owner", Plain),
            ("name", "/name", Plain),
            ("list", "/list", Plain),
            ("search", "/search", Plain),
            ("team", "/team", Plain),
        ],
        EntityKind::TeamRules => &[("id", "/id", Plain), ("team", "/team", Plain), ("rules", "/rules", Plain)],
        EntityKind::Recurrence => &[
            ("id", "/id", Plain),
            ("requester", "/requester", Plain),
            ("title", "/wish/title", Plain),
            ("asked_person", "/wish/addressee/person", Plain),
            ("asked_team", "/wish/addressee/team", Plain),
            ("every", "/cycle/every", Plain),
            ("unit", "/cycle/unit", Plain),
            ("zone", "/zone", Plain),
            ("next", "/next", Time),
        ],
        EntityKind::Template => &[
            ("id", "/id", Plain),
            ("person", "/owner/person", Plain),
            ("team", "/owner/team", Plain),
            ("name", "/name", Plain),
            ("title", "/wish/title", Plain),
        ],
        EntityKind::KnownAnswer => &[
            ("id", "/id", Plain),
            ("team", "/team", Plain),
            ("title", "/title", Plain),
            ("words", "/words", Plain),
            ("owner", "/owner", Plain),
            ("written_by", "/written_by", Plain),
            ("audience", "/audience", Plain),
            ("review_on", "/review_on", Plain),
            ("source", "/source", Plain),
            ("written_at", "/written_at", Time),
            ("changed_at", "/changed_at", Time),
            ("helped", "/helped", Plain),
            ("not_helped", "/not_helped", Plain),
            ("retired_at", "/retired_at", Time),
        ],
        EntityKind::Judgement => &[
            ("id", "/id", Plain),
            ("person", "/person", Plain),
            ("answer", "/answer", Plain),
            ("is_helpful", "/is_helpful", Plain),
        ],
        EntityKind::Thanks => &[
            ("id", "/id", Plain),
            ("from", "/from", Plain),
            ("to", "/to", Plain),
            ("words", "/words", Plain),
            ("values", "/values", Plain),
            ("request", "/request", Plain),
            ("is_private", "/is_private", Plain),
            ("at", "/at", Time),
        ],
        EntityKind::CannedText => &[
            ("id", "/id", Plain),
            ("person", "/owner/person", Plain),
            ("team", "/owner/team", Plain),
            ("name", "/name", Plain),
            ("words", "/words", Plain),
        ],
        EntityKind::Mute => &[
            ("id", "/id", Plain),
            ("person", "/person", Plain),
            ("request", "/request", Plain),
            ("is_muted", "/is_muted", Plain),
        ],
    }
}

/// Of attachments: what each is called in an export, and what it was called where.
const FILES: &[Column] = &[
    ("hash", "/event/file/hash", Plain),
    ("name", "/event/file/name", Plain),
    ("bytes", "/event/file/bytes", Plain),
    ("request", "/request", Plain),
    ("entry", "/id", Plain),
];

/// The first line of the table of attachments.
pub(super) fn files_header() -> String {
    line(FILES.iter().map(|(name, ..)| (*name).to_owned()))
}

/// The line of an entry that has an attachment.
pub(super) fn file_row(body: &Value) -> String {
    line(FILES.iter().map(|(_, pointer, form)| cell(body.pointer(pointer), *form)))
}

/// The first line of a table.
pub(super) fn header(kind: EntityKind) -> String {
    line(columns(kind).iter().map(|(name, ..)| (*name).to_owned()))
}

/// The line of an entity.
pub(super) fn row(kind: EntityKind, body: &Value) -> String {
    let value = |pointer: &str| {
        let later = (pointer == RATING).then(|| body.pointer(RATED_LATER)).flatten();
        later.or_else(|| body.pointer(pointer))
    };
    line(columns(kind).iter().map(|(_, pointer, form)| cell(value(pointer), *form)))
}

fn cell(value: Option<&Value>, form: Form) -> String {
    match (value, form) {
        (None | Some(Value::Null), _) => String::new(),
        (Some(Value::String(text)), _) => text.clone(),
        (Some(value), Time) => {
            let at = value.as_i64().map(|micros| Timestamp::from_micros(micros).to_utc());
            at.map_or_else(|| value.to_string(), |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
        }
        (Some(value), Plain) => value.to_string(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// In quotation marks, and never a formula: a spreadsheet would run what begins like one.
fn quoted(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = text.replace('"', "\"\"");
    if is_formula { format!("\"'{text}\"") } else { format!("\"{text}\"") }
}

#[cfg(test)]
mod tests {
    use goodturn_domain::Entity;
    use goodturn_domain::Person;
    use goodturn_store::conformance::samples::{
        canned_text, delivered, entry, follow_up, judgement, known_answer, mute, offered_service, organization, person,
        recurrence, team, team_rules, template, thanks, title, view,
    };

    use super::*;

    fn label(text: &str) -> goodturn_domain::Label {
        goodturn_domain::Label::new(text).unwrap()
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        for (text, expected) in [
            ("plain", r#""plain""#),
            ("=1+1", r#""'=1+1""#),
            ("+49 30 1234", r#""'+49 30 1234""#),
            ("-3", r#""'-3""#),
            ("@SUM(A1)", r#""'@SUM(A1)""#),
            ("\tx", "\"'\tx\""),
            (r#"say "hello", Bo"#, r#""say ""hello"", Bo""#),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn the_rating_that_counts_is_exported() {
        let mut body = serde_json::json!({ "stage": { "closing": { "rating": 5 } } });
        let rating = |body: &Value| row(EntityKind::ServiceRequest, body).replace(['"', ','], "").trim().to_owned();
        assert_eq!(rating(&body), "5");

        body["rated"] = serde_json::json!({ "rating": 1, "first_at": 0 });
        assert_eq!(rating(&body), "1");
    }

    #[test]
    fn every_column_of_every_kind_is_found_in_a_body() {
        let at = Timestamp::from_micros(1_000_000);
        let samples: [Entity; 16] = [
            organization(9).into(),
            Person {
                email: Some(title("a@example.org")),
                position: Some(title("Lawyer")),
                skills: vec![label("Deeds")],
                ..person(1)
            }
            .into(),
            team(50, &[1]).into(),
            offered_service(60).into(),
            delivered(10, at).into(),
            entry(20, 10).into(),
            follow_up(30, 10).into(),
            thanks(40).into(),
            canned_text(60).into(),
            mute(70, 10).into(),
            view(45).into(),
            team_rules(46).into(),
            recurrence(47).into(),
            template(48).into(),
            known_answer(49).into(),
            judgement(50, 49).into(),
        ];
        // What the samples do not say.
        let unsaid = [
            "is_retired",
            "retired_at",
            "asked_team",
            "number",
            "details",
            "kind",
            "needed_by",
            "needed_as_written",
            "first_acknowledged_at",
            "rating",
        ];
        // A text is either one's own or a team's.
        let unsaid = [unsaid.as_slice(), &["team"]].concat();

        for entity in samples {
            let kind = entity.key().kind;
            let body: Value = serde_json::from_str(&entity.to_json()).unwrap();
            for (name, pointer, form) in columns(kind) {
                let is_unsaid = unsaid.contains(name) || (kind, *name) == (EntityKind::Entry, "reason");
                let may_be_empty =
                    is_unsaid || matches!(kind, EntityKind::FollowUp | EntityKind::Thanks | EntityKind::View);
                let value = cell(body.pointer(pointer), *form);
                assert!(may_be_empty || !value.is_empty(), "{kind:?} {name}");
            }
            // The versions of a service are JSON, which has such commas of its own, and so are rules.
            let commas = row(kind, &body).matches("\",\"").count();
            assert!(commas == columns(kind).len() - 1 || kind == EntityKind::OfferedService, "{kind:?}");
        }
    }

    #[test]
    fn instants_are_written_as_people_read_them() {
        let body = serde_json::from_str(&Entity::from(delivered(10, Timestamp::from_micros(1_000_000))).to_json());

        assert!(row(EntityKind::ServiceRequest, &body.unwrap()).contains("\"1970-01-01T00:00:01Z\""));
    }
}
