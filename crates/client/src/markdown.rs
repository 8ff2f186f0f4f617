//! What people write, rendered: Markdown to an allowlist of HTML.

use std::collections::BTreeSet;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, markdown_to_html, parse_document};
use goodturn_domain::mention::{Mention, places};

/// Safe HTML of a text as typed: no raw HTML, links to https and mailto only, no pictures.
pub(crate) fn render(words: &str) -> String {
    if is_plain(words) { format!("<p>{words}</p>\n") } else { render_all(words) }
}

/// The same with those who are mentioned in it as `shown` says: by the name that they have now, and
/// whether it is the reader.
pub(crate) fn render_naming(
    words: &str,
    mentions: &BTreeSet<Mention>,
    shown: impl Fn(&Mention) -> (String, bool),
) -> String {
    if mentions.is_empty() {
        return render(words);
    }
    // A name stands in the text as a sign that no text has, so that it goes through parser and
    // allowlist untouched and nothing that is called like HTML becomes any.
    let words: String = words.chars().filter(|it| !SIGNS.contains(it)).collect();
    let (arena, options) = (Arena::new(), options());
    let root = parse_document(&arena, &words, &options);
    for node in root.descendants() {
        if let NodeValue::Text(text) = &mut node.data.borrow_mut().value {
            *text = with_signs(text, mentions).into();
        }
    }
    let mut html = String::new();
    if format_html(root, &options, &mut html).is_err() {
        return render_all(&words);
    }
    let mut html = allowed(&html);
    for (sign, mention) in SIGNS.zip(mentions) {
        let (name, is_reader) = shown(mention);
        let class = if is_reader { "mention mine" } else { "mention" };
        html = html.replace(sign, &format!("<span class=\"{class}\">@{}</span>", escaped(&name)));
    }
    html
}

/// Unicode promises that these are no characters.
const SIGNS: std::ops::RangeInclusive<char> = '\u{FDD0}'..='\u{FDEF}';

fn with_signs(text: &str, mentions: &BTreeSet<Mention>) -> String {
    let (mut signed, mut from) = (String::with_capacity(text.len()), 0);
    for (place, mention) in places(text, mentions) {
        if let Some((sign, _)) = SIGNS.zip(mentions).find(|(_, it)| *it == mention) {
            signed.push_str(&text[from..place.start]);
            signed.push(sign);
            from = place.end;
        }
    }
    signed.push_str(&text[from..]);
    signed
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Whether it is one line of nothing but words: most of what people say is, and a timeline has hundreds.
fn is_plain(words: &str) -> bool {
    words.starts_with(char::is_alphabetic)
        && !words.ends_with(' ')
        && !words.contains("  ")
        && !words.contains("www.")
        && words.chars().all(|it| it.is_alphanumeric() || " ,.;?!'".contains(it))
}

fn render_all(words: &str) -> String {
    allowed(&markdown_to_html(words, &options()))
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

fn allowed(html: &str) -> String {
    ammonia::Builder::default()
        .url_schemes(["https", "mailto"].into())
        .rm_tags(["img"])
        .link_rel(Some("noopener noreferrer"))
        .clean(html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use goodturn_domain::{PersonId, Title};
    use uuid::Uuid;

    use super::{BTreeSet, Mention, is_plain, render, render_all, render_naming};

    fn named(words: &str, written: &str, now: &str) -> String {
        let mention = Mention { person: PersonId::new(Uuid::nil()), name: Title::new(written).expect("it is short") };
        render_naming(words, &BTreeSet::from([mention]), |_| (now.to_owned(), false))
    }

    #[test]
    fn who_is_mentioned_is_called_as_now() {
        let html = named("Ask **@Kim Larsen** or @Kim Larsens aunt", "Kim Larsen", "Kim Smith");

        let expected = "<p>Ask <strong><span class=\"mention\">@Kim Smith</span></strong> or @Kim Larsens aunt</p>";
        assert_eq!(html.trim(), expected);
    }

    #[test]
    fn a_name_is_never_html_wherever_it_stands() {
        let hostile = "<img src=x onerror=alert(1)>\"";
        for words in ["@Kim", "`@Kim`", "[@Kim](https://e.org/@Kim \"@Kim\")", "<b>@Kim</b>", "\u{FDD0}@Kim"] {
            let html = named(words, "Kim", hostile);
            assert!(!html.contains("<img") && !html.contains("title=\"<"), "{words}: {html}");
        }
        assert_eq!(named("`@Kim`", "Kim", "Kim").trim(), "<p><code>@Kim</code></p>", "what is quoted stays as it is");
        assert_eq!(
            named("\u{FDD0} @Kim", "Kim", "K").matches("mention").count(),
            1,
            "a sign of one's own names nobody"
        );
    }

    #[test]
    fn plain_line_is_rendered_as_by_the_parser() {
        for plain in ["On my way", "The county has form 12.", "Größe? Ja, ich weiß; bis 9.30 Uhr!", "I don't", "请看"]
        {
            assert!(is_plain(plain), "{plain}");
            assert_eq!(render(plain), render_all(plain));
        }
        for other in ["", "1. a", "a *b*", "a\nb", "www.example.org", "a https://e.org", "a & b", "a  b", "a ", "- a"] {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[test]
    fn scripts_and_odd_links_do_not_survive() {
        for hostile in [
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "<img src=x onerror=alert(1)>",
            "![x](http://e.org/p.png)",
        ] {
            let html = render(hostile);
            assert!(
                !html.contains("<script") && !html.contains("<img") && !html.contains("href=\"javascript"),
                "{html}"
            );
        }
    }

    #[test]
    fn emphasis_and_lists_are_kept() {
        assert_eq!(render("**now**").trim(), "<p><strong>now</strong></p>");
        assert!(render("- a\n- b").contains("<li>a</li>"));
    }
}
