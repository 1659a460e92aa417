//! Reads out of a message whether the person wants no more of them, or wants them again. Words first, no model: whoever
//! writes PARAR must be heard by the same rule every time, and the rule must be explainable.
//!
//! Leaving something else (a queue, a waiting list, an order) is not meant.

use crate::search::fold;

/// What the person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// No more messages.
    Stop,
    /// Messages again.
    Resume,
}

/// Words of a message that are looked at; who wants out does not write a letter.
const WORDS_MAX: usize = 24;
/// Whole messages that mean stop, folded, without courtesies. One letter may be wrong in words of five and more.
const STOPS: [&str; 40] = [
    "parar",
    "pare",
    "parem",
    "sair",
    "remover",
    "remova",
    "descadastrar",
    "descadastre",
    "descadastro",
    "desinscrever",
    "desinscreva",
    "cancelar inscricao",
    "cancela inscricao",
    "cancelar cadastro",
    "cancelar envio",
    "cancelar envios",
    "cancelar mensagens",
    "parar mensagens",
    "parar promocoes",
    "parar envio",
    "stop",
    "stop all",
    "stopall",
    "unsubscribe",
    "opt out",
    "optout",
    "quit",
    "end messages",
    "remove me",
    "baja",
    "dar de baja",
    "darme de baja",
    "salir",
    "cancelar suscripcion",
    "detener",
    "detener promociones",
    "no mas mensajes",
    "nao perturbe",
    "chega de mensagens",
    "sem mensagens",
];
/// Whole messages that mean again.
const RESUMES: [&str; 12] = [
    "voltar a receber",
    "quero receber",
    "quero voltar a receber",
    "aceito receber",
    "start",
    "unstop",
    "subscribe",
    "reativar mensagens",
    "quiero recibir",
    "alta",
    "volver a recibir",
    "aceito receber mensagens",
];
/// Words that are one letter away from a stop word and mean something else.
const OTHERS: [&str; 12] =
    ["para", "parou", "parei", "parir", "pagar", "varar", "stoc", "step", "salir?", "bajo", "caja", "baia"];
/// Politeness around the wish.
const COURTESIES: [&str; 34] = [
    "por", "favor", "pfv", "pf", "porfavor", "obrigado", "obrigada", "obg", "vlw", "gracias", "please",
    "pls", "thanks", "thank", "you", "oi", "ola", "hola", "hi", "hello", "bom", "boa", "dia", "tarde",
    "noite", "buenas", "buenos", "dias", "tardes", "moco", "moca", "gente", "agora", "ja",
];
/// What messages are called.
const THINGS: [&str; 26] = [
    "mensagem",
    "mensagens",
    "msg",
    "msgs",
    "mensage",
    "mensagems",
    "promocao",
    "promocoes",
    "propaganda",
    "propagandas",
    "oferta",
    "ofertas",
    "spam",
    "divulgacao",
    "divulgacoes",
    "publicidade",
    "notificacoes",
    "avisos",
    "mensaje",
    "mensajes",
    "promociones",
    "publicidad",
    "messages",
    "message",
    "texts",
    "offers",
];

/// Reads a message; none when it says neither.
#[must_use]
pub fn read(text: &str) -> Option<Wish> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS_MAX + 1)
        .collect();
    if words.is_empty() || words.len() > WORDS_MAX {
        return None;
    }
    let plain: Vec<&str> = words.iter().copied().filter(|word| !COURTESIES.contains(word)).collect();
    let whole = plain.join(" ");
    if RESUMES.contains(&whole.as_str()) {
        return Some(Wish::Resume);
    }
    let stops = STOPS.iter().any(|stop| is_near(&whole, stop)) || phrase(&plain);
    stops.then_some(Wish::Stop)
}

/// The same, or one letter off in what is long enough not to become another word.
fn is_near(found: &str, wanted: &str) -> bool {
    if found == wanted {
        return true;
    }
    wanted.len() >= 5 && !OTHERS.contains(&found) && is_one_off(found, wanted)
}

/// Whether one letter was added, left out, changed, or two neighbours were swapped.
fn is_one_off(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let tail = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take(one.len().min(other.len()).saturating_sub(head))
        .take_while(|(a, b)| a == b)
        .count();
    let left = |all: &[char]| all.get(head..all.len().saturating_sub(tail)).unwrap_or_default().to_vec();
    match (left(&one).as_slice(), left(&other).as_slice()) {
        ([_], [_] | []) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// Sentences that say it, wherever in the message they stand.
fn phrase(words: &[&str]) -> bool {
    (0..words.len()).any(|at| {
        let rest = words.get(at..).unwrap_or_default();
        let before = words.get(at.saturating_sub(3)..at).unwrap_or_default();
        stop_receiving(rest, before)
            || no_more(rest)
            || off_the_list(rest, before)
            || unsubscribe(rest, before)
    })
}

fn is(words: &[&str], place: usize, any: &[&str]) -> bool {
    words.get(place).is_some_and(|word| any.contains(word))
}

fn near_thing(words: &[&str]) -> bool {
    words.iter().take(6).any(|word| THINGS.contains(word))
}

/// Whether the words before turn the wish around: "não", or "não quero", "don't want to".
fn denies(before: &[&str]) -> bool {
    let not = |word: &&str| ["nao", "nunca", "no", "not", "dont", "t", "sem"].contains(word);
    let wish = |word: &&str| {
        ["quero", "queria", "vou", "preciso", "quiero", "voy", "want", "wish", "to", "me", "eu"]
            .contains(word)
    };
    before.iter().rev().find(|word| !wish(word)).is_some_and(not)
}

/// "parar de receber", "pare de me mandar mensagens", "stop sending", "dejar de recibir".
fn stop_receiving(words: &[&str], before: &[&str]) -> bool {
    if denies(before) {
        return false;
    }
    let stops =
        ["parar", "pare", "parem", "para", "deixar", "deixem", "dejar", "dejen", "deje", "paren", "paro"];
    let verbs = ["receber", "recibir", "receba"];
    let gives = [
        "enviar",
        "mandar",
        "enviarem",
        "mandarem",
        "mandando",
        "enviando",
        "encher",
        "escribir",
        "escribirme",
        "enviarme",
        "mandarme",
        "mandarmes",
    ];
    if is(words, 0, &stops) && is(words, 1, &["de"]) {
        let verb = if is(words, 2, &["me", "nos"]) { 3 } else { 2 };
        let rest = words.get(verb + 1..).unwrap_or_default();
        // "parar de receber a newsletter da loja" too; "parar de enviar o pedido" is about the order.
        return (is(words, verb, &verbs)
            && (rest.is_empty() || near_thing(rest) || is(rest, 0, &["isso", "isto", "esto"])))
            || (is(words, verb, &gives) && near_thing(rest));
    }
    let english = ["sending", "texting", "messaging", "contacting"];
    is(words, 0, &["stop"])
        && is(words, 1, &english)
        && (words.len() == 2 || is(words, 2, &["me", "us", "this", "these"]) || near_thing(words))
}

/// "não quero mais receber mensagens", "no quiero recibir más", "não me mande mais mensagens", "no more messages".
fn no_more(words: &[&str]) -> bool {
    let mut place = 0;
    let denied = is(words, 0, &["nao", "n", "no", "nunca", "dont", "don"]);
    if !denied {
        return false;
    }
    place += 1;
    if is(words, place, &["t", "eu", "yo"]) {
        place += 1;
    }
    if is(words, place, &["more"]) {
        return near_thing(words);
    }
    let me = is(words, place, &["me"]);
    if me {
        place += 1;
    }
    let rest = words.get(place..).unwrap_or_default();
    let orders = [
        "mande",
        "mandem",
        "manda",
        "envie",
        "enviem",
        "envia",
        "envien",
        "manden",
        "escriban",
        "escreva",
        "escrevam",
        "send",
        "text",
        "message",
        "contact",
        "contate",
        "contactem",
    ];
    if is(rest, 0, &orders) {
        let again = rest.iter().any(|word| ["mais", "mas", "more", "again", "nada"].contains(word));
        return near_thing(rest) || (again && (me || rest.len() <= 4) && rest.len() <= 5);
    }
    let wants =
        ["quero", "queria", "desejo", "gostaria", "aceito", "autorizo", "quiero", "deseo", "want", "wish"];
    if !is(rest, 0, &wants) {
        return false;
    }
    let verb = rest
        .iter()
        .take(4)
        .position(|word| ["receber", "recibir", "receive", "get", "recibo", "recebo"].contains(word));
    // Who does not want to stop wants to go on.
    if rest.iter().take(4).any(|word| ["parar", "deixar", "dejar", "stop"].contains(word)) {
        return false;
    }
    let things = near_thing(rest);
    let more = rest.iter().take(6).any(|word| ["mais", "mas", "more", "anymore"].contains(word));
    match verb {
        Some(at) => things || (more && rest.len() <= at + 3) || rest.len() == at + 1,
        None => more && things && rest.len() <= 6,
    }
}

/// "me tira dessa lista", "sair da lista", "remove me from your list"; never a waiting list or a line.
fn off_the_list(words: &[&str], before: &[&str]) -> bool {
    let moves = [
        "tira", "tire", "tirem", "tirar", "remove", "remova", "removam", "remover", "exclua", "excluir",
        "exclui", "apague", "apagar", "sair", "saia", "sacame", "saquenme", "sacar", "quitenme", "borrenme",
        "delete", "retire", "retirar", "bloqueia", "elimine", "eliminen",
    ];
    let lists =
        ["lista", "list", "cadastro", "contatos", "contactos", "transmissao", "difusion", "base", "mailing"];
    let other = [
        "espera",
        "pedido",
        "pedidos",
        "compras",
        "presente",
        "presentes",
        "convidados",
        "casamento",
        "desejos",
        "waiting",
        "precos",
        "produtos",
    ];
    if denies(before) || !is(words, 0, &moves) {
        return false;
    }
    let near: Vec<&&str> = words.iter().take(8).collect();
    let list = near.iter().any(|word| lists.contains(word));
    let elsewhere = near.iter().any(|word| other.contains(word));
    let mine = near
        .iter()
        .take(4)
        .any(|word| ["numero", "number", "telefone", "telefono", "contato"].contains(word))
        && near.iter().take(5).any(|word| ["meu", "meus", "my", "mi"].contains(word));
    let erases = [
        "exclua", "excluir", "exclui", "apague", "apagar", "remova", "remover", "remove", "delete", "tira",
        "tire", "tirem", "elimine", "eliminen", "retire",
    ];
    (list && !elsewhere) || (mine && is(words, 0, &erases))
}

/// "quero me descadastrar", "unsubscribe me", "cancelar a inscrição", "darme de baja", "opt out".
fn unsubscribe(words: &[&str], before: &[&str]) -> bool {
    if denies(before) {
        return false;
    }
    let alone = [
        "descadastrar",
        "descadastre",
        "descadastra",
        "descadastrem",
        "unsubscribe",
        "desinscrever",
        "desinscreva",
        "desuscribir",
        "desuscribirme",
        "optout",
    ];
    if is(words, 0, &alone) {
        return true;
    }
    if is(words, 0, &["opt"]) && is(words, 1, &["out"]) {
        return true;
    }
    let down = is(words, 0, &["dar", "darme", "denme", "deme"])
        && (is(words, 1, &["de"]) && is(words, 2, &["baja"])
            || is(words, 1, &["me"]) && is(words, 3, &["baja"]));
    let ends = ["cancelar", "cancela", "cancele", "cancelem", "cancelen"];
    let what = ["inscricao", "suscripcion", "recebimento", "mensagens", "mensajes"];
    let article = ["a", "o", "minha", "la", "mi", "as", "los", "las", "meu", "de"];
    let thing = if is(words, 1, &article) { 2 } else { 1 };
    down || (is(words, 0, &ends) && is(words, thing, &what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STOP: [&str; 92] = [
        "PARAR",
        "parar",
        "Parar.",
        "PARAR!!!",
        "  parar  ",
        "Pare",
        "pare por favor",
        "Por favor, pare",
        "parem",
        "SAIR",
        "sair",
        "Sair 🙏",
        "sair pf",
        "oi, sair",
        "Bom dia, SAIR por favor",
        "CANCELAR INSCRIÇÃO",
        "cancelar inscricao",
        "Cancelar inscrição, obrigada",
        "cancelar a inscrição",
        "Quero cancelar minha inscrição",
        "DESCADASTRAR",
        "descadastre",
        "quero me descadastrar",
        "me descadastra aí",
        "pode me descadastrar por favor?",
        "desinscrever",
        "remover",
        "STOP",
        "stop",
        "Stop please",
        "STOP.",
        "unsubscribe",
        "UNSUBSCRIBE ME",
        "please unsubscribe me from this",
        "opt out",
        "opt-out",
        "I want to opt out",
        "quit",
        "BAJA",
        "baja",
        "Baja por favor",
        "dar de baja",
        "quiero darme de baja",
        "salir",
        "cancelar suscripción",
        "Quiero cancelar mi suscripción a los mensajes",
        "PARRAR",
        "para de me mandar mensagem",
        "paarar",
        "parem de me mandar mensagens",
        "descadastar",
        "desacdastrar",
        "unsuscribe",
        "quero parar de receber",
        "Quero parar de receber mensagens",
        "como faço para parar de receber essas mensagens?",
        "pare de me enviar promoções",
        "parem de mandar propaganda",
        "por favor parem de me mandar msg",
        "deixar de receber",
        "dejar de recibir",
        "quiero dejar de recibir mensajes",
        "dejen de enviarme publicidad",
        "stop sending me messages",
        "stop texting me",
        "please stop messaging me",
        "não quero mais receber mensagens",
        "nao quero receber",
        "Não quero mais receber",
        "não quero receber propaganda",
        "não me mande mais mensagens",
        "nao me mandem mais msg",
        "não mande mais",
        "não envie mais ofertas",
        "não autorizo receber mensagens de vocês",
        "no quiero recibir más mensajes",
        "no quiero recibir más",
        "no me envien más promociones",
        "no more messages",
        "I don't want to receive messages",
        "don't send me messages anymore",
        "me tira dessa lista",
        "me tire da lista de transmissão",
        "quero sair da lista",
        "remove me from your list",
        "remova meu número",
        "apague meu número do cadastro",
        "excluir meu contato da base",
        "chega de mensagens",
        "sáquenme de la lista",
        "parar promoções",
        "Parar promoções",
    ];

    const GO_ON: [&str; 74] = [
        "cancelar meu pedido",
        "quero cancelar a compra",
        "cancelar",
        "cancela por favor",
        "cancelar assinatura do plano",
        "vou sair de casa agora",
        "já vou sair",
        "sair que horas?",
        "que horas você pode sair?",
        "não quero sair",
        "não quero sair da lista",
        "quero sair da lista de espera",
        "me tira da lista de espera",
        "tirar da lista de presentes",
        "sair da fila",
        "posso sair do modo teste?",
        "pode parar o carro na porta?",
        "onde posso parar?",
        "vai parar de chover",
        "parou de funcionar",
        "a máquina parou",
        "o aplicativo para sozinho",
        "para",
        "Para amanhã",
        "é para mim",
        "parabéns",
        "para de cobrar em dobro",
        "pare de atrasar meu pedido",
        "parem de enviar o produto errado",
        "não parem de me mandar ofertas",
        "não quero parar de receber",
        "nao pare",
        "quero receber hoje",
        "não recebi meu pedido",
        "não quero receber o produto quebrado",
        "quando vou receber?",
        "quero parar de fumar",
        "stop by the store",
        "I'll stop by tomorrow",
        "don't stop",
        "can you stop the delivery to the old address",
        "the bus stop",
        "end of the month",
        "quitar a dívida",
        "quit claim",
        "bajar el precio",
        "la caja llegó rota",
        "baja el precio por favor",
        "salir a las ocho",
        "voy a salir",
        "quiero salir más temprano",
        "no salir",
        "cancelar el pedido",
        "cancelar la cita",
        "quiero cancelar mi cita",
        "no quiero cancelar",
        "remover o item do carrinho",
        "remova a taxa, por favor",
        "remover mancha do sofá",
        "apague a luz",
        "excluir o item 2 do pedido",
        "tira uma foto?",
        "tira o frete",
        "me manda o pix",
        "não me mande o boleto, mande o pix",
        "no me manden la factura todavía",
        "não envie mais hoje o produto, estou fora de casa e volto só amanhã de tarde",
        "oi",
        "",
        "👍",
        "🙏🙏",
        "ok",
        "pagar",
        "quero a promoção",
    ];

    #[test]
    fn who_wants_out_is_heard() {
        let wrong: Vec<&str> = STOP.into_iter().filter(|text| read(text) != Some(Wish::Stop)).collect();
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn leaving_something_else_is_not_leaving_us() {
        let wrong: Vec<&str> = GO_ON.into_iter().filter(|text| read(text) != None).collect();
        assert_eq!(wrong, [""; 0]);
    }

    #[test]
    fn who_wants_back_is_heard() {
        for text in [
            "START",
            "quero receber",
            "Quero voltar a receber, por favor",
            "subscribe",
            "ALTA",
            "aceito receber mensagens",
        ] {
            assert_eq!(read(text), Some(Wish::Resume), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_long_letter_is_never_a_stop_word(words in proptest::collection::vec("[a-z]{2,8}", 25..60)) {
            prop_assert_eq!(read(&words.join(" ")), None);
        }

        #[test]
        fn case_and_signs_around_a_stop_word_do_not_matter(before in "[ !.,…*_~]{0,6}", after in "[ !.,…*_~🙏]{0,6}", upper in proptest::bool::ANY) {
            let word = if upper { "PARAR" } else { "parar" };
            let text = format!("{before}{word}{after}");
            prop_assert_eq!(read(&text), Some(Wish::Stop));
        }

        #[test]
        fn any_text_is_read_without_trouble(text in "\\PC{0,200}") {
            let _ = read(&text);
        }
    }
}
