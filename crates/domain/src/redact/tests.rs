//! Personal data in many writings, what only looks like it, and putting back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;

/// Category, and a text in which what must go stands between ‹ and ›.
const PERSONAL: &str = include_str!("personal.tsv");
/// Texts that stay as they are, one a line.
const HARMLESS: &str = include_str!("harmless.tsv");

/// Text and what must go.
fn taken_apart(marked: &str) -> (String, Vec<String>) {
    let marked = marked.replace("\\n", "\n");
    let values = marked.split('‹').skip(1).map(|rest| rest.split('›').next().unwrap().to_owned()).collect();
    (marked.replace(['‹', '›'], ""), values)
}

#[test]
fn no_personal_data_leaks_in_two_hundred_writings() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in PERSONAL.lines() {
        let (word, marked) = line.split_once('\t').unwrap();
        let (text, values) = taken_apart(marked);
        assert!(!values.is_empty(), "{line}");
        count += 1;
        let mut redactor = Redactor::default();
        let safe = redactor.redact(&text);
        let bare = mark::find(&safe).iter().rev().fold(safe.clone(), |mut left, mark| {
            left.replace_range(mark.start..mark.end, " ");
            left
        });
        let left = scan::tokens(&bare);
        for value in &values {
            // Particles of a name may stand elsewhere in the sentence, and the word before a number is no secret.
            let pieces = scan::tokens(value);
            let leaked = pieces.iter().any(|piece| {
                let telling = piece.fold.chars().count() > 2 || piece.is_digits();
                telling
                    && piece.is_word() | piece.is_digits()
                    && left.iter().any(|token| token.fold == piece.fold)
            });
            if leaked {
                wrong.push(format!("leaks\t{line}\n\t\t{safe}"));
            }
        }
        if !safe.contains(&format!("[[{word}_1")) {
            wrong.push(format!("not {word}\t{line}\n\t\t{safe}"));
        }
        assert_eq!(redactor.restore(&safe).text, text);
    }
    assert!(count >= 200, "{count}");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn orders_prices_tracking_codes_and_days_stay() {
    let mut wrong = Vec::new();
    for text in HARMLESS.lines() {
        let safe = Redactor::default().redact(text);
        if safe != text {
            wrong.push(format!("{text}\n\t{safe}"));
        }
    }
    assert!(HARMLESS.lines().count() >= 60);
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_same_value_is_the_same_mark_in_all_texts_of_a_set() {
    let mut redactor = Redactor::default();
    assert_eq!(redactor.redact("cpf 529.982.247-25"), "cpf [[CPF_1]]");
    assert_eq!(redactor.redact("outro cpf 111.444.777-35"), "outro cpf [[CPF_2]]");
    assert_eq!(redactor.redact("é 529.982.247-25 mesmo"), "é [[CPF_1]] mesmo");
    assert_eq!(redactor.redact("cpf 52998224725"), "cpf [[CPF_1_2]]");
    assert_eq!(
        redactor.restore("[[cpf 2]] e [[CPF_1_2]] e [[CPF_1_7]]").text,
        "111.444.777-35 e 52998224725 e 529.982.247-25"
    );
    assert_eq!(redactor.counts().get(&Category::Cpf), Some(&2));
}

#[test]
fn a_mark_that_stands_for_nothing_is_told() {
    let mut redactor = Redactor::default();
    let _ = redactor.redact("ligue 11 98765-4321");
    let restored = redactor.restore("Ligo no [[PHONE_1]] ou no [[PHONE_2]], [[name_1]].");
    assert_eq!(restored.text, "Ligo no 11 98765-4321 ou no [[PHONE_2]], [[name_1]].");
    assert_eq!(restored.unknown, ["[[PHONE_2]]", "[[name_1]]"]);
}

#[test]
fn a_text_that_holds_marks_of_its_own_comes_back_as_it_was() {
    let mut redactor = Redactor::default();
    let text = "escreve [[CPF_1]] e {{name_2}}, meu cpf 529.982.247-25";
    let safe = redactor.redact(text);
    assert_eq!(safe, "escreve [[TEXT_1]] e [[TEXT_2]], meu cpf [[CPF_1]]");
    assert_eq!(redactor.restore(&safe), Restored { text: text.to_owned(), unknown: vec![] });
}

#[test]
fn known_names_go_whole_and_in_parts_whatever_their_case() {
    let mut redactor = Redactor::new(&["Beatriz de Sá Nogueira", "Rafael"]);
    assert_eq!(redactor.redact("A BEATRIZ falou com rafael"), "A [[NAME_1]] falou com [[NAME_2]]");
    assert_eq!(redactor.redact("Beatriz de Sá Nogueira, de lá"), "[[NAME_3]], de lá");
    assert_eq!(redactor.redact("beatrizes e rafaela"), "beatrizes e rafaela");
}

#[test]
fn the_redactor_shows_no_value() {
    let mut redactor = Redactor::default();
    let _ = redactor.redact("cpf 529.982.247-25");
    assert!(!format!("{redactor:?}").contains("529"));
}

#[test]
fn a_long_text_takes_time_by_its_length_only() {
    for piece in [
        "1 ",
        "1-",
        "[",
        "a@",
        "[[CPF_",
        "rua a ",
        "senha e ",
        "me chamo Ana ",
        "000201",
        "sk-",
        "11 98765-4321 ",
    ] {
        let text = piece.repeat(40_000 / piece.len());
        let mut redactor = Redactor::default();
        let safe = redactor.redact(&text);
        assert_eq!(redactor.restore(&safe).text, text, "{piece}");
    }
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[\\[\\]{}<>\\\\_ ]{0,4}",
        "(CPF|cpf|NAME|TEXT)[_ -]?[0-9]{0,2}",
        "\\[?\\[(CPF|PHONE|TEXT)_[0-9]\\]?\\]",
        "[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}-[0-9]{2}",
        "(\\(?[1-9]{2}\\)? )?9[0-9]{4}-?[0-9]{4}",
        "(me chamo|senha:|rua|cep|pix|conta) [A-Za-z0-9 ]{1,12}",
        "[a-z]{1,5}@[a-z]{1,5}\\.com",
    ]
}

#[test]
fn a_cpf_that_begins_as_a_free_call_goes_and_a_free_call_stays() {
    for personal in ["080.000.000-59", "meu cpf 08000000059", "050.000.000-51"] {
        let safe = Redactor::default().redact(personal);
        assert!(!safe.contains("000"), "{safe}");
    }
    for open in ["0800 123 4567", "ligue 08001234567", "0800-722-0101"] {
        assert_eq!(Redactor::default().redact(open), open);
    }
}

proptest! {
    #[test]
    fn taking_out_and_putting_back_changes_nothing(pieces in prop::collection::vec(piece(), 0..8), glue in "[ ,\n]?") {
        let text = pieces.join(&glue);
        let mut redactor = Redactor::new(&["Ana Cpf"]);
        let first = redactor.redact(&text);
        let second = redactor.redact(&text);
        prop_assert_eq!(&first, &second);
        prop_assert_eq!(redactor.restore(&first), Restored { text, unknown: vec![] });
    }

    #[test]
    fn a_cpf_never_leaves_whatever_stands_around_it(before in "[a-zà-ú ,.!?]{0,20}", nine in "[0-9]{9}", after in "[a-zà-ú ,.!?]{0,20}") {
        let digit = |all: &str| {
            let sum: u32 = all.chars().rev().zip(2..).map(|(letter, weight): (char, u32)| letter.to_digit(10).unwrap() * weight).sum();
            if sum % 11 < 2 { 0 } else { 11 - sum % 11 }
        };
        let ten = format!("{nine}{}", digit(&nine));
        let cpf = format!("{ten}{}", digit(&ten));
        let written = format!("{}.{}.{}-{}", &cpf[..3], &cpf[3..6], &cpf[6..9], &cpf[9..]);
        let safe = Redactor::default().redact(&format!("{before} {written} {after}"));
        prop_assert!(!safe.contains(&written[..7]), "{}", safe);
    }
}
