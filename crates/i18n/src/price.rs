//! Prices: money with four decimals where cents are too coarse.

use crate::{Arg, Translator};
use prosa_domain::price::{Money, UNITS};

impl Translator {
    /// An amount with two decimals, or four when it is not of whole cents: R$ 1.234,50, R$ 0,0350.
    #[must_use]
    pub fn price(self, money: Money) -> String {
        let cents = UNITS / 100;
        if money.units % cents == 0 {
            return self.money(money.units / cents, money.currency.as_str());
        }
        let symbol = match money.currency.as_str() {
            "BRL" => "R$",
            "USD" => "US$",
            "EUR" => "€",
            other => other,
        };
        let amount = self.decimal(money.units.saturating_abs(), 4);
        let text =
            self.t_args("format-money", &[("symbol", Arg::Text(symbol)), ("amount", Arg::Text(&amount))]);
        if money.units < 0 { format!("-{text}") } else { text }
    }
}
