#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use super::*;
use proptest::prelude::*;

fn text(text: &str) -> Vec<Chunk> {
    cut(&Body::Text { text: text.to_owned() })
}

fn told(chunks: &[Chunk]) -> Vec<(&str, &str)> {
    chunks.iter().map(|chunk| (chunk.heading.as_str(), chunk.text.as_str())).collect()
}

fn pair(question: &str, answer: &str) -> Pair {
    Pair { question: question.to_owned(), answer: answer.to_owned() }
}

#[test]
fn three_sentences_are_a_passage_and_a_heading_begins_another() {
    let chunks =
        text("# Entregas\nUm. Dois aqui. Três! Quatro?\n\nCinco.\n## Interior\nSeis.\n# Trocas\nSete.");
    assert_eq!(
        told(&chunks),
        [
            ("Entregas", "Um. Dois aqui. Três!"),
            ("Entregas", "Quatro? Cinco."),
            ("Entregas › Interior", "Seis."),
            ("Trocas", "Sete."),
        ]
    );
}

#[test]
fn a_dot_that_ends_no_sentence_is_seen() {
    for one in [
        "Fale com a Sra. Marina na Av. Paulista.",
        "O sofá custa R$ 1.299,90 à vista.",
        "Atende o Sr. J. Silva, seg. a sex. das 9h.",
        "Ele disse: \"Pode trocar.\" e saiu.",
    ] {
        assert_eq!(text(one).len(), 1);
        assert_eq!(sentences(one).len(), 1, "{one}");
    }
    assert_eq!(sentences("Não. Sim! Talvez? \"Claro.\" Fim").len(), 5);
}

#[test]
fn a_list_stays_with_the_line_that_opens_it_in_every_piece() {
    let items: Vec<String> =
        (1..=20).map(|number| format!("- peça número {number} com um nome comprido de verdade")).collect();
    let chunks = text(&format!("Antes. Vendemos:\n{}", items.join("\n")));
    assert_eq!(chunks[0].text, "Antes.");
    assert!(chunks.len() > 2);
    for chunk in &chunks[1..] {
        assert!(chunk.text.starts_with("Vendemos:\n- peça"), "{}", chunk.text);
        assert!(length(&chunk.text) <= LENGTH_MAX + HEADING_MAX);
    }
    assert!(chunks.last().unwrap().text.ends_with("20 com um nome comprido de verdade"));
}

#[test]
fn a_table_repeats_its_head_and_drops_its_rule() {
    let rows: Vec<String> = (1..=30).map(|day| format!("| Bairro {day} | {day} dias úteis |")).collect();
    let chunks = text(&format!("| Onde | Prazo |\n|---|:--|\n{}", rows.join("\n")));
    assert!(chunks.len() > 1);
    assert!(chunks.iter().all(|chunk| chunk.text.starts_with("| Onde | Prazo |\n| Bairro")));
    assert!(!chunks.iter().any(|chunk| chunk.text.contains("---")));
}

#[test]
fn a_question_and_its_answer_stay_together_and_a_long_answer_keeps_its_question() {
    let long = "Uma frase que não é curta de jeito nenhum e ainda vai longe. ".repeat(30);
    let body = Body::Faq {
        pairs: vec![pair("Troca?", "Em 30 dias.\nCom nota."), pair(" ", "x"), pair("E longe?", &long)],
    };
    let chunks = cut(&body);
    assert_eq!(told(&chunks[..1]), [("Troca?", "Em 30 dias.\nCom nota.")]);
    assert_eq!(chunks[1..].len(), 10);
    assert!(chunks[1..].iter().all(|chunk| chunk.heading == "E longe?"));
}

#[test]
fn lines_that_go_on_are_one_sentence_and_items_that_go_on_one_item() {
    let chunks = text("O prazo é de\ncinco dias.\n\n- um\n  ainda um\n- dois\n1. três\n2) quatro");
    assert_eq!(
        told(&chunks),
        [("", "O prazo é de cinco dias."), ("", "- um ainda um\n- dois\n1. três\n2) quatro"),]
    );
}

#[test]
fn what_only_looks_like_a_mark_is_text() {
    for plain in ["#hashtag da loja", "-5 graus", "2024. foi bom ano", "a | b"] {
        let chunks = text(plain);
        assert_eq!(chunks.len(), 1, "{plain}");
        assert_eq!(chunks[0].heading, "");
    }
    assert!(text("").is_empty());
    assert!(text("\n \n").is_empty());
}

proptest! {
    #[test]
    fn nothing_of_a_plain_text_is_lost_and_no_passage_is_too_long(
        words in prop::collection::vec("[a-zA-Zçãé]{1,14}[.!?,;]?", 0..400)
    ) {
        let whole = words.join(" ");
        let chunks = text(&whole);
        let again: Vec<&str> = chunks.iter().flat_map(|chunk| chunk.text.split_whitespace()).collect();
        prop_assert_eq!(again, whole.split_whitespace().collect::<Vec<_>>());
        for chunk in &chunks {
            prop_assert!(length(&chunk.text) <= LENGTH_MAX + SENTENCES_MAX, "{}", length(&chunk.text));
        }
    }

    #[test]
    fn any_text_is_cut_without_a_blank_passage(body in any::<String>()) {
        for chunk in text(&body) {
            prop_assert!(!chunk.text.trim().is_empty());
            prop_assert!(length(&chunk.heading) <= HEADING_MAX);
        }
        for chunk in cut(&Body::Faq { pairs: vec![pair(&body, &body)] }) {
            prop_assert!(!chunk.text.trim().is_empty());
        }
    }
}
