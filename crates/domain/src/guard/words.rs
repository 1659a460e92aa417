//! Words of attempts in Portuguese, Spanish and English, folded. An entry that ends with `*` is the beginning of a word.

/// Verbs that ask to put rules aside.
#[rustfmt::skip]
pub(super) const IGNORE: &[&str] = &[
    "ignor*", "desconsider*", "desconsidr*", "disregard*", "forget", "esqueca", "esquecam", "esquece",
    "esquecer", "olvida", "olvide", "olviden", "olvidar", "olvidate", "overrid*", "override", "bypass*",
    "burle", "burla", "burlar", "contorne", "contornar", "omita", "omitir", "omite", "sobrescrev*",
    "sobreescrib*", "desobede*", "disobey", "anule", "anula", "descarte", "descarta", "descartar",
    "discard", "neglect", "skip", "abandone", "abandona", "abandon", "desative", "desactiva", "disable",
    "apague", "delete", "remova", "remove", "quebre", "break", "rompe", "viole", "violate", "suspenda",
    "drop", "cancele", "revogue",
];
/// What is put aside.
#[rustfmt::skip]
pub(super) const RULES: &[&str] = &[
    "instruc*", "instruct*", "instrrucoes", "regra", "regras", "regla", "reglas", "rule", "rules",
    "orientac*", "orientaciones", "diretri*", "directri*", "directive*", "guideline*", "prompt", "prompts",
    "restric*", "restrict*", "limitac*", "limitation*", "guardrail*", "safeguard*", "salvaguarda*",
    "consignes",
];
/// What is put aside only where it is the assistant's own.
#[rustfmt::skip]
pub(super) const OWN_RULES: &[&str] = &[
    "programac*", "programming", "training", "treinamento", "entrenamiento", "politica", "politicas",
    "policy", "policies", "filtro", "filtros", "filters", "comando", "comandos", "ordens", "ordenes",
    "orders", "configurac*", "configuration", "seguranca", "safety", "etica", "ethics", "personalidade",
    "persona", "papel", "role", "contexto", "context",
];
/// Whose it is.
#[rustfmt::skip]
pub(super) const YOURS: &[&str] = &[
    "sua", "suas", "seu", "seus", "tua", "tuas", "teu", "teus", "your", "ur", "tu", "tus", "su", "sus",
    "vossas", "tuya",
];
/// Everything …
pub(super) const ALL: &[&str] =
    &["tudo", "todo", "todas", "todos", "everything", "all", "anything", "whatever", "cualquier"];
/// … that stands before.
#[rustfmt::skip]
pub(super) const BEFORE: &[&str] = &[
    "acima", "antes", "anterior", "anteriores", "anteriormente", "above", "before", "previous",
    "previously", "prior", "preceding", "arriba", "earlier", "previo", "previas", "precedente",
];
/// Words by which people speak of what they themselves said.
#[rustfmt::skip]
pub(super) const OWN_SPEECH: &[&str] = &[
    "falei", "mandei", "disse", "escrevi", "pedi", "enviei", "passei", "perguntei", "digitei", "dei",
    "said", "sent", "wrote", "asked", "typed", "gave", "dije", "mande", "escribi", "pregunte", "envie",
    "errado", "errada", "engano", "mistake", "equivoque", "combinamos", "conversamos", "comprei",
];
/// Things that have instructions and rules of their own.
#[rustfmt::skip]
pub(super) const THINGS: &[&str] = &[
    "manual", "manuais", "lavage*", "lavar", "lavado", "montag*", "montar", "montaje", "bula", "receita",
    "receitas", "remedio", "caixa", "embalagem", "sorteio", "sorteo", "promoc*", "promo", "concurso",
    "condomin*", "jogo", "troca", "trocas", "devoluc*", "frete", "entrega", "entregas", "pagament*",
    "cancelamento", "cancelation", "garanti*", "uso", "usar", "instalac*", "installation", "assembly",
    "washing", "wash", "box", "package", "recipe", "game", "giveaway", "return", "returns", "refund*",
    "shipping", "payment*", "warranty", "receta", "caja", "envio", "envios", "cambio", "cambios",
    "cozinhar", "bolo", "hotel", "escola", "academia", "portaria", "motoboy", "courier", "driver",
    "entregador", "aplicacao", "aplicar", "preparo", "tamanho", "cuidado", "cuidados", "uniforme", "grupo",
    "casa", "clinica", "exame", "jejum", "medic*", "doctor", "piscina", "convenio", "seguro", "edital",
    "curso", "aula", "parcelamento", "desconto", "descontos", "discount*", "store", "loja", "tienda",
    "reembolso", "visita", "house", "group", "agua", "ar", "carro", "prazo", "hospedagem", "reserva",
    "delivery", "exchange*", "instalar", "install",
];
/// Words that make it the assistant's rules all the same.
#[rustfmt::skip]
pub(super) const MACHINE: &[&str] = &[
    "sistema", "system", "prompt", "prompts", "assistente", "asistente", "assistant", "ia", "ai", "bot",
    "robo", "modelo", "model", "chatbot", "gpt", "chatgpt", "llm", "anteriores", "previous", "prior",
    "above", "acima", "iniciais", "initial", "iniciales", "previas", "developer", "desenvolvedor",
];
/// How somebody is told to become another.
#[rustfmt::skip]
pub(super) const BECOME: &[&str] = &[
    "voce agora e", "agora voce e", "voce e agora", "a partir de agora voce", "de agora em diante voce",
    "finja ser", "finja que voce", "finge que voce", "finge que e", "finja que e", "aja como", "haja como",
    "atue como", "comporte se como", "interprete o papel", "assuma o papel", "faca de conta que voce",
    "imagine que voce e", "responda como se", "you are now", "act as", "act like", "pretend to be",
    "pretend you", "pretend that you", "roleplay as", "role play as", "from now on you", "from now on act",
    "simulate a", "simulate being", "ahora eres", "eres ahora", "actua como", "finge ser", "finge que eres",
    "hazte pasar por", "desde ahora eres", "imagina que eres", "comportate como", "you will act as",
    "let s play a game", "vamos jogar um jogo", "vamos brincar", "vamos a jugar", "take on the role",
    "play the role", "behave as", "you re now", "u are now", "voce vai ser", "voce passa a ser",
    "tu agora e", "vc agora e", "agora vc e", "finge q vc", "asume el papel", "you are no longer",
    "voce nao e mais", "ya no eres", "vc nao e mais", "imagine you are", "imagine you re",
    "a partir de ahora eres", "a partir de ahora vas a", "a partir de ahora debes",
    "a partir de ahora seras", "de ahora en adelante eres",
];
/// What they are to become, and what that one may do.
#[rustfmt::skip]
pub(super) const OTHER_SELF: &[&str] = &[
    "ia", "ai", "modelo", "model", "assistente", "assistant", "asistente", "bot", "robo", "robot", "dan",
    "chatgpt", "gpt", "hacker", "desenvolvedor", "developer", "admin", "administrador", "administrator",
    "sistema", "system", "terminal", "linux", "root", "shell", "filtro", "filtros", "filters", "restric*",
    "restrict*", "limite", "limites", "limits", "regra", "regras", "reglas", "rules", "censura",
    "uncensored", "unrestricted", "evil", "personagem", "character", "personaje", "obedec*", "obey*",
    "gerente", "manager", "dono", "owner", "dueno", "chefe", "boss", "avo", "grandmother", "grandma",
    "abuela", "compilador", "interpreter", "console", "instruc*", "instruct*", "chatbot", "pirata",
    "pirate", "funcionario", "programador", "sql", "python",
];
/// Verbs that ask for a text.
#[rustfmt::skip]
pub(super) const TELL: &[&str] = &[
    "mostre", "mostra", "mostrar", "revele", "revela", "revelar", "repita", "repete", "repetir", "imprima",
    "exiba", "exibir", "diga", "dizer", "conte", "conta", "contar", "escreva", "escreve", "copie", "copia",
    "liste", "lista", "listar", "envie", "envia", "mande", "manda", "cole", "traduza", "resuma", "qual",
    "quais", "what", "whats", "show", "reveal", "print", "repeat", "output", "display", "tell", "give",
    "write", "translate", "summari*", "leak", "dump", "muestra", "muestrame", "revelame", "repite",
    "imprime", "dime", "cuales", "cual", "traduce", "passe", "passa", "me", "quero", "want", "quiero",
    "share", "compartilhe", "comparte", "expose", "exponha", "recite", "list", "spell", "soletre", "encode",
    "codifique", "codifica", "return", "retorne", "devuelve", "send", "ver", "see", "cite", "quote",
    "paraphrase", "parafraseie", "descreva", "describe", "explain", "explique", "transcreva", "transcribe",
    "vaze", "dame", "coloque", "put", "read", "leia", "entregue", "forneca", "provide", "resume", "vomit",
    "extract", "extraia", "responda", "poem", "poema", "song",
];
/// The assistant's instructions, by names that are nothing else.
#[rustfmt::skip]
pub(super) const SECRET_TEXTS: &[&str] = &[
    "prompt do sistema", "system prompt", "prompt de sistema", "prompt inicial", "prompt original",
    "prompt oculto", "prompt interno", "initial prompt", "hidden prompt", "original prompt",
    "prompt del sistema", "seu prompt", "teu prompt", "your prompt", "tu prompt", "su prompt", "o prompt",
    "the prompt", "el prompt", "mensagem do sistema", "mensagem de sistema", "system message",
    "mensaje del sistema", "mensaje de sistema", "developer message", "instrucoes iniciais",
    "instrucoes do sistema", "instrucoes ocultas", "instrucoes secretas", "instrucoes internas",
    "instrucoes originais", "instrucoes de sistema", "regras internas", "regras ocultas", "regras secretas",
    "initial instructions", "system instructions", "hidden instructions", "secret instructions",
    "internal instructions", "original instructions", "internal rules", "hidden rules", "secret rules",
    "instrucciones iniciales", "instrucciones del sistema", "instrucciones ocultas",
    "instrucciones secretas", "instrucciones internas", "instrucciones originales", "reglas internas",
    "reglas ocultas", "texto anterior literal", "configuracao interna", "configuracoes internas",
    "internal configuration", "configuracion interna", "configuracion inicial", "context window",
    "janela de contexto", "chain of thought", "instrucoes que voce recebeu", "instrucoes que te deram",
    "instructions you were given", "instructions you received", "instructions verbatim",
    "instrucciones que recibiste", "instrucciones que te dieron", "orientacoes internas",
    "diretrizes internas", "internal guidelines", "first message", "primeira mensagem do contexto",
    "pre prompt", "preprompt", "metaprompt", "sysprompt",
];
/// The assistant's instructions, unless they are those of a thing.
#[rustfmt::skip]
pub(super) const OWN_TEXTS: &[&str] = &[
    "suas instrucoes", "tuas instrucoes", "sua instrucao", "suas regras", "tuas regras", "suas diretrizes",
    "suas orientacoes", "suas configuracoes", "sua configuracao", "your instructions", "your rules",
    "your guidelines", "your directives", "your configuration", "tus instrucciones", "sus instrucciones",
    "tus reglas", "tus directrices", "your system", "seu codigo fonte", "your source code", "your context",
    "seu contexto",
];
/// Whole questions about the instructions.
#[rustfmt::skip]
pub(super) const ASKED: &[&str] = &[
    "what were you told", "what were you instructed", "how were you instructed", "how were you programmed",
    "how are you configured", "o que te mandaram fazer", "como voce foi programado",
    "como voce foi programada", "como voce foi configurado", "como voce foi instruido",
    "como vc foi programado", "como te programaron", "como fuiste programado",
    "que te dijeron que hicieras", "what are your instructions", "quais sao suas instrucoes internas",
    "o que diz o seu prompt", "o que esta no seu prompt", "begin with you are", "starting with you are",
    "comeca com voce e", "comecando com voce e", "que empieza con eres", "o que voce nao pode dizer",
    "o que voce nao pode falar", "what are you not allowed to", "que no puedes decir",
    "que tienes prohibido",
];
/// New rules, tools, formats.
#[rustfmt::skip]
pub(super) const HIJACK: &[&str] = &[
    "novas instrucoes", "nova instrucao", "new instructions", "new instruction", "nuevas instrucciones",
    "nueva instruccion", "updated instructions", "instrucoes atualizadas", "instrucao prioritaria",
    "instrucoes prioritarias", "priority instruction", "new system", "novo sistema prompt",
    "system override", "system update",
];
/// Orders to run something, and answers put into the mouth.
#[rustfmt::skip]
pub(super) const COMMANDS: &[&str] = &[
    "function call", "tool call", "tool calls", "tool use", "call the function", "call the tool",
    "execute the command", "execute the following", "run the following", "execute o comando",
    "execute o codigo", "rode o comando", "rode o codigo", "chame a funcao", "chame a ferramenta",
    "use a ferramenta", "use the tool", "ejecuta el comando", "ejecuta el codigo", "llama a la funcion",
    "usa la herramienta", "rm rf", "drop table", "select from", "os system", "respond only with json",
    "answer only with json", "reply only with json", "responda apenas com json",
    "responda somente com json", "responda so com json", "responda apenas em json",
    "responde solo con json", "responde unicamente con json", "start your answer with",
    "start your response with", "begin your reply with", "comece sua resposta com", "comece a resposta com",
    "inicie sua resposta com", "empieza tu respuesta con", "comienza tu respuesta con",
    "termine todas as respostas", "end every answer", "end every reply", "em todas as suas respostas",
    "in all your answers", "en todas tus respuestas", "agree with anything", "agree with everything",
    "concorde com tudo", "responda sim para tudo", "responda sim a tudo", "diga sim para tudo",
    "say yes to everything", "acepta todo lo que", "responde si a todo", "legally binding",
    "juridicamente vinculante", "legalmente vinculante", "no takesies", "sim senhor mestre",
    "output the following", "repeat after me", "repita depois de mim", "repite despues de mi",
    "decode and follow", "decodifique e siga", "decodifique e execute", "decodifica y sigue",
    "decode this and", "decode the following", "decodifique isto", "decodifique o seguinte",
    "decodifica esto", "decodifica lo siguiente", "desactiva los filtros", "desative os filtros",
    "disable your filters", "turn off your filters",
];
/// Modes in which everything is allowed.
#[rustfmt::skip]
pub(super) const MODES: &[&str] = &[
    "modo dan", "dan mode", "modo desenvolvedor", "developer mode", "modo desarrollador", "modo debug",
    "debug mode", "modo de depuracao", "modo deus", "god mode", "modo dios", "modo administrador",
    "modo admin", "admin mode", "modo manutencao", "modo de manutencao", "maintenance mode",
    "modo mantenimiento", "modo teste", "test mode", "modo irrestrito", "unrestricted mode",
    "modo sem filtro", "modo sem filtros", "modo livre", "sudo mode", "modo root", "root mode",
    "modo de prueba", "modo sin filtros", "modo sin restricciones",
];
/// Words that switch a mode on.
#[rustfmt::skip]
pub(super) const SWITCH: &[&str] = &[
    "ative", "ativar", "ativa", "ativado", "entre", "entra", "entrar", "enter", "enable", "enabled",
    "activate", "activated", "switch", "activa", "activar", "activado", "habilite", "habilita", "mude",
    "voce", "vc", "you", "estas", "agora", "now", "unlock", "desbloqueie", "desbloquea", "responda",
    "respond", "iniciar", "inicie", "start", "on", "ligado",
];
/// Machines that have modes of their own.
#[rustfmt::skip]
pub(super) const DEVICES: &[&str] = &[
    "celular", "tv", "aparelho", "notebook", "impressora", "roteador", "telefone", "phone", "printer",
    "router", "tablet", "android", "iphone", "relogio", "console", "telefono", "impresora", "camera",
    "maquina", "lavadora", "ar", "forno", "geladeira", "carro", "site", "app", "televisao", "computador",
    "laptop", "celulares", "fone", "drone", "samsung", "xiaomi", "motorola",
];
/// Whole phrases nobody says about anything else.
#[rustfmt::skip]
pub(super) const JAILBREAKS: &[&str] = &[
    "do anything now", "jailbreak", "no restrictions apply", "no ethical", "dan prompt", "opposite day",
    "dia do contrario", "hypothetical scenario where you", "cenario hipotetico em que voce",
    "escenario hipotetico donde", "prompt injection", "ignore safety", "there are no rules",
    "nao ha regras", "no hay reglas", "you have no limits", "voce nao tem limites", "no tienes limites",
    "you must obey", "voce deve me obedecer", "voce precisa me obedecer", "debes obedecerme",
    "you have been freed", "voce foi libertado",
];
/// Whose data is asked for.
#[rustfmt::skip]
pub(super) const OTHERS: &[&str] = &[
    "outros clientes", "outro cliente", "todos os clientes", "demais clientes", "other customers",
    "other customer", "other users", "all customers", "all users", "otros clientes", "otro cliente",
    "todos los clientes", "banco de dados", "database", "base de datos", "api key", "api keys", "apikey",
    "chave de api", "chaves de api", "chave da api", "clave de api", "credenciais", "credentials",
    "credenciales", "senhas", "passwords", "contrasenas", "variaveis de ambiente", "environment variables",
    "variables de entorno", "access token", "tokens de acesso", "lista de clientes", "customer list",
    "lista de contatos", "telefones dos clientes", "dados dos clientes", "datos de clientes",
    "datos de los clientes", "cpf dos clientes", "cpfs dos clientes", "customer data",
    "clientes cadastrados", "cliente anterior", "previous customer", "ultimo cliente", "last customer",
    "conversa anterior de outro", "conversas de outros", "conversas dos outros", "other conversations",
    "outras conversas", "otras conversaciones",
];
/// Verbs that ask for data.
#[rustfmt::skip]
pub(super) const GIVE: &[&str] = &[
    "mostre", "mostra", "mostrar", "revele", "revela", "liste", "lista", "listar", "envie", "envia",
    "mande", "manda", "passe", "passa", "passar", "diga", "imprima", "exiba", "give", "show", "list",
    "send", "tell", "reveal", "print", "dump", "dame", "muestra", "muestrame", "dime", "enviame", "export",
    "exporte", "exporta", "forneca", "provide", "leak", "copie", "access", "acesse", "accede", "consulte",
    "query", "append", "include", "inclua", "incluye", "post", "extraia", "extract", "compartilhe", "share",
    "comparte", "what", "qual",
];
/// What people say about other customers without asking for their data.
#[rustfmt::skip]
pub(super) const OPINIONS: &[&str] = &[
    "avaliac*", "acharam", "acham", "opiniao", "opinioes", "dizem", "reviews", "review", "fotos", "photos",
    "think", "opiniones", "resenas", "depoimento*", "comentario*", "feedback", "esqueci", "forgot",
    "olvide", "trocar", "redefinir", "reset", "recomendam", "compraram", "bought", "comentaram",
    "satisfeitos", "preferem", "reclamaram", "usam", "gostaram", "liked", "cadastrar", "importar",
    "importacao", "import", "atendem", "backup", "curso", "consultoria",
];
/// Who claims to be somebody.
#[rustfmt::skip]
pub(super) const CLAIMS: &[&str] = &[
    "sou o desenvolvedor", "sou desenvolvedor", "sou o administrador", "sou administrador",
    "sou o programador", "sou o criador", "sou seu criador", "aqui e o desenvolvedor", "sou da openai",
    "sou da equipe da openai", "sou da anthropic", "i am the developer", "i m the developer",
    "i am your developer", "i m your developer", "i am your creator", "i am an admin", "i am the admin",
    "i m the admin", "i am the administrator", "i am from openai", "i work at openai",
    "i work for anthropic", "soy el desarrollador", "soy tu creador", "soy el administrador",
    "soy de openai", "sou o engenheiro", "sou engenheiro", "authorized by openai", "autorizado pela openai",
    "autorizado por openai", "as your developer", "como seu desenvolvedor", "como tu desarrollador",
    "sou funcionario da openai", "i am your owner",
];
/// What the claim is about.
#[rustfmt::skip]
pub(super) const CLAIMED: &[&str] = &[
    "sistema", "system", "modelo", "model", "bot", "ia", "ai", "assistente", "assistant", "asistente",
    "openai", "anthropic", "prompt", "instruc*", "instruct*", "chatbot", "robo", "creator", "criador",
    "creador", "debug", "auditoria", "audit", "desenvolvedor", "developer", "desarrollador", "restric*",
    "filtro", "filtros",
];
/// Words for a machine that reads: in a page of knowledge they speak to it.
#[rustfmt::skip]
pub(super) const TO_MACHINE: &[&str] = &[
    "nota para a ia", "nota para ia", "nota para o assistente", "nota ao assistente", "atencao ia",
    "atencao assistente", "note to the ai", "note to ai", "note for ai", "attention ai",
    "attention assistant", "ai assistants must", "ai assistants should", "ai assistant must", "ai must",
    "llms should", "llms must", "ai agents must", "any ai reading", "qualquer ia que leia",
    "instrucao para a ia", "instrucoes para a ia", "instruction to the model", "instructions for ai",
    "instrucciones para la ia", "nota para la ia", "atencion ia", "cuando resumas este",
    "ao resumir este texto", "when summarizing this", "the assistant must", "the assistant should",
    "the assistant will", "o assistente deve", "a ia deve", "el asistente debe", "la ia debe",
    "modelos de linguagem devem", "se voce e uma ia", "se voce for uma ia", "if you are an ai",
    "if you are a language model", "if you re an ai", "si eres una ia", "se voce e um modelo",
    "si eres un modelo", "si eres un asistente",
];
/// What people say to a machine without attacking it.
#[rustfmt::skip]
pub(super) const PERSON: &[&str] = &[
    "humano", "humana", "pessoa", "atendente", "human", "person", "agent", "persona", "passa", "transfere",
    "transfer", "alguem", "someone", "alguien", "gente",
];
/// Data that must not go to an address.
#[rustfmt::skip]
pub(super) const EXPORTS: &[&str] = &[
    "conversa", "conversas", "conversation", "conversacion", "historico", "history", "historial", "dados",
    "data", "datos", "chat", "mensagens", "messages", "mensajes", "contexto", "context", "prompt",
    "instruc*", "instruct*", "cpf", "senha", "senhas", "password", "token", "nome", "name", "telefone",
    "clientes", "customers", "thread", "resumo", "summary",
];
/// Verbs that carry it there.
#[rustfmt::skip]
pub(super) const CARRY: &[&str] = &[
    "envie", "envia", "enviar", "mande", "mandar", "poste", "post", "send", "append", "anexe", "inclua",
    "include", "concatene", "adicione", "add", "encode", "codifique", "exfiltr*", "upload", "fetch",
    "acesse", "visit", "load", "carregue", "render", "renderize", "embed", "insira", "insert", "agrega",
    "incluye", "carga", "put", "coloque", "forward", "encaminhe",
];

/// What stands before the question: the instructions, for who speaks first.
#[rustfmt::skip]
pub(super) const ABOVE: &[&str] = &[
    "texto acima", "palavras acima", "text above", "words above", "above text", "texto de arriba",
    "everything above", "tudo acima", "todo lo anterior", "tudo que esta acima", "tudo o que esta acima",
    "tudo que veio antes", "o que veio antes", "what came before",
];
/// Verbs that ask for a text letter by letter.
#[rustfmt::skip]
pub(super) const VERBATIM: &[&str] = &[
    "repita", "repete", "repeat", "imprima", "print", "output", "copie", "recite", "literal",
    "literalmente", "verbatim", "word", "palavra", "repite", "imprime", "dump", "transcreva", "transcribe",
    "exact", "exatamente", "exactly", "encode", "codifique", "base64", "revele", "reveal",
];
/// Verbs of answering.
#[rustfmt::skip]
pub(super) const ANSWER: &[&str] = &[
    "responda", "responde", "responder", "respond", "answer", "reply", "fale", "act", "aja", "actua",
    "habla", "speak", "contesta", "generate", "gere", "genera",
];
/// What an answer is to be free of.
pub(super) const FREE_OF: &[&str] =
    &["restric*", "restrict*", "censura", "censorship", "filtro", "filtros", "filters", "limits", "limites"];

/// Single words of the phrases above, for what is spelled with digits.
pub(super) const SECRET_WORDS: &[&str] = &[
    "system",
    "sistema",
    "all",
    "previous",
    "anteriores",
    "rules",
    "tell",
    "reveal",
    "iniciais",
    "initial",
    "control",
    "filters",
];
