//! The terms of a search: `field:value`, `field:one,other`, `field:"several words"`, `-field:value`.

use crate::listed::listed;

listed! {
    /// What a term is about.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Field {
        Stage,
        Priority,
        Kind,
        Label,
        From,
        To,
        Helper,
        Team,
        Needed,
        Promised,
        Answer,
        Due,
        Is,
        Sort,
    }
}

impl Field {
    /// What is typed before the colon.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Priority => "priority",
            Self::Kind => "kind",
            Self::Label => "label",
            Self::From => "from",
            Self::To => "to",
            Self::Helper => "helper",
            Self::Team => "team",
            Self::Needed => "needed",
            Self::Promised => "promised",
            Self::Answer => "answer",
            Self::Due => "due",
            Self::Is => "is",
            Self::Sort => "sort",
        }
    }

    fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name().eq_ignore_ascii_case(name))
    }
}

/// A part of a search that looks like a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it was typed.
    pub text: String,
    /// None for a word that is no field.
    pub field: Option<Field>,
    pub is_not: bool,
    /// One is enough; never empty.
    pub values: Vec<String>,
}

/// A search, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    pub terms: Vec<Term>,
    /// What is no term, in its order.
    pub words: String,
}

impl Question {
    /// Takes the terms out of what was typed. A field without a value says nothing yet.
    pub fn parse(search: &str) -> Self {
        let (mut question, mut words, mut left) = (Self::default(), Vec::new(), search.trim_start());
        while !left.is_empty() {
            let (piece, rest) = split(left);
            match Piece::read(piece) {
                Piece::Word => words.push(piece),
                Piece::Nothing => {}
                Piece::Term(term) => question.terms.push(term),
            }
            left = rest.trim_start();
        }
        question.words = words.join(" ");
        question
    }

    /// The words, and the terms that are kept as text.
    pub fn text_of(&self, kept: impl Fn(&Term) -> bool) -> String {
        let typed = self.terms.iter().filter(|it| kept(it)).map(|it| it.text.as_str());
        [self.words.as_str()].into_iter().filter(|it| !it.is_empty()).chain(typed).collect::<Vec<_>>().join(" ")
    }
}

/// Up to the next space; one between quotes behind a colon, a comma or a comparison ends nothing.
fn split(text: &str) -> (&str, &str) {
    let (mut is_quoted, mut before) = (false, ' ');
    for (at, sign) in text.char_indices() {
        if sign == '"' && (is_quoted || matches!(before, ':' | ',' | '<' | '>' | '=')) {
            is_quoted = !is_quoted;
        } else if sign.is_whitespace() && !is_quoted {
            return text.split_at(at);
        }
        before = sign;
    }
    (text, "")
}

enum Piece {
    Word,
    /// A field whose value is not typed yet.
    Nothing,
    Term(Term),
}

impl Piece {
    fn read(piece: &str) -> Self {
        let (is_not, bare) = piece.strip_prefix('-').map_or((false, piece), |bare| (true, bare));
        let Some((name, value)) = bare.split_once(':') else { return Self::Word };
        let field = Field::find(name);
        let values = values(value);
        if values.is_empty() {
            return if field.is_some() { Self::Nothing } else { Self::Word };
        }
        // `10:30`, `https://…` and `HR-142:` are words that have a colon.
        let may_be_field = name.len() > 1 && name.chars().all(char::is_alphabetic) && !value.starts_with('/');
        if field.is_none() && !may_be_field {
            return Self::Word;
        }
        Self::Term(Term { text: piece.to_owned(), field, is_not, values })
    }
}

/// What stands behind the colon, parted by commas outside of quotes, with one space between words.
fn values(text: &str) -> Vec<String> {
    let (mut values, mut value, mut is_quoted) = (Vec::new(), String::new(), false);
    for sign in text.chars() {
        match sign {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => values.push(std::mem::take(&mut value)),
            _ => value.push(sign),
        }
    }
    values.push(value);
    let one_space = |it: String| it.split_whitespace().collect::<Vec<_>>().join(" ");
    values.into_iter().map(one_space).filter(|it| !it.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(search: &str, terms: &[(&str, bool, &[&str])], words: &str) {
        let question = Question::parse(search);
        let found: Vec<(&str, bool, Vec<&str>)> = question
            .terms
            .iter()
            .map(|it| {
                let name = it.field.map_or("?", Field::name);
                (name, it.is_not, it.values.iter().map(String::as_str).collect())
            })
            .collect();
        let expected: Vec<_> = terms.iter().map(|(name, is_not, values)| (*name, *is_not, values.to_vec())).collect();
        assert_eq!((found, &*question.words), (expected, words), "{search}");
    }

    #[test]
    fn terms_are_taken_out_of_a_search() {
        check("the deed", &[], "the deed");
        check("label:Tax", &[("label", false, &["Tax"])], "");
        check(
            "the label:\"Office  Move\" desk LABEL:tax",
            &[("label", false, &["Office Move"]), ("label", false, &["tax"])],
            "the desk",
        );
        check("label:\"office mo", &[("label", false, &["office mo"])], "");
        check("label: deed", &[], "deed");
        check("-stage:asked,delivered x", &[("stage", true, &["asked", "delivered"])], "x");
        check("from:\"Anna Berg\",sam", &[("from", false, &["Anna Berg", "sam"])], "");
        check("due:<\"next fri\"", &[("due", false, &["<next fri"])], "");
        check("say \"label:x y\"", &[], "say \"label:x y\"");
    }

    #[test]
    fn what_is_no_field_is_told_and_a_colon_alone_makes_none() {
        check("stauts:asked", &[("?", false, &["asked"])], "");
        check("at 10:30 see https://x.example/a:b re: HR-142:", &[], "at 10:30 see https://x.example/a:b re: HR-142:");
    }
}
