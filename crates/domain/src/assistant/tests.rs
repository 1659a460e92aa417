//! The whole matrix of the decision, and what never happens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::*;
use crate::{label::Sentiment, policy::QuietSpan};
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-23T15:00:00Z").unwrap().with_timezone(&Utc)
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn rules() -> Rules {
    let hours = Hours { served: Served::Always, ..Hours::default() };
    Rules { hours, ..Rules::default() }
}

/// A plain question a minute ago, with a passage that fits.
fn facts(rules: &Rules) -> Facts<'_> {
    Facts {
        now: now(),
        local: local("2026-11-23 12:00"),
        mode: Mode::On,
        rules,
        words: &[],
        standing: Standing::Serving,
        person_at: None,
        inbound_at: Some(now() - Duration::minutes(1)),
        asked: Asked {
            text: "Qual o prazo de entrega?",
            intents: &[Intent::ProductInfo],
            primaries: &[Intent::ProductInfo],
            mood: Some(Sentiment::Neutral),
            other_kinds: 0,
            unheard_at: None,
            count: 1,
        },
        opted_out: false,
        gate: None,
        has_greeting: false,
        is_greeted: false,
        answered_here: 0,
        answered_today: 0,
        source: Some(0.8),
    }
}

#[test]
fn a_question_in_scope_with_a_passage_that_fits_is_answered() {
    let rules = rules();
    assert_eq!(decide(&facts(&rules)), Verdict::Answer);
    assert_eq!(decide(&Facts { source: None, ..facts(&rules) }), Verdict::Answer, "nobody looked yet");
    assert_eq!(decide(&Facts { mode: Mode::Rehearsal, ..facts(&rules) }), Verdict::Answer);
}

#[test]
fn every_reason_to_do_nothing_is_found_before_any_other() {
    let rules = rules();
    let base = facts(&rules);
    // Each also asks for a person, which must not matter.
    let asked = Asked { text: "quero um atendente", ..base.asked };
    let closed = Rules { hours: Hours { served: Served::Outside, ..Hours::default() }, ..rules.clone() };
    for (case, left) in [
        (Facts { mode: Mode::Off, ..base }, Left::Off),
        (Facts { standing: Standing::WithPerson, ..base }, Left::WithPerson),
        (Facts { gate: Some(Code::WindowClosed), ..base }, Left::WindowClosed),
        (Facts { gate: Some(Code::ContactBlocked), ..base }, Left::Unwanted),
        (Facts { gate: Some(Code::DoNotContact), ..base }, Left::Unwanted),
        (Facts { gate: Some(Code::LinePanic), ..base }, Left::Gate),
        (Facts { gate: Some(Code::LineNotConnected), ..base }, Left::Gate),
        (Facts { gate: Some(Code::QuietHours), ..base }, Left::Gate),
        (Facts { opted_out: true, ..base }, Left::Unwanted),
        (Facts { rules: &closed, ..base }, Left::Hours),
        (Facts { person_at: Some(now() - Duration::minutes(59)), ..base }, Left::PersonWrote),
    ] {
        assert_eq!(decide(&Facts { asked, ..case }), Verdict::Leave(left), "{case:?}");
    }
    let nothing = Facts { asked: Asked { count: 0, ..base.asked }, ..base };
    assert_eq!(decide(&nothing), Verdict::Leave(Left::Nothing));
    let long_ago = Facts { person_at: Some(now() - Duration::minutes(60)), ..base };
    assert_eq!(decide(&long_ago), Verdict::Answer);
}

#[test]
fn it_waits_until_the_contact_has_been_silent_long_enough() {
    let rules = rules();
    let base = facts(&rules);
    let wrote = now() - Duration::seconds(14);
    let waiting = Facts { inbound_at: Some(wrote), ..base };
    assert_eq!(decide(&waiting), Verdict::Wait(wrote + Duration::seconds(15)));
    let wrote = now() - Duration::seconds(15);
    assert_eq!(decide(&Facts { inbound_at: Some(wrote), ..base }), Verdict::Answer);
}

#[test]
fn every_reason_for_a_person_hands_over() {
    let rules = rules();
    let base = facts(&rules);
    let with = |intents: &'static [Intent], handed: Handed| {
        (Asked { intents, primaries: &[Intent::ProductInfo], ..base.asked }, handed)
    };
    for (asked, handed) in [
        with(&[Intent::ProductInfo, Intent::Human], Handed::Person),
        with(&[Intent::OptOut], Handed::OptOut),
        with(&[Intent::CancelRefund], Handed::Cancel),
        with(&[Intent::Complaint], Handed::Complaint),
        (Asked { mood: Some(Sentiment::Negative), ..base.asked }, Handed::Angry),
        (Asked { text: "quero falar com um atendente", ..base.asked }, Handed::Person),
        (Asked { text: "chama a Júlia", ..base.asked }, Handed::Person),
        (Asked { other_kinds: 1, ..base.asked }, Handed::NotText),
        (Asked { primaries: &[Intent::Purchase], ..base.asked }, Handed::Scope),
        (Asked { primaries: &[Intent::ProductInfo, Intent::OrderStatus], ..base.asked }, Handed::Scope),
    ] {
        let words = ["Júlia".to_owned()];
        let case = Facts { asked, words: &words, ..base };
        assert_eq!(decide(&case), Verdict::HandOver(handed), "{case:?}");
    }
    for (case, handed) in [
        (Facts { answered_here: 10, ..base }, Handed::ConversationLimit),
        (Facts { answered_today: 300, ..base }, Handed::TenantLimit),
        (Facts { source: Some(0.39), ..base }, Handed::NoSource),
        (Facts { source: Some(f64::NAN), ..base }, Handed::NoSource),
    ] {
        assert_eq!(decide(&case), Verdict::HandOver(handed), "{case:?}");
    }
}

#[test]
fn small_talk_is_left_alone_and_does_not_hide_a_question() {
    let rules = rules();
    let base = facts(&rules);
    for primaries in [&[Intent::Greeting][..], &[Intent::Thanks], &[Intent::Spam, Intent::Greeting]] {
        let asked = Asked { primaries, intents: primaries, ..base.asked };
        assert_eq!(decide(&Facts { asked, ..base }), Verdict::Leave(Left::SmallTalk), "{primaries:?}");
    }
    let primaries = &[Intent::Greeting, Intent::ProductInfo][..];
    let asked = Asked { primaries, intents: primaries, ..base.asked };
    assert_eq!(decide(&Facts { asked, ..base }), Verdict::Answer);
}

#[test]
fn a_greeting_alone_is_answered_once_where_the_company_has_a_line_for_it() {
    use Intent::{Greeting, Pricing, Spam, Thanks};
    let rules = rules();
    let base = facts(&rules);
    let said = |primaries: &'static [Intent], intents: &'static [Intent]| Facts {
        asked: Asked { primaries, intents, ..base.asked },
        has_greeting: true,
        ..base
    };
    let alone = said(&[Greeting, Greeting], &[Greeting, Greeting, Thanks]);
    assert_eq!(decide(&alone), Verdict::Greet);
    assert_eq!(decide(&Facts { mode: Mode::Rehearsal, ..alone }), Verdict::Greet);
    for (case, why) in [
        (Facts { has_greeting: false, ..alone }, "nothing to say"),
        (Facts { is_greeted: true, ..alone }, "said already"),
        (Facts { answered_today: 300, ..alone }, "enough for a day"),
        (said(&[Greeting], &[Greeting, Pricing]), "it also asks something"),
        (said(&[Greeting, Thanks], &[Greeting, Thanks]), "they thank at the end"),
        (said(&[Spam], &[Spam]), "spam"),
    ] {
        assert_eq!(decide(&case), Verdict::Leave(Left::SmallTalk), "{why}");
    }
    let angry = Facts { asked: Asked { mood: Some(Sentiment::Negative), ..alone.asked }, ..alone };
    assert_eq!(decide(&angry), Verdict::HandOver(Handed::Angry));
    assert_eq!(decide(&Facts { mode: Mode::Off, ..alone }), Verdict::Leave(Left::Off));
}

#[test]
fn words_of_a_voice_note_are_waited_for_within_a_bound() {
    let rules = rules();
    let base = facts(&rules);
    let came = |seconds: i64| Facts {
        asked: Asked { unheard_at: Some(now() - Duration::seconds(seconds)), text: "", ..base.asked },
        ..base
    };
    let bound = now() + Duration::seconds(HEAR_SECONDS);
    assert_eq!(decide(&came(0)), Verdict::Wait(bound));
    assert_eq!(decide(&came(HEAR_SECONDS - 1)), Verdict::Wait(now() + Duration::seconds(1)));
    assert_eq!(decide(&came(HEAR_SECONDS)), Verdict::HandOver(Handed::NotText));
    let person = Facts { asked: Asked { text: "quero um atendente", ..came(0).asked }, ..base };
    assert_eq!(decide(&person), Verdict::HandOver(Handed::Person), "what was typed beside it is enough");
    let picture = Facts { asked: Asked { other_kinds: 1, ..came(0).asked }, ..base };
    assert_eq!(decide(&picture), Verdict::HandOver(Handed::NotText));
    let writing = Facts { inbound_at: Some(now()), ..came(0) };
    assert_eq!(decide(&writing), Verdict::Wait(now() + Duration::seconds(15)), "first they fall silent");
}

#[test]
fn what_nobody_read_counts_as_anything_else() {
    let rules = rules();
    let asked = Asked { primaries: &[], intents: &[], mood: None, ..facts(&rules).asked };
    assert_eq!(decide(&Facts { asked, ..facts(&rules) }), Verdict::Answer);
    let narrow = Rules { scope: vec![Intent::Pricing], ..rules.clone() };
    assert_eq!(decide(&Facts { asked, rules: &narrow, ..facts(&rules) }), Verdict::HandOver(Handed::Scope));
}

#[test]
fn hours_are_those_of_the_team_its_own_or_all() {
    let team = Hours::default();
    let own = Hours { served: Served::Within, ..team };
    let mut night = own;
    // Monday from ten in the evening until two on Tuesday.
    night.week[0] = QuietSpan { from: 22 * 60, until: 2 * 60 };
    // 2026-11-23 is a Monday, 2026-11-20 a holiday on a Friday.
    for (at, outside, within, over) in [
        ("2026-11-23 07:59", true, false, false),
        ("2026-11-23 08:00", false, true, false),
        ("2026-11-23 17:59", false, true, false),
        ("2026-11-23 18:00", true, false, false),
        ("2026-11-23 23:00", true, false, true),
        ("2026-11-24 01:59", true, false, true),
        ("2026-11-24 02:00", true, false, false),
        ("2026-11-21 12:00", true, false, false),
        ("2026-11-20 12:00", true, true, true),
    ] {
        assert_eq!(team.serve(local(at)), outside, "outside {at}");
        assert_eq!(own.serve(local(at)), within, "within {at}");
        if !at.starts_with("2026-11-20") {
            assert_eq!(night.serve(local(at)), over, "night {at}");
        }
        assert!(Hours { served: Served::Always, ..team }.serve(local(at)));
    }
}

#[test]
fn people_ask_for_people_in_three_languages() {
    for text in [
        "Quero falar com um ATENDENTE",
        "tem algum humano aí?",
        "me liga por favor",
        "quiero hablar con una persona",
        "Can I talk to a person?",
        "chama a dona Zilá",
    ] {
        assert!(wants_person(text, &["Dona Zilá".to_owned()]), "{text}");
    }
    for text in ["Qual o prazo de entrega?", "humanidade", "¿Cuánto cuesta?", "Is it in stock?", ""] {
        assert!(!wants_person(text, &["Dona Zilá".to_owned(), "  ".to_owned()]), "{text}");
    }
}

#[test]
fn own_words_are_bounded_and_told_apart() {
    assert_eq!(check_words("gerente, Dona Zilá\n gerente;, ,").unwrap(), ["gerente", "Dona Zilá"]);
    assert_eq!(check_words(&"a".repeat(41)).unwrap_err().code, Code::FieldTooLong);
    let many = (0..51).map(|at| format!("w{at}")).collect::<Vec<_>>().join(",");
    assert_eq!(check_words(&many).unwrap_err().code, Code::TooMany);
}

#[test]
fn rules_out_of_bounds_are_refused_with_their_field() {
    assert!(Rules::default().check().is_ok());
    let with = |change: fn(&mut Rules)| {
        let mut rules = Rules::default();
        change(&mut rules);
        rules.check().unwrap_err().args["field"].as_str().to_owned()
    };
    assert_eq!(with(|rules| rules.scope.clear()), "scope");
    assert_eq!(with(|rules| rules.scope.push(Intent::Human)), "scope");
    assert_eq!(with(|rules| rules.hours.week[0].until = 1_441), "hours");
    assert_eq!(with(|rules| rules.limits.conversation_day = 0), "conversation_day");
    assert_eq!(with(|rules| rules.limits.tenant_day = 0), "tenant_day");
    assert_eq!(with(|rules| rules.limits.quiet_seconds = 601), "quiet_seconds");
    assert_eq!(with(|rules| rules.limits.after_person_minutes = 0), "after_person_minutes");
    assert_eq!(with(|rules| rules.limits.length_max = 49), "length_max");
    assert_eq!(with(|rules| rules.floor_percent = 9), "floor_percent");
}

#[test]
fn only_words_that_name_a_source_are_said_and_the_numbers_are_not() {
    let says = |text: &str| Reply::Says(text.to_owned());
    for (text, wanted) in [
        ("O prazo é de 5 dias. [1]", says("O prazo é de 5 dias.")),
        ("A mesa custa R$ 990 [1][2]. Até já!", says("A mesa custa R$ 990. Até já!")),
        ("São 5 dias [1, 2].", says("São 5 dias.")),
        ("Olá [Marina], são 5 dias [2].", says("Olá [Marina], são 5 dias.")),
        ("O prazo é de 5 dias.", Reply::Unfounded),
        ("O prazo é de 5 dias. [3]", Reply::Unfounded),
        ("[", Reply::Unfounded),
        ("ENCAMINHAR", Reply::PassedOn),
        ("Encaminhar", Reply::PassedOn),
        ("Não sei. ENCAMINHAR [1]", Reply::PassedOn),
        ("Vou encaminhar o boleto [1]", says("Vou encaminhar o boleto")),
        ("[áudio] São 5 dias [1].", says("São 5 dias.")),
    ] {
        assert_eq!(read(text, 2, 800), wanted, "{text}");
    }
    assert_eq!(read(&format!("{} [1]", "a".repeat(51)), 1, 50), Reply::TooLong);
}

#[test]
fn words_read_back() {
    for mode in Mode::ALL {
        assert_eq!(Mode::parse(mode.as_str()), Some(mode));
    }
    for served in Served::ALL {
        assert_eq!(Served::parse(served.as_str()), Some(served));
    }
    for handed in Handed::ALL {
        assert_eq!(Handed::parse(handed.as_str()), Some(*handed));
    }
    for left in Left::ALL {
        assert_eq!(Left::parse(left.as_str()), Some(*left));
    }
    let json = serde_json::to_value(Rules::default()).unwrap();
    assert_eq!(serde_json::from_value::<Rules>(json).unwrap(), Rules::default());
}

/// Whatever can be told of a conversation, drawn at random.
#[derive(Clone, Debug)]
struct Drawn {
    mode: Mode,
    is_with_person: bool,
    person: Option<i64>,
    inbound: i64,
    intents: Vec<Intent>,
    mood: Option<Sentiment>,
    kinds: usize,
    count: usize,
    opted_out: bool,
    gate: Option<Code>,
    here: u32,
    today: u32,
    source: Option<f64>,
    unheard: Option<i64>,
    has_greeting: bool,
    is_greeted: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let gate = prop_oneof![
        4 => Just(None),
        1 => proptest::sample::select(vec![
            Code::WindowClosed, Code::ContactBlocked, Code::DoNotContact, Code::OptedOut, Code::LinePanic,
            Code::LineNotConnected, Code::BudgetSpent, Code::QuietHours,
        ])
        .prop_map(Some),
    ];
    let moods = proptest::option::of(proptest::sample::select(Sentiment::ALL.to_vec()));
    let intents = proptest::collection::vec(proptest::sample::select(Intent::ALL.to_vec()), 0..4);
    (
        (proptest::sample::select(Mode::ALL.to_vec()), any::<bool>()),
        (proptest::option::of(0..200_i64), 0..60_i64, intents, moods),
        (0..2_usize, 0..3_usize, any::<bool>(), gate),
        (0..20_u32, 0..400_u32, proptest::option::of(0.0..1.0_f64)),
        (proptest::option::of(0..200_i64), any::<bool>(), any::<bool>()),
    )
        .prop_map(|(whose, said, state, used, more)| Drawn {
            mode: whose.0,
            is_with_person: whose.1,
            person: said.0,
            inbound: said.1,
            intents: said.2,
            mood: said.3,
            kinds: state.0,
            count: state.1,
            opted_out: state.2,
            gate: state.3,
            here: used.0,
            today: used.1,
            source: used.2,
            unheard: more.0,
            has_greeting: more.1,
            is_greeted: more.2,
        })
}

impl Drawn {
    fn decide(&self, rules: &Rules) -> Verdict {
        let base = facts(rules);
        decide(&Facts {
            mode: self.mode,
            standing: if self.is_with_person { Standing::WithPerson } else { Standing::Serving },
            person_at: self.person.map(|minutes| now() - Duration::minutes(minutes)),
            inbound_at: Some(now() - Duration::seconds(self.inbound)),
            asked: Asked {
                intents: &self.intents,
                primaries: &self.intents,
                mood: self.mood,
                other_kinds: self.kinds,
                unheard_at: self.unheard.map(|seconds| now() - Duration::seconds(seconds)),
                count: self.count,
                ..base.asked
            },
            opted_out: self.opted_out,
            gate: self.gate,
            has_greeting: self.has_greeting,
            is_greeted: self.is_greeted,
            answered_here: self.here,
            answered_today: self.today,
            source: self.source,
            ..base
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_said_where_anything_forbids_it(drawn in drawn()) {
        let rules = rules();
        let verdict = drawn.decide(&rules);
        let forbidden = drawn.mode == Mode::Off
            || drawn.is_with_person
            || drawn.count == 0
            || drawn.opted_out
            || drawn.gate.is_some()
            || drawn.person.is_some_and(|minutes| minutes < 60);
        if forbidden {
            prop_assert!(matches!(verdict, Verdict::Leave(_)), "{verdict:?}");
        }
        if verdict == Verdict::Greet {
            prop_assert!(!forbidden && drawn.has_greeting && !drawn.is_greeted && drawn.inbound >= 15);
            prop_assert!(drawn.kinds == 0 && drawn.unheard.is_none() && drawn.mood != Some(Sentiment::Negative));
            let polite = [Intent::Greeting, Intent::Thanks];
            prop_assert!(drawn.intents.iter().all(|intent| polite.contains(intent)));
        }
        if verdict == Verdict::Answer {
            prop_assert!(!forbidden && drawn.inbound >= 15 && drawn.unheard.is_none());
            prop_assert!(drawn.here < 10 && drawn.today < 300 && drawn.kinds == 0);
            prop_assert!(drawn.mood != Some(Sentiment::Negative));
            prop_assert!(drawn.source.is_none_or(|fit| fit >= 0.4));
            let idle = [Intent::Greeting, Intent::Thanks, Intent::Spam];
            let allowed = |intent: &Intent| rules.scope.contains(intent) || idle.contains(intent);
            prop_assert!(drawn.intents.iter().all(allowed));
        }
    }

    #[test]
    fn a_pause_always_ends_within_the_quiet_seconds_or_those_of_a_voice_note(drawn in drawn()) {
        let rules = rules();
        if let Verdict::Wait(until) = drawn.decide(&rules) {
            let longest = if drawn.unheard.is_some() { HEAR_SECONDS } else { 15 };
            prop_assert!(until > now() && until <= now() + Duration::seconds(longest));
        }
    }

    #[test]
    fn reading_an_answer_never_breaks(text in "\\PC{0,80}", sources in 0..4_usize) {
        if let Reply::Says(said) = read(&text, sources, 800) {
            prop_assert!(sources > 0 && said.chars().count() <= 800);
        }
    }
}
