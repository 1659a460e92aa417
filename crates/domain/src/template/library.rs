//! Templates to begin with, written for review: each passes the linter without an error or a warning. A person takes one
//! over as a draft and changes what they like.

use super::{Button, Draft, TemplateCategory, VariableFormat};

/// One entry in one language.
struct Entry {
    language: &'static str,
    body: &'static str,
    samples: &'static [(&'static str, &'static str)],
    footer: &'static str,
    replies: &'static [&'static str],
}

/// Purposes, with the category of each.
const PURPOSES: &[(&str, TemplateCategory, [Entry; 3])] = &[
    (
        "order_confirmed",
        TemplateCategory::Utility,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. Recebemos o seu pedido {{pedido}}, no valor de {{valor}}. Avisamos por aqui assim que ele sair para entrega.",
                samples: &[("nome", "Marina"), ("pedido", "4471"), ("valor", "R$ 249,90")],
                footer: "",
                replies: &["Falar com a loja"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. Recibimos tu pedido {{pedido}} por un total de {{importe}}. Te avisamos por aquí cuando salga para la entrega.",
                samples: &[("nombre", "Marina"), ("pedido", "4471"), ("importe", "$ 249,90")],
                footer: "",
                replies: &["Hablar con la tienda"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. We have received your order {{order}} for {{amount}}. We will write here when it is on its way to you.",
                samples: &[("name", "Marina"), ("order", "4471"), ("amount", "$249.90")],
                footer: "",
                replies: &["Talk to the store"],
            },
        ],
    ),
    (
        "payment_received",
        TemplateCategory::Utility,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. O pagamento de {{valor}} do pedido {{pedido}} foi confirmado. Obrigado, já começamos a preparar tudo por aqui.",
                samples: &[("nome", "Marina"), ("valor", "R$ 249,90"), ("pedido", "4471")],
                footer: "",
                replies: &[],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. El pago de {{importe}} del pedido {{pedido}} fue confirmado. Gracias, ya empezamos a preparar todo por aquí.",
                samples: &[("nombre", "Marina"), ("importe", "$ 249,90"), ("pedido", "4471")],
                footer: "",
                replies: &[],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. The payment of {{amount}} for your order {{order}} has been confirmed. Thank you, we are getting everything ready.",
                samples: &[("name", "Marina"), ("amount", "$249.90"), ("order", "4471")],
                footer: "",
                replies: &[],
            },
        ],
    ),
    (
        "payment_reminder",
        TemplateCategory::Utility,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. O pagamento de {{valor}} referente a {{referencia}} vence em {{vencimento}}. Se já pagou, desconsidere este aviso.",
                samples: &[
                    ("nome", "Marina"),
                    ("valor", "R$ 249,90"),
                    ("referencia", "pedido 4471"),
                    ("vencimento", "27/11"),
                ],
                footer: "",
                replies: &["Já paguei", "Preciso de ajuda"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. El pago de {{importe}} correspondiente a {{referencia}} vence el {{vencimiento}}. Si ya pagaste, ignora este aviso.",
                samples: &[
                    ("nombre", "Marina"),
                    ("importe", "$ 249,90"),
                    ("referencia", "pedido 4471"),
                    ("vencimiento", "27/11"),
                ],
                footer: "",
                replies: &["Ya pagué", "Necesito ayuda"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. The payment of {{amount}} for {{reference}} is due on {{due_date}}. If you have already paid, please ignore this notice.",
                samples: &[
                    ("name", "Marina"),
                    ("amount", "$249.90"),
                    ("reference", "order 4471"),
                    ("due_date", "27 November"),
                ],
                footer: "",
                replies: &["Already paid", "I need help"],
            },
        ],
    ),
    (
        "appointment",
        TemplateCategory::Utility,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. Seu horário de {{servico}} está marcado para {{data}} às {{hora}}. Você confirma a sua presença?",
                samples: &[("nome", "Marina"), ("servico", "avaliação"), ("data", "27/11"), ("hora", "14h")],
                footer: "",
                replies: &["Confirmar", "Remarcar", "Cancelar"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. Tu cita de {{servicio}} está reservada para el {{fecha}} a las {{hora}}. ¿Nos confirmas tu asistencia?",
                samples: &[
                    ("nombre", "Marina"),
                    ("servicio", "evaluación"),
                    ("fecha", "27/11"),
                    ("hora", "14:00"),
                ],
                footer: "",
                replies: &["Confirmar", "Cambiar la fecha", "Cancelar"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. Your appointment for {{service}} is booked on {{date}} at {{time}}. Can you confirm that you are coming?",
                samples: &[
                    ("name", "Marina"),
                    ("service", "an assessment"),
                    ("date", "27 November"),
                    ("time", "2 pm"),
                ],
                footer: "",
                replies: &["Confirm", "Reschedule", "Cancel"],
            },
        ],
    ),
    (
        "welcome",
        TemplateCategory::Marketing,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. Bem-vinda ou bem-vindo à {{empresa}}! Por aqui você tira dúvidas, faz pedidos e acompanha entregas. Como podemos ajudar?",
                samples: &[("nome", "Marina"), ("empresa", "Casa Aurora")],
                footer: "Responda SAIR para não receber mais",
                replies: &["Ver produtos", "Falar com alguém"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. ¡Te damos la bienvenida a {{empresa}}! Por aquí puedes preguntar, hacer pedidos y seguir tus entregas. ¿En qué te ayudamos?",
                samples: &[("nombre", "Marina"), ("empresa", "Casa Aurora")],
                footer: "Responde BAJA para no recibir más",
                replies: &["Ver productos", "Hablar con alguien"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. Welcome to {{company}}! Here you can ask questions, place orders and follow your deliveries. How can we help you?",
                samples: &[("name", "Marina"), ("company", "Casa Aurora")],
                footer: "Reply STOP to receive no more",
                replies: &["See products", "Talk to someone"],
            },
        ],
    ),
    (
        "invoice_ready",
        TemplateCategory::Utility,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. A nota fiscal do pedido {{pedido}} está pronta. Responda a esta mensagem para receber o arquivo por aqui.",
                samples: &[("nome", "Marina"), ("pedido", "4471")],
                footer: "",
                replies: &["Receber a nota"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. La factura de tu pedido {{pedido}} está lista. Responde a este mensaje para recibir el archivo por aquí.",
                samples: &[("nombre", "Marina"), ("pedido", "4471")],
                footer: "",
                replies: &["Recibir la factura"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. The invoice for your order {{order}} is ready. Reply to this message to receive the file here.",
                samples: &[("name", "Marina"), ("order", "4471")],
                footer: "",
                replies: &["Send me the invoice"],
            },
        ],
    ),
    (
        "follow_up",
        TemplateCategory::Utility,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. Você nos escreveu sobre {{assunto}} e a nossa conversa ficou em aberto. Quer continuar o atendimento por aqui?",
                samples: &[("nome", "Marina"), ("assunto", "a troca do pedido 4471")],
                footer: "",
                replies: &["Continuar", "Já resolvi"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. Nos escribiste sobre {{asunto}} y la conversación quedó abierta. ¿Quieres continuar la atención por aquí?",
                samples: &[("nombre", "Marina"), ("asunto", "el cambio del pedido 4471")],
                footer: "",
                replies: &["Continuar", "Ya lo resolví"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. You wrote to us about {{subject}} and our conversation was left open. Would you like to continue it here?",
                samples: &[("name", "Marina"), ("subject", "the exchange of order 4471")],
                footer: "",
                replies: &["Continue", "It is solved"],
            },
        ],
    ),
    (
        "win_back",
        TemplateCategory::Marketing,
        [
            Entry {
                language: "pt_BR",
                body: "Olá, {{nome}}. Faz um tempo que você não passa pela {{empresa}} e temos uma condição especial guardada. Quer saber mais?",
                samples: &[("nome", "Marina"), ("empresa", "Casa Aurora")],
                footer: "Responda SAIR para não receber mais",
                replies: &["Quero saber", "Agora não"],
            },
            Entry {
                language: "es",
                body: "Hola, {{nombre}}. Hace un tiempo que no pasas por {{empresa}} y guardamos un precio especial. ¿Quieres saber más?",
                samples: &[("nombre", "Marina"), ("empresa", "Casa Aurora")],
                footer: "Responde BAJA para no recibir más",
                replies: &["Quiero saber", "Ahora no"],
            },
            Entry {
                language: "en",
                body: "Hello, {{name}}. It has been a while since you visited {{company}} and we have kept a special offer. Would you like to know more?",
                samples: &[("name", "Marina"), ("company", "Casa Aurora")],
                footer: "Reply STOP to receive no more",
                replies: &["Tell me more", "Not now"],
            },
        ],
    ),
];

/// The purposes, by name.
pub fn purposes() -> impl Iterator<Item = &'static str> {
    PURPOSES.iter().map(|(name, ..)| *name)
}

/// One template of the library; none for a purpose or a language it does not have. Any region of a language is the language.
#[must_use]
pub fn get(purpose: &str, language: &str) -> Option<Draft> {
    let primary = |code: &str| code.split(['_', '-']).next().unwrap_or_default().to_ascii_lowercase();
    let (name, category, entries) = PURPOSES.iter().find(|(name, ..)| *name == purpose)?;
    let entry = entries.iter().find(|entry| primary(entry.language) == primary(language))?;
    Some(Draft {
        name: (*name).to_owned(),
        language: entry.language.to_owned(),
        category: *category,
        format: VariableFormat::Named,
        body: entry.body.to_owned(),
        samples: entry.samples.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        footer: entry.footer.to_owned(),
        buttons: entry.replies.iter().map(|text| Button::QuickReply { text: (*text).to_owned() }).collect(),
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{fill, lint};

    #[test]
    fn every_template_of_the_library_passes_its_own_linter() {
        let mut count = 0;
        for purpose in purposes() {
            for language in ["pt_BR", "es", "en"] {
                let draft = get(purpose, language).unwrap_or_default();
                assert_eq!(draft.language, language, "{purpose}");
                assert_eq!(lint(&draft), [], "{purpose} {language}");
                let filled = fill::fill(&draft, &fill::samples(&draft));
                assert!(filled.is_ok_and(|filled| !filled.shown.body.contains("{{")), "{purpose} {language}");
                count += 1;
            }
        }
        assert_eq!(count, 24);
    }

    #[test]
    fn any_region_of_a_language_is_the_language() {
        assert_eq!(get("welcome", "es_MX").map(|draft| draft.language), Some("es".to_owned()));
        assert_eq!(get("welcome", "fr"), None);
        assert_eq!(get("nothing", "en"), None);
    }
}
