//! Words that announce names, births and secrets, folded, in three languages.

/// Behind these a name follows, however it is written.
#[rustfmt::skip]
pub(super) const NAMED: &[&str] = &[
    "me chamo", "meu nome e", "meu nome eh", "meu nome completo e", "meu nome completo", "meu nome :",
    "nome completo :", "nome completo", "nome :", "nome do titular :", "titular :", "titular e",
    "em nome de", "no nome de", "destinatario :", "quem recebe e", "aqui quem fala e", "quem fala e",
    "quem ta falando e", "my name is", "my name ' s", "my full name is", "name :", "full name :",
    "me llamo", "mi nombre es", "mi nombre completo es", "nombre :", "a nombre de", "meu nome eh o",
    "paciente :", "cliente :", "aluno :", "aluna :", "assinado :", "the name is", "under the name",
    "on behalf of",
];
/// Behind these only a word with a capital letter is a name.
#[rustfmt::skip]
pub(super) const PERHAPS_NAMED: &[&str] = &[
    "aqui e", "aqui eh", "sou", "eu sou", "i am", "i ' m", "i ’ m", "this is", "soy", "habla", "fala aqui",
    "att", "atenciosamente", "assinado", "meu marido", "minha esposa", "meu filho", "minha filha",
    "minha mae", "meu pai", "my husband", "my wife", "my son", "my daughter", "mi esposo", "mi esposa",
    "mi hijo", "mi hija", "aqui fala", "dona", "seu", "sr .", "sra .", "dr .", "dra .", "senhor", "senhora",
    "mr .", "mrs .", "ms .", "don", "senor", "senora",
];
/// Articles and particles that stand in or before names.
pub(super) const PARTICLES: &[&str] =
    &["o", "a", "de", "da", "do", "das", "dos", "del", "la", "di", "van", "von", "e", "y", "eh"];
/// Words that end a name written small.
#[rustfmt::skip]
pub(super) const ENDS: &[&str] = &[
    "e", "y", "and", "mas", "pero", "but", "quero", "queria", "gostaria", "preciso", "moro", "tenho", "sou",
    "estou", "to", "vi", "pra", "para", "com", "meu", "minha", "my", "mi", "eu", "i", "aqui", "do", "da",
    "de", "que", "qual", "quanto", "vcs", "voces", "voce", "vc", "o", "a", "os", "as", "no", "na", "em",
    "falo", "trabalho", "comprei", "fiz", "ja", "nao", "boa", "bom", "oi", "ola", "tudo", "por", "favor",
    "please", "want", "need", "would", "like", "have", "live", "from", "quiero", "necesito", "vivo",
    "tengo", "soy", "estoy", "compre", "es", "is", "am", "cpf", "rg", "tel", "email", "cep", "esse", "este",
    "esta", "essa", "muito", "prazer", "pf", "pfv", "ok", "se", "ate", "desde", "ontem", "hoje", "fulano",
    "errado", "certo", "correto", "diferente", "outro", "mesmo", "the", "in", "at", "calling", "speaking",
    "assim", "sim", "la", "el", "tem", "ta", "tah", "saiu", "veio", "consta", "foi", "está", "wrong", "not",
];
/// Capital words behind `sou` and the like that are no names.
#[rustfmt::skip]
pub(super) const NO_NAMES: &[&str] = &[
    "o", "a", "os", "as", "um", "uma", "eu", "de", "do", "da", "cliente", "brasil", "brasileiro",
    "brasileira", "mei", "pj", "the", "not", "so", "from", "looking", "interested", "sorry", "just", "here",
    "very", "quero", "nao", "ok", "bom", "boa", "obrigado", "obrigada", "pedido", "loja", "casa", "equipe",
    "atendimento", "sp", "rj", "mg", "pr", "an", "i", "my", "your", "it", "good", "great", "urgent",
    "amazing", "muito", "novo", "nova", "un", "una", "el", "la", "paulista", "carioca", "mineiro", "gaucho",
    "cpf", "cnpj", "pix", "nome", "jesus", "deus", "natal", "sao",
];
/// Words for a birth.
#[rustfmt::skip]
pub(super) const BIRTHS: &[&str] = &[
    "nasci", "nascimento", "nascida", "nascido", "nasc", "dn", "born", "birthday", "birth", "dob",
    "birthdate", "naci", "nacimiento", "nacida", "nacido", "cumpleanos", "niver", "aniversario",
];
/// A birthday counts where one of these says whose.
pub(super) const OWN: &[&str] = &["meu", "my", "mi", "minha", "dele", "dela", "his", "her"];
#[rustfmt::skip]
pub(super) const MONTHS: &[&str] = &[
    "janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
    "novembro", "dezembro", "enero", "febrero", "marzo", "mayo", "junio", "julio", "septiembre",
    "setiembre", "octubre", "noviembre", "diciembre", "january", "february", "march", "april", "may",
    "june", "july", "august", "september", "october", "november", "december", "jan", "fev", "mar", "abr",
    "mai", "jun", "jul", "ago", "set", "out", "nov", "dez", "feb", "apr", "aug", "sep", "oct", "dec", "ene",
    "dic",
];
/// Words for a secret.
#[rustfmt::skip]
pub(super) const SECRETS: &[&str] = &[
    "senha", "password", "pass", "passwd", "pwd", "contrasena", "clave", "pin", "token", "secret", "otp",
    "passcode", "senhas", "apikey", "bearer",
];
/// Secrets of several words.
#[rustfmt::skip]
pub(super) const LONG_SECRETS: &[&str] = &[
    "codigo de verificacao", "codigo de acesso", "codigo sms", "api key", "api _ key", "access token",
    "chave de api", "chave secreta", "chave da api", "verification code", "access code", "security code",
    "codigo de verificacion", "codigo de acceso", "palavra secreta", "frase secreta", "frase - semente",
    "access _ token", "client _ secret",
];
/// What may stand between the word for a secret and the secret.
#[rustfmt::skip]
pub(super) const LINKS: &[&str] = &[
    "e", "eh", "is", "es", "era", "was", ":", "=", "-", ">", "\"", "'", "do", "da", "de", "no", "na", "of",
    "for", "del", "wifi", "wi", "fi", "app", "site", "email", "cartao", "conta", "banco", "gov", "portal",
    "sistema", "nova", "novo", "atual", "new", "nueva", "meu", "minha", "my", "mi", "login", "card",
    "account", "aplicativo", "painel", "celular", "instagram", "tarjeta", "the", "a", "o", "aqui", "foi",
    "ficou", "numero", "recebido", "chegou", "loja", "area", "cliente",
];
/// What makes of it a telling: without, only what holds a digit is taken.
pub(super) const TELLS: &[&str] = &["e", "eh", "is", "es", "era", "was", ":", "=", "foi", "ficou", "aqui"];
/// Words that follow "a senha é" without being one.
#[rustfmt::skip]
pub(super) const NO_SECRETS: &[&str] = &[
    "fraca", "forte", "muito", "a", "o", "de", "que", "essa", "esta", "mesma", "dificil", "facil",
    "obrigatoria", "valida", "invalida", "incorreta", "errada", "segura", "qual", "minha", "para", "pra",
    "nao", "not", "wrong", "invalid", "expired", "incorrect", "weak", "too", "the", "this", "incorrecta",
    "invalido", "incorrecto", "debil", "necessaria", "minima", "pedida", "solicitada", "enviada", "sempre",
    "aquela", "igual", "diferente", "nova", "antiga", "required", "only", "meu", "um", "uma", "so", "da",
    "do", "no", "na", "por", "quando", "como", "if", "how", "when", "expirada", "expirado",
];
