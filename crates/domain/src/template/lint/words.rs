//! What the linter knows of words: emoji, formatting, links, promotion, one-time codes, ways to stop, languages.

use crate::search::fold;

/// A word found in a text. Positions are in characters.
pub(super) struct Hit {
    pub word: String,
    pub start: usize,
    pub end: usize,
}

/// Whether a character is drawn as a picture. Joiners and skin tones do not count by themselves.
pub(super) fn is_emoji(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1F000..=0x1F3FA | 0x1F400..=0x1FAFF | 0x2600..=0x27BF | 0x2B1B..=0x2B55 | 0x231A..=0x231B
        | 0x23E9..=0x23FA | 0x203C | 0x2049)
}

/// The first stretch in bold, italic, strike or mono: a sign, words, the same sign again, as WhatsApp reads them.
pub(super) fn formatting(text: &str) -> Option<(usize, usize)> {
    let letters: Vec<char> = text.chars().collect();
    let is_edge = |letter: Option<&char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    for (start, sign) in letters.iter().enumerate() {
        if !matches!(sign, '*' | '_' | '~' | '`') {
            continue;
        }
        let opens = is_edge(start.checked_sub(1).and_then(|before| letters.get(before)))
            && letters.get(start + 1).is_some_and(|next| !next.is_whitespace() && next != sign);
        if !opens {
            continue;
        }
        let rest = letters.iter().enumerate().skip(start + 2);
        for (end, other) in rest {
            let before = letters.get(end - 1).is_some_and(|letter| !letter.is_whitespace());
            if other == sign && before && is_edge(letters.get(end + 1)) {
                return Some((start, end + 1));
            }
        }
    }
    None
}

/// What kind of place an address leads to.
pub(super) enum Host {
    /// A shortener, which hides where it leads.
    Shortener(String),
    /// WhatsApp itself.
    Whatsapp(String),
    /// Any other.
    Plain,
}

const SHORTENERS: &[&str] = &[
    "bit.ly",
    "bitly.com",
    "tinyurl.com",
    "goo.gl",
    "t.co",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "cutt.ly",
    "rebrand.ly",
    "rb.gy",
    "shorturl.at",
    "encurtador.com.br",
    "encr.pw",
    "tiny.cc",
    "t.ly",
    "bl.ink",
    "short.io",
    "s.id",
    "acesse.one",
    "abre.ai",
    "l1nk.dev",
    "lnkd.in",
    "adf.ly",
    "v.gd",
    "qrco.de",
    "urlz.fr",
    "soo.gd",
    "dub.sh",
    "u.to",
];
const WHATSAPP: &[&str] = &["wa.me", "whatsapp.com", "api.whatsapp.com", "chat.whatsapp.com", "wa.link"];

/// The kind of an address; none when it is no address at all. Without `http` it is read as if it had it.
pub(super) fn host(url: &str) -> Option<Host> {
    let folded = url.trim().to_ascii_lowercase();
    let rest = folded.strip_prefix("https://").or_else(|| folded.strip_prefix("http://"));
    let rest = match rest {
        Some(rest) => rest,
        None if folded.contains("://") || folded.contains(char::is_whitespace) => return None,
        None => return None.or_else(|| bare_host(&folded)),
    };
    classify(rest)
}

/// A host written without `http` counts only when it is one that matters.
fn bare_host(text: &str) -> Option<Host> {
    classify(text).filter(|host| !matches!(host, Host::Plain))
}

fn classify(rest: &str) -> Option<Host> {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-');
    let whole = host.contains('.') && host.split('.').all(|part| !part.is_empty()) && host.chars().all(plain);
    if !whole {
        return None;
    }
    if SHORTENERS.contains(&host) {
        return Some(Host::Shortener(host.to_owned()));
    }
    if WHATSAPP.contains(&host) {
        return Some(Host::Whatsapp(host.to_owned()));
    }
    Some(Host::Plain)
}

/// Words of a text that may be addresses, with their places.
pub(super) fn links(text: &str) -> Vec<(usize, usize, &str)> {
    tokens(text)
        .into_iter()
        .filter(|(_, _, word)| word.contains('.'))
        .map(|(start, _, word)| {
            let word = word.trim_end_matches(['.', ',', ';', '!', '?', ')']);
            (start, start + word.chars().count(), word)
        })
        .filter(|(start, end, _)| end > start)
        .collect()
}

/// Words between spaces, with their places in characters.
fn tokens(text: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        let length = word.chars().count();
        if length > 0 {
            found.push((at, at + length, word));
        }
        at += length + 1;
    }
    found
}

/// Words that make a text an offer. A star at the end takes any ending; several words stand one after the other.
const PROMOTION: &[&str] = &[
    // Portuguese
    "promocao",
    "promocoes",
    "promo",
    "promocional",
    "desconto*",
    "oferta*",
    "cupom",
    "cupons",
    "liquidacao",
    "black friday",
    "imperdive*",
    "aproveite",
    "compre ja",
    "compre agora",
    "frete gratis",
    "queima de estoque",
    "ultimas unidades",
    "so hoje",
    "por tempo limitado",
    "lancamento*",
    "novidade*",
    "cashback",
    "brinde*",
    "sorteio*",
    "indique e ganhe",
    "preco especial",
    "condicao especial",
    "leve 2",
    "leve 3",
    "% off",
    "garanta ja",
    "garanta o seu",
    "volte a comprar",
    "sentimos sua falta",
    "saldao",
    // Spanish
    "promocion",
    "promociones",
    "descuento*",
    "cupon",
    "cupones",
    "liquidacion",
    "aprovecha*",
    "aproveche",
    "compra ya",
    "compra ahora",
    "envio gratis",
    "rebaja*",
    "solo hoy",
    "por tiempo limitado",
    "ultimas unidades",
    "novedad*",
    "regalo*",
    "sorteo*",
    "gana un*",
    "te extranamos",
    "precio especial",
    // English
    "promotion*",
    "discount*",
    "sale",
    "coupon*",
    "limited time",
    "special offer*",
    "offer*",
    "deal",
    "deals",
    "buy now",
    "shop now",
    "free shipping",
    "don t miss",
    "last chance",
    "new arrivals",
    "giveaway*",
    "exclusive",
    "we miss you",
    "save up to",
    "save big",
];

/// The first words of promotion of a text.
pub(super) fn promotion(text: &str) -> Option<Hit> {
    first_of(text, PROMOTION)
}

const CODES: &[&str] = &[
    "codigo de verificacao",
    "codigo de acesso",
    "codigo de seguranca",
    "codigo de confirmacao",
    "senha de uso unico",
    "token de acesso",
    "codigo de verificacion",
    "codigo de seguridad",
    "codigo de acceso",
    "contrasena de un solo uso",
    "verification code",
    "one time password",
    "one time code",
    "one-time code",
    "otp",
    "security code",
    "access code",
    "login code",
];

/// Words that hand over a one-time code.
pub(super) fn one_time_code(text: &str) -> Option<Hit> {
    first_of(text, CODES)
}

const STOPS: &[&str] = &[
    "sair",
    "parar",
    "pare",
    "descadastr*",
    "cancelar inscricao",
    "nao receber",
    "nao quero receber",
    "deixar de receber",
    "remover da lista",
    "salir",
    "baja",
    "darse de baja",
    "cancelar suscripcion",
    "no recibir",
    "no quiero recibir",
    "dejar de recibir",
    "stop",
    "unsubscribe",
    "opt out",
    "opt-out",
    "no more messages",
    "not interested",
    "nao tenho interesse",
    "no me interesa",
    "parar promocoes",
    "stop promotions",
    "detener promociones",
];

/// Whether a text tells how to receive no more.
pub(super) fn says_how_to_stop(text: &str) -> bool {
    first_of(text, STOPS).is_some()
}

/// A word of a text: folded, and its place.
struct Word {
    folded: String,
    start: usize,
    end: usize,
}

fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, letter) in text.chars().enumerate() {
        let part = letter.is_alphanumeric() || letter == '%';
        match words.last_mut().filter(|_| open && part) {
            Some(word) => {
                word.folded.push(letter);
                word.end = at + 1;
            }
            None if part => words.push(Word { folded: letter.to_string(), start: at, end: at + 1 }),
            None => {}
        }
        open = part;
    }
    for word in &mut words {
        word.folded = fold(&word.folded);
    }
    words
}

/// The first place where one of the phrases stands.
fn first_of(text: &str, phrases: &[&str]) -> Option<Hit> {
    let words = split(text);
    let phrases: Vec<Vec<&str>> = phrases.iter().map(|phrase| phrase.split([' ', '-']).collect()).collect();
    for start in 0..words.len() {
        for phrase in &phrases {
            let Some(here) = words.get(start..start + phrase.len()) else { continue };
            let fits = here.iter().zip(phrase).all(|(word, wanted)| match wanted.strip_suffix('*') {
                Some(trunk) => word.folded.starts_with(trunk),
                None if *wanted == "%" => word.folded.ends_with('%'),
                None => word.folded == *wanted,
            });
            if let (true, Some(first), Some(last)) = (fits, here.first(), here.last()) {
                let word = text.chars().skip(first.start).take(last.end - first.start).collect();
                return Some(Hit { word, start: first.start, end: last.end });
            }
        }
    }
    None
}

const PORTUGUESE: &[&str] = &[
    "o",
    "os",
    "do",
    "da",
    "dos",
    "das",
    "em",
    "no",
    "na",
    "nos",
    "nas",
    "um",
    "uma",
    "seu",
    "sua",
    "seus",
    "suas",
    "voce",
    "e",
    "com",
    "para",
    "por",
    "foi",
    "esta",
    "nao",
    "ate",
    "ja",
    "ao",
    "aos",
    "pelo",
    "pela",
    "que",
    "se",
    "ola",
    "obrigado",
    "obrigada",
    "pedido",
    "nosso",
    "nossa",
    "temos",
    "vai",
    "mais",
    "quando",
    "aqui",
    "responda",
    "pagamento",
    "amanha",
];
const SPANISH: &[&str] = &[
    "el", "la", "los", "las", "del", "en", "un", "una", "su", "sus", "tu", "tus", "y", "con", "para", "por",
    "fue", "esta", "hasta", "ya", "al", "que", "se", "hola", "gracias", "pedido", "nuestro", "nuestra",
    "usted", "es", "le", "lo", "mas", "cuando", "aqui", "responda", "pago", "manana", "hemos", "puede", "ha",
    "de",
];
const ENGLISH: &[&str] = &[
    "the", "a", "an", "of", "in", "on", "your", "you", "and", "with", "for", "was", "is", "are", "not",
    "until", "to", "has", "have", "been", "this", "that", "hello", "hi", "thank", "thanks", "order", "our",
    "we", "will", "more", "when", "here", "reply", "payment", "tomorrow", "it", "be", "at", "can",
];

/// The language a text is clearly written in, when it is one of the three known ones and not the one it claims. The words
/// vote: at least four for the winner, and twice as many as for the claimed language.
pub(super) fn other_language(text: &str, claimed: &str) -> Option<&'static str> {
    let claimed = claimed.split(['_', '-']).next().unwrap_or_default();
    let words: Vec<Word> = split(&without_variables(text));
    let votes = |list: &[&str]| words.iter().filter(|word| list.contains(&word.folded.as_str())).count();
    let counts = [("pt", votes(PORTUGUESE)), ("es", votes(SPANISH)), ("en", votes(ENGLISH))];
    let own = counts.iter().find(|(language, _)| *language == claimed).map(|(_, count)| *count)?;
    let (winner, most) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (winner != claimed && most >= 4 && most >= own * 2).then_some(winner)
}

fn without_variables(text: &str) -> String {
    use crate::template::variable::{Piece, pieces};
    pieces(text).iter().map(|piece| if let Piece::Words(words) = piece { words } else { " " }).collect()
}
