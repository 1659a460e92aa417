//! The words before a number that tell what it is.

use crate::scan::Token;

/// What the words before a number say it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// A CPF.
    Cpf,
    /// A CNPJ.
    Cnpj,
    /// Another paper of a person.
    Paper,
    /// A phone.
    Phone,
    /// A postal code.
    Post,
    /// A card.
    Card,
    /// The digits on a card's back.
    CardCode,
    /// A bank account.
    Account,
    /// A bank's branch.
    Branch,
    /// A key for Pix.
    Pix,
    /// A bank slip.
    Slip,
    /// An order, a protocol, a parcel: nothing about a person.
    Order,
}

/// Tokens looked back at.
const BACK_MAX: usize = 8;

#[rustfmt::skip]
const WORDS: &[(Cue, &[&str])] = &[
    (Cue::Cpf, &["cpf", "cpfs"]),
    (Cue::Cnpj, &["cnpj", "cnpjs"]),
    (Cue::Paper, &[
        "rg", "identidade", "identidad", "cnh", "habilitacao", "passaporte", "passport", "pasaporte", "pis", "pasep", "nis",
        "nit", "eleitor", "sus", "cns", "dni", "nie", "nif", "curp", "rfc", "cedula", "ssn", "cuit", "cuil", "rut", "ine",
        "renavam", "licence", "license", "ctps",
    ]),
    (Cue::Phone, &[
        "tel", "telefone", "telefones", "fone", "fones", "fixo", "celular", "cel", "cell", "zap", "zapzap", "whats",
        "whatsapp", "wpp", "wats", "watsapp", "whatss", "ligar", "liga", "ligue", "ligando", "ddd", "phone", "mobile",
        "call", "telefono", "movil", "llamar", "llama", "llamame", "contato", "contacto", "recado", "text",
    ]),
    (Cue::Post, &["cep", "zip", "zipcode", "postal", "postcode", "cp"]),
    (Cue::Card, &[
        "cartao", "card", "tarjeta", "visa", "mastercard", "master", "elo", "amex", "hipercard", "credito", "debito",
    ]),
    (Cue::CardCode, &["cvv", "cvc", "cvv2"]),
    (Cue::Account, &["conta", "poupanca", "account", "cuenta", "cc", "clabe", "cbu", "cvu", "iban"]),
    (Cue::Branch, &["agencia", "ag", "sucursal"]),
    (Cue::Pix, &["pix", "chave"]),
    (Cue::Slip, &["boleto", "barras", "digitavel", "linha"]),
    (Cue::Order, &[
        "pedido", "pedidos", "ordem", "order", "orden", "protocolo", "protocol", "ticket", "chamado", "nota", "nf", "nfe",
        "fiscal", "rastreio", "rastreamento", "rastrear", "tracking", "codigo", "cod", "code", "sku", "ref", "referencia",
        "serie", "lote", "modelo", "fatura", "invoice", "folio", "guia", "contrato", "venda", "compra", "reserva",
        "booking", "id", "ean", "isbn", "patrimonio", "matricula", "cupom", "factura", "seguimiento", "caso", "case",
        "produto", "product", "producto", "item", "os", "orcamento", "imei", "processo", "remessa", "lot", "serial",
    ]),
];

/// What one word says.
pub(super) fn of_word(fold: &str) -> Option<Cue> {
    WORDS.iter().find(|(_, words)| words.contains(&fold)).map(|(cue, _)| *cue)
}

impl Cue {
    /// Whether it wins over the word for an order that stands nearer ("CPF na nota: …").
    fn is_strong(self) -> bool {
        matches!(self, Self::Cpf | Self::Cnpj | Self::Paper | Self::Post | Self::CardCode | Self::Branch)
    }
}

/// What the words before the token at `at` say. The nearest wins, but the name of a paper wins over an order. Words of
/// another sentence and behind another number do not count.
pub(super) fn before(tokens: &[Token<'_>], at: usize) -> Option<Cue> {
    let mut nearest = None;
    let seen = tokens.get(at.saturating_sub(BACK_MAX)..at).unwrap_or_default();
    for (back, token) in seen.iter().enumerate().rev() {
        if token.is('#') && nearest.is_none() {
            nearest = Some(Cue::Order);
        }
        if token.is_digits() || (token.ends_sentence() && !is_abbreviation(seen, back)) {
            break;
        }
        // "código de segurança" and "código de barras" are no orders.
        let cue = match token.fold.as_str() {
            "seguranca" | "security" | "seguridad" => Some(Cue::CardCode),
            // c/c
            "c" if back > 0 && seen.get(back - 1).is_some_and(|token| token.is('/')) => Some(Cue::Account),
            other => of_word(other),
        };
        match cue {
            Some(cue) if cue.is_strong() => return Some(cue),
            Some(cue) if nearest.is_none() => nearest = Some(cue),
            _ => {}
        }
    }
    nearest
}

/// Whether the dot belongs to a short form such as "tel." or "ag.".
fn is_abbreviation(seen: &[Token<'_>], dot: usize) -> bool {
    let word = dot.checked_sub(1).and_then(|before| seen.get(before));
    seen.get(dot).is_some_and(|token| token.is('.'))
        && word.is_some_and(|word| word.fold.len() <= 3 || of_word(&word.fold).is_some())
}
