//! The people who write to the demo shop. All of them are invented.

/// A person of the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Profile name.
    pub name: &'static str,
    /// Digits as WhatsApp knows them: area codes from 31 on go without the ninth digit.
    pub wa_id: String,
    /// Business-scoped user id.
    pub bsuid: String,
}

/// Names and digits; conversations name a person by place, from 1.
const PEOPLE: [(&str, &str); 40] = [
    ("Marina Souza", "5521987650101"),
    ("Paulo Henrique", "5511987650102"),
    ("Tatiane Moreira", "5511987650103"),
    ("Antônio Barros", "5511987650104"),
    ("Luciana Prado", "5511987650105"),
    ("Felipe Andrade", "5519987650106"),
    ("Carlos Eduardo", "554187650107"),
    ("Jéssica Lima", "5511987650108"),
    ("Renata Vasconcelos", "5511987650109"),
    ("Thiago Ramos", "5511987650110"),
    ("Célia Monteiro", "5513987650111"),
    ("Gustavo Ferraz", "554187650112"),
    ("Bruno Carvalho", "5511987650113"),
    ("Patrícia Gomes", "5511987650114"),
    ("Anderson Silva", "5512987650115"),
    ("Vera Lúcia", "553187650116"),
    ("Martina Acosta", "5491165550117"),
    ("Igor Teixeira", "5511987650118"),
    ("Simone Duarte", "5511987650119"),
    ("Otávio Meireles", "555187650120"),
    ("Larissa Prado", "5511987650121"),
    ("Márcio Fonseca", "5515987650122"),
    ("Sandra Regina", "5511987650123"),
    ("Diego Nascimento", "5511987650124"),
    ("Helena Castro", "553287650125"),
    ("Wagner Pires", "5511987650126"),
    ("Cláudia Bittencourt", "5511987650127"),
    ("José Maria", "557187650128"),
    ("Natália Freitas", "5511987650129"),
    ("Kauã", "5511987650130"),
    ("Rosa Pimentel", "5513987650131"),
    ("Eduardo Leal", "5511987650132"),
    ("Fernanda Queiroz", "5511987650133"),
    ("Camila Rocha", "556187650134"),
    ("Leandro Assis", "5511987650135"),
    ("Mônica Tavares", "5511987650136"),
    ("Sérgio Braga", "5511987650137"),
    ("Vinícius Melo", "5511987650138"),
    ("Isabela Nunes", "558587650139"),
    ("Rodrigo Amaral", "5511987650140"),
];

/// The people, in order.
#[must_use]
pub fn customers() -> Vec<Customer> {
    PEOPLE
        .iter()
        .map(|(name, digits)| Customer {
            name,
            wa_id: (*digits).to_owned(),
            bsuid: format!("BR.74{digits:0>14}"),
        })
        .collect()
}
