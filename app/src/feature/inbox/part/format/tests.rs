//! What is read of marks, and that nothing is lost.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use proptest::prelude::*;

/// A short notation: `b(…)`, `i(…)`, `s(…)`, `c(…)` and `l(…)` around what was found.
fn shown(runs: &[Run<'_>]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Words(words) => (*words).to_owned(),
            Run::Link(address) => format!("l({address})"),
            Run::Code { text, .. } => format!("c({text})"),
            Run::Styled { style, inside, .. } => {
                let name = match style {
                    Style::Bold => "b",
                    Style::Italic => "i",
                    Style::Struck => "s",
                };
                format!("{name}({})", shown(inside))
            }
        })
        .collect()
}

fn whole(lines: &[Line<'_>]) -> String {
    fn runs(out: &mut String, list: &[Run<'_>]) {
        for run in list {
            match run {
                Run::Words(words) | Run::Link(words) => out.push_str(words),
                Run::Code { mark, text } => out.extend([*mark, text, mark]),
                Run::Styled { mark, inside, .. } => {
                    out.push_str(mark);
                    runs(out, inside);
                    out.push_str(mark);
                }
            }
        }
    }
    let mut out = String::new();
    for line in lines {
        out.push_str(line.mark);
        runs(&mut out, &line.runs);
        out.push_str(line.end);
    }
    out
}

#[test]
fn marks_around_words_set_them() {
    for (text, expected) in [
        ("*oi*", "b(oi)"),
        ("_oi_ e ~tchau~", "i(oi) e s(tchau)"),
        ("*muito _bem_ feito*", "b(muito i(bem) feito)"),
        ("(*oi*), *tudo*!", "(b(oi)), b(tudo)!"),
        ("`a_b*c`", "c(a_b*c)"),
        ("use ```let x = *y*``` aqui", "use c(let x = *y*) aqui"),
        ("*a b*c*", "b(a b*c)"),
        ("*ção*", "b(ção)"),
    ] {
        assert_eq!(shown(&read(text)[0].runs), expected, "{text}");
    }
}

#[test]
fn marks_inside_words_and_around_nothing_are_letters() {
    for text in [
        "2*3*4",
        "a_b_c",
        "* oi*",
        "*oi *",
        "**",
        "***",
        "*oi",
        "oi*",
        "~ ~",
        "arquivo_de_teste",
        "``",
        "*a\nb*",
    ] {
        let lines = read(text);
        let all: String = lines.iter().map(|line| shown(&line.runs)).collect();
        assert!(!all.contains('('), "{text}: {all}");
    }
}

#[test]
fn addresses_become_links_without_the_mark_that_ends_the_sentence() {
    for (text, expected) in [
        (
            "Veja https://loja.example/mesa?id=1. E http://a.example, tá",
            "Veja l(https://loja.example/mesa?id=1). E l(http://a.example), tá",
        ),
        ("*https://a.example/x_y_z*", "b(l(https://a.example/x_y_z))"),
        ("mailto:a@b.example ou tel:+5511900000142", "l(mailto:a@b.example) ou l(tel:+5511900000142)"),
        ("HTTPS://A.example", "l(HTTPS://A.example)"),
    ] {
        assert_eq!(shown(&read(text)[0].runs), expected, "{text}");
    }
}

#[test]
fn nothing_else_becomes_a_link() {
    for text in [
        "javascript:alert(1)",
        "https://",
        "http:// nada",
        "data:text/html,x",
        "mailto:ninguém",
        "tel:oi",
        "xhttps://a.example",
        "vbscript:x",
        "file:///etc/passwd",
    ] {
        let all = shown(&read(text)[0].runs);
        assert!(!all.contains("l("), "{text}: {all}");
    }
}

#[test]
fn lines_are_quotes_items_and_words() {
    let lines = read("oi\n> disse\n- um\n* dois\n12. doze\n- \n1.5 kg\n\nfim");
    let kinds: Vec<(LineKind, &str)> = lines.iter().map(|line| (line.kind, line.mark)).collect();
    assert_eq!(
        kinds,
        [
            (LineKind::Plain, ""),
            (LineKind::Quote, "> "),
            (LineKind::Bullet, "- "),
            (LineKind::Bullet, "* "),
            (LineKind::Number, "12. "),
            (LineKind::Plain, ""),
            (LineKind::Plain, ""),
            (LineKind::Plain, ""),
            (LineKind::Plain, ""),
        ]
    );
}

#[test]
fn a_fence_goes_over_lines() {
    let lines = read("veja\n```um\n\ndois``` ok\nfim");
    assert_eq!(lines.len(), 3);
    assert_eq!(shown(&lines[1].runs), "c(um\n\ndois) ok");
}

#[test]
fn a_long_row_of_marks_is_read_quickly() {
    for text in
        ["*a ".repeat(30_000), "*_~`".repeat(20_000), "```".repeat(20_001), "> * _a ~b ".repeat(9_000)]
    {
        let begun = std::time::Instant::now();
        assert_eq!(whole(&read(&text)), text);
        assert!(begun.elapsed().as_secs() < 5, "{}", text.get(..8).unwrap());
    }
}

#[test]
fn plain_words_have_no_marks() {
    assert_eq!(plain("*oi*\n> _tudo_ bem\n- `x`"), "oi tudo bem x");
}

proptest! {
    #[test]
    fn no_letter_is_ever_lost(text in "[a-c*_~` \n>.é0-2-]{0,60}|\\PC{0,60}|(https://a\\.b|mailto:a@b|tel:1|```|\\*|_| |\n|x){0,20}") {
        prop_assert_eq!(whole(&read(&text)), text);
    }

    #[test]
    fn a_link_is_always_of_a_kind_that_is_safe(text in "(h|t|t|p|s|:|/|javascript:|data:|mailto:|tel:|https://|a|@|1| ){0,14}") {
        fn links<'a>(runs: &[Run<'a>], out: &mut Vec<&'a str>) {
            for run in runs {
                match run {
                    Run::Link(address) => out.push(address),
                    Run::Styled { inside, .. } => links(inside, out),
                    Run::Words(_) | Run::Code { .. } => {}
                }
            }
        }
        let mut found = Vec::new();
        for line in read(&text) {
            links(&line.runs, &mut found);
        }
        for address in found {
            prop_assert!(SCHEMES.iter().any(|scheme| address.starts_with(scheme)), "{}", address);
        }
    }
}
