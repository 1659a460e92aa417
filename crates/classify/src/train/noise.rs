//! Roughens a message the way phones and people do: abbreviations, slips of the finger, lost accents and marks, held-down
//! vowels, fillers of speech, emojis without a mood. What it means and in which mood never changes.

use super::chance::Chance;
use prosa_domain::label::Language;

const PORTUGUESE: &[(&str, &[&str])] = &[
    ("você", &["vc", "voce", "cê", "ce"]),
    ("vocês", &["vcs", "voces", "ces"]),
    ("porque", &["pq", "porq"]),
    ("não", &["n", "nao", "ñ", "num"]),
    ("obrigado", &["obg", "brigado", "obgd"]),
    ("obrigada", &["obg", "brigada", "obgda"]),
    ("que", &["q"]),
    ("quanto", &["qto", "qnto", "quato"]),
    ("quando", &["qdo", "qnd"]),
    ("também", &["tb", "tbm"]),
    ("hoje", &["hj"]),
    ("está", &["tá", "ta"]),
    ("estou", &["tô", "to"]),
    ("para", &["pra", "p"]),
    ("muito", &["mt", "mto", "mui"]),
    ("mensagem", &["msg"]),
    ("mensagens", &["msgs"]),
    ("mesmo", &["msm"]),
    ("tudo", &["td"]),
    ("beleza", &["blz"]),
    ("depois", &["dps"]),
    ("agora", &["agr"]),
    ("comigo", &["cmg"]),
    ("quero", &["qro", "kero"]),
    ("aqui", &["aki"]),
    ("celular", &["cel"]),
    ("valor", &["vlr"]),
];
const SPANISH: &[(&str, &[&str])] = &[
    ("que", &["q", "k"]),
    ("porque", &["pq", "xq"]),
    ("también", &["tmb", "tb"]),
    ("quiero", &["kiero", "qiero"]),
    ("por", &["x"]),
    ("gracias", &["grax", "gracia"]),
    ("hola", &["ola", "hla"]),
    ("cuánto", &["cuanto", "qto"]),
    ("mensaje", &["msj"]),
    ("mensajes", &["msjs"]),
    ("para", &["pa"]),
    ("está", &["ta", "esta"]),
];
const ENGLISH: &[(&str, &[&str])] = &[
    ("you", &["u", "ya"]),
    ("your", &["ur"]),
    ("are", &["r"]),
    ("please", &["pls", "plz"]),
    ("thanks", &["thx", "tks"]),
    ("because", &["cuz", "bc"]),
    ("tomorrow", &["tmrw", "tmr"]),
    ("appointment", &["appt"]),
    ("message", &["msg"]),
    ("messages", &["msgs"]),
    ("going", &["goin"]),
    ("the", &["teh", "th"]),
    ("what", &["wat"]),
];
const FILLERS: [&[&str]; 3] = [
    &["é", "tipo", "né", "assim", "então", "aí"],
    &["eh", "este", "o sea", "pues"],
    &["um", "like", "so", "you know"],
];
/// Emojis that say nothing about the mood.
const EMOJIS: &[&str] = &["👍", "🙏", "👀", "📦", "📲", "🛒"];
/// Letters and their neighbours on a phone.
const NEIGHBOURS: &[(char, &str)] = &[
    ('a', "sq"),
    ('e', "wr"),
    ('i', "uo"),
    ('o', "ip"),
    ('u', "yi"),
    ('s', "ad"),
    ('d', "sf"),
    ('r', "et"),
    ('t', "ry"),
    ('n', "bm"),
    ('m', "n"),
    ('c', "xv"),
    ('p', "o"),
    ('l', "k"),
    ('g', "fh"),
    ('v', "cb"),
];

/// A rougher copy of the message.
pub(crate) fn roughen(text: &str, language: Language, chance: &mut Chance) -> String {
    let (short, fillers) = match language {
        Language::Portuguese => (PORTUGUESE, FILLERS[0]),
        Language::Spanish => (SPANISH, FILLERS[1]),
        Language::English => (ENGLISH, FILLERS[2]),
    };
    let is_spoken = chance.happens(0.2);
    let drops_marks = is_spoken || chance.happens(0.5);
    let drops_accents = is_spoken || chance.happens(0.6);
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        if is_spoken && chance.happens(0.12) {
            words.extend(chance.pick(fillers).map(|filler| (*filler).to_owned()));
        }
        let mut word = abbreviated(word, short, chance);
        if drops_marks {
            word.retain(|letter| !matches!(letter, ',' | '.' | '!' | ';' | ':' | '¿' | '¡'));
        }
        if !is_spoken && chance.happens(0.07) {
            word = slipped(&word, chance);
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    let mut rough = words.join(" ");
    if drops_accents {
        rough = rough.chars().map(plain).collect();
    }
    if is_spoken || chance.happens(0.3) {
        rough = rough.to_lowercase();
    } else if chance.happens(0.08) {
        rough = rough.to_uppercase();
    }
    if !is_spoken && chance.happens(0.1) {
        rough.extend(chance.pick(EMOJIS).into_iter().flat_map(|emoji| [" ", emoji]));
    }
    rough
}

fn abbreviated(word: &str, short: &[(&str, &[&str])], chance: &mut Chance) -> String {
    let bare = word.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let marks = word.get(bare.len()..).unwrap_or_default();
    let lower = bare.to_lowercase();
    match short.iter().find(|(whole, _)| *whole == lower) {
        Some((_, ways)) if chance.happens(0.5) => {
            format!("{}{marks}", chance.pick(ways).copied().unwrap_or(bare))
        }
        _ => word.to_owned(),
    }
}

/// One slip: a letter left out, a neighbour hit, two swapped, a vowel held down.
fn slipped(word: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || letters.iter().any(|letter| !letter.is_alphabetic()) {
        return word.to_owned();
    }
    let at = 1 + chance.below(letters.len() - 2);
    match chance.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => {
            let neighbours = NEIGHBOURS.iter().find(|(letter, _)| letters.get(at) == Some(letter));
            let near: Vec<char> = neighbours.map(|(_, near)| near.chars().collect()).unwrap_or_default();
            if let (Some(letter), Some(near)) = (letters.get_mut(at), chance.pick(&near)) {
                *letter = *near;
            }
        }
        2 => letters.swap(at, at - 1),
        _ => {
            if let Some(last) = letters.last().copied().filter(|last| "aeiou".contains(*last)) {
                letters.extend([last, last, last]);
            }
        }
    }
    letters.into_iter().collect()
}

fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_roughens_the_same_way_and_something_changes() {
        let text = "Bom dia, você não me mandou o boleto porque o pedido está atrasado?";
        let rough = |seed| roughen(text, Language::Portuguese, &mut Chance::new(seed));
        assert_eq!(rough(7), rough(7));
        assert!((0..20).filter(|seed| rough(*seed) != text).count() > 15);
        assert!((0..50).all(|seed| !rough(seed).is_empty()));
    }
}
