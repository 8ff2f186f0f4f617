//! What people write, rendered: Markdown to an allowlist of HTML.

use comrak::{Options, markdown_to_html};

/// Safe HTML of a text as typed: no raw HTML, links to https and mailto only, no pictures.
pub(crate) fn render(words: &str) -> String {
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
    use super::render;

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
