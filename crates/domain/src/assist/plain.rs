//! A member's words written anew by rules alone: chat spellings written out, fillers left out. It understands nothing, and
//! whoever shows it says so.

use super::task::Rewrite;

/// Chat spellings and what they stand for, whole words in small letters.
#[rustfmt::skip]
const SPELLINGS: &[(&str, &str)] = &[
    ("vc", "você"), ("vcs", "vocês"), ("ce", "você"), ("pq", "porque"), ("tb", "também"), ("tbm", "também"), ("q", "que"), ("oq", "o que"),
    ("n", "não"), ("ñ", "não"), ("nao", "não"), ("eh", "é"), ("td", "tudo"), ("tds", "todos"), ("hj", "hoje"), ("amanha", "amanhã"),
    ("blz", "tudo certo"), ("vlw", "obrigado"), ("obg", "obrigado"), ("obgd", "obrigado"), ("msg", "mensagem"), ("pfv", "por favor"), ("pf", "por favor"), ("pls", "por favor"),
    ("qdo", "quando"), ("qnd", "quando"), ("qto", "quanto"), ("qnto", "quanto"), ("dps", "depois"), ("agr", "agora"), ("cmg", "comigo"), ("ctg", "com você"),
    ("tá", "está"), ("ta", "está"), ("tô", "estou"), ("to", "estou"), ("pra", "para"), ("pro", "para o"), ("né", "não é"), ("aki", "aqui"),
    ("add", "adicionar"), ("pgto", "pagamento"), ("pgt", "pagamento"), ("end", "endereço"), ("tel", "telefone"), ("min", "minutos"), ("hrs", "horas"), ("fds", "fim de semana"),
];

/// Words that carry nothing.
#[rustfmt::skip]
const FILLERS: &[&str] = &[
    "então", "tipo", "assim", "bom", "olha", "enfim", "basicamente", "realmente", "na verdade", "só que", "inclusive", "aliás", "tá bom", "ok então",
    "gostaria de informar que", "venho por meio desta", "informamos que", "just", "actually", "basically", "pues", "bueno", "o sea",
];

/// The words anew; the same when the rules have nothing to change. Warmth is nothing rules can write.
#[must_use]
pub fn rewrite(text: &str, how: Rewrite) -> String {
    let text = text.trim();
    match how {
        Rewrite::Warmer => text.to_owned(),
        Rewrite::Shorter => tidy(&without_fillers(text)),
        Rewrite::Formal | Rewrite::Correct => tidy(&spelled_out(text)),
    }
}

/// Chat spellings written out, where they stand as words: links, numbers and marks stay as they are.
fn spelled_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let body = piece.trim_end();
        let space = piece.get(body.len()..).unwrap_or_default();
        let word = body.trim_end_matches(['.', ',', '!', '?', ';', ':']);
        let signs = body.get(word.len()..).unwrap_or_default();
        let small = word.to_lowercase();
        match SPELLINGS.iter().find(|(short, _)| *short == small) {
            Some((_, long)) => out.push_str(long),
            None => out.push_str(word),
        }
        out.push_str(signs);
        out.push_str(space);
    }
    out
}

/// Without fillers at the beginning of sentences: in their middle they may mean something.
fn without_fillers(text: &str) -> String {
    text.split_inclusive(['.', '!', '?', '\n'])
        .map(|sentence| {
            let body = sentence.trim_start();
            let space = sentence.get(..sentence.len() - body.len()).unwrap_or_default();
            let small = body.to_lowercase();
            let cut = FILLERS.iter().find_map(|filler| {
                let rest = small.strip_prefix(filler)?;
                // The same letters in both: lower-casing Latin text keeps its length, or nothing is cut.
                let behind =
                    (rest.starts_with([',', ' ']) && small.len() == body.len()).then_some(filler.len())?;
                body.get(behind..)
            });
            let body = cut.map_or(body, |rest| rest.trim_start_matches([',', ' ']));
            format!("{space}{body}")
        })
        .collect()
}

/// Capital letters at the beginnings, one space between words, a sign at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let mut begins = true;
    let mut signed = false;
    for letter in text.chars() {
        if letter == ' ' && out.ends_with(' ') {
            continue;
        }
        if begins && letter.is_alphabetic() {
            out.extend(letter.to_uppercase());
            begins = false;
        } else {
            out.push(letter);
            // A dot inside a number or an address ends nothing.
            begins =
                letter == '\n' || (begins && !letter.is_alphanumeric()) || (letter.is_whitespace() && signed);
        }
        signed = matches!(letter, '.' | '!' | '?') || (signed && letter.is_whitespace());
    }
    if out.chars().last().is_some_and(char::is_alphanumeric) && !ends_in_link(&out) {
        out.push('.');
    }
    out
}

fn ends_in_link(text: &str) -> bool {
    text.split_whitespace().last().is_some_and(|word| word.contains('/') || word.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chat_spellings_are_written_out() {
        for (text, wanted) in [
            ("oi, vc pode vir hj?", "Oi, você pode vir hoje?"),
            ("blz. te mando a msg dps", "Tudo certo. Te mando a mensagem depois."),
            ("custa R$ 1.290,00 no pix", "Custa R$ 1.290,00 no pix."),
            ("veja https://casaaurora.example/q", "Veja https://casaaurora.example/q"),
        ] {
            assert_eq!(rewrite(text, Rewrite::Formal), wanted);
        }
    }

    #[test]
    fn fillers_at_the_beginning_go_and_the_rest_stays() {
        let text = "Então, a mesa chega na sexta. Na verdade, o frete é R$ 80.";
        assert_eq!(rewrite(text, Rewrite::Shorter), "A mesa chega na sexta. O frete é R$ 80.");
        assert_eq!(rewrite("Tipografia nova", Rewrite::Shorter), "Tipografia nova.");
    }

    proptest! {
        #[test]
        fn digits_are_never_lost(text in "[a-z0-9 .,!?]{0,80}") {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            for how in Rewrite::ALL {
                prop_assert_eq!(digits(&rewrite(&text, how)), digits(&text));
            }
        }

        #[test]
        fn nothing_that_is_written_panics(text in any::<String>()) {
            for how in Rewrite::ALL {
                let _ = rewrite(&text, how);
            }
        }
    }
}
