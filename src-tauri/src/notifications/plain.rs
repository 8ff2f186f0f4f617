//! Words of people as one plain line: what they write must not turn a notification around, split it or
//! hide a part of it.

use goodturn_client::Notice;

/// The notice with plain words only.
pub(super) fn cleaned(notice: Notice) -> Notice {
    let actions = notice.actions.into_iter().map(|(action, label)| (action, plain(&label))).collect();
    Notice { title: plain(&notice.title), body: plain(&notice.body), actions, ..notice }
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
    fn scripts_and_emoji_stay_whole() {
        for text in ["می\u{200c}خواهم", "👩\u{200d}💻", "שלום Maria", "Zoë & <b>"] {
            assert_eq!(plain(text), text);
        }
    }
}
