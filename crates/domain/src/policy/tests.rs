#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use super::*;
use crate::{line::LineState, refusal::Code};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

const CONSENTS: [ConsentFact; 3] =
    [ConsentFact::Given, ConsentFact::Withdrawn(DateTime::UNIX_EPOCH), ConsentFact::Unknown];

fn shapes() -> Vec<Shape> {
    let offer = TemplateFact {
        category: Purpose::Marketing,
        standing: TemplateStanding::Approved,
        language: LanguageFact::There,
        values_missing: 0,
    };
    let mut shapes = vec![Shape::Free, Shape::Template(offer)];
    for standing in TemplateStanding::ALL {
        for language in [LanguageFact::There, LanguageFact::Missing] {
            for values_missing in [0, 2] {
                let category = Purpose::Utility;
                shapes.push(Shape::Template(TemplateFact { category, standing, language, values_missing }));
            }
        }
    }
    shapes
}

/// Every combination of facts that can change the answer.
fn matrix() -> Vec<SendFacts> {
    let since = Some(now() - Duration::days(3));
    let mut all = Vec::new();
    for sender in Sender::ALL {
        for purpose in Purpose::ALL {
            for shape in shapes() {
                for minutes in [Some(5), Some(60), Some(25 * 60), None] {
                    for consent in CONSENTS {
                        for bits in 0..1_024_u32 {
                            let bit = |place: u32| bits & (1 << place) != 0;
                            all.push(SendFacts {
                                sender,
                                purpose,
                                shape,
                                consent,
                                last_inbound_at: minutes.map(|minutes| now() - Duration::minutes(minutes)),
                                line_state: if bit(0) { LineState::Paused } else { LineState::Connected },
                                opted_out: bit(9).then(|| now() - Duration::minutes(30)),
                                blocked: since.filter(|_| bit(1)),
                                do_not_contact: since.filter(|_| bit(2)),
                                utility_consent: if bit(3) {
                                    UtilityConsent::Needed
                                } else {
                                    UtilityConsent::NotNeeded
                                },
                                budget: if bit(4) { BudgetFact::Stopped } else { BudgetFact::Fits },
                                panic: if bit(5) {
                                    PanicFact::Panicking { probe_at: now() }
                                } else {
                                    PanicFact::Calm
                                },
                                reach: if bit(6) { ReachFact::Spent { limit: 250 } } else { ReachFact::Left },
                                frequency: FrequencyFact { sent: 2, max: bit(7).then_some(2), days: 7 },
                                quiet: if bit(8) {
                                    QuietFact::Quiet { until: now() }
                                } else {
                                    QuietFact::Open
                                },
                                ..SendFacts::answer(now(), LineState::Connected)
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

/// Every objection there is, written down apart from the code that decides: who is concerned, and by what.
fn objections(facts: &SendFacts) -> Vec<Code> {
    let open = facts.last_inbound_at.is_some_and(|at| now() - at < Duration::hours(24));
    let template = match facts.shape {
        Shape::Free => None,
        Shape::Template(template) => Some(template),
    };
    let age = facts.last_inbound_at.map(|at| now() - at);
    let category = template.map(|one| one.category);
    let marketing = facts.purpose == Purpose::Marketing || category == Some(Purpose::Marketing);
    let utility = !marketing && (facts.purpose == Purpose::Utility || category == Some(Purpose::Utility));
    // Consent is asked for by purpose; a template that weighs more was not asked about.
    let asked = match facts.purpose {
        Purpose::Marketing => marketing,
        Purpose::Utility => utility,
        Purpose::Service => !marketing && !utility,
    };
    let withdrawn = asked && matches!(facts.consent, ConsentFact::Withdrawn(_));
    let unknown = !asked || facts.consent == ConsentFact::Unknown;
    let wrote_since = open && facts.last_inbound_at > facts.opted_out;
    let left_alone = facts.opted_out.is_some()
        && match facts.sender {
            Sender::Campaign => true,
            Sender::Rule => marketing || !wrote_since,
            Sender::Person | Sender::Api => marketing,
        };
    let disturbs = match facts.sender {
        Sender::Campaign => true,
        Sender::Rule => marketing || age.is_none_or(|age| age >= Duration::minutes(15)),
        Sender::Person => marketing && !open,
        Sender::Api => marketing,
    };
    let rules = [
        (Code::LineNotConnected, facts.line_state != LineState::Connected),
        (Code::ContactBlocked, facts.blocked.is_some()),
        (Code::DoNotContact, facts.do_not_contact.is_some()),
        (Code::TemplateNotApproved, template.is_some_and(|one| one.standing != TemplateStanding::Approved)),
        (Code::TemplateLanguage, template.is_some_and(|one| one.language == LanguageFact::Missing)),
        (Code::TemplateUnfilled, template.is_some_and(|one| one.values_missing != 0)),
        (Code::WindowClosed, template.is_none() && !open),
        (Code::OptedOut, left_alone || (withdrawn && (marketing || utility))),
        (
            Code::ConsentMissing,
            unknown && (marketing || (utility && facts.utility_consent == UtilityConsent::Needed && !open)),
        ),
        (Code::BudgetSpent, facts.budget == BudgetFact::Stopped),
        (Code::LinePanic, facts.panic != PanicFact::Calm && facts.sender != Sender::Person),
        (Code::ReachSpent, facts.reach != ReachFact::Left && !open),
        (Code::FrequencyCap, marketing && facts.frequency.max == Some(2)),
        (Code::QuietHours, facts.quiet != QuietFact::Open && disturbs),
    ];
    rules.into_iter().filter(|(_, holds)| *holds).map(|(code, _)| code).collect()
}

#[test]
fn the_whole_matrix_decides_as_written() {
    let matrix = matrix();
    assert_eq!(matrix.len(), 4 * 3 * 22 * 4 * 3 * 1_024);
    let mut allowed = 0_u32;
    for facts in matrix {
        let wanted = objections(&facts).first().copied();
        let got = decide(&facts).err().map(|refusal| refusal.code);
        assert_eq!(got, wanted, "{facts:?}");
        allowed += u32::from(got.is_none());
    }
    assert_eq!(allowed, 3_024);
}

#[test]
fn every_refusal_says_what_can_be_done() {
    for (code, way) in [
        (Code::WindowClosed, WayOut::ChooseTemplate),
        (Code::TemplateUnfilled, WayOut::FillTemplate),
        (Code::QuietHours, WayOut::Wait),
        (Code::ConsentMissing, WayOut::AskConsent),
        (Code::BudgetSpent, WayOut::RaiseBudget),
        (Code::LineNotConnected, WayOut::MendLine),
        (Code::OptedOut, WayOut::None),
        (Code::DoNotContact, WayOut::None),
    ] {
        assert_eq!(way_out(code), way, "{code:?}");
    }
}

fn any_facts() -> impl Strategy<Value = SendFacts> {
    let choice = (0..4_usize, 0..3_usize, 0..22_usize, 0..3_usize, 0..1_024_u32);
    (choice, proptest::option::of(0_i64..200_000)).prop_map(
        |((sender, purpose, shape, consent, bits), minutes)| {
            let bit = |place: u32| bits & (1 << place) != 0;
            let since = Some(now());
            SendFacts {
                sender: Sender::ALL[sender],
                purpose: Purpose::ALL[purpose],
                shape: shapes()[shape],
                consent: CONSENTS[consent],
                last_inbound_at: minutes.map(|minutes| now() - Duration::minutes(minutes)),
                opted_out: bit(9).then(|| now() - Duration::minutes(30)),
                blocked: since.filter(|_| bit(1)),
                do_not_contact: since.filter(|_| bit(2)),
                budget: if bit(4) { BudgetFact::Stopped } else { BudgetFact::Fits },
                quiet: if bit(8) { QuietFact::Quiet { until: now() } } else { QuietFact::Open },
                ..SendFacts::answer(now(), LineState::Connected)
            }
        },
    )
}

proptest! {
    #[test]
    fn one_more_objection_never_opens_the_gate(facts in any_facts(), which in 0..9_u8) {
        let worse = match which {
            0 => SendFacts { blocked: Some(now()), ..facts },
            1 => SendFacts { do_not_contact: Some(now()), ..facts },
            2 => SendFacts { budget: BudgetFact::Stopped, ..facts },
            3 => SendFacts { reach: ReachFact::Spent { limit: 1 }, ..facts },
            4 => SendFacts { quiet: QuietFact::Quiet { until: now() }, ..facts },
            5 => SendFacts { opted_out: facts.opted_out.or(Some(now())), ..facts },
            6 => SendFacts { panic: PanicFact::Panicking { probe_at: now() }, ..facts },
            7 => SendFacts { consent: ConsentFact::Withdrawn(now()), ..facts },
            _ => SendFacts { line_state: LineState::Paused, ..facts },
        };
        prop_assert!(decide(&facts).is_ok() || decide(&worse).is_err());
    }

    #[test]
    fn marketing_never_goes_to_who_did_not_agree(facts in any_facts()) {
        if facts.purpose == Purpose::Marketing && facts.consent != ConsentFact::Given {
            prop_assert!(decide(&facts).is_err());
        }
    }

    #[test]
    fn a_marketing_template_is_marketing_whatever_it_is_sent_for(facts in any_facts()) {
        let offer = shapes()[1];
        if facts.purpose != Purpose::Marketing {
            let facts = SendFacts { shape: offer, ..facts };
            prop_assert!(decide(&facts).is_err());
        }
    }

    #[test]
    fn an_offer_never_goes_to_who_opted_out(facts in any_facts()) {
        let facts = SendFacts { opted_out: Some(now()), ..facts };
        if facts.weight() == Purpose::Marketing || facts.sender == Sender::Campaign {
            prop_assert!(decide(&facts).is_err());
        }
    }

    #[test]
    fn quiet_hours_never_stop_a_member_in_an_open_window(facts in any_facts(), minutes in 0..24 * 60_i64) {
        let last_inbound_at = Some(now() - Duration::minutes(minutes));
        let facts = SendFacts { sender: Sender::Person, last_inbound_at, ..facts };
        let quiet = SendFacts { quiet: QuietFact::Quiet { until: now() }, ..facts };
        let open = SendFacts { quiet: QuietFact::Open, ..facts };
        prop_assert_eq!(decide(&quiet), decide(&open));
    }

    #[test]
    fn nothing_free_passes_outside_the_window(facts in any_facts(), minutes in 24 * 60_i64..1_000_000) {
        let facts = SendFacts { shape: Shape::Free, last_inbound_at: Some(now() - Duration::minutes(minutes)), ..facts };
        prop_assert!(decide(&facts).is_err());
    }

    #[test]
    fn a_text_passes_exactly_when_it_has_1_to_4096_characters_to_read(length in 0_usize..5_000) {
        let text = "é".repeat(length);
        prop_assert_eq!(check_text(&text).is_ok(), (1..=TEXT_LENGTH_MAX).contains(&length));
    }
}
