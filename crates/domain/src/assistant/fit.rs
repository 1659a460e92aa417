//! How well a passage fits what a customer asked, where nobody is there to judge it.
//!
//! Search weighs the words of a question by how rare they are among all passages. With a handful of passages a word like "qual"
//! outweighs what is asked about. Here the words that ask and greet are left out, and the others count alike.

use crate::{knowledge::rank::is_answer, search};
use std::collections::BTreeSet;

/// How well a passage must fit to be shown to a model at all.
pub const FIT_MIN: f64 = 0.34;

/// Words that ask, greet, thank and join, folded. They say nothing about what is asked for.
const BARE: &str = "qual quais quanto quanta quantos quantas quando como onde quem que porque por o a os as um uma uns umas de do da dos das \
    em no na nos nas ao aos para pra pro com sem e ou mas se eu voce voces vc vcs ele ela eles elas meu minha seu sua \
    isso esse essa este esta ai la aqui ja mais muito tem ter tenho temos fazem faz fazer posso pode podem poderia quero queria \
    gostaria saber dizer falar informar informa preciso favor gentileza oi ola alo bom boa dia tarde noite tudo bem obrigado \
    obrigada valeu ok sim nao mesmo hoje agora ainda tambem entao alguem voltei ta \
    cual cuales cuanto cuanta cuantos cuantas cuando donde quien el la los las un unos unas del al con sin y u pero si yo \
    usted ustedes su sus mi eso ese esa este hay tienen tiene puedo puede pueden quiero quisiera necesito hola buenos buenas \
    dias tardes noches gracias \
    what which how much many when where who why the an of in on at to for with without and or but if you your my me it is are \
    do does can could would have has there i we they please want know tell need hi hello hey good morning afternoon evening thanks thank";

/// How well a passage fits, 0 to 1: by the share of the question's weight that search found in it, by the share of its telling
/// words, or by meaning where that alone would make it an answer.
#[must_use]
pub fn fit(question: &str, passage: &str, words: f64, nearness: Option<f64>) -> f64 {
    let near = nearness.filter(|near| is_answer(0.0, Some(*near))).unwrap_or_default();
    words.max(covered(question, passage)).max(near)
}

/// The share of a question's telling words that a passage has.
fn covered(question: &str, passage: &str) -> f64 {
    let bare: BTreeSet<String> = BARE.split_whitespace().flat_map(search::words).collect();
    let asked: Vec<String> =
        search::words(question).into_iter().filter(|word| !bare.contains(word)).collect();
    if asked.is_empty() {
        return 0.0;
    }
    let told: BTreeSet<String> = search::words(passage).into_iter().collect();
    let real = |count: usize| u32::try_from(count).map_or(f64::MAX, f64::from);
    real(asked.iter().filter(|word| told.contains(*word)).count()) / real(asked.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSAGE: &str = "Entrega: O prazo de entrega é de 5 dias úteis em todo o Brasil.";

    #[test]
    fn what_is_asked_about_counts_and_how_it_is_asked_does_not() {
        for question in [
            "Qual é o prazo de entrega?",
            "oi, bom dia, tudo bem com vocês? queria saber o prazo da entrega por favor",
            "entregas: qual o prazo",
        ] {
            assert!(covered(question, PASSAGE) > 0.99, "{question}");
        }
        for question in ["Vocês fazem casamento na praia?", "oi", "bom dia", "", "Cuánto cuesta la mesa?"] {
            assert!(covered(question, PASSAGE) < 0.01, "{question}");
        }
        let half = covered("prazo para instalar o fogão", PASSAGE);
        assert!((0.3..0.4).contains(&half), "{half}");
    }

    #[test]
    fn a_far_meaning_adds_nothing_and_a_near_one_counts() {
        let far = fit("casamento", PASSAGE, 0.1, Some(0.6));
        let near = fit("casamento", PASSAGE, 0.1, Some(0.8));
        assert!((far - 0.1).abs() < 1e-9 && (near - 0.8).abs() < 1e-9, "{far} {near}");
    }
}
