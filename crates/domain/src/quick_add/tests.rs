use super::*;

#[test]
fn the_line_of_the_story_is_understood() {
    let calendar = WorkingCalendar::weekdays(chrono_tz::Europe::Berlin);
    let context = QuickAddContext {
        language: Language::find("en").unwrap(),
        now: "2026-11-22T11:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().into(),
        calendar: &calendar,
        day_parts: DayParts::default(),
        me: None,
        directory: None,
        literal: &[],
    };

    let line = "Riparian grant for listing 4471 @HELPER due fri 3pm !high // the buyer asks";
    let add = parse(line, &context);

    assert_eq!(add.title, "Riparian grant for listing 4471");
    assert_eq!(add.people, [Mention::Typed("HELPER".into())]);
    assert_eq!(add.priority, Some(Priority::High));
    assert_eq!(add.note.as_deref(), Some("the buyer asks"));
}
