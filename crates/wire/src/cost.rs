//! The costs screen, the price shown before sending, budgets and the price table.

use chrono::{DateTime, NaiveDate, Utc};
use prosa_domain::{
    budget::{AtLimit, Scope, Standing},
    id::{BudgetId, ConversationId, LineId, MemberId, PriceId},
    price::{Category, Currency, Market, Money, PriceRow, Why},
};
use serde::{Deserialize, Serialize};

/// Asks what a message to a conversation would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteAsk {
    /// To whom.
    pub conversation_id: ConversationId,
    /// What it would be billed as: `service` without a template, else the template's category.
    pub category: Category,
    /// When it is to go; none is now.
    pub send_at: Option<DateTime<Utc>>,
}

/// The price before sending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    /// What it would be billed as.
    pub category: Category,
    /// Where the recipient is; none when their number is hidden.
    pub market: Option<Market>,
    /// The price of one delivered message; none when no rate is known.
    pub amount: Option<Money>,
    /// Why.
    pub why: Why,
    /// Free service messages the number has left this month.
    pub free_left: i64,
    /// The budget that would stop it.
    pub stopped_by: Option<BudgetView>,
}

/// One sum of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostSum {
    /// Messages with a price, free ones included.
    pub messages: i64,
    /// Of them billed.
    pub billed: i64,
    /// Of the billed ones, those whose rate is not in the table: they are not in the amount.
    pub unpriced: i64,
    /// What they cost.
    pub amount: Money,
}

/// What went through a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCost {
    /// The line.
    pub line_id: LineId,
    /// Its name; empty when it is gone.
    pub label: String,
    /// Its sum.
    pub sum: CostSum,
    /// Free service messages used of the number's monthly allowance.
    pub free_used: i64,
}

/// What a member sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCost {
    /// The member; none for what no member sent.
    pub member_id: Option<MemberId>,
    /// Their name; empty without a member.
    pub name: String,
    /// Their sum.
    pub sum: CostSum,
}

/// What was billed as one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCost {
    /// The category; none for a word of the provider's that is unknown here.
    pub category: Option<Category>,
    /// Its sum.
    pub sum: CostSum,
}

/// What a day cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCost {
    /// The tenant's day.
    pub day: NaiveDate,
    /// Its sum.
    pub sum: CostSum,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostView {
    /// Its first day.
    pub month: NaiveDate,
    /// The tenant's day now.
    pub today: NaiveDate,
    /// What the tenant is billed in.
    pub currency: Currency,
    /// Everything.
    pub total: CostSum,
    /// Per line, dearest first.
    pub lines: Vec<LineCost>,
    /// Per member, dearest first.
    pub members: Vec<MemberCost>,
    /// Per category, dearest first.
    pub categories: Vec<CategoryCost>,
    /// Days with messages, in order.
    pub days: Vec<DayCost>,
    /// Budgets and where they stand in this month.
    pub budgets: Vec<BudgetView>,
}

/// A budget where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetView {
    /// Limit, booked and held.
    pub standing: Standing,
    /// Name of its line or member; empty for the tenant's own.
    pub label: String,
    /// The highest step reached, in percent.
    pub step: Option<u8>,
}

/// What the budget form sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetForm {
    /// The budget being changed; none for a new one.
    pub id: Option<BudgetId>,
    /// Whose spending; of one that is here it stays as it is.
    pub scope: Scope,
    /// Limit of a month.
    pub limit: Money,
    /// What happens at it.
    pub at_limit: AtLimit,
}

/// The price table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceTableView {
    /// What the tenant is billed in.
    pub currency: Currency,
    /// The tenant's day now.
    pub today: NaiveDate,
    /// All rates, by market, category, currency and first day.
    pub rows: Vec<PriceRow>,
}

/// A rate to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPrice {
    /// Where the recipient is.
    pub market: Market,
    /// What it is billed as.
    pub category: Category,
    /// Price of one delivered message.
    pub price: Money,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds; none holds on.
    pub valid_until: Option<NaiveDate>,
}

/// Ends a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndPrice {
    /// Which.
    pub id: PriceId,
    /// First day on which it no longer holds.
    pub until: NaiveDate,
}

/// Replaces a rate from a day on: to correct it, or because the provider changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacePrice {
    /// Which.
    pub id: PriceId,
    /// First day of the new price; on or before the rate's own first day, the old price goes altogether.
    pub from: NaiveDate,
    /// The new price, in the rate's currency.
    pub price: Money,
}

/// A line or member a budget can be for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeChoice {
    /// Which.
    pub scope: Scope,
    /// Its name.
    pub label: String,
}

/// Free service messages of one number this month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The line.
    pub line_id: LineId,
    /// Its name.
    pub label: String,
    /// Used.
    pub used: i64,
    /// In all.
    pub total: i64,
}

/// The whole screen of costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostPage {
    /// A month.
    pub overview: CostView,
    /// Free messages of every number, in the month.
    pub allowances: Vec<Allowance>,
    /// The price table.
    pub prices: PriceTableView,
    /// What a new budget can be for besides the company, without those that have one.
    pub scopes: Vec<ScopeChoice>,
    /// Whether who looks may change budgets and prices.
    pub may_manage: bool,
    /// The last event this holds.
    pub sequence: i64,
}
