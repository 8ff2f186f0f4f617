//! The line as words with positions, and a place in it from which to read on.

use super::language::{Language, Meaning, fold};

/// A stretch of the line without white space.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) raw: &'a str,
    /// Without case, accents and the punctuation around it.
    pub(super) folded: String,
    /// In UTF-16 units of the line.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Where it begins in the line, in bytes.
    pub(super) byte: usize,
    /// In quotes, or un-parsed by the person: only ever text.
    pub(super) is_literal: bool,
}

/// Ends of sentences and clauses: they may follow anything that is understood.
const PUNCTUATION: &[char] = &['.', ',', ';', ':', '!', '?', ')', '…'];

/// Opening quote and its closing one.
const QUOTES: &[(char, char)] = &[('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')];

impl<'a> Word<'a> {
    /// The word after `sigil`, without punctuation at its end; none when it does not begin with
    /// it, or is nothing but it.
    pub(super) fn after(&self, sigil: char) -> Option<&'a str> {
        let rest = self.raw.strip_prefix(sigil).filter(|_| !self.is_literal)?;
        let rest = rest.trim_end_matches(PUNCTUATION);
        (!rest.is_empty()).then_some(rest)
    }

    /// The word as typed, without punctuation at its end.
    pub(super) fn without_clause(&self) -> &'a str {
        self.raw.trim_end_matches(PUNCTUATION)
    }

    /// Nothing but what stands between sentences and clauses, as the French `:` does.
    pub(super) fn is_punctuation(&self) -> bool {
        !self.is_literal && self.raw.chars().all(|it| PUNCTUATION.contains(&it) || matches!(it, '-' | '–' | '—'))
    }

    pub(super) fn ends_a_sentence(&self) -> bool {
        self.raw.ends_with(['.', ';', '!', '?', '…']) && !self.raw.starts_with(|it: char| it.is_ascii_digit())
    }

    pub(super) fn ends_a_clause(&self) -> bool {
        self.raw.ends_with(PUNCTUATION)
    }
}

/// Splits a line at white space. `literal` are spans in UTF-16 units whose words stay text.
pub(super) fn split<'a>(line: &'a str, literal: &[(u32, u32)]) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    let mut begin = None;
    let (mut position, mut last_end) = (0, 0);
    for (byte, letter) in line.char_indices().chain([(line.len(), ' ')]) {
        match (letter.is_whitespace(), begin) {
            (false, None) => begin = Some((byte, position)),
            (true, Some((from, start))) => {
                // A space that was un-parsed keeps the word behind it from being read with the one before.
                let is_literal = literal.iter().any(|(from, to)| from < to && *from < position && last_end < *to);
                words.push(word(&line[from..byte], from, (start, position), is_literal));
                (begin, last_end) = (None, position);
            }
            _ => {}
        }
        position += u32::try_from(letter.len_utf16()).unwrap_or(1);
    }
    mark_quoted(&mut words);
    words
}

fn word(raw: &str, byte: usize, (start, end): (u32, u32), is_literal: bool) -> Word<'_> {
    let bare = raw.trim_start_matches(['(', '¡', '¿']).trim_end_matches(PUNCTUATION);
    Word { raw, folded: fold(bare), start, end, byte, is_literal }
}

/// A quotation opens at the beginning of a word and closes at the end of one. An opening quote
/// that nothing closes is an ordinary character.
fn mark_quoted(words: &mut [Word<'_>]) {
    for (opening, closing) in QUOTES {
        let mut index = 0;
        while index < words.len() {
            if !words[index].raw.starts_with(*opening) {
                index += 1;
                continue;
            }
            let Some(length) = words[index..].iter().position(|it| closes(it.raw, *opening, *closing)) else { break };
            words[index..=index + length].iter_mut().for_each(|it| it.is_literal = true);
            index += length + 1;
        }
    }
}

fn closes(raw: &str, opening: char, closing: char) -> bool {
    let inside = raw.strip_prefix(opening).unwrap_or(raw);
    inside.trim_end_matches(PUNCTUATION).ends_with(closing)
}

/// A place between words. Copying it is how the grammar tries something and goes back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    pub(super) words: &'a [Word<'a>],
    pub(super) at: usize,
    pub(super) language: Language,
}

impl<'a> Cursor<'a> {
    pub(super) fn rest(&self) -> &'a [Word<'a>] {
        self.words.get(self.at..).unwrap_or_default()
    }

    /// The next word, unless it may only be text.
    pub(super) fn peek(&self) -> Option<&'a Word<'a>> {
        self.rest().first().filter(|it| !it.is_literal)
    }

    /// Reads the longest phrase with a meaning that `pick` wants.
    pub(super) fn read<T>(&mut self, pick: impl Fn(Meaning) -> Option<T>) -> Option<T> {
        let (length, found) = self.language.read(self.rest(), pick)?;
        self.at += length;
        Some(found)
    }

    /// Reads a phrase that means exactly this.
    pub(super) fn skip(&mut self, wanted: Meaning) -> bool {
        self.read(|it| (it == wanted).then_some(())).is_some()
    }

    /// Whether something follows of which nobody can tell what it means; the place stays.
    pub(super) fn is_at_unclear(self) -> bool {
        let mut ahead = self;
        ahead.skip(Meaning::Unclear)
    }

    /// Reads with `reader`, or else stays where it is.
    pub(super) fn attempt<T>(&mut self, reader: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut ahead = *self;
        let found = reader(&mut ahead)?;
        *self = ahead;
        Some(found)
    }

    /// Reads a number from 1 to 9999, in figures or as a word.
    pub(super) fn number(&mut self) -> Option<u32> {
        if let Some(number) = self.peek().and_then(|it| figures(&it.folded)) {
            self.at += 1;
            return Some(number);
        }
        self.read(|it| if let Meaning::Number(number) = it { Some(number) } else { None })
    }
}

/// One to four decimal figures that are not zero.
pub(super) fn figures(text: &str) -> Option<u32> {
    let fits = (1..=4).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|number| fits && *number > 0)
}
