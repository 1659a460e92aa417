//! Tables of the linter.

use super::*;
use crate::template::{AuthText, Header, MediaFormat, OtpApp, OtpKind, VariableFormat, draft::AuthWarning};
use proptest::prelude::*;

fn good() -> Draft {
    Draft {
        name: "lembrete_consulta".to_owned(),
        language: "pt_BR".to_owned(),
        body: "Olá, {{nome}}. A sua consulta é amanhã às {{hora}}, na nossa clínica.".to_owned(),
        samples: [("nome", "Ana"), ("hora", "14h")].map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
        ..Draft::default()
    }
}

fn quick(text: &str) -> crate::template::Button {
    crate::template::Button::QuickReply { text: text.to_owned() }
}

fn link(url: &str, sample: &str) -> crate::template::Button {
    crate::template::Button::Url { text: "Abrir".to_owned(), url: url.to_owned(), sample: sample.to_owned() }
}

fn rules(draft: &Draft) -> Vec<Rule> {
    lint(draft).into_iter().map(|finding| finding.rule).collect()
}

/// Every rule the change brings, and no other.
fn brings(change: impl FnOnce(&mut Draft), wanted: &[Rule]) {
    let mut draft = good();
    change(&mut draft);
    let mut found = rules(&draft);
    found.dedup();
    assert_eq!(found, wanted, "{draft:?}");
}

#[test]
fn a_good_draft_has_no_findings() {
    assert_eq!(lint(&good()), []);
}

#[test]
fn names_are_small_letters_digits_and_lines() {
    for (name, wanted) in [
        ("a", &[][..]),
        ("pedido_2", &[]),
        ("", &[Rule::NameEmpty]),
        ("Pedido", &[Rule::NameLetters]),
        ("pedido novo", &[Rule::NameLetters]),
        ("orçamento", &[Rule::NameLetters]),
        ("pedido-novo", &[Rule::NameLetters]),
    ] {
        brings(|draft| draft.name = name.to_owned(), wanted);
    }
    brings(|draft| draft.name = "a".repeat(512), &[]);
    brings(|draft| draft.name = "a".repeat(513), &[Rule::TooLong]);
}

#[test]
fn languages_are_codes_of_metas_form() {
    for (code, known) in [
        ("pt_BR", true),
        ("es", true),
        ("fil", true),
        ("zh_CN", true),
        ("", false),
        ("pt-BR", false),
        ("PT", false),
        ("pt_", false),
    ] {
        let mut draft = good();
        draft.language = code.to_owned();
        assert_eq!(!rules(&draft).contains(&Rule::LanguageUnknown), known, "{code}");
    }
}

#[test]
fn headers_are_one_plain_line() {
    let with = |text: &str, sample: &str, wanted: &[Rule]| {
        let header = Header::Text { text: text.to_owned(), sample: sample.to_owned() };
        brings(|draft| draft.header = Some(header), wanted);
    };
    with("Lembrete", "", &[]);
    with("Pedido {{numero}}", "118", &[]);
    with("Pedido {{numero}}", " ", &[Rule::SampleMissing]);
    with(" ", "", &[Rule::HeaderEmpty]);
    with(&"a".repeat(60), "", &[]);
    with(&"a".repeat(61), "", &[Rule::TooLong]);
    with("Oi 🎉", "", &[Rule::Emoji]);
    with("Oi ☀", "", &[Rule::Emoji]);
    with("Oi\ntudo", "", &[Rule::LineBreak]);
    with("*Oi* tudo", "", &[Rule::Formatting]);
    with("2 * 3 = 6 e 1_000", "", &[]);
    with("{{a}} e {{b}}", "x", &[Rule::HeaderVariables]);
    brings(|draft| draft.header = Some(Header::Location), &[]);
    let file = |handle: &str| Some(Header::Media { format: MediaFormat::Image, handle: handle.to_owned() });
    brings(|draft| draft.header = file("4::aW"), &[]);
    brings(|draft| draft.header = file(""), &[Rule::HeaderFileMissing]);
}

#[test]
fn bodies_have_words_around_their_variables() {
    let with = |body: &str, wanted: &[Rule]| {
        brings(
            |draft| {
                draft.body = body.to_owned();
                for name in ["nome", "hora", "a", "b"] {
                    draft.samples.insert(name.to_owned(), "x".to_owned());
                }
            },
            wanted,
        );
    };
    with("", &[Rule::BodyEmpty]);
    with(" \n ", &[Rule::BodyEmpty]);
    with(&"palavra ".repeat(128), &[]);
    with(&format!("{}x", "palavra ".repeat(128)), &[Rule::TooLong]);
    with("{{nome}}, a sua consulta é amanhã cedo.", &[Rule::VariableFirst]);
    with("A sua consulta de amanhã está marcada, {{nome}}", &[Rule::VariableLast]);
    with("A sua consulta de amanhã está marcada, {{nome}} \n", &[Rule::VariableLast]);
    with(
        "A consulta está marcada para {{nome}} {{hora}} na nossa clínica de sempre.",
        &[Rule::VariableAdjacent],
    );
    with("Consulta: {{nome}}.", &[Rule::VariableMany]);
    with("A consulta de {{Nome}} está marcada para amanhã.", &[Rule::VariableName]);
    with("A consulta de {{}} está marcada para amanhã.", &[Rule::VariableName]);
    with("A consulta de {{nome está marcada para amanhã.", &[Rule::Braces]);
    with("A consulta de nome}} está marcada para amanhã.", &[Rule::Braces]);
    with("A consulta de {{1}} está marcada para amanhã.", &[Rule::VariableMixed, Rule::SampleMissing]);
    with("A consulta\n\n\nestá marcada.", &[Rule::BlankLines]);
    with("A consulta\n\nestá marcada.", &[]);
    with("A consulta\testá marcada.", &[Rule::Spaces]);
    with("A consulta     está marcada.", &[Rule::Spaces]);
    with("A consulta    está marcada.", &[]);
    with(&format!("Marcada {}", "🎉".repeat(11)), &[Rule::EmojiMany]);
    with(&format!("Marcada {}", "🎉".repeat(10)), &[]);
}

#[test]
fn numbers_run_from_one_without_a_gap() {
    let with = |body: &str, wanted: &[Rule]| {
        brings(
            |draft| {
                draft.format = VariableFormat::Positional;
                draft.body = body.to_owned();
                draft.samples = (1..9).map(|number: i32| (number.to_string(), "x".to_owned())).collect();
            },
            wanted,
        );
    };
    with("O pedido {{1}} sai hoje às {{2}} da nossa loja.", &[]);
    with("O pedido {{1}} sai hoje às {{2}} da loja, e o {{1}} chega logo.", &[]);
    with("O pedido {{2}} sai hoje às {{3}} da nossa loja.", &[Rule::VariableOrder]);
    with("O pedido {{1}} sai hoje às {{3}} da nossa loja.", &[Rule::VariableOrder]);
    with("O pedido {{2}} sai hoje às {{1}} da nossa loja.", &[Rule::VariableOrder]);
    with("O pedido {{nome}} sai hoje da nossa loja.", &[Rule::VariableMixed, Rule::SampleMissing]);
}

#[test]
fn samples_are_asked_for_and_shown_in_place() {
    let mut draft = good();
    draft.samples.remove("hora");
    let found = lint(&draft);
    assert_eq!(found.len(), 1);
    let finding = found.into_iter().next().unwrap_or_else(|| unreachable!());
    let span = finding.span.unwrap_or_else(|| unreachable!());
    let marked: String = draft.body.chars().skip(span.start).take(span.end - span.start).collect();
    assert_eq!((finding.rule, marked.as_str()), (Rule::SampleMissing, "{{hora}}"));
    assert_eq!(finding.args.get("variable").map(String::as_str), Some("hora"));
}

#[test]
fn footers_are_short_and_fixed() {
    let with = |footer: &str, wanted: &[Rule]| brings(|draft| draft.footer = footer.to_owned(), wanted);
    with("Clínica Exemplo", &[]);
    with(&"a".repeat(61), &[Rule::TooLong]);
    with("Clínica {{nome}}", &[Rule::FooterVariable]);
    with("Clínica 🌻", &[Rule::Emoji]);
    with("_Clínica_", &[Rule::Formatting]);
    with("Clínica\nExemplo", &[Rule::LineBreak]);
}

#[test]
fn buttons_are_few_distinct_and_grouped() {
    let with = |buttons: Vec<crate::template::Button>, wanted: &[Rule]| {
        brings(|draft| draft.buttons = buttons, wanted)
    };
    let many =
        |count: usize| (0..count).map(|number| quick(&format!("Resposta {number}"))).collect::<Vec<_>>();
    with(many(3), &[]);
    with(many(4), &[Rule::ButtonsDesktop]);
    with(many(11), &[Rule::ButtonsMany, Rule::ButtonsDesktop]);
    let url = || link("https://a.example/x", "");
    with(vec![url()], &[]);
    with(vec![quick("Sim"), url()], &[Rule::ButtonsDesktop]);
    with(vec![quick("Sim"), url(), quick("Não")], &[Rule::ButtonsMixed, Rule::ButtonsDesktop]);
    with(vec![quick("Sim"), quick("sim ")], &[Rule::ButtonTwice]);
    with(vec![quick(" ")], &[Rule::ButtonEmpty]);
    with(vec![quick(&"a".repeat(25))], &[]);
    with(vec![quick(&"a".repeat(26))], &[Rule::TooLong]);
    with(vec![quick("Oi {{nome}}")], &[Rule::ButtonVariable]);
    with(vec![quick("Oi 🎉")], &[Rule::Emoji]);
    with(vec![quick("*Oi*")], &[Rule::Formatting]);
}

#[test]
fn each_kind_of_button_has_its_own_limits() {
    use crate::template::Button;
    let with = |buttons: Vec<Button>, wanted: &[Rule]| brings(|draft| draft.buttons = buttons, wanted);
    let named = |text: &str, url: &str| Button::Url {
        text: text.to_owned(),
        url: url.to_owned(),
        sample: String::new(),
    };
    let three = vec![
        named("A", "https://a.example"),
        named("B", "https://b.example"),
        named("C", "https://c.example"),
    ];
    with(three, &[Rule::ButtonKindMany]);
    let phone = |text: &str, number: &str| Button::Phone { text: text.to_owned(), number: number.to_owned() };
    with(vec![phone("Ligar", "+55 11 3322-4455")], &[]);
    with(vec![phone("Ligar", "+55 11 3322-4455"), phone("Já", "+551133224456")], &[Rule::ButtonKindMany]);
    for number in ["", "loja", "+55 11 3322-4455 ramal 2", "123456789012345678901"] {
        with(vec![phone("Ligar", number)], &[Rule::PhoneInvalid]);
    }
    with(vec![Button::CopyCode { sample: "VERAO20".to_owned() }], &[]);
    with(vec![Button::CopyCode { sample: String::new() }], &[Rule::SampleMissing]);
    with(vec![Button::CopyCode { sample: "A".repeat(16) }], &[Rule::TooLong]);
    with(
        vec![Button::Flow { text: "Abrir".to_owned(), flow_id: String::new(), screen: String::new() }],
        &[Rule::FlowMissing],
    );
    with(vec![Button::empty("otp").unwrap_or(Button::ContactInfo)], &[Rule::ButtonCategory]);
}

#[test]
fn addresses_open_and_hide_nothing() {
    let with = |url: &str, sample: &str, wanted: &[Rule]| {
        brings(|draft| draft.buttons = vec![link(url, sample)], wanted)
    };
    with("https://a.example/p/{{1}}", "https://a.example/p/1", &[]);
    with("https://a.example/p/{{1}}", "", &[Rule::SampleMissing]);
    with("https://a.example/{{1}}/p", "x", &[Rule::UrlVariable]);
    with("https://a.example/{{1}}{{2}}", "x", &[Rule::UrlVariable]);
    for wrong in
        ["", "loja", "ftp://a.example", "https://", "https://a", "https:// a.example", "javascript:alert(1)"]
    {
        with(wrong, "", &[Rule::UrlInvalid]);
    }
    for short in
        ["https://bit.ly/x", "http://www.tinyurl.com/y", "https://encurtador.com.br/z", "https://BIT.LY"]
    {
        with(short, "", &[Rule::UrlShortener]);
    }
    with("https://bit.ly.example.com/x", "", &[]);
    with("https://wa.me/5511", "", &[Rule::UrlWhatsapp]);
    with(&format!("https://a.example/{}", "a".repeat(1_983)), "", &[Rule::TooLong]);
}

#[test]
fn shortened_addresses_are_seen_in_the_text_too() {
    for (body, wanted) in [
        ("Veja o seu pedido em https://bit.ly/3abc agora mesmo.", &[Rule::UrlShortener][..]),
        ("Veja o seu pedido em bit.ly/3abc.", &[Rule::UrlShortener]),
        ("Fale com a nossa loja em wa.me/5511.", &[Rule::UrlWhatsapp]),
        ("Veja em https://aurora.example/p.", &[]),
        ("O valor é 1.000,00.", &[]),
    ] {
        brings(|draft| draft.body = body.to_owned(), wanted);
    }
}

#[test]
fn promotion_does_not_hide_in_utility() {
    for (body, promotes) in [
        ("Aproveite nossa promoção de Natal no seu pedido.", true),
        ("Seu pedido saiu. Use o cupom NATAL na próxima compra.", true),
        ("Seu pedido saiu com 20% OFF para a sua casa.", true),
        ("Temos uma condição especial para a sua próxima compra.", true),
        ("Seu pedido saiu para entrega.", false),
        ("A sua consulta está marcada para amanhã.", false),
        ("Seu desconto em folha de pagamento foi feito.", true),
        ("Seu contrato de oferta pública foi assinado.", true),
        ("O salário deste mês foi pago.", false),
        ("O pedido foi aproveitado no estoque da loja.", false),
    ] {
        let mut draft = good();
        draft.body = body.to_owned();
        draft.samples.clear();
        assert_eq!(rules(&draft).contains(&Rule::CategoryPromotion), promotes, "{body}");
        draft.category = TemplateCategory::Marketing;
        assert!(!rules(&draft).contains(&Rule::CategoryPromotion), "{body}");
    }
    for (language, body) in [
        ("es", "Aprovecha nuestros descuentos en tu próxima compra con nosotros."),
        ("en", "Your order has shipped. Enjoy a special offer on the next one."),
    ] {
        let draft = Draft {
            language: language.to_owned(),
            body: body.to_owned(),
            samples: BTreeMap::new(),
            ..good()
        };
        assert_eq!(rules(&draft), [Rule::CategoryPromotion], "{body}");
    }
}

#[test]
fn the_word_that_promotes_is_marked_where_it_stands() {
    let draft = Draft {
        body: "Olá. Aproveite a nossa PROMOÇÃO de Natal.".to_owned(),
        samples: BTreeMap::new(),
        ..good()
    };
    let found = lint(&draft);
    let finding = found.iter().find(|one| one.rule == Rule::CategoryPromotion);
    assert_eq!(finding.and_then(|one| one.args.get("word")).map(String::as_str), Some("Aproveite"));
    assert_eq!(finding.and_then(|one| one.span), Some(Span { start: 5, end: 14 }));
}

#[test]
fn one_time_codes_belong_to_authentication() {
    for body in [
        "Seu código de verificação chegou para a sua conta.",
        "O seu código de acesso é válido por dez minutos.",
    ] {
        brings(|draft| draft.body = body.to_owned(), &[Rule::CategoryCode]);
    }
    brings(|draft| draft.body = "O código do seu pedido é o da nota.".to_owned(), &[]);
}

#[test]
fn marketing_says_how_to_stop() {
    let with = |footer: &str, reply: &str, wanted: &[Rule]| {
        brings(
            |draft| {
                draft.category = TemplateCategory::Marketing;
                draft.footer = footer.to_owned();
                draft.buttons = if reply.is_empty() { Vec::new() } else { vec![quick(reply)] };
            },
            wanted,
        );
    };
    with("", "", &[Rule::OptOutMissing]);
    with("Casa Aurora", "Ver mais", &[Rule::OptOutMissing]);
    with("Responda SAIR para parar", "", &[]);
    with("", "Parar promoções", &[]);
    with("", "Não receber mais", &[]);
}

#[test]
fn the_text_speaks_the_language_it_claims() {
    let with = |language: &str, body: &str| {
        let draft = Draft {
            language: language.to_owned(),
            body: body.to_owned(),
            samples: BTreeMap::new(),
            ..good()
        };
        lint(&draft).into_iter().find(|one| one.rule == Rule::LanguageMismatch).map(|one| one.args)
    };
    let told = |args: Option<BTreeMap<String, String>>| args.and_then(|args| args.get("language").cloned());
    let pt = "Olá, o seu pedido foi enviado e você pode acompanhar a entrega por aqui quando quiser.";
    let es = "Hola, tu pedido fue enviado y puedes seguir la entrega por aquí cuando quieras. Gracias por la compra en el sitio.";
    let en = "Hello, your order has been sent and you can follow the delivery here. Thank you for the order.";
    for (language, body, wanted) in [
        ("pt_BR", pt, None),
        ("es", es, None),
        ("en_US", en, None),
        ("pt_BR", en, Some("en")),
        ("en", pt, Some("pt")),
        ("es_MX", en, Some("en")),
        ("en", es, Some("es")),
        ("pt_BR", es, Some("es")),
        ("es", pt, Some("pt")),
        ("fr", pt, None),
        ("pt_BR", "OK", None),
    ] {
        assert_eq!(told(with(language, body)).as_deref(), wanted, "{language}: {body}");
    }
}

#[test]
fn authentication_leaves_the_words_to_meta() {
    use crate::template::Button;
    let code = |otp, apps| Button::Otp { otp, text: String::new(), apps };
    let base = || Draft {
        name: "codigo".to_owned(),
        language: "pt_BR".to_owned(),
        category: TemplateCategory::Authentication,
        auth: Some(AuthText { warning: AuthWarning::Shown, expires_minutes: Some(10) }),
        buttons: vec![code(OtpKind::CopyCode, Vec::new())],
        ..Draft::default()
    };
    let app = OtpApp { package: "com.exemplo".to_owned(), signature: "K8a/AINcGX7".to_owned() };
    assert_eq!(lint(&base()), []);
    for (draft, wanted) in [
        (Draft { body: "Oi".to_owned(), ..base() }, Rule::AuthText),
        (Draft { buttons: Vec::new(), ..base() }, Rule::AuthButton),
        (
            Draft { auth: Some(AuthText { expires_minutes: Some(91), ..AuthText::default() }), ..base() },
            Rule::AuthMinutes,
        ),
        (
            Draft { auth: Some(AuthText { expires_minutes: Some(0), ..AuthText::default() }), ..base() },
            Rule::AuthMinutes,
        ),
        (Draft { buttons: vec![code(OtpKind::OneTap, Vec::new())], ..base() }, Rule::AuthApp),
        (Draft { buttons: vec![code(OtpKind::OneTap, vec![OtpApp::default()])], ..base() }, Rule::AuthApp),
        (Draft { ttl_seconds: Some(1_000), ..base() }, Rule::TtlRange),
    ] {
        assert_eq!(rules(&draft), [wanted], "{draft:?}");
    }
    assert_eq!(lint(&Draft { buttons: vec![code(OtpKind::OneTap, vec![app])], ..base() }), []);
}

#[test]
fn times_to_live_stay_within_the_category() {
    for (category, seconds, fits) in [
        (TemplateCategory::Utility, 30, true),
        (TemplateCategory::Utility, 29, false),
        (TemplateCategory::Utility, 43_200, true),
        (TemplateCategory::Utility, -1, true),
        (TemplateCategory::Marketing, 43_199, false),
        (TemplateCategory::Marketing, 2_592_000, true),
        (TemplateCategory::Marketing, -1, false),
    ] {
        let draft = Draft { category, ttl_seconds: Some(seconds), ..good() };
        assert_eq!(!rules(&draft).contains(&Rule::TtlRange), fits, "{category:?} {seconds}");
    }
}

#[test]
fn errors_stand_first() {
    let draft = Draft { name: String::new(), body: "Promoção {{nome}}".to_owned(), ..good() };
    let found = lint(&draft);
    assert!(found.is_sorted_by_key(|one| one.severity) && errors(&found) >= 2, "{found:?}");
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panic_and_marks_stay_inside(
        body in "[a-zA-Zé {}1-3\n*_~`🎉./:%-]{0,200}", header in "\\PC{0,80}", name in "\\PC{0,20}", button in "\\PC{0,40}",
    ) {
        let draft = Draft {
            name,
            header: Some(Header::Text { text: header.clone(), sample: String::new() }),
            body: body.clone(),
            footer: header.clone(),
            buttons: vec![quick(&button), link(&button, "")],
            ..good()
        };
        for finding in lint(&draft) {
            let Some(span) = finding.span else { continue };
            let text = match finding.place {
                Place::Body => &body,
                Place::Header | Place::Footer => &header,
                Place::Name => &draft.name,
                _ => &button,
            };
            prop_assert!(span.start < span.end && span.end <= text.chars().count(), "{finding:?}");
        }
    }
}
