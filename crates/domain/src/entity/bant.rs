//! How far a person is from buying, by four facts: budget, authority, need, timing. Each gives up to 25 points by its best
//! evidence; every point can be shown with the words that gave it.

use super::{Value, find};
use crate::{
    price::Currency,
    scan::{self, Token},
};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// Points one fact gives at most.
pub const FACT_POINTS: u8 = 25;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// What may be spent.
    Budget,
    /// Who decides.
    Authority,
    /// What is wanted.
    Need,
    /// When.
    Timing,
}

/// Words that say something about a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// About what.
    pub fact: Fact,
    /// Which of the texts.
    pub text: usize,
    /// First byte in it.
    pub start: usize,
    /// First byte behind it.
    pub end: usize,
    /// What it is worth, up to [`FACT_POINTS`].
    pub points: u8,
}

/// The four facts of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bant {
    /// The best evidence of each fact that has any, in the order of the facts.
    pub evidence: Vec<Evidence>,
    /// The sum, 0 to 100.
    pub score: u8,
}

/// Phrases and their worth.
#[rustfmt::skip]
const PHRASES: &[(Fact, u8, &[&str])] = &[
    (Fact::Budget, 6, &["quanto custa", "qual o valor", "qual o preco", "how much", "cuanto cuesta", "quanto sai", "quanto fica"]),
    (Fact::Budget, 15, &["cabe no orcamento", "dentro do orcamento", "tenho verba", "verba aprovada", "budget approved", "presupuesto aprobado", "posso pagar", "pago a vista", "pago no pix"]),
    (Fact::Authority, 25, &[
        "sou o dono", "sou a dona", "sou dono", "sou dona", "sou proprietario", "sou proprietaria", "eu decido", "eu que decido", "sou o responsavel", "sou a responsavel", "sou responsavel", "sou o gerente", "sou a gerente",
        "sou diretor", "sou diretora", "sou socio", "sou socia", "i am the owner", "i m the owner", "i decide", "i m the manager", "i am the manager", "soy el dueno", "soy la duena", "yo decido", "soy el gerente", "minha empresa", "my company", "mi empresa",
    ]),
    (Fact::Authority, 8, &[
        "falar com meu socio", "falar com minha esposa", "falar com meu marido", "ver com meu marido", "ver com minha esposa", "ver com meu chefe", "falar com meu chefe", "preciso de aprovacao", "ask my wife", "ask my husband", "ask my boss", "check with my boss",
        "talk to my partner", "hablar con mi esposo", "hablar con mi esposa", "hablar con mi jefe", "consultar com", "pedir aprovacao",
    ]),
    (Fact::Need, 25, &["quero comprar", "quero fechar", "vou querer", "vou levar", "pode separar", "fechado", "quero contratar", "i want to buy", "i ll take", "quiero comprar", "me lo llevo", "quero pedir", "quero encomendar", "quero fazer um pedido"]),
    (Fact::Need, 18, &["preciso de", "preciso comprar", "estou precisando", "to precisando", "estou procurando", "to procurando", "procuro", "i need", "i m looking for", "looking for", "necesito", "estoy buscando", "busco", "quebrou", "parou de funcionar", "preciso trocar"]),
    (Fact::Need, 12, &["gostaria de saber", "tenho interesse", "me interessa", "interessado", "interessada", "interested in", "me interesa", "gostei", "quero saber", "queria", "quero um", "quero uma", "quero"]),
    (Fact::Timing, 25, &["urgente", "urgencia", "o quanto antes", "o mais rapido", "agora mesmo", "pra ontem", "asap", "as soon as possible", "lo antes posible", "ainda hoje", "right now"]),
    (Fact::Timing, 5, &["sem pressa", "ano que vem", "no rush", "next year", "sin prisa", "um dia", "mais pra frente", "algum dia", "so pesquisando", "just looking", "solo mirando"]),
];

/// Words beside an amount that make it a budget.
#[rustfmt::skip]
const SPEND: &[&str] = &[
    "tenho", "orcamento", "budget", "ate", "maximo", "max", "gastar", "pagar", "disponivel", "verba", "spend", "up", "presupuesto", "hasta", "investir", "limite", "entrada", "posso", "consigo",
];

/// Reads a customer's texts, oldest first. `now` is the local time, `own` the tenant's currency.
#[must_use]
pub fn read(texts: &[&str], now: NaiveDateTime, own: Currency) -> Bant {
    let mut all: Vec<Evidence> = Vec::new();
    for (text, words) in texts.iter().enumerate() {
        let tokens = scan::tokens(words);
        phrases(&tokens, text, &mut all);
        for entity in find(words, now, own) {
            let (fact, points) = match &entity.value {
                Value::Money(_) => {
                    (Fact::Budget, if is_budget(&tokens, entity.start) { FACT_POINTS } else { 10 })
                }
                Value::Quantity { .. } => (Fact::Need, 15),
                Value::When(when) => match (when.day - now.date()).num_days() {
                    0..=7 => (Fact::Timing, FACT_POINTS),
                    8..=31 => (Fact::Timing, 18),
                    32..=400 => (Fact::Timing, 10),
                    _ => continue,
                },
                _ => continue,
            };
            all.push(Evidence { fact, text, start: entity.start, end: entity.end, points });
        }
    }
    // The strongest counts; of equals the latest, which is what holds now.
    let facts = [Fact::Budget, Fact::Authority, Fact::Need, Fact::Timing];
    let best = |fact: Fact| {
        all.iter().filter(|found| found.fact == fact).max_by_key(|found| (found.points, found.text)).copied()
    };
    let evidence: Vec<Evidence> = facts.into_iter().filter_map(best).collect();
    let score = evidence.iter().map(|found| found.points.min(FACT_POINTS)).sum();
    Bant { evidence, score }
}

fn phrases(tokens: &[Token<'_>], text: usize, all: &mut Vec<Evidence>) {
    for at in 0..tokens.len() {
        for (fact, points, words) in PHRASES {
            let Some(behind) = scan::says_any(tokens, at, words) else { continue };
            let not = at
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|token| matches!(token.fold.as_str(), "nao" | "no" | "not" | "nem" | "don"));
            if let (Some(first), Some(last), false) = (tokens.get(at), tokens.get(behind - 1), not) {
                all.push(Evidence { fact: *fact, text, start: first.start, end: last.end, points: *points });
            }
        }
    }
}

/// Whether the words before an amount speak of what may be spent.
fn is_budget(tokens: &[Token<'_>], start: usize) -> bool {
    let before: Vec<&Token<'_>> = tokens.iter().take_while(|token| token.end <= start).collect();
    before.iter().rev().take(5).any(|token| SPEND.contains(&token.fold.as_str()))
}
