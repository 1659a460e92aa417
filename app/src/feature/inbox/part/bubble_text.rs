//! Text, also as a caption under something else.

use super::format::{Line, LineKind, Run, Style, read};
use leptos::prelude::*;

/// The words of a message, set as WhatsApp sets them; addresses become links.
#[component]
pub fn BubbleText(
    /// The words.
    text: String,
) -> impl IntoView {
    view! { <div class="tx">{words(&text)}</div> }
}

/// The words, without a box around them.
#[must_use]
pub fn words(text: &str) -> AnyView {
    let lines = read(text);
    let mut out: Vec<AnyView> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some(first) = rest.first() {
        let alike = rest.iter().take_while(|line| line.kind == first.kind).count();
        let (group, after) = rest.split_at(alike);
        out.push(drawn(first, group));
        rest = after;
    }
    out.into_any()
}

/// Lines of one kind.
fn drawn(first: &Line<'_>, group: &[Line<'_>]) -> AnyView {
    let items =
        || group.iter().map(|line| view! { <li>{runs(&line.runs)}</li> }.into_any()).collect::<Vec<_>>();
    match first.kind {
        LineKind::Plain => {
            let mut out = Vec::new();
            for line in group {
                out.extend(runs(&line.runs));
                if !line.end.is_empty() {
                    out.push(line.end.to_owned().into_any());
                }
            }
            out.into_any()
        }
        LineKind::Quote => {
            let lines =
                group.iter().map(|line| view! { <span class="block">{runs(&line.runs)}</span> }.into_any());
            view! { <blockquote>{lines.collect::<Vec<_>>()}</blockquote> }.into_any()
        }
        LineKind::Bullet => view! { <ul>{items()}</ul> }.into_any(),
        LineKind::Number => {
            let start = first.mark.trim_end_matches(". ").to_owned();
            view! { <ol start=start>{items()}</ol> }.into_any()
        }
    }
}

fn runs(list: &[Run<'_>]) -> Vec<AnyView> {
    list.iter()
        .map(|run| match run {
            Run::Words(words) => (*words).to_owned().into_any(),
            Run::Link(address) => view! {
                <a class="link" href=(*address).to_owned() target="_blank" rel="noopener noreferrer nofollow">
                    {(*address).to_owned()}
                </a>
            }
            .into_any(),
            Run::Code { text, .. } => view! { <code>{(*text).to_owned()}</code> }.into_any(),
            Run::Styled { style, inside, .. } => {
                let inside = runs(inside);
                match style {
                    Style::Bold => view! { <strong>{inside}</strong> }.into_any(),
                    Style::Italic => view! { <em>{inside}</em> }.into_any(),
                    Style::Struck => view! { <s>{inside}</s> }.into_any(),
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_elements_and_what_looks_like_markup_stays_text() {
        let html = Owner::new().with(|| words("*<b>oi</b>* _a_\n> b\n- c\n2. d `x<y`").to_html());
        let html = html.replace("<!>", "");
        for part in [
            "<strong>&lt;b&gt;oi&lt;/b&gt;</strong>",
            "<em>a</em>",
            "<blockquote><span class=\"block\">b</span></blockquote>",
            "<ul><li>c</li></ul>",
            "<ol start=\"2\"><li>d <code>x&lt;y</code></li></ol>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }
}
