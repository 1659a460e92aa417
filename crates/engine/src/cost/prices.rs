//! The price table: seen, added to, ended.

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    TenantTx,
    cost::{self, prices},
    event::{self, NewEvent},
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::PriceId,
    price::{Money, PriceRow, PriceTable, Source, UNITS},
    refusal::{Code, Refusal},
};
use prosa_wire::cost::{EndPrice, NewPrice, PriceTableView};

/// Whole units of the dearest rate; a message that costs more is a slip of the hand.
const PRICE_MAX: i64 = 1_000;

impl Engine {
    /// The price table.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn prices(&self, caller: &Caller) -> Reply<PriceTableView> {
        caller.may(Action::ViewCost)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?;
        let rows = prices::list(&mut tx, None).await.map_err(refuse_db)?;
        Ok(PriceTableView { currency: calendar.currency, today: calendar.today, rows })
    }

    /// Adds a rate. What is booked already keeps its amount.
    ///
    /// # Errors
    /// `price-overlap` when another rate of the same kind holds on some of its days, `field-invalid`, `forbidden`.
    pub async fn add_price(&self, caller: &Caller, new: NewPrice) -> Reply<PriceRow> {
        caller.may(Action::ManageCost)?;
        check_price(new.price)?;
        if new.valid_until.is_some_and(|until| until <= new.valid_from) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "valid_until"));
        }
        let row = PriceRow {
            id: self.new_id(PriceId::from_parts),
            market: new.market,
            category: new.category,
            price: new.price,
            valid_from: new.valid_from,
            valid_until: new.valid_until,
            source: Source::Own,
        };
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let same = Some((new.category, new.price.currency));
        let table = PriceTable::new(prices::list(&mut tx, same).await.map_err(refuse_db)?);
        if let Some(other) = table.overlap(&row) {
            return Err(overlap(other));
        }
        prices::add(&mut tx, &row, caller.member, self.now()).await.map_err(refuse_db)?;
        self.prices_changed(caller, tx).await?;
        Ok(row)
    }

    /// Ends a rate on a day; one that would never have held goes. What is booked already keeps its amount.
    ///
    /// # Errors
    /// `not-found`, `price-overlap` when the end moves past the beginning of another rate, `forbidden`.
    pub async fn end_price(&self, caller: &Caller, end: EndPrice) -> Reply<()> {
        caller.may(Action::ManageCost)?;
        let mut tx = self.db.tenant_path(caller.tenant).await.map_err(refuse_db)?;
        let rows = prices::list(&mut tx, None).await.map_err(refuse_db)?;
        let row = rows.iter().find(|row| row.id == end.id).copied().ok_or(Refusal::new(Code::NotFound))?;
        let moved = PriceRow { valid_until: Some(end.until), ..row };
        if let Some(other) = PriceTable::new(rows).overlap(&moved).filter(|_| end.until > row.valid_from) {
            return Err(overlap(other));
        }
        prices::end(&mut tx, end.id, end.until).await.map_err(refuse_db)?;
        self.prices_changed(caller, tx).await
    }

    pub(super) async fn prices_changed(&self, caller: &Caller, mut tx: TenantTx) -> Reply<()> {
        let event = NewEvent::of(EventKind::CostUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}

/// Refuses a price nobody has.
pub(super) fn check_price(price: Money) -> Reply<()> {
    if price.units < 0 || price.units / UNITS > PRICE_MAX {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "price"));
    }
    Ok(())
}

/// The refusal that names the rate in the way.
pub(super) fn overlap(other: &PriceRow) -> Refusal {
    let until = other.valid_until.map(|day| day.to_string()).unwrap_or_else(|| "…".to_owned());
    Refusal::new(Code::PriceOverlap).with("from", other.valid_from).with("until", until)
}
