//! What people write, rendered: Markdown to an allowlist of HTML.

use std::collections::BTreeSet;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, markdown_to_html, parse_document};
use goodturn_domain::mention::{Mention, places};
use uuid::Uuid;

/// How a link to an answer begins.
const ANSWER_LINK: &str = "goodturn://answer/";

/// Safe HTML of a text as typed: no raw HTML, links to https, mailto and answers only, no pictures.
pub(crate) fn render(words: &str) -> String {
    if is_plain(words) { format!("<p>{words}</p>\n") } else { render_all(words) }
}

/// How a text begins, without its marks and in one line.
pub(crate) fn beginning(words: &str, longest: usize) -> String {
    let (arena, options) = (Arena::new(), options());
    let mut text = String::new();
    for node in parse_document(&arena, words, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(code) => text.push_str(&code.literal),
            value if value.block() || matches!(value, NodeValue::SoftBreak | NodeValue::LineBreak) => text.push(' '),
            _ => {}
        }
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let cut: String = line.chars().take(longest).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{whole_words}…")
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
        .url_schemes(["https", "mailto", "goodturn"].into())
        .attribute_filter(|_, name, value| {
            let leads_into_app = name == "href" && value.starts_with("goodturn:");
            (!leads_into_app || is_answer(value)).then(|| value.into())
        })
        .rm_tags(["img"])
        .link_rel(Some("noopener noreferrer"))
        .clean(html)
        .to_string()
}

/// A link to an answer: the one place in the app that a text can lead to.
fn is_answer(link: &str) -> bool {
    link.strip_prefix(ANSWER_LINK).is_some_and(|id| Uuid::try_parse(id).is_ok())
}

#[cfg(test)]
mod tests {
    use goodturn_domain::{PersonId, Title};
    use uuid::Uuid;

    use super::{BTreeSet, Mention, beginning, is_plain, render, render_all, render_naming};

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

    #[test]
    fn a_text_leads_to_an_answer_and_to_no_other_place_in_the_app() {
        let id = "0199f0f0-0000-7000-8000-00000000000a";
        let html = |link: &str| render(&format!("See [VPN]({link})."));

        assert!(html(&format!("goodturn://answer/{id}")).contains("href=\"goodturn://answer/"));
        for link in ["goodturn://answer/../x", "goodturn://request/1", "goodturn:answer"] {
            assert!(!html(link).contains("href"), "{link}: {}", html(link));
        }
        assert!(html("javascript:alert(1)").contains("href=\"\""));
    }

    #[test]
    fn a_text_begins_without_marks_and_ends_with_a_word() {
        let words = "# Lost badge\n\n1. Tell **reception**\n2. Have it `locked`";
        assert_eq!(beginning(words, 100), "Lost badge Tell reception Have it locked");
        assert_eq!(beginning(words, 12), "Lost badge…");
        assert_eq!(beginning("", 12), "");
    }
}
