//! The words the sentences are made of, folded, in three languages.

/// Words that turn a sentence around.
pub(super) const NOT: &[&str] =
    &["nao", "n", "nunca", "jamais", "no", "not", "dont", "never", "sem", "tampouco", "tampoco", "ni"];
/// Whoever writes, as an object, and small words between.
pub(super) const SELF: &[&str] = &["me", "nos", "mi", "us", "eu", "yo", "i", "t", "to", "lo", "se"];
/// Verbs of wanting and able, between a "not" and what it turns around.
pub(super) const WISHES: &[&str] = &[
    "quero", "queria", "vou", "preciso", "precisa", "quiero", "voy", "want", "wish", "need", "me", "nos",
    "eu", "yo", "t", "to", "i", "do", "podem", "pode", "deve", "devem", "puede", "pueden",
];
/// Ever again.
pub(super) const MORE: &[&str] =
    &["mais", "mas", "more", "again", "anymore", "nada", "nunca", "jamais", "ever", "longer", "novo"];
/// What may end a sentence without changing its object.
pub(super) const FILL: &[&str] = &[
    "de", "da", "do", "das", "dos", "del", "of", "from", "por", "para", "pra", "pro", "a", "o", "la", "el",
    "the", "to", "at", "in", "em", "no", "na", "nos", "nas", "neste", "nesse", "nessa", "nesta", "desse",
    "deste", "dessa", "desta", "ese", "este", "esta", "esse", "essa", "this", "aqui", "ai", "here", "daqui",
    "voces", "voce", "vcs", "vc", "ustedes", "usted", "uds", "you", "loja", "tienda", "empresa", "company",
    "store", "whatsapp", "zap", "zapzap", "wpp", "wsp", "wa", "numero", "number", "su", "seu", "sua", "tu",
    "your", "me", "us", "isso", "isto", "eso", "esto", "all", "mais", "mas", "more", "again", "anymore",
    "nada", "nunca", "novo", "entao", "pois", "amor", "deus", "dios", "god", "serio", "mesmo", "ok", "viu",
    "ta", "ne", "logo", "mim", "mi", "eu", "yo", "sempre", "favor", "coisa", "coisas", "cosas", "pelo",
    "pela",
];
/// Words before the name of a thing.
pub(super) const DETERMINERS: &[&str] = &[
    "a", "o", "as", "os", "um", "uma", "uns", "umas", "esse", "essa", "esses", "essas", "este", "esta",
    "estes", "estas", "dessa", "dessas", "desse", "desses", "desta", "destas", "deste", "destes", "de", "da",
    "do", "das", "dos", "del", "la", "el", "los", "las", "esos", "esas", "estos", "meu", "minha", "meus",
    "minhas", "seu", "sua", "seus", "suas", "mi", "mis", "su", "sus", "tu", "tus", "the", "these", "those",
    "this", "your", "my", "any", "all", "from", "of", "on", "off", "out", "to", "with", "com", "con",
    "tanta", "tanto", "tantas", "tantos", "todas", "todos", "toda", "todo", "mais", "mas", "more", "nenhuma",
    "nenhum", "ningun", "ninguna", "me", "nos", "us", "sending", "por", "novas", "novos", "nuevas", "nada",
    "mailing", "tipo", "tipos", "kind", "sort", "it",
];
/// Words that point at one thing of many, when its name stands in the singular.
pub(super) const SPECIFIC: &[&str] = &[
    "a", "o", "essa", "esse", "esta", "este", "la", "el", "the", "this", "minha", "meu", "sua", "seu", "mi",
    "su", "my", "your",
];
/// Names of messages nobody asked for, of which one is as bad as many.
pub(super) const MASS: &[&str] = &[
    "mensagens",
    "msgs",
    "mensagems",
    "spam",
    "propaganda",
    "propagandas",
    "publicidade",
    "publicidad",
    "divulgacao",
    "divulgacoes",
    "promocoes",
    "promos",
    "ofertas",
    "notificacoes",
    "avisos",
    "newsletter",
    "newsletters",
    "anuncios",
    "marketing",
    "sms",
    "mensajes",
    "promociones",
    "notificaciones",
    "messages",
    "texts",
    "offers",
    "promotions",
    "notifications",
    "ads",
    "emails",
    "isso",
    "isto",
    "esto",
    "eso",
];
/// Names of one such message.
pub(super) const SINGLE: &[&str] = &[
    "mensagem",
    "mensage",
    "msg",
    "promocao",
    "promo",
    "oferta",
    "notificacao",
    "aviso",
    "anuncio",
    "mensaje",
    "promocion",
    "notificacion",
    "message",
    "text",
    "offer",
    "promotion",
    "notification",
    "email",
];
/// Names of messages that are no goods: not wanting them needs no "more".
pub(super) const PLAIN: &[&str] = &[
    "mensagem",
    "mensagens",
    "mensage",
    "msg",
    "msgs",
    "spam",
    "propaganda",
    "propagandas",
    "publicidade",
    "publicidad",
    "divulgacao",
    "divulgacoes",
    "notificacoes",
    "notificaciones",
    "anuncios",
    "marketing",
    "mensaje",
    "mensajes",
    "messages",
    "texts",
    "newsletter",
    "ads",
    "notifications",
];
/// Not now is not never.
pub(super) const HOURS: &[&str] = &[
    "agora",
    "ahora",
    "now",
    "hoje",
    "hoy",
    "today",
    "tonight",
    "ainda",
    "todavia",
    "yet",
    "madrugada",
    "noite",
    "noche",
    "night",
    "cedo",
    "temprano",
    "early",
    "late",
    "tarde",
    "hora",
    "horario",
    "hour",
    "horas",
    "enquanto",
    "durante",
    "antes",
    "depois",
    "despues",
    "until",
    "before",
    "after",
    "during",
    "while",
    "ate",
];
/// Ceasing.
pub(super) const CEASE: &[&str] = &[
    "parar", "pare", "parem", "para", "paro", "deixar", "deixe", "deixem", "dejar", "dejen", "deje", "paren",
    "parad", "cessar", "cessem", "detener", "detengan", "stop", "quit", "cease", "deja", "deixa",
];
/// Receiving.
pub(super) const RECEIVE: &[&str] =
    &["receber", "receberem", "recebendo", "recibir", "recibiendo", "receive", "receiving", "get", "getting"];
/// Sending.
pub(super) const GIVE: &[&str] = &[
    "enviar",
    "mandar",
    "enviarem",
    "mandarem",
    "mandando",
    "enviando",
    "encher",
    "escrever",
    "escribir",
    "escribirme",
    "enviarme",
    "mandarme",
    "enviarnos",
    "mandarnos",
    "send",
    "sending",
    "text",
    "texting",
    "message",
    "messaging",
    "lotar",
    "encaminhar",
    "postar",
    "saber",
    "saturar",
    "chamar",
    "chamando",
    "llamarme",
];
/// What is filled with messages.
pub(super) const PHONES: &[&str] = &[
    "o", "meu", "minha", "mi", "my", "el", "zap", "whatsapp", "wpp", "celular", "caixa", "saco", "phone",
    "telefone",
];
/// What was just sent, pointed at.
pub(super) const POINTERS: &[&str] = &["this", "these", "those", "isso", "isto", "eso", "esto"];
/// Sending that needs no object.
pub(super) const BOTHER: &[&str] = &[
    "perturbar",
    "perturbando",
    "incomodar",
    "incomodando",
    "molestar",
    "molestarme",
    "molestarnos",
    "contatar",
    "contactar",
    "contactarme",
    "spamming",
    "texting",
    "messaging",
    "contacting",
    "bothering",
    "disturbing",
    "escribirme",
    "escribir",
    "writing",
    "emailing",
    "spammar",
];
/// Orders to send, turned around by a "not" before.
pub(super) const ORDERS: &[&str] = &[
    "mande",
    "mandem",
    "manda",
    "mandes",
    "envie",
    "enviem",
    "envia",
    "envies",
    "envien",
    "manden",
    "escriban",
    "escribas",
    "escriba",
    "escreva",
    "escrevam",
    "send",
    "text",
    "message",
    "contact",
    "email",
    "contate",
    "contatem",
    "contacten",
    "contactem",
    "contactes",
    "chame",
    "chamem",
];
/// Orders to bother, turned around by a "not" before.
pub(super) const LEAVE_ALONE: &[&str] = &[
    "perturbe",
    "perturbem",
    "incomode",
    "incomodem",
    "moleste",
    "molesten",
    "molestes",
    "bother",
    "disturb",
    "spam",
    "contact",
    "contacten",
    "contate",
    "contatem",
    "contactem",
    "message",
    "text",
];
/// Wanting, turned around by a "not" before.
pub(super) const WANTS: &[&str] = &[
    "quero",
    "queria",
    "queremos",
    "desejo",
    "desejamos",
    "gostaria",
    "aceito",
    "autorizo",
    "permito",
    "preciso",
    "quiero",
    "deseo",
    "acepto",
    "want",
    "wish",
    "like",
    "need",
    "aguento",
    "suporto",
    "aguanto",
    "soporto",
];
/// Between wanting and receiving.
pub(super) const BETWEEN: &[&str] = &[
    "mais",
    "mas",
    "more",
    "any",
    "to",
    "de",
    "que",
    "ficar",
    "continuar",
    "continue",
    "seguir",
    "keep",
    "estar",
    "me",
    "nos",
    "ser",
    "sea",
    "be",
    "i",
    "voces",
    "vcs",
    "ustedes",
    "you",
    "voltar",
    "nada",
];
/// Being written to, after "I do not want".
pub(super) const SENT: &[&str] = &[
    "mandem",
    "mande",
    "enviem",
    "envie",
    "envien",
    "manden",
    "escriban",
    "escribas",
    "envies",
    "mandes",
    "contacten",
    "contatado",
    "contatada",
    "contactado",
    "contactada",
    "contacted",
    "contact",
    "incomodado",
    "incomodada",
    "perturbado",
    "perturbada",
    "molestado",
    "molestada",
    "bothered",
    "molesten",
    "text",
    "texted",
    "message",
    "messaged",
];
/// What people are taken off.
pub(super) const LISTS: &[&str] = &[
    "lista",
    "listas",
    "list",
    "cadastro",
    "contatos",
    "contactos",
    "transmissao",
    "difusion",
    "base",
    "mailing",
    "grupo",
    "group",
    "sistema",
    "banco",
    "database",
    "registros",
];
/// What makes it another list.
pub(super) const ELSEWHERE: &[&str] = &[
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
    "wish",
    "shopping",
    "wishlist",
    "precos",
    "produtos",
    "guest",
    "materiais",
    "tarefas",
    "invitados",
    "bodas",
    "regalos",
    "familia",
    "amigos",
    "curso",
];
/// Leaving by oneself.
pub(super) const LEAVE: &[&str] = &["sair", "saio", "salir", "salirme", "leave", "retirar"];
/// Being taken off.
pub(super) const REMOVE: &[&str] = &[
    "tira", "tire", "tirem", "tirar", "remove", "remova", "removam", "remover", "exclua", "exclui",
    "excluam", "excluir", "apague", "apaga", "apaguem", "apagar", "retire", "retira", "retirem", "saca",
    "saque", "saquen", "sacar", "quite", "quiten", "quitar", "borre", "borren", "borrar", "elimine",
    "eliminen", "eliminar", "delete", "deletem", "deleta", "deletar", "take", "get",
];
/// The same with whom in one word.
pub(super) const REMOVE_ME: &[&str] = &[
    "sacame",
    "saqueme",
    "saquenme",
    "quitame",
    "quiteme",
    "quitenme",
    "borrame",
    "borreme",
    "borrenme",
    "eliminenme",
    "elimineme",
];
/// The same, suffered.
pub(super) const REMOVED: &[&str] = &[
    "removido",
    "removida",
    "excluido",
    "excluida",
    "retirado",
    "retirada",
    "tirado",
    "tirada",
    "eliminado",
    "eliminada",
    "borrado",
    "borrada",
    "removed",
    "deleted",
    "descadastrado",
    "descadastrada",
];
/// Taking off that means everything.
pub(super) const ERASE: &[&str] = &[
    "remova",
    "removam",
    "remover",
    "remove",
    "exclua",
    "exclui",
    "excluam",
    "excluir",
    "apague",
    "apaga",
    "apaguem",
    "apagar",
    "elimine",
    "eliminen",
    "eliminar",
    "borre",
    "borren",
    "borrar",
    "delete",
    "deletem",
    "deleta",
    "deletar",
    "retire",
    "retirem",
    "tira",
    "tire",
    "tirem",
    "tirar",
    "quite",
    "quiten",
    "descadastrar",
    "descadastre",
    "descadastra",
    "descadastrem",
    "desinscrever",
    "desinscreva",
];
/// Of whoever writes.
pub(super) const MINE: &[&str] = &["meu", "meus", "minha", "my", "mi", "mis"];
/// By which a person is written to.
pub(super) const DATA: &[&str] = &[
    "numero", "telefone", "telefono", "celular", "contato", "contacto", "number", "phone", "cadastro",
    "dados", "data", "datos", "nome", "name", "contact", "registro",
];
/// Beginnings of words that mean to unsubscribe.
pub(super) const UNSUBSCRIBES: &[&str] =
    &["descadastr", "desinscrev", "desinscri", "desuscrib", "unsubscri", "unsuscri", "optout"];
/// Cancelling.
pub(super) const CANCELS: &[&str] =
    &["cancelar", "cancela", "cancele", "cancelem", "cancelen", "cancelo", "cancel"];
/// What is cancelled.
pub(super) const SUBSCRIPTIONS: &[&str] = &["inscricao", "suscripcion", "subscription", "recebimento"];
/// Asking for the "baja".
pub(super) const DOWN: &[&str] =
    &["dar", "darme", "denme", "deme", "dame", "darnos", "den", "de", "doy", "quiero", "solicito", "pido"];
/// Enough of it.
pub(super) const ENOUGH: &[&str] = &["chega", "basta", "enough", "nada"];
/// A condition, not a wish.
pub(super) const IFS: &[&str] = &["se", "si", "if", "caso"];
/// Having none of it, after a "not": "tenho interesse", "me interesa", "interested".
pub(super) const INTERESTS: &[&str] =
    &["interesse", "interes", "interesa", "interessa", "interested", "interest"];
/// Needing, after a "not", what somebody does unasked.
pub(super) const NEEDS: &[&str] = &["precisa", "precisam", "necesito", "hace"];
/// What is done with messages, as a noun.
pub(super) const SENDINGS: &[&str] = &["envio", "envios", "recebimento", "recepcion"];
/// Having said it before.
pub(super) const SAID: &[&str] =
    &["disse", "falei", "pedi", "avisei", "mandei", "dije", "said", "asked", "told", "peco"];
/// Between having said and what was said.
pub(super) const THAT: &[&str] =
    &["pra", "para", "que", "to", "vcs", "voces", "you", "me", "les", "us", "guys", "ustedes"];
/// Being taken off, as a noun.
pub(super) const REMOVALS: &[&str] = &["exclusao", "remocao", "eliminacion", "removal", "deletion"];
/// A kind of message is more than one message.
pub(super) const KINDS: &[&str] = &["tipo", "tipos", "kind", "sort"];
