//! Words of promises and demands in three languages, folded.

/// Phrases that promise whatever follows.
#[rustfmt::skip]
pub(super) const SURE: &[&str] = &[
    "te mando", "te envio", "te ligo", "te retorno", "te aviso", "te respondo", "te confirmo", "te passo",
    "te pago", "te entrego", "te chamo", "te devolvo", "lhe envio", "lhe retorno", "ja te mando",
    "mando pra voce", "mando pra vc", "envio pra voce", "envio pra vc", "envio para voce", "fico de",
    "fiquei de", "ficamos de", "deixa comigo", "me comprometo", "nos comprometemos", "garanto que",
    "prometo que", "prometo", "enviaremos", "entregaremos", "retornaremos", "avisaremos", "confirmaremos",
    "ligaremos", "enviarei", "ligarei", "retornarei", "confirmarei", "avisarei", "entregarei", "pagarei",
    "faco o pix", "faco o pagamento", "ja verifico", "vou te", "i promise", "let me check",
    "let me get back", "i owe you", "te llamo", "te escribo", "quedo en", "enviare", "te depositare",
    "paso a pagar", "te mandamos", "te avisamos", "te enviamos", "te ligamos", "te retornamos",
    "retorno pra voce", "retorno para voce", "ligo pra voce", "ligo pra vc", "aviso voce",
    "te dou um retorno", "te dou retorno",
];
/// Phrases behind which a verb says what will be done.
pub(super) const WILL: &[&str] = &[
    "vou",
    "vamos",
    "iremos",
    "irei",
    "i ll",
    "i ’ ll",
    "i ' ll",
    "i will",
    "we will",
    "we ' ll",
    "we ’ ll",
    "we ll",
    "i am going to",
    "i ' m going to",
    "we are going to",
    "voy a",
    "vamos a",
];
/// Verbs that do something, by their beginning.
#[rustfmt::skip]
pub(super) const DOES: &[&str] = &[
    "mand", "envi", "lig", "retorn", "avis", "respond", "confirm", "pass", "pag", "entreg", "cham",
    "devolv", "verific", "chec", "consult", "resolv", "separ", "agend", "deposit", "transfer", "troc",
    "reembols", "providenci", "conferi", "orca", "cancel", "reserv", "prepar", "send", "call", "check",
    "pay", "deliver", "refund", "ship", "email", "bring", "get", "let", "fix", "book", "schedule", "return",
    "reply", "mandar", "llam", "buscar", "levar", "trazer", "llevar", "revis", "depositar", "fazer", "emit",
    "gerar", "post", "acompanh",
];
/// Verbs that are nothing to be owed.
pub(super) const NO_DEED: &[&str] = &[
    "querer",
    "precisar",
    "ser",
    "estar",
    "ter",
    "pensar",
    "viajar",
    "ficar",
    "want",
    "need",
    "be",
    "have",
    "think",
    "querer",
    "necesitar",
    "pensar",
    "estar",
    "tener",
    "poder",
    "achar",
    "gostar",
    "dormir",
    "trabalhar",
    "work",
];
/// Verbs that promise where a day or hour stands beside them.
#[rustfmt::skip]
pub(super) const DATED: &[&str] = &[
    "mando", "envio", "ligo", "retorno", "aviso", "respondo", "confirmo", "passo", "pago", "entrego",
    "devolvo", "deposito", "transfiro", "busco", "retiro", "levo", "chego", "entregamos", "enviamos",
    "retornamos", "mandamos", "ligamos", "confirmamos", "pagamos", "paso", "llamo", "llego", "recojo",
    "resolvo", "resolvemos", "despacho", "despachamos", "posto", "postamos", "volto", "vuelvo",
];
/// Doubt, with which nothing is owed.
pub(super) const DOUBTS: &[&str] = &[
    "talvez",
    "se der",
    "se eu conseguir",
    "nao sei se",
    "quem sabe",
    "maybe",
    "might",
    "perhaps",
    "if i can",
    "not sure",
    "quizas",
    "quiza",
    "tal vez",
    "si puedo",
    "acho que nao",
    "nao garanto",
    "nao prometo",
];
/// Demands of the other side.
#[rustfmt::skip]
pub(super) const ASKS: &[&str] = &[
    "me manda", "me mande", "me envia", "me envie", "me liga", "me ligue", "me avisa", "me avise",
    "me retorna", "me retorne", "me confirma", "me confirme", "me passa o", "me passe o", "me chama",
    "pode me mandar", "pode me enviar", "pode me ligar", "podem me ligar", "por favor envie",
    "por favor mande", "please send", "please call", "could you send", "can you send", "can you call",
    "could you call", "send me", "call me", "let me know", "mandame", "enviame", "llamame", "avisame",
    "puedes enviarme", "puedes llamarme", "preciso que voce envie", "preciso que voces enviem",
    "aguardo o seu", "favor enviar", "favor confirmar", "nos envie", "nos mande", "nos confirme",
];
/// Demands where a day or hour stands beside them.
pub(super) const ASKS_DATED: &[&str] = &[
    "preciso",
    "precisamos",
    "entregue",
    "entreguem",
    "envie",
    "mande",
    "ligue",
    "confirme",
    "pague",
    "paguem",
    "deliver",
    "send",
    "call",
    "pay",
    "necesito",
    "i need",
    "entrega pra mim",
    "quero que",
    "efetue o pagamento",
    "realize o pagamento",
];
