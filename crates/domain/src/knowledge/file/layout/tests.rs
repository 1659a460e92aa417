#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use super::*;
use proptest::prelude::*;

/// Writes words at a place, each letter half as wide as it is high.
fn write(page: &mut Page, x: f64, y: f64, size: f64, words: &str) {
    for (at, letter) in words.chars().enumerate() {
        let letter =
            Letter { text: letter.to_string(), x: x + at as f64 * size / 2.0, y, size, width: size / 2.0 };
        page.put(&letter);
    }
}

fn texts(page: Page) -> Vec<String> {
    let body = body_size(std::slice::from_ref(&page));
    page.lines(body).into_iter().map(|line| line.text).collect()
}

const LEFT: [&str; 4] = [
    "Entregamos em todo o Brasil,",
    "com prazo de dois dias úteis",
    "para a capital e cinco para",
    "o interior do estado todo.",
];
const RIGHT: [&str; 4] = [
    "A troca pode ser feita até",
    "trinta dias depois da compra",
    "com a nota fiscal em mãos,",
    "sem custo para o cliente.",
];

#[test]
fn columns_are_read_one_after_the_other_below_what_spans_them() {
    let mut page = Page::default();
    write(&mut page, 60.0, 40.0, 10.0, "Manual da loja: tudo o que o cliente pergunta, em uma página");
    for (at, (left, right)) in LEFT.iter().zip(RIGHT).enumerate() {
        let y = 80.0 + at as f64 * 12.0;
        write(&mut page, 40.0, y, 10.0, left);
        write(&mut page, 240.0, y, 10.0, right);
    }
    let lines = texts(page);
    assert!(lines[0].starts_with("Manual da loja"));
    assert_eq!(lines[1..5], LEFT);
    assert_eq!(lines[5..9], RIGHT);
}

#[test]
fn a_table_is_read_row_by_row() {
    let mut page = Page::default();
    let rows = [("Onde", "Prazo", "Frete"), ("Capital", "2 dias", "R$ 20"), ("Interior", "5 dias", "R$ 45")];
    for (at, (place, days, cost)) in rows.into_iter().enumerate() {
        let y = 80.0 + at as f64 * 14.0;
        write(&mut page, 40.0, y, 10.0, place);
        write(&mut page, 150.0, y, 10.0, days);
        write(&mut page, 260.0, y, 10.0, cost);
    }
    assert_eq!(
        texts(page),
        ["| Onde | Prazo | Frete |", "| Capital | 2 dias | R$ 20 |", "| Interior | 5 dias | R$ 45 |"]
    );
}

#[test]
fn a_mark_of_a_list_stays_with_its_item() {
    let mut page = Page::default();
    for (at, item) in ["Sofás", "Mesas"].into_iter().enumerate() {
        let y = 80.0 + at as f64 * 12.0;
        write(&mut page, 40.0, y, 10.0, "•");
        write(&mut page, 70.0, y, 10.0, item);
    }
    assert_eq!(texts(page), ["• Sofás", "• Mesas"]);
}

#[test]
fn large_lines_are_headings_and_wide_gaps_begin_paragraphs() {
    let mut page = Page::default();
    write(&mut page, 40.0, 50.0, 18.0, "Trocas");
    for (y, words) in
        [(80.0, "Primeira linha do texto"), (92.0, "segunda linha do texto"), (120.0, "Outro parágrafo")]
    {
        write(&mut page, 40.0, y, 10.0, words);
    }
    let lines = page.clone().lines(body_size(&[page]));
    let told: Vec<(usize, Start)> = lines.iter().map(|line| (line.level, line.start)).collect();
    assert_eq!(told, [(1, Start::Apart), (0, Start::Apart), (0, Start::Below), (0, Start::Apart)]);
}

#[test]
fn words_are_parted_by_gaps_where_no_space_is_written_and_bold_by_printing_twice_is_read_once() {
    let mut page = Page::default();
    for _ in 0..2 {
        write(&mut page, 40.0, 50.0, 10.0, "dois");
        write(&mut page, 63.0, 50.0, 10.0, "dias");
    }
    assert_eq!(texts(page), ["dois dias"]);
}

proptest! {
    #[test]
    fn no_letter_is_lost_wherever_it_stands(
        places in prop::collection::vec(("[a-z]{1,6}", 0.0_f64..600.0, 0.0_f64..800.0, 4.0_f64..40.0), 0..60)
    ) {
        let mut page = Page::default();
        let mut letters: Vec<char> = Vec::new();
        let mut last = (f64::NAN, f64::NAN);
        for (text, x, y, size) in &places {
            // Printing twice at one place is read once, so no two stand at one place here.
            if (x - last.0).abs() < 20.0 && (y - last.1).abs() < 20.0 {
                continue;
            }
            last = (*x, *y);
            page.put(&Letter { text: text.clone(), x: *x, y: *y, size: *size, width: size / 2.0 });
            letters.extend(text.chars());
        }
        let mut found: Vec<char> = texts(page).concat().chars().filter(char::is_ascii_lowercase).collect();
        found.sort_unstable();
        letters.sort_unstable();
        prop_assert_eq!(found, letters);
    }
}
