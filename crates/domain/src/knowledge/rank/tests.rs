#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
use super::*;
use proptest::prelude::*;

fn passage(source: u128, ordinal: u32, text: &str) -> Candidate<'_> {
    Candidate { source, ordinal, language: Lang::PtBr, text, nearness: None }
}

/// A collection that is these passages and nothing else.
fn collection(candidates: &[Candidate<'_>]) -> Collection {
    let mut found = Collection { passages: candidates.len() as u32, ..Collection::default() };
    for one in candidates {
        for word in Words::of(one.language).count(one.text).into_keys() {
            *found.with_word.entry(word).or_default() += 1;
        }
    }
    found
}

fn order(question: &str, candidates: &[Candidate<'_>]) -> Vec<usize> {
    rank(question, None, candidates, &collection(candidates)).iter().map(|one| one.index).collect()
}

#[test]
fn a_rare_word_weighs_more_than_a_common_one() {
    let candidates = [
        passage(1, 0, "O prazo da loja é bom."),
        passage(2, 0, "A loja fica na rua da loja."),
        passage(3, 0, "A loja vende cortinas."),
        passage(4, 0, "A loja abre às nove."),
    ];
    assert_eq!(order("a loja tem cortina?", &candidates)[0], 2);
    let counts = collection(&candidates);
    assert!(rarity(&counts, "cortin") > rarity(&counts, "loj"));
    assert!(rarity(&counts, "nunca") >= rarity(&counts, "cortin"), "a word nobody has tells the most");
}

#[test]
fn a_neighbour_of_the_same_source_speaks_for_a_passage() {
    let candidates = [
        passage(1, 0, "O sofá Lisboa é de linho."),
        passage(1, 1, "A garantia dele é de um ano."),
        passage(2, 0, "A mesa Porto é de pinho."),
        passage(2, 1, "A garantia dela é de um ano."),
    ];
    let found = order("garantia do sofá Lisboa", &candidates);
    let place = |index: usize| found.iter().position(|one| *one == index).unwrap();
    assert!(place(1) < place(3), "{found:?}");
}

#[test]
fn a_misspelt_word_is_found_by_its_pieces() {
    let candidates = [
        passage(1, 0, "Fazemos montagem de estantes."),
        passage(2, 0, "A estante custa cem."),
        passage(3, 0, "Montamos tudo."),
    ];
    assert_eq!(order("fazem montajem?", &candidates)[0], 0);
}

#[test]
fn meaning_decides_where_words_say_nothing_and_bends_where_they_do() {
    let near = |source, text, nearness| Candidate { nearness: Some(nearness), ..passage(source, 0, text) };
    let candidates = [near(1, "Chega em dois dias.", 0.6), near(2, "Levamos até sua casa.", 0.9)];
    let ranked = rank("zzz", None, &candidates, &collection(&candidates));
    assert_eq!(ranked.iter().map(|one| one.index).collect::<Vec<_>>(), [1, 0]);
    assert_eq!((ranked[0].words_rank, ranked[0].meaning_rank), (None, Some(1)));
    let candidates = [near(1, "Entregamos em dois dias.", 0.4), near(2, "Sofás e mesas.", 0.9)];
    assert_eq!(order("entregamos?", &candidates)[0], 0, "words weigh more than meaning");
}

#[test]
fn the_language_of_the_question_comes_first_among_equals() {
    let text = "Pix boleto";
    let candidates = [Candidate { language: Lang::Es, ..passage(1, 0, text) }, passage(2, 0, text)];
    let counts = collection(&candidates);
    let first = |language| rank("pix boleto", language, &candidates, &counts)[0].index;
    assert_eq!(first(Some(Lang::PtBr)), 1);
    assert_eq!(first(Some(Lang::Es)), 0);
}

#[test]
fn places_are_shared_by_equals_and_not_given_to_nothing() {
    let table: [(&[f64], &[Option<u32>]); 4] = [
        (&[], &[]),
        (&[0.0, 3.0, 1.0], &[None, Some(1), Some(2)]),
        (&[2.0, 2.0, 1.0], &[Some(1), Some(1), Some(3)]),
        (&[-1.0, f64::NAN], &[None, None]),
    ];
    for (scores, places) in table {
        assert_eq!(ranks(scores), places, "{scores:?}");
    }
}

#[test]
fn only_what_shares_enough_is_offered_unasked() {
    for (words, nearness, offered) in [
        (0.5, None, true),
        (0.33, Some(0.5), false),
        (0.0, Some(0.8), true),
        (0.0, None, false),
        (0.34, Some(-1.0), true),
    ] {
        assert_eq!(is_answer(words, nearness), offered, "{words} {nearness:?}");
    }
}

#[test]
fn something_always_lies_nearest_and_is_found_only_when_it_is_near() {
    for (words, pieces, nearness, found) in [
        (0.01, 0.0, None, true),
        (0.0, 0.5, Some(-0.2), true),
        (0.0, 0.1, Some(0.9), true),
        (0.0, 0.1, Some(0.3), false),
        (0.0, 0.1, None, false),
    ] {
        assert_eq!(is_near(words, pieces, nearness), found, "{words} {pieces} {nearness:?}");
    }
}

#[test]
fn letters_nobody_wrote_find_nothing_and_a_slip_of_the_finger_still_does() {
    let texts = [
        "Prazos zrtbnmdv: a entrega leva dois dias.",
        "Trocamos em trinta dias.",
        "A garantia vale por um ano.",
    ];
    let candidates: Vec<Candidate<'_>> = texts
        .iter()
        .zip(1..)
        .map(|(text, source)| Candidate { nearness: Some(0.2), ..passage(source, 0, text) })
        .collect();
    for unknown in ["fhmpzvnb", "xqkwjv", "brtzgdva zzz"] {
        assert!(order(unknown, &candidates).is_empty(), "{unknown}");
    }
    for (asked, place) in [("zrtbnmdv", 0), ("garanttia", 2), ("garantya", 2)] {
        assert_eq!(order(asked, &candidates).first(), Some(&place), "{asked}");
    }
}

proptest! {
    #[test]
    fn scores_fall_stay_within_bounds_and_name_each_candidate_once(
        question in "[a-zç ]{0,60}",
        texts in prop::collection::vec(("[a-zç ]{0,80}", 0_u128..3, 0_u32..5, prop::option::of(-1.0_f64..1.0)), 0..12)
    ) {
        let candidates: Vec<Candidate<'_>> = texts
            .iter()
            .map(|(text, source, ordinal, nearness)| Candidate { nearness: *nearness, ..passage(*source, *ordinal, text) })
            .collect();
        let ranked = rank(&question, Some(Lang::PtBr), &candidates, &collection(&candidates));
        prop_assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
        let mut seen: Vec<usize> = ranked.iter().map(|one| one.index).collect();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), ranked.len());
        for one in &ranked {
            prop_assert!(one.index < candidates.len());
            prop_assert!(one.score > 0.0 && one.score <= 1.0 + 1e-9);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&one.words), "{}", one.words);
            prop_assert!(one.words_rank.is_some() || one.meaning_rank.is_some());
        }
    }
}
