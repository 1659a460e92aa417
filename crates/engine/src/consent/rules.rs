//! What a tenant decided about sending, and what follows from it.

use super::wording;
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{Datelike as _, Duration, NaiveDate};
use prosa_db::consent::{self, PolicySetting};
use prosa_domain::{
    access::Action,
    holiday,
    policy::{DAY_MINUTES, QuietDay, QuietHours, QuietSpan},
    refusal::{Code, Refusal},
};
use prosa_i18n::Translator;
use prosa_wire::consent::{PolicyForm, PolicyView, quiet_day_field};

/// Most marketing messages a cap can allow.
const FREQUENCY_MAX: u16 = 1_000;
/// Longest span of a cap, in days.
const FREQUENCY_DAYS_MAX: u16 = 90;

impl Engine {
    /// What the tenant decided about sending.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn policy(&self, caller: &Caller) -> Reply<PolicyForm> {
        caller.may(Action::ViewConsent)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let setting = consent::setting(&mut tx).await.map_err(refuse_db)?;
        Ok(PolicyForm {
            quiet_from: setting.quiet.usual.from,
            quiet_until: setting.quiet.usual.until,
            days: setting.quiet.days,
            holidays: setting.quiet.holidays,
            frequency_max: setting.frequency_max,
            frequency_days: setting.frequency_days,
            utility_consent: setting.utility_consent,
        })
    }

    /// Decides about sending, for the whole tenant.
    ///
    /// # Errors
    /// `forbidden`, `field-invalid`.
    pub async fn save_policy(&self, caller: &Caller, form: PolicyForm) -> Reply<()> {
        caller.may(Action::ManagePolicy)?;
        let wrong = |field: &str| Err(Refusal::new(Code::FieldInvalid).with("field", field));
        for (minute, field) in [(form.quiet_from, "quiet_from"), (form.quiet_until, "quiet_until")] {
            if minute > DAY_MINUTES {
                return wrong(field);
            }
        }
        for (day, number) in form.days.iter().zip(1..) {
            if let QuietDay::Own(span) = day
                && (span.from > DAY_MINUTES || span.until > DAY_MINUTES)
            {
                return wrong(&quiet_day_field(number));
            }
        }
        if form.frequency_max.is_some_and(|max| !(1..=FREQUENCY_MAX).contains(&max)) {
            return wrong("frequency_max");
        }
        if !(1..=FREQUENCY_DAYS_MAX).contains(&form.frequency_days) {
            return wrong("frequency_days");
        }
        let setting = PolicySetting {
            quiet: QuietHours {
                usual: QuietSpan { from: form.quiet_from, until: form.quiet_until },
                days: form.days,
                holidays: form.holidays,
            },
            frequency_max: form.frequency_max,
            frequency_days: form.frequency_days,
            utility_consent: form.utility_consent,
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        consent::save_setting(&mut tx, &setting, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// The rules as their screen shows them: with this year's holidays and the sentences people are answered with, in the
    /// tenant's language.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn policy_view(&self, caller: &Caller) -> Reply<PolicyView> {
        let form = self.policy(caller).await?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let today = consent::local_day(&mut tx, self.now()).await.map_err(refuse_db)?;
        let lang = consent::language(&mut tx).await.map_err(refuse_db)?;
        let tr = Translator::for_lang(lang);
        Ok(PolicyView {
            form,
            holidays: holidays(today.year()),
            stop: wording::read(&mut tx, &keys).await.map_err(refuse_db)?,
            lang,
            resume_reply: tr.t("policy-resume-heard"),
        })
    }
}

/// The national holidays of a year.
fn holidays(year: i32) -> Vec<(NaiveDate, String)> {
    let days = NaiveDate::from_ymd_opt(year, 1, 1).into_iter().flat_map(|first| {
        (0..366).map(move |days| first + Duration::days(days)).filter(move |day| day.year() == year)
    });
    days.filter_map(|day| Some((day, holiday::national(day)?.to_owned()))).collect()
}
