//! Words of people as one plain line: what they write must not turn a notification around, split it or
//! hide a part of it.

use goodturn_client::Notice;

/// So many characters a title has at most; what is longer covers the screen, or is refused by the system.
const LONGEST_TITLE: usize = 120;
/// And so many the words below it.
const LONGEST_BODY: usize = 400;

/// The notice with plain words only, and not more of them than somebody reads in passing.
pub(super) fn cleaned(notice: Notice) -> Notice {
    let actions = notice.actions.into_iter().map(|(action, label)| (action, plain(&label))).collect();
    let title = shortened(plain(&notice.title), LONGEST_TITLE);
    let body = shortened(plain(&notice.body), LONGEST_BODY);
    Notice { title, body, actions, ..notice }
}

/// At most so many characters, the last one telling that there is more.
fn shortened(text: String, most: usize) -> String {
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most - 1).collect();
    // A joiner at the end would join the dots.
    format!("{}…", kept.trim_end_matches([' ', '\u{200c}', '\u{200d}']))
}

/// One line without control characters and without marks that turn the direction of what follows. Joiners
/// stay: emoji and some scripts are made of them.
fn plain(text: &str) -> String {
    let visible = text.chars().map(|letter| if parts_lines(letter) { ' ' } else { letter });
    let visible: String = visible.filter(|letter| !letter.is_control() && !is_hidden(*letter)).collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn parts_lines(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_hidden(letter: char) -> bool {
    matches!(
        letter,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use goodturn_client::Subject;

    use super::*;

    #[test]
    fn what_would_turn_or_hide_words_is_left_out() {
        assert_eq!(plain("pay \u{202e}evil\u{202c} now"), "pay evil now");
        assert_eq!(plain("a\u{2066}b\u{2069}\u{200b}c\u{feff}"), "abc");
        assert_eq!(plain("ring\u{7} and \u{1b}[31mred\0"), "ring and [31mred");
    }

    #[test]
    fn several_lines_become_one() {
        assert_eq!(plain("  first\r\nsecond\u{2028}third\t "), "first second third");
    }

    #[test]
    fn long_words_are_cut_and_say_so() {
        let long = |letter: char, count: usize| String::from(letter).repeat(count);
        let notice = |title: String, body: String| Notice {
            subject: Subject::App("test".to_owned()),
            title,
            body,
            actions: Vec::new(),
            needs_you: false,
        };

        let whole = cleaned(notice(long('é', 120), long('b', 400)));
        assert_eq!((whole.title, whole.body), (long('é', 120), long('b', 400)));
        let cut = cleaned(notice(long('é', 121), long('b', 5000)));
        assert_eq!((cut.title, cut.body), (long('é', 119) + "…", long('b', 399) + "…"));
        assert_eq!(shortened("to be or not".to_owned(), 7), "to be…");
        assert_eq!(shortened("👩\u{200d}💻👩".to_owned(), 3), "👩…");
    }

    #[test]
    fn scripts_and_emoji_stay_whole() {
        for text in ["می\u{200c}خواهم", "👩\u{200d}💻", "שלום Maria", "Zoë & <b>"] {
            assert_eq!(plain(text), text);
        }
    }
}
