//! What a send costs, told before it.

use prosa_domain::price::Why;
use prosa_i18n::Translator;
use prosa_wire::cost::QuoteView;

/// The price before sending, in words.
#[must_use]
pub fn words(tr: Translator, quote: &QuoteView) -> String {
    let amount = quote.amount.map(|amount| {
        let currency = amount.currency.as_str();
        if amount.units % 100 == 0 {
            return tr.money(amount.units / 100, currency);
        }
        // Rates have four decimals; rounded to cents they would be told wrong by a fifth.
        let symbol = if currency == "BRL" { "R$" } else { currency };
        format!("{symbol} {}", tr.decimal(amount.units, 4))
    });
    let amount = amount.unwrap_or_default();
    match quote.why {
        Why::FreeWindow => tr.t("inbox-price-window"),
        Why::FreeEntry => tr.t("inbox-price-entry"),
        Why::FreeAllowance => tr.t_args("inbox-price-allowance", &[("count", quote.free_left.into())]),
        Why::Billed => tr.t_args("inbox-price-billed", &[("amount", (&amount).into())]),
        Why::Unknown => tr.t("inbox-price-unknown"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use prosa_domain::{
        lang::Lang,
        price::{Category, Currency, Money},
    };

    fn told(units: i64, why: Why) -> String {
        let currency = Currency::parse("BRL").unwrap();
        let amount = Some(Money { units, currency });
        let quote = QuoteView {
            category: Category::Utility,
            market: None,
            amount,
            why,
            free_left: 812,
            stopped_by: None,
        };
        words(Translator::for_lang(Lang::PtBr), &quote)
    }

    #[test]
    fn a_price_is_told_with_its_reason_and_never_rounded_to_nothing() {
        assert_eq!(told(0, Why::FreeWindow), "R$ 0,00 dentro da janela");
        assert_eq!(told(3_400, Why::Billed), "Este envio custa R$ 0,34");
        assert_eq!(told(352, Why::Billed), "Este envio custa R$ 0,0352");
        assert_eq!(told(0, Why::FreeAllowance), "Grátis: restam 812 mensagens neste mês");
    }
}
