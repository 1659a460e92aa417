//! A message of each kind, for looking at them and for the snapshots. All people and shops are made up.

use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{MediaId, MessageId},
    message::{
        content::{
            Answer, Ask, AskAction, AskButton, AskHeader, CallBy, Card, CardName, CardPhone, FlowCall,
            FlowField, ListRow, ListSection, Media, Money, OrderDetails, OrderItem, OrderState, OrderStatus,
            PayItem, PaymentNews, PaymentState, PaymentWay, PixKeyType, Point, ProductRef, Referral,
            ReferralSource, RenderedTemplate, SystemKind, TemplateCategory, Voice,
        },
        status::DeliveryState,
    },
    template::MediaFormat,
};
use prosa_wire::{
    inbox::{Body, Direction, EarlierText, MessageView, QuoteView, ReactionView},
    media::{MediaState, MediaView},
};
use uuid::Uuid;

fn moment() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_280_580, 0).unwrap_or_default()
}

fn message(number: u128, direction: Direction, kind: &str, body: Body) -> MessageView {
    MessageView {
        id: MessageId(Uuid::from_u128(number)),
        command_id: None,
        direction,
        kind: kind.to_owned(),
        raw_kind: String::new(),
        text: String::new(),
        detail: String::new(),
        forwarded: false,
        in_group: false,
        at: moment(),
        sequence: i64::try_from(number).unwrap_or_default(),
        author: None,
        state: (direction == Direction::Out).then_some(DeliveryState::Read),
        history: Vec::new(),
        failure: None,
        quote: None,
        reactions: Vec::new(),
        edited_at: None,
        revoked_at: None,
        media: None,
        body,
        referral: None,
        product: None,
        earlier: Vec::new(),
        send_at: None,
        reading: None,
        machine: None,
    }
}

fn file(kind: &str, mime: &str, state: MediaState) -> MediaView {
    let here = state == MediaState::Stored;
    MediaView {
        id: MediaId(Uuid::from_u128(900)),
        state,
        kind: kind.to_owned(),
        mime: mime.to_owned(),
        bytes: 245_760,
        file_name: "Catálogo Jantar.pdf".to_owned(),
        width: matches!(kind, "image" | "video").then_some(1_600),
        height: matches!(kind, "image" | "video").then_some(1_200),
        duration_ms: (kind == "audio").then_some(21_400),
        waveform: if kind == "audio" {
            (0..64_u8).map(|step| step.wrapping_mul(37)).collect()
        } else {
            Vec::new()
        },
        url: if here { "/media/900?v=full".to_owned() } else { String::new() },
        thumb_url: if here && kind == "image" { "/media/900?v=thumb".to_owned() } else { String::new() },
        failure: String::new(),
        retry_at: (state == MediaState::Waiting).then(moment),
        transcript: None,
    }
}

fn with_file(number: u128, kind: &str, mime: &str, caption: &str, state: MediaState) -> MessageView {
    let voice = if kind == "audio" { Voice::Note } else { Voice::File };
    let body = Body::Media {
        caption: caption.to_owned(),
        file_name: if kind == "document" { "Catálogo Jantar.pdf".to_owned() } else { String::new() },
        mime: mime.to_owned(),
        voice,
    };
    MessageView { media: Some(file(kind, mime, state)), ..message(number, Direction::In, kind, body) }
}

/// A name for each, and the message.
#[must_use]
pub fn all() -> Vec<(&'static str, MessageView)> {
    let mut all = texts();
    all.extend(files());
    all.extend(things());
    all.extend(answers());
    all.extend(asks());
    all.extend(payments());
    all
}

fn texts() -> Vec<(&'static str, MessageView)> {
    let text = |text: &str| Body::Text { text: text.to_owned() };
    let written = "*Mesa Jatobá*, _8 lugares_, ~R$ 9.000~ por `R$ 8.460`\n> entrega até 18/12\n- 8 cadeiras\n- 1 aparador\nVeja https://loja.example/mesa?id=1.";
    let mut all = vec![
        ("text", message(1, Direction::In, "text", text(written))),
        (
            "text_in_group",
            MessageView {
                in_group: true,
                ..message(90, Direction::In, "text", text("Pessoal, e o pedido?"))
            },
        ),
        (
            "text_around",
            MessageView {
                forwarded: true,
                quote: Some(QuoteView {
                    message_id: Some(MessageId(Uuid::from_u128(1))),
                    direction: Some(Direction::Out),
                    kind: "text".to_owned(),
                    text: "Seu orçamento está pronto".to_owned(),
                }),
                reactions: vec![ReactionView { emoji: "❤️".to_owned(), direction: Direction::In }],
                edited_at: Some(moment()),
                earlier: vec![EarlierText { at: moment(), text: "Ficou lido".to_owned() }],
                ..message(2, Direction::In, "text", text("Ficou lindo. No Pix tem desconto?"))
            },
        ),
        (
            "referral",
            MessageView {
                referral: Some(Referral {
                    source: ReferralSource::Ad,
                    source_url: "https://fb.example/ad/1".to_owned(),
                    headline: "Mesas de madeira maciça".to_owned(),
                    body: "Direto da fábrica, em Arapongas".to_owned(),
                    ..Referral::default()
                }),
                ..message(3, Direction::In, "text", text("Vi o anúncio e quero saber o preço"))
            },
        ),
        (
            "product_asked",
            MessageView {
                product: Some(ProductRef {
                    catalog_id: "9".to_owned(),
                    product_id: "mesa-jatoba".to_owned(),
                }),
                ..message(4, Direction::In, "text", text("Tem em outra cor?"))
            },
        ),
    ];
    all.extend(more_texts());
    all
}

fn more_texts() -> Vec<(&'static str, MessageView)> {
    let text = |text: &str| Body::Text { text: text.to_owned() };
    vec![
        (
            "revoked",
            MessageView { revoked_at: Some(moment()), ..message(5, Direction::In, "text", Body::Gone) },
        ),
        (
            "by_sms",
            MessageView {
                raw_kind: "sms".to_owned(),
                ..message(14, Direction::Out, "text", text("Seu pedido sai hoje."))
            },
        ),
        (
            "scheduled",
            MessageView {
                state: Some(DeliveryState::Queued),
                send_at: Some(moment()),
                ..message(6, Direction::Out, "text", text("Bom dia, Marina. A mesa saiu da fábrica."))
            },
        ),
        (
            "system",
            message(
                7,
                Direction::In,
                "system",
                Body::System {
                    change: SystemKind::Number,
                    phone: "5511900000199".to_owned(),
                    text: "Marina mudou de número".to_owned(),
                },
            ),
        ),
        (
            "call_missed",
            message(10, Direction::In, "call", Body::Call { by: CallBy::Contact, seconds: None }),
        ),
        (
            "call_taken",
            message(11, Direction::In, "call", Body::Call { by: CallBy::Contact, seconds: Some(110) }),
        ),
        (
            "call_made",
            message(12, Direction::In, "call", Body::Call { by: CallBy::Business, seconds: Some(65) }),
        ),
        (
            "call_unanswered",
            message(13, Direction::In, "call", Body::Call { by: CallBy::Business, seconds: None }),
        ),
        (
            "unsupported",
            message(8, Direction::In, "unsupported", Body::Strange { raw_kind: "poll_creation".to_owned() }),
        ),
        ("unknown", message(9, Direction::In, "unknown", Body::Strange { raw_kind: String::new() })),
    ]
}

fn files() -> Vec<(&'static str, MessageView)> {
    let stored = MediaState::Stored;
    vec![
        ("image", with_file(20, "image", "image/jpeg", "O *comprovante*", stored)),
        ("video", with_file(21, "video", "video/mp4", "", stored)),
        ("voice", with_file(22, "audio", "audio/ogg", "", stored)),
        ("document", with_file(23, "document", "application/pdf", "Segue o catálogo", stored)),
        ("sticker", with_file(24, "sticker", "image/webp", "", stored)),
        ("image_waiting", with_file(25, "image", "image/jpeg", "", MediaState::Waiting)),
        ("image_fetching", with_file(26, "image", "image/jpeg", "", MediaState::Fetching)),
        ("voice_failed", with_file(27, "audio", "audio/ogg", "", MediaState::Failed)),
        ("document_expired", with_file(28, "document", "application/pdf", "", MediaState::Expired)),
        ("video_removed", with_file(29, "video", "video/mp4", "", MediaState::Removed)),
    ]
}

fn things() -> Vec<(&'static str, MessageView)> {
    let place = Body::Location {
        point: Some(Point { latitude: "-23.18571".to_owned(), longitude: "-46.89784".to_owned() }),
        name: "Vila Rami".to_owned(),
        address: "Rua do Retiro, 100, Jundiaí".to_owned(),
        url: String::new(),
    };
    let card = Card {
        name: CardName {
            formatted: "Paulo Lima".to_owned(),
            first: "Paulo".to_owned(),
            ..CardName::default()
        },
        phones: vec![CardPhone {
            phone: "+5511900000175".to_owned(),
            label: "CELL".to_owned(),
            wa_id: "5511900000175".to_owned(),
        }],
        company: "Marcenaria Lima".to_owned(),
        ..Card::default()
    };
    let price = |minor| Money { minor, currency: "BRL".to_owned() };
    let order = Body::Order {
        items: vec![
            OrderItem { product_id: "mesa-jatoba".to_owned(), quantity: 1, price: price(549_000) },
            OrderItem { product_id: "cadeira-ipe".to_owned(), quantity: 8, price: price(37_125) },
        ],
        total: Some(price(846_000)),
        note: "Entregam em Jundiaí?".to_owned(),
    };
    vec![
        ("location", message(40, Direction::In, "location", place)),
        ("contacts", message(41, Direction::In, "contacts", Body::Contacts { cards: vec![card] })),
        ("order", message(42, Direction::In, "order", order)),
    ]
}

fn answers() -> Vec<(&'static str, MessageView)> {
    let answer = |number, answer| message(number, Direction::In, "interactive", Body::Answer { answer });
    let field = |name: &str, value: &str| FlowField { name: name.to_owned(), value: value.to_owned() };
    vec![
        (
            "button_reply",
            answer(50, Answer::Button { id: "b1".to_owned(), title: "Confirmar entrega".to_owned() }),
        ),
        (
            "list_reply",
            answer(
                51,
                Answer::List {
                    id: "r1".to_owned(),
                    title: "Manhã".to_owned(),
                    description: "Das 9 h às 12 h".to_owned(),
                },
            ),
        ),
        (
            "flow_reply",
            answer(
                52,
                Answer::Flow {
                    name: "flow".to_owned(),
                    body: "Enviado".to_owned(),
                    token: String::new(),
                    fields: vec![field("screen_0_nome_0", "Marina"), field("cep", "13201-000")],
                },
            ),
        ),
        (
            "template_button",
            message(
                53,
                Direction::In,
                "button",
                Body::Button { text: "Quero reservar".to_owned(), payload: "sim".to_owned() },
            ),
        ),
    ]
}

fn asks() -> Vec<(&'static str, MessageView)> {
    let sent = |number, ask: Ask| message(number, Direction::Out, ask.action.kind(), Body::Ask { ask });
    let ask = |body: &str, action| Ask { body: body.to_owned(), action, ..Ask::default() };
    let row = |id: &str, title: &str, second: &str| ListRow {
        id: id.to_owned(),
        title: title.to_owned(),
        description: second.to_owned(),
    };
    let buttons = vec![
        AskButton { id: "b1".to_owned(), title: "Confirmar".to_owned() },
        AskButton { id: "b2".to_owned(), title: "Remarcar".to_owned() },
    ];
    let header = Some(AskHeader::Image(Media::default()));
    let shown = RenderedTemplate {
        header: String::new(),
        file: Some(MediaFormat::Image),
        body: "Olá, Marina. Seu orçamento da *Estante Ipê* vale até 27/11.".to_owned(),
        footer: "Responda SAIR para não receber".to_owned(),
        buttons: vec![
            ("quick_reply".to_owned(), "Quero reservar".to_owned()),
            ("url".to_owned(), "Ver orçamento".to_owned()),
        ],
    };
    let template = Body::Template {
        name: "retorno_orcamento".to_owned(),
        language: "pt_BR".to_owned(),
        category: TemplateCategory::Utility,
        shown,
    };
    let picture = || Some(file("image", "image/jpeg", MediaState::Stored));
    let sections = vec![ListSection {
        title: "Entrega".to_owned(),
        rows: vec![row("r1", "Manhã", "Das 9 h às 12 h"), row("r2", "Tarde", "")],
    }];
    let mut all = vec![
        ("template", MessageView { media: picture(), ..message(60, Direction::Out, "template", template) }),
        (
            "buttons",
            MessageView {
                media: picture(),
                ..sent(
                    61,
                    Ask {
                        header,
                        footer: "Casa Aurora".to_owned(),
                        ..ask("Podemos entregar na sexta?", AskAction::Buttons { buttons })
                    },
                )
            },
        ),
        (
            "list",
            sent(
                62,
                ask("Qual horário é melhor?", AskAction::List { button: "Escolher".to_owned(), sections }),
            ),
        ),
    ];
    all.extend(more_asks());
    all
}

fn more_asks() -> Vec<(&'static str, MessageView)> {
    let sent = |number, ask: Ask| message(number, Direction::Out, ask.action.kind(), Body::Ask { ask });
    let ask = |body: &str, action| Ask { body: body.to_owned(), action, ..Ask::default() };
    let flow = FlowCall { flow_id: "1".to_owned(), button: "Preencher".to_owned(), ..FlowCall::default() };
    vec![
        (
            "cta_url",
            sent(
                63,
                ask(
                    "O acompanhamento fica aqui",
                    AskAction::CtaUrl {
                        text: "Acompanhar".to_owned(),
                        url: "https://loja.example/p/4471".to_owned(),
                    },
                ),
            ),
        ),
        (
            "product",
            sent(
                64,
                ask(
                    "Esta é a mesa",
                    AskAction::Product(ProductRef {
                        catalog_id: "9".to_owned(),
                        product_id: "mesa-jatoba".to_owned(),
                    }),
                ),
            ),
        ),
        ("flow", sent(65, ask("Conte como é a sala", AskAction::Flow(flow)))),
        ("location_request", sent(66, ask("Onde entregamos?", AskAction::LocationRequest))),
    ]
}

fn payments() -> Vec<(&'static str, MessageView)> {
    let order = OrderDetails {
        reference_id: "pedido4471".to_owned(),
        currency: "BRL".to_owned(),
        payments: vec![
            PaymentWay::PixDynamicCode {
                code: "00020126580014br.gov.bcb.pix".to_owned(),
                merchant_name: "Casa Aurora".to_owned(),
                key: "pix@casaaurora.example".to_owned(),
                key_type: PixKeyType::Email,
            },
            PaymentWay::Boleto { digitable_line: "0339900000".to_owned() },
            PaymentWay::PaymentLink { url: "https://pagar.example/4471".to_owned() },
        ],
        items: vec![PayItem {
            product_id: "1".to_owned(),
            name: "Mesa Jatobá".to_owned(),
            quantity: 1,
            price: 846_000,
            sale_price: None,
        }],
        discount: Some(prosa_domain::message::content::Extra {
            minor: 42_300,
            description: "Pix".to_owned(),
        }),
        ..OrderDetails::default()
    };
    let status = OrderStatus {
        reference_id: "pedido4471".to_owned(),
        status: OrderState::Shipped,
        description: "Chega na sexta".to_owned(),
        payment: Some(PaymentNews { state: PaymentState::Captured, at: 1_795_280_580 }),
    };
    let ask = |number, body: &str, action: AskAction| {
        let kind = action.kind();
        let ask = Ask { body: body.to_owned(), action, ..Ask::default() };
        message(number, Direction::Out, kind, Body::Ask { ask })
    };
    vec![
        ("order_details", ask(70, "Sua mesa", AskAction::OrderDetails(Box::new(order)))),
        ("order_status", ask(71, "Boas notícias", AskAction::OrderStatus(status))),
    ]
}
