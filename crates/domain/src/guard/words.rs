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
    "drop", "cancele", "revogue", "desligue", "desliga", "desligar", "desativa",
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
    "falei", "mandei", "disse", "escrevi", "pedi", "enviei", "passei", "perguntei", "digitei", "dei", "dije",
    "escribi", "combinamos", "conversamos", "comprei",
];
/// Own speech only behind "que" or somebody told: alone, "envie" and "mande" are commands in Portuguese.
pub(super) const OWN_IF_TOLD: &[&str] = &["envie", "mande", "pregunte"];
/// Words before those.
pub(super) const TOLD: &[&str] = &["que", "te", "le", "les", "yo", "ya", "lo", "los", "las"];
/// Own speech only where the writer says "I": others gave and sent things too.
pub(super) const OWN_IF_I: &[&str] = &["said", "sent", "wrote", "asked", "typed", "gave"];
/// The writer.
pub(super) const I: &[&str] = &["i", "ive", "we"];
/// How a message that went astray is excused.
pub(super) const ASTRAY: &[&str] = &["errado", "errada", "engano", "mistake", "equivoque"];
/// Words at which a wish ends and another begins.
#[rustfmt::skip]
pub(super) const NEXT_WISH: &[&str] = &[
    "e", "y", "and", "then", "depois", "despues", "mas", "but", "quero", "queria", "preciso", "quiero",
    "necesito", "want", "need", "me", "dame", "libera", "libere", "aplica", "aplique", "faz", "faca", "haz",
    "give", "apply", "let", "just", "agora", "ahora", "now", "responda", "responde", "answer", "conceda",
    "approve", "aprove", "aprueba", "por", "please",
];
/// Words that tie instructions to the thing they belong to.
#[rustfmt::skip]
pub(super) const OF: &[&str] = &[
    "de", "do", "da", "dos", "das", "del", "of", "for", "on", "in", "na", "no", "nas", "nos", "en", "para",
    "pra", "pro", "from", "sobre", "about", "com", "with", "con", "ao", "a",
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
    "pre prompt", "preprompt", "metaprompt", "sysprompt", "inicial del sistema", "inicial do sistema",
    "initial system", "your full instructions", "suas instrucoes completas", "e prompt", "and prompt",
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
    "que tienes prohibido", "no seu contexto", "in your context", "en tu contexto", "no teu contexto",
];
/// New rules, tools, formats.
#[rustfmt::skip]
pub(super) const HIJACK: &[&str] = &[
    "novas instrucoes", "nova instrucao", "new instructions", "new instruction", "nuevas instrucciones",
    "nueva instruccion", "updated instructions", "instrucoes atualizadas", "instrucao prioritaria",
    "instrucoes prioritarias", "priority instruction", "new system", "novo sistema prompt",
    "system override", "system update", "nova diretriz", "novas diretrizes", "new directive",
    "new directives", "nueva directriz", "nuevas directrices", "nova regra do sistema",
    "nova politica do sistema", "nova ordem do administrador", "atualizacao do sistema",
    "actualizacion del sistema",
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
    "you have been freed", "voce foi libertado", "voce foi atualizado", "voce foi reprogramado",
    "voce foi reprogramada", "voce foi resetado", "you have been updated", "you have been reprogrammed",
    "you have been reset", "you have been upgraded", "has sido actualizado", "has sido reprogramado",
    "has sido liberado", "you must comply", "comply with every", "comply with all", "do whatever i",
    "do everything i say", "do anything i say", "faca tudo que eu mandar", "faca tudo o que eu mandar",
    "faca tudo que eu disser", "faca tudo o que eu disser", "faca tudo que eu pedir",
    "haz todo lo que te diga", "haz todo lo que yo diga", "obedeca a tudo", "obey all my", "obey my every",
    "obedeca minhas ordens", "obedece mis ordenes", "obey my orders", "obey my commands",
    "sua nova tarefa e", "sua nova funcao e", "sua nova missao e", "seu novo papel e",
    "seu novo objetivo e", "sua tarefa agora e", "sua missao agora e", "your new task is",
    "your new role is", "your new job is", "your new goal is", "your new mission is", "your new purpose is",
    "your task is now", "your job is now", "tu nueva tarea es", "tu nuevo rol es", "tu nueva mision es",
    "tu nuevo objetivo es", "cambia tu rol", "mude seu papel", "change your role",
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
    "outras conversas", "otras conversaciones", "secret key", "secret keys", "chave secreta",
    "clave secreta", "admin access", "acesso de administrador", "acesso de admin", "acesso admin",
    "acesso total", "acceso total", "full access", "root access", "acceso de administrador",
    "customer before me", "cliente antes de mim", "person before me", "pessoa antes de mim",
    "cliente antes que yo", "pedidos dos outros", "dados de outros", "data of others", "someone else s",
    "other clients", "other people s", "outras pessoas",
];
/// Verbs that ask for data.
#[rustfmt::skip]
pub(super) const GIVE: &[&str] = &[
    "mostre", "mostra", "mostrar", "revele", "revela", "liste", "lista", "listar", "envie", "envia",
    "mande", "manda", "passe", "passa", "passar", "diga", "imprima", "exiba", "give", "show", "list",
    "send", "tell", "reveal", "print", "dump", "dame", "muestra", "muestrame", "dime", "enviame", "export",
    "exporte", "exporta", "forneca", "provide", "leak", "copie", "access", "acesse", "accede", "consulte",
    "query", "append", "include", "inclua", "incluye", "post", "extraia", "extract", "compartilhe", "share",
    "comparte", "what", "qual", "libere", "libera", "conceda", "grant", "descubra", "find",
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
    "sou funcionario da openai", "i am your owner", "i m your boss", "i am your boss", "sou seu chefe",
    "sou o seu chefe", "soy tu jefe", "sou seu dono", "i m your owner", "i m your creator",
    "autorizou voce a", "autorizou vc a", "authorized you to", "authorised you to", "te autorizo a",
    "te autoriza a", "authorize you to", "autorizo voce a", "autoriza voce a", "te autorizou a",
    "allowed you to ignore",
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
#[rustfmt::skip]
pub(super) const SECRET_WORDS: &[&str] = &[
    "system", "sistema", "all", "previous", "anteriores", "rules", "tell", "reveal", "iniciais", "initial",
    "control", "filters",
];

/// How following is forbidden.
#[rustfmt::skip]
pub(super) const STOP: &[&str] = &[
    "pare", "parem", "para", "deixe", "deixa", "nao", "no", "stop", "dont", "don", "never", "nunca", "deja",
    "cease", "quit", "evite", "not",
];
/// What is forbidden.
#[rustfmt::skip]
pub(super) const FOLLOW: &[&str] = &[
    "seguir", "siga", "sigas", "seguindo", "follow", "following", "obedecer", "obedeca", "obedezcas",
    "obey", "obeying", "cumplas", "cumpra", "cumprir", "respeite", "respeitar", "use", "usar", "apply",
    "applying", "aplique", "t",
];
/// Phrases that put something aside.
#[rustfmt::skip]
pub(super) const ASIDE: &[&str] = &[
    "deixe de lado", "deixa de lado", "deixar de lado", "deja de lado", "deje de lado", "dejar de lado",
    "put aside", "set aside", "leave aside", "haz caso omiso", "faca vista grossa", "passe por cima",
    "pula as", "no hagas caso", "nao leve em conta", "nao considere", "no tengas en cuenta",
    "do not consider", "pay no attention", "nao de atencao", "livre se", "get rid", "sem levar em conta",
];
/// What the assistant was given.
#[rustfmt::skip]
pub(super) const GIVEN: &[&str] = &[
    "que voce recebeu", "voce recebeu", "vc recebeu", "que recebeu", "te deram", "te passaram",
    "te mandaram", "te dieron", "recibiste", "you received", "you were given", "you got",
    "you have been given", "deram pra voce", "deram a voce", "deram pra vc", "gave you", "told you",
    "you have received", "voce tem que seguir", "you have to follow", "you must follow", "you follow",
    "voce segue", "vc segue", "sigues", "you operate under", "tienes que seguir", "te configuraram",
    "te programaram", "fizeram voce",
];
/// What the instructions are called.
#[rustfmt::skip]
pub(super) const GUIDES: &[&str] = &[
    "instruc*", "instruct*", "orientac*", "diretri*", "directri*", "directive*", "guideline*", "regra",
    "regras", "regla", "reglas", "rules", "prompt", "prompts", "comandos", "configurac*", "configuration",
    "ordens", "ordenes",
];
/// Everything that stands before.
#[rustfmt::skip]
pub(super) const ABOVE_ALL: &[&str] = &[
    "everything above", "tudo acima", "todo lo anterior", "tudo que esta acima", "tudo o que esta acima",
    "tudo que veio antes", "tudo o que veio antes", "what came before", "antes desta mensagem",
    "antes da minha mensagem", "antes da minha primeira mensagem", "before my message",
    "before my first message", "before this message", "antes de mi mensaje", "antes de mi primer mensaje",
    "antes dessa mensagem", "before this conversation", "antes desta conversa",
    "antes de esta conversacion",
];
/// Verbs that have everything told.
#[rustfmt::skip]
pub(super) const RETELL: &[&str] = &[
    "translate*", "traduza", "traduz", "traduce", "summari*", "escrito", "escrita", "written", "escreva",
    "write", "show", "mostre", "muestra", "what", "dice", "diga", "said", "say", "says", "list", "liste",
];
/// Who is told to be free.
pub(super) const ONE: &[&str] =
    &["voce", "vc", "you", "tu", "usted", "u", "assistente", "assistant", "asistente", "bot", "ia", "ai"];
/// Words of a play.
#[rustfmt::skip]
pub(super) const PLAY: &[&str] = &[
    "pretend", "finja", "finge", "imagine", "imagina", "play", "personagem", "character", "movie", "filme",
    "pelicula", "story", "historia", "game", "jogo", "juego", "roleplay", "scene", "cena", "novela",
    "fantasia", "finjamos", "personaje", "faz", "faca", "actues",
];
/// When the assistant answers.
#[rustfmt::skip]
pub(super) const ANSWERING: &[&str] = &[
    "ao responder", "quando responder", "quando voce responder", "when you respond", "when you reply",
    "when you answer", "when responding", "when answering", "al responder", "cuando respondas",
    "na sua resposta", "em sua resposta", "na resposta", "in your reply", "in your answer",
    "in your response", "en tu respuesta", "sempre que responder", "toda vez que responder",
    "every time you answer", "al final de tu respuesta", "no final da resposta",
];
/// What it is to put in.
#[rustfmt::skip]
pub(super) const PUT_IN: &[&str] = &[
    "adicione", "inclua", "insira", "coloque", "add", "include", "insert", "append", "incluye", "agrega",
    "anade", "put", "ponha", "bota", "cite", "mencione", "mention",
];
/// Things to put in that lead elsewhere.
#[rustfmt::skip]
pub(super) const LEADS: &[&str] = &[
    "link", "links", "http", "https", "url", "site", "imagem", "image", "imagen", "logo", "enlace",
    "website", "concorrente", "competitor",
];
