//! What people write, rendered: Markdown to an allowlist of HTML.

use comrak::{Options, markdown_to_html};

/// Safe HTML of a text as typed: no raw HTML, links to https and mailto only, no pictures.
pub(crate) fn render(words: &str) -> String {
    if is_plain(words) { format!("<p>{words}</p>\n") } else { render_all(words) }
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
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    let html = markdown_to_html(words, &options);
    ammonia::Builder::default()
        .url_schemes(["https", "mailto"].into())
        .rm_tags(["img"])
        .link_rel(Some("noopener noreferrer"))
        .clean(&html)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{is_plain, render, render_all};

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
