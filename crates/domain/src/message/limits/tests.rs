#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use super::*;
use crate::message::content::*;
use proptest::prelude::*;

/// The example of the Banco Central's manual.
const PIX: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";

fn ask(action: AskAction) -> Ask {
    Ask { body: "Escolha".to_owned(), action, ..Ask::default() }
}

fn buttons(count: usize) -> AskAction {
    let one = |number: usize| AskButton { id: format!("b{number}"), title: format!("Opção {number}") };
    AskAction::Buttons { buttons: (0..count).map(one).collect() }
}

fn list(sections: usize, rows: usize) -> AskAction {
    let row = |section: usize, number: usize| ListRow {
        id: format!("{section}:{number}"),
        title: format!("Linha {number}"),
        description: String::new(),
    };
    let section = |number: usize| ListSection {
        title: format!("Parte {number}"),
        rows: (0..rows).map(|row_number| row(number, row_number)).collect(),
    };
    AskAction::List { button: "Ver".to_owned(), sections: (0..sections).map(section).collect() }
}

fn order() -> OrderDetails {
    OrderDetails {
        reference_id: "pedido-118".to_owned(),
        currency: "BRL".to_owned(),
        payments: vec![PaymentWay::PaymentLink { url: "https://pay.example.com/118".to_owned() }],
        items: vec![PayItem {
            product_id: "SKU-44".to_owned(),
            name: "Camiseta".to_owned(),
            quantity: 2,
            price: 4_490,
            sale_price: Some(3_990),
        }],
        shipping: Some(Extra { minor: 1_000, description: "Entrega".to_owned() }),
        discount: Some(Extra { minor: 500, description: "Cupom".to_owned() }),
        ..OrderDetails::default()
    }
}

/// What `check` says: the code's word, the field, the figure.
fn said(content: &Content) -> String {
    match check(content) {
        Ok(()) => "ok".to_owned(),
        Err(refusal) => {
            let arg = |name: &str| refusal.args.get(name).cloned().unwrap_or_default();
            let figure = [arg("length_max"), arg("count_max")].concat();
            format!("{} {} {figure}", refusal.code.as_str(), arg("field")).trim().to_owned()
        }
    }
}

fn asked(ask: Ask) -> String {
    said(&Content::Ask(Box::new(ask)))
}

fn changed(action: AskAction, change: impl FnOnce(&mut Ask)) -> String {
    let mut ask = ask(action);
    change(&mut ask);
    asked(ask)
}

fn ordered(change: impl FnOnce(&mut OrderDetails)) -> String {
    let mut details = order();
    change(&mut details);
    asked(ask(AskAction::OrderDetails(Box::new(details))))
}

fn letters(count: usize) -> String {
    "é".repeat(count)
}

#[test]
fn each_limit_of_texts_files_places_and_cards_is_named() {
    let media =
        |caption: usize| Media { media_id: "1".to_owned(), caption: letters(caption), ..Media::default() };
    let place = |latitude: &str| {
        let point = Point { latitude: latitude.to_owned(), longitude: "-43.17".to_owned() };
        Content::Location(Location { point: Some(point), ..Location::default() })
    };
    let card = |name: &str| Card {
        name: CardName { formatted: name.to_owned(), ..CardName::default() },
        ..Card::default()
    };
    let cards = |cards: Vec<Card>| Content::Contacts(Contacts { cards, ..Contacts::default() });
    for (content, wanted) in [
        (Content::outbound_text(letters(4_096), None), "ok"),
        (Content::outbound_text(letters(4_097), None), "message-too-long  4096"),
        (Content::outbound_text(" \n".to_owned(), None), "message-empty"),
        (Content::Image(media(1_024)), "ok"),
        (Content::Image(media(1_025)), "field-too-long caption 1024"),
        (Content::Video(media(1_025)), "field-too-long caption 1024"),
        (Content::Document(media(1_025)), "field-too-long caption 1024"),
        (Content::Audio(media(1)), "field-invalid caption"),
        (Content::Sticker(media(0)), "ok"),
        (Content::Image(Media::default()), "field-missing file"),
        (place("-22.9"), "ok"),
        (place("90.1"), "field-invalid point"),
        (place("norte"), "field-invalid point"),
        (Content::Location(Location::default()), "field-missing point"),
        (cards(vec![card("Paulo")]), "ok"),
        (cards(vec![card("")]), "field-missing contact_name"),
        (cards(Vec::new()), "field-missing contacts"),
        (cards(vec![card("Paulo"); 258]), "too-many contacts 257"),
        (
            Content::Reaction(Reaction {
                target: "w".to_owned(), emoji: Some("👨‍👩‍👧‍👦".to_owned())
            }),
            "ok",
        ),
        (
            Content::Reaction(Reaction { target: "w".to_owned(), emoji: Some(letters(17)) }),
            "field-invalid emoji",
        ),
        (Content::Unknown(Placeholder::default()), "field-invalid kind"),
    ] {
        assert_eq!(said(&content), wanted, "{:?}", content.kind());
    }
}

#[test]
fn each_limit_of_buttons_lists_and_links_is_named() {
    let link = |text: usize, url: &str| AskAction::CtaUrl { text: letters(text), url: url.to_owned() };
    let title = |count: usize| AskAction::Buttons {
        buttons: vec![AskButton { id: "a".to_owned(), title: letters(count) }],
    };
    for (got, wanted) in [
        (asked(ask(buttons(3))), "ok"),
        (asked(ask(buttons(4))), "too-many buttons 3"),
        (asked(ask(buttons(0))), "field-missing buttons"),
        (asked(ask(title(20))), "ok"),
        (asked(ask(title(21))), "field-too-long button 20"),
        (asked(ask(title(0))), "field-missing button"),
        (changed(buttons(1), |ask| ask.body = letters(1_025)), "field-too-long body 1024"),
        (changed(buttons(1), |ask| ask.body.clear()), "field-missing body"),
        (changed(buttons(1), |ask| ask.footer = letters(61)), "field-too-long footer 60"),
        (
            changed(buttons(1), |ask| ask.header = Some(AskHeader::Text { text: letters(61) })),
            "field-too-long header 60",
        ),
        (asked(ask(list(1, 10))), "ok"),
        (asked(ask(list(2, 5))), "ok"),
        (asked(ask(list(2, 6))), "too-many rows 10"),
        (asked(ask(list(11, 1))), "too-many sections 10"),
        (asked(ask(list(1, 0))), "field-missing rows"),
        (changed(list(1, 1), |ask| ask.body = letters(4_096)), "ok"),
        (changed(list(1, 1), |ask| ask.body = letters(4_097)), "field-too-long body 4096"),
        (
            changed(list(1, 1), |ask| ask.header = Some(AskHeader::Image(Media::default()))),
            "field-invalid header",
        ),
        (asked(ask(link(20, "https://example.com/r/118"))), "ok"),
        (asked(ask(link(21, "https://example.com"))), "field-too-long button 20"),
        (asked(ask(link(5, "example.com"))), "field-invalid link"),
        (asked(ask(link(5, "https://"))), "field-invalid link"),
        (asked(ask(link(5, "https://a b"))), "field-invalid link"),
        (asked(ask(AskAction::LocationRequest)), "ok"),
        (
            changed(AskAction::LocationRequest, |ask| {
                ask.header = Some(AskHeader::Text { text: "a".to_owned() })
            }),
            "field-invalid header",
        ),
    ] {
        assert_eq!(got, wanted);
    }
}

#[test]
fn each_limit_of_rows_is_named_and_no_two_rows_or_buttons_are_one() {
    let rows = |change: fn(&mut ListRow)| {
        let mut action = list(1, 2);
        if let AskAction::List { sections, .. } = &mut action {
            change(&mut sections[0].rows[1]);
        }
        asked(ask(action))
    };
    assert_eq!(rows(|row| row.title = letters(25)), "field-too-long row 24");
    assert_eq!(rows(|row| row.description = letters(73)), "field-too-long row_description 72");
    assert_eq!(rows(|row| row.id = letters(201)), "field-too-long row_id 200");
    assert_eq!(rows(|row| row.id = "0:0".to_owned()), "field-invalid row_id");
    let mut action = list(2, 1);
    if let AskAction::List { sections, button } = &mut action {
        sections[1].title.clear();
        assert_eq!(button, "Ver");
    }
    assert_eq!(asked(ask(action)), "field-missing section");
    let twice = AskAction::Buttons {
        buttons: ["a", "b"].map(|id| AskButton { id: id.to_owned(), title: "Sim".to_owned() }).to_vec(),
    };
    assert_eq!(asked(ask(twice)), "field-invalid button");
}

#[test]
fn each_limit_of_products_and_flows_is_named() {
    let products = |sections: usize, count: usize| AskAction::ProductList {
        catalog_id: "700".to_owned(),
        sections: (0..sections)
            .map(|number| ProductSection {
                title: format!("Parte {number}"),
                product_ids: (0..count).map(|id| format!("SKU-{id}")).collect(),
            })
            .collect(),
    };
    let with_header =
        |action| changed(action, |ask| ask.header = Some(AskHeader::Text { text: "Novo".to_owned() }));
    assert_eq!(asked(ask(products(1, 1))), "field-missing header");
    assert_eq!(with_header(products(3, 10)), "ok");
    assert_eq!(with_header(products(3, 11)), "too-many products 30");
    assert_eq!(with_header(products(11, 1)), "too-many sections 10");
    let product = ProductRef { catalog_id: "700".to_owned(), product_id: String::new() };
    assert_eq!(asked(ask(AskAction::Product(product))), "field-missing product");
    let call = FlowCall {
        flow_id: "88".to_owned(),
        button: "Cadastrar".to_owned(),
        token: "tok".to_owned(),
        screen: "DADOS".to_owned(),
        ..FlowCall::default()
    };
    assert_eq!(asked(ask(AskAction::Flow(call.clone()))), "ok");
    let empty = FlowCall { data: serde_json::json!({}), ..call.clone() };
    assert_eq!(asked(ask(AskAction::Flow(empty))), "field-invalid flow_data");
    let long = FlowCall { button: letters(31), ..call };
    assert_eq!(asked(ask(AskAction::Flow(long))), "field-too-long flow_button 30");
}

#[test]
fn each_limit_of_an_order_is_named() {
    let pix = |code: &str| PaymentWay::PixDynamicCode {
        code: code.to_owned(),
        merchant_name: "Loja".to_owned(),
        key: "12345678000195".to_owned(),
        key_type: PixKeyType::Cnpj,
    };
    let boleto = |digits: usize| PaymentWay::Boleto { digitable_line: "0".repeat(digits) };
    for (got, wanted) in [
        (ordered(|_| {}), "ok"),
        (ordered(|order| order.reference_id = "a".repeat(61)), "field-too-long reference_id 60"),
        (ordered(|order| order.reference_id = "pedido 1".to_owned()), "field-invalid reference_id"),
        (ordered(|order| order.currency = "USD".to_owned()), "field-invalid currency"),
        (ordered(|order| order.payments.clear()), "field-missing payment"),
        (ordered(|order| order.payments = vec![pix(PIX)]), "ok"),
        (
            ordered(|order| order.payments = vec![pix(&PIX.replace("Fulano", "Ciclano"))]),
            "field-invalid pix_code",
        ),
        (ordered(|order| order.payments = vec![pix("")]), "field-missing pix_code"),
        (ordered(|order| order.payments = vec![boleto(47)]), "ok"),
        (ordered(|order| order.payments = vec![boleto(46)]), "field-invalid boleto"),
        (ordered(|order| order.items.clear()), "field-missing items"),
        (ordered(|order| order.items[0].name = letters(61)), "field-too-long item_name 60"),
        (ordered(|order| order.items[0].quantity = 0), "field-invalid quantity"),
        (ordered(|order| order.items[0].sale_price = Some(5_000)), "field-invalid amount"),
        (ordered(|order| order.tax.minor = -1), "field-invalid amount"),
        (ordered(|order| order.tax.description = letters(61)), "field-too-long description 60"),
        (
            ordered(|order| order.discount = Some(Extra { minor: 8_980, ..Extra::default() })),
            "field-invalid total",
        ),
        (ordered(|order| order.items[0].price = i64::MAX), "ok"),
        (
            ordered(|order| {
                order.items[0].price = i64::MAX;
                order.items[0].sale_price = None;
            }),
            "field-invalid total",
        ),
        (
            ordered(|order| order.expires = Some(Expiry { at: 1, description: letters(121) })),
            "field-too-long expires_description 120",
        ),
    ] {
        assert_eq!(got, wanted);
    }
    let leaves = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    for (ahead, fits) in [(299, false), (300, true)] {
        let expires = Some(Expiry { at: leaves.timestamp() + ahead, description: "Hoje".to_owned() });
        let details = OrderDetails { expires, ..order() };
        let content = Content::Ask(Box::new(ask(AskAction::OrderDetails(Box::new(details)))));
        assert_eq!(check_times(&content, leaves).is_ok(), fits, "{ahead}");
    }
}

#[test]
fn an_orders_sums_are_counted_from_its_parts() {
    assert_eq!((order().subtotal(), order().total()), (Some(7_980), Some(8_480)));
}

proptest! {
    #[test]
    fn a_pix_code_with_any_letter_changed_is_not_sound(place in 0..PIX.len(), letter in "[A-Za-z0-9]") {
        let mut code = PIX.to_owned();
        code.replace_range(place..=place, &letter);
        prop_assert_eq!(pix_code_is_sound(&code), code.eq_ignore_ascii_case(PIX) && code[..PIX.len() - 4] == PIX[..PIX.len() - 4]);
    }

    #[test]
    fn no_text_makes_the_check_panic(text in "\\PC{0,40}") {
        let _ = pix_code_is_sound(&text);
        let _ = web("link", &text);
    }
}
