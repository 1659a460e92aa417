//! Text with marks as people write it, in the marks that passages are cut by: headings underlined become headings with `#`,
//! what only programs read goes.

/// Reads text with marks.
#[must_use]
pub fn read(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = Vec::new();
    let mut is_code = false;
    for line in without_front(&text).lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            is_code = !is_code;
            continue;
        }
        if is_code {
            lines.push(line.trim_end().to_owned());
            continue;
        }
        if let Some(level) = underline(trimmed)
            && lines.last().is_some_and(|above| is_headable(above))
            && let Some(above) = lines.pop()
        {
            lines.push(format!("{level} {}", above.trim()));
            continue;
        }
        lines.push(heading(line).unwrap_or_else(|| line.trim_end().to_owned()));
    }
    lines.join("\n").trim().to_owned()
}

/// Without the lines for programs that some tools put first.
fn without_front(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("---\n") else { return text };
    match rest.split_once("\n---\n") {
        Some((front, behind))
            if front
                .lines()
                .all(|line| line.is_empty() || line.contains(':') || line.starts_with([' ', '-', '#'])) =>
        {
            behind
        }
        _ => text,
    }
}

fn underline(line: &str) -> Option<&'static str> {
    let is_all = |sign: char| line.len() >= 3 && line.chars().all(|one| one == sign);
    if is_all('=') {
        return Some("#");
    }
    is_all('-').then_some("##")
}

fn is_headable(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with(['#', '|', '-', '*', '>'])
}

/// A heading with closing signs loses them; `#Title` gets its space.
fn heading(line: &str) -> Option<String> {
    let line = line.trim();
    let level = line.chars().take_while(|sign| *sign == '#').count();
    if !(1..=6).contains(&level) {
        return None;
    }
    let (signs, rest) = line.split_at_checked(level)?;
    let words = rest.trim().trim_end_matches('#').trim_end();
    let is_spaced = rest.starts_with(' ') || rest.chars().next().is_some_and(char::is_uppercase);
    (is_spaced && !words.is_empty()).then(|| format!("{signs} {words}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_are_kept_as_passages_know_them() {
        let table = [
            ("Trocas\n======\nTexto.", "# Trocas\nTexto."),
            ("Prazo\n---\nDois dias.", "## Prazo\nDois dias."),
            ("## Frete ##\n#Título\n#tag", "## Frete\n# Título\n#tag"),
            ("texto\n\n---\nmais", "texto\n\n---\nmais"),
            ("- item\n---", "- item\n---"),
            ("---\ntitle: x\ntags: [a]\n---\n# A", "# A"),
            ("```\n# comando\n```\nfim", "# comando\nfim"),
            ("a\r\nb", "a\nb"),
        ];
        for (given, read_as) in table {
            assert_eq!(read(given), read_as);
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(words in prop::collection::vec("[a-zé]{1,9}", 1..20)) {
            let text = words.join("\n");
            let read = read(&text);
            let found: Vec<&str> = read.lines().collect();
            prop_assert_eq!(found, words);
        }
    }
}
