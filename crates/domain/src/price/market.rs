//! The market of a price: the country of the recipient's number, by its calling code (ITU E.164 assignments).

use serde::{Deserialize, Serialize};
use std::fmt;

/// A market of the price table: one country, or every country that has no rate of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Market {
    /// A country by its two letters (ISO 3166).
    Country([u8; 2]),
    /// All others.
    Rest,
}

impl Market {
    /// Brazil.
    pub const BRAZIL: Self = Self::Country(*b"BR");

    /// Reads a stored word: two capital letters, or `rest`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if word == "rest" {
            return Some(Self::Rest);
        }
        let letters: [u8; 2] = word.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self::Country(letters))
    }

    /// The stored word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Country(letters) => std::str::from_utf8(letters).unwrap_or_default(),
            Self::Rest => "rest",
        }
    }

    /// The market of a number in full digits; none when no country has such numbers.
    #[must_use]
    pub fn of_phone(digits: &str) -> Option<Self> {
        if let Some(rest) = digits.strip_prefix('1') {
            return Self::parse(north_america(rest.get(..3)?));
        }
        if let Some(rest) = digits.strip_prefix('7') {
            return Self::parse(if rest.starts_with(['6', '7']) { "KZ" } else { "RU" });
        }
        let by_length = |length: usize| {
            let code = digits.get(..length)?;
            CODES.iter().find(|(known, _)| *known == code).and_then(|(_, country)| Self::parse(country))
        };
        by_length(3).or_else(|| by_length(2))
    }

    /// The market of a business-scoped user id, which begins with the country (`BR.…`).
    #[must_use]
    pub fn of_user(bsuid: &str) -> Option<Self> {
        Self::parse(bsuid.split_once('.')?.0)
    }
}

impl fmt::Display for Market {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Market {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Market> for String {
    fn from(market: Market) -> Self {
        market.as_str().to_owned()
    }
}

impl TryFrom<String> for Market {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        Self::parse(&word).ok_or("a market is two capital letters or rest")
    }
}

/// Countries that share +1, by area code; the United States has all others.
fn north_america(area: &str) -> &'static str {
    AREAS.iter().find(|(_, areas)| areas.contains(&area)).map_or("US", |(country, _)| *country)
}

const CANADA: &[&str] = &[
    "204", "226", "236", "249", "250", "257", "263", "289", "306", "343", "354", "365", "367", "368", "382",
    "403", "416", "418", "428", "431", "437", "438", "450", "468", "474", "506", "514", "519", "548", "579",
    "581", "584", "587", "604", "613", "639", "647", "672", "683", "705", "709", "742", "753", "778", "780",
    "782", "807", "819", "825", "867", "873", "879", "902", "905",
];

const AREAS: &[(&str, &[&str])] = &[
    ("CA", CANADA),
    ("DO", &["809", "829", "849"]),
    ("PR", &["787", "939"]),
    ("JM", &["658", "876"]),
    ("TT", &["868"]),
    ("BS", &["242"]),
    ("BB", &["246"]),
    ("AI", &["264"]),
    ("AG", &["268"]),
    ("VG", &["284"]),
    ("VI", &["340"]),
    ("KY", &["345"]),
    ("BM", &["441"]),
    ("GD", &["473"]),
    ("TC", &["649"]),
    ("MS", &["664"]),
    ("MP", &["670"]),
    ("GU", &["671"]),
    ("AS", &["684"]),
    ("SX", &["721"]),
    ("LC", &["758"]),
    ("DM", &["767"]),
    ("VC", &["784"]),
    ("KN", &["869"]),
];

/// Calling codes and their countries. Where several share one, the largest.
#[rustfmt::skip]
const CODES: &[(&str, &str)] = &[
    ("20", "EG"), ("27", "ZA"), ("30", "GR"), ("31", "NL"), ("32", "BE"), ("33", "FR"), ("34", "ES"), ("36", "HU"),
    ("39", "IT"), ("40", "RO"), ("41", "CH"), ("43", "AT"), ("44", "GB"), ("45", "DK"), ("46", "SE"), ("47", "NO"),
    ("48", "PL"), ("49", "DE"), ("51", "PE"), ("52", "MX"), ("53", "CU"), ("54", "AR"), ("55", "BR"), ("56", "CL"),
    ("57", "CO"), ("58", "VE"), ("60", "MY"), ("61", "AU"), ("62", "ID"), ("63", "PH"), ("64", "NZ"), ("65", "SG"),
    ("66", "TH"), ("81", "JP"), ("82", "KR"), ("84", "VN"), ("86", "CN"), ("90", "TR"), ("91", "IN"), ("92", "PK"),
    ("93", "AF"), ("94", "LK"), ("95", "MM"), ("98", "IR"),
    ("211", "SS"), ("212", "MA"), ("213", "DZ"), ("216", "TN"), ("218", "LY"), ("220", "GM"), ("221", "SN"), ("222", "MR"),
    ("223", "ML"), ("224", "GN"), ("225", "CI"), ("226", "BF"), ("227", "NE"), ("228", "TG"), ("229", "BJ"), ("230", "MU"),
    ("231", "LR"), ("232", "SL"), ("233", "GH"), ("234", "NG"), ("235", "TD"), ("236", "CF"), ("237", "CM"), ("238", "CV"),
    ("239", "ST"), ("240", "GQ"), ("241", "GA"), ("242", "CG"), ("243", "CD"), ("244", "AO"), ("245", "GW"), ("248", "SC"),
    ("249", "SD"), ("250", "RW"), ("251", "ET"), ("252", "SO"), ("253", "DJ"), ("254", "KE"), ("255", "TZ"), ("256", "UG"),
    ("257", "BI"), ("258", "MZ"), ("260", "ZM"), ("261", "MG"), ("262", "RE"), ("263", "ZW"), ("264", "NA"), ("265", "MW"),
    ("266", "LS"), ("267", "BW"), ("268", "SZ"), ("269", "KM"), ("291", "ER"), ("297", "AW"), ("298", "FO"), ("299", "GL"),
    ("350", "GI"), ("351", "PT"), ("352", "LU"), ("353", "IE"), ("354", "IS"), ("355", "AL"), ("356", "MT"), ("357", "CY"),
    ("358", "FI"), ("359", "BG"), ("370", "LT"), ("371", "LV"), ("372", "EE"), ("373", "MD"), ("374", "AM"), ("375", "BY"),
    ("376", "AD"), ("377", "MC"), ("378", "SM"), ("380", "UA"), ("381", "RS"), ("382", "ME"), ("383", "XK"), ("385", "HR"),
    ("386", "SI"), ("387", "BA"), ("389", "MK"), ("420", "CZ"), ("421", "SK"), ("423", "LI"), ("500", "FK"), ("501", "BZ"),
    ("502", "GT"), ("503", "SV"), ("504", "HN"), ("505", "NI"), ("506", "CR"), ("507", "PA"), ("508", "PM"), ("509", "HT"),
    ("590", "GP"), ("591", "BO"), ("592", "GY"), ("593", "EC"), ("594", "GF"), ("595", "PY"), ("596", "MQ"), ("597", "SR"),
    ("598", "UY"), ("599", "CW"), ("670", "TL"), ("673", "BN"), ("674", "NR"), ("675", "PG"), ("676", "TO"), ("677", "SB"),
    ("678", "VU"), ("679", "FJ"), ("680", "PW"), ("681", "WF"), ("682", "CK"), ("683", "NU"), ("685", "WS"), ("686", "KI"),
    ("687", "NC"), ("688", "TV"), ("689", "PF"), ("690", "TK"), ("691", "FM"), ("692", "MH"), ("850", "KP"), ("852", "HK"),
    ("853", "MO"), ("855", "KH"), ("856", "LA"), ("880", "BD"), ("886", "TW"), ("960", "MV"), ("961", "LB"), ("962", "JO"),
    ("963", "SY"), ("964", "IQ"), ("965", "KW"), ("966", "SA"), ("967", "YE"), ("968", "OM"), ("970", "PS"), ("971", "AE"),
    ("972", "IL"), ("973", "BH"), ("974", "QA"), ("975", "BT"), ("976", "MN"), ("977", "NP"), ("992", "TJ"), ("993", "TM"),
    ("994", "AZ"), ("995", "GE"), ("996", "KG"), ("998", "UZ"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_leads_to_its_country() {
        for (digits, country) in [
            ("5511987654321", Some("BR")),
            ("525512345678", Some("MX")),
            ("5491123456789", Some("AR")),
            ("351912345678", Some("PT")),
            ("13055550100", Some("US")),
            ("14165550100", Some("CA")),
            ("18095550100", Some("DO")),
            ("79161234567", Some("RU")),
            ("77011234567", Some("KZ")),
            ("595981234567", Some("PY")),
            ("99912345678", None),
            ("55", Some("BR")),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(
                Market::of_phone(digits).map(|market| market.to_string()).as_deref(),
                country,
                "{digits}"
            );
        }
        assert_eq!(Market::of_user("BR.7481920365501122"), Some(Market::BRAZIL));
        assert_eq!(Market::of_user("7481920365501122"), None);
    }

    #[test]
    fn no_calling_code_hides_another() {
        for (code, country) in CODES {
            assert!(Market::parse(country).is_some(), "{country}");
            let same = CODES.iter().filter(|(other, _)| other.starts_with(code)).count();
            assert_eq!(same, 1, "{code} is the beginning of another");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_market_or_none(text in "\\PC{0,20}") {
            if let Some(market) = Market::of_phone(&text) {
                prop_assert_eq!(Market::parse(market.as_str()), Some(market));
            }
            let _ = Market::of_user(&text);
        }
    }
}
