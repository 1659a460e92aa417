//! Prices with four decimals.

use prosa_domain::{
    lang::Lang,
    price::{Currency, Money},
};
use prosa_i18n::Translator;

#[test]
fn rates_keep_their_four_decimals_and_whole_cents_have_two() {
    for (lang, units, currency, text) in [
        (Lang::PtBr, 350, Currency::BRL, "R$\u{a0}0,0350"),
        (Lang::PtBr, 15_005_000, Currency::BRL, "R$\u{a0}1.500,50"),
        (Lang::En, 625, Currency::USD, "US$0.0625"),
        (Lang::En, -3_217, Currency::BRL, "-R$0.3217"),
    ] {
        let got = Translator::for_lang(lang).price(Money::of(units, currency));
        assert_eq!(
            got.replace(['\u{a0}', '\u{202f}', ' '], ""),
            text.replace(['\u{a0}', ' '], ""),
            "{lang:?}"
        );
    }
}
