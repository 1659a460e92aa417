//! Meta's error codes and what each asks for. The classes are ours; the codes and their meaning are Meta's ("Cloud API error
//! codes", read November 2026). Codes decide, never titles.

/// What an error code asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Try again, later and later.
    Backoff,
    /// Try again, but not soon.
    Wait,
    /// Wrong as it stands: correct it and send anew.
    Fix,
    /// Do not send to this person again.
    Never,
    /// The token or its rights: nothing goes until a person mends it.
    Auth,
    /// The account is restricted: nothing goes until a person mends it.
    Account,
    /// Tells something, asks for nothing.
    Info,
}

/// What a code asks for. A code nobody knows is not tried again: it may have been sent.
#[must_use]
pub fn classify(code: i32) -> Class {
    known(code).unwrap_or(Class::Never)
}

/// The same; none for a code nobody knows.
pub(super) fn known(code: i32) -> Option<Class> {
    CODES.iter().find(|(first, last, _)| (*first..=*last).contains(&code)).map(|(_, _, class)| *class)
}

/// First code, last code, class; in order.
pub(super) const CODES: [(i32, i32, Class); 158] = [
    (0, 0, Class::Auth),
    (1, 1, Class::Backoff),
    (2, 2, Class::Backoff),
    (3, 3, Class::Auth),
    (4, 4, Class::Backoff),
    (10, 10, Class::Auth),
    (33, 33, Class::Account),
    (100, 100, Class::Fix),
    (190, 190, Class::Auth),
    (200, 299, Class::Auth),
    (368, 368, Class::Account),
    (613, 613, Class::Backoff),
    (803, 803, Class::Fix),
    (2040, 2040, Class::Never),
    (2046, 2046, Class::Fix),
    (2047, 2047, Class::Fix),
    (80007, 80007, Class::Backoff),
    (130_403, 130_403, Class::Never),
    (130_429, 130_429, Class::Backoff),
    (130_472, 130_472, Class::Never),
    (130_497, 130_497, Class::Never),
    (131_000, 131_000, Class::Backoff),
    (131_005, 131_005, Class::Auth),
    (131_008, 131_008, Class::Fix),
    (131_009, 131_009, Class::Fix),
    (131_016, 131_016, Class::Backoff),
    (131_020, 131_020, Class::Fix),
    (131_021, 131_021, Class::Never),
    (131_026, 131_026, Class::Never),
    (131_030, 131_030, Class::Fix),
    (131_031, 131_031, Class::Account),
    (131_035, 131_035, Class::Info),
    (131_036, 131_036, Class::Fix),
    (131_037, 131_037, Class::Account),
    (131_041, 131_041, Class::Fix),
    (131_042, 131_042, Class::Account),
    (131_044, 131_044, Class::Account),
    (131_045, 131_045, Class::Account),
    (131_047, 131_047, Class::Never),
    (131_048, 131_048, Class::Account),
    (131_049, 131_049, Class::Wait),
    (131_050, 131_050, Class::Never),
    (131_051, 131_051, Class::Fix),
    (131_052, 131_052, Class::Info),
    (131_053, 131_053, Class::Fix),
    (131_055, 131_055, Class::Fix),
    (131_056, 131_056, Class::Backoff),
    (131_057, 131_057, Class::Backoff),
    (131_059, 131_059, Class::Fix),
    (131_060, 131_060, Class::Info),
    (131_062, 131_062, Class::Fix),
    (131_063, 131_063, Class::Fix),
    (131_064, 131_064, Class::Wait),
    (131_201, 131_201, Class::Info),
    (131_202, 131_202, Class::Fix),
    (131_203, 131_203, Class::Never),
    (131_204, 131_204, Class::Fix),
    (131_207, 131_207, Class::Account),
    (131_208, 131_208, Class::Backoff),
    (131_209, 131_209, Class::Fix),
    (131_210, 131_210, Class::Fix),
    (131_211, 131_211, Class::Never),
    (131_212, 131_212, Class::Fix),
    (131_213, 131_213, Class::Fix),
    (131_214, 131_214, Class::Wait),
    (131_215, 131_215, Class::Fix),
    (132_000, 132_000, Class::Fix),
    (132_001, 132_001, Class::Fix),
    (132_005, 132_005, Class::Fix),
    (132_007, 132_007, Class::Fix),
    (132_008, 132_008, Class::Fix),
    (132_012, 132_012, Class::Fix),
    (132_015, 132_015, Class::Wait),
    (132_016, 132_016, Class::Never),
    (132_018, 132_018, Class::Fix),
    (132_068, 132_068, Class::Fix),
    (132_069, 132_069, Class::Wait),
    (133_000, 133_000, Class::Fix),
    (133_004, 133_004, Class::Backoff),
    (133_005, 133_005, Class::Fix),
    (133_006, 133_006, Class::Fix),
    (133_008, 133_008, Class::Wait),
    (133_009, 133_009, Class::Wait),
    (133_010, 133_010, Class::Account),
    (133_015, 133_015, Class::Wait),
    (133_016, 133_016, Class::Wait),
    (134_011, 134_011, Class::Account),
    (134_100, 134_100, Class::Fix),
    (134_101, 134_101, Class::Wait),
    (134_102, 134_102, Class::Fix),
    (135_000, 135_000, Class::Fix),
    (136_024, 136_024, Class::Fix),
    (137_000, 137_000, Class::Fix),
    (138_000, 138_000, Class::Fix),
    (138_001, 138_001, Class::Never),
    (138_002, 138_002, Class::Backoff),
    (138_003, 138_003, Class::Wait),
    (138_004, 138_004, Class::Backoff),
    (138_005, 138_005, Class::Backoff),
    (138_006, 138_006, Class::Fix),
    (138_007, 138_007, Class::Backoff),
    (138_009, 138_009, Class::Wait),
    (138_012, 138_012, Class::Wait),
    (138_013, 138_013, Class::Fix),
    (138_014, 138_014, Class::Account),
    (138_015, 138_015, Class::Fix),
    (138_017, 138_017, Class::Info),
    (138_018, 138_018, Class::Fix),
    (138_019, 138_019, Class::Backoff),
    (138_020, 138_020, Class::Backoff),
    (138_021, 138_021, Class::Fix),
    (138_022, 138_022, Class::Backoff),
    (138_023, 138_023, Class::Backoff),
    (139_000, 139_000, Class::Fix),
    (139_001, 139_001, Class::Fix),
    (139_002, 139_002, Class::Fix),
    (139_003, 139_003, Class::Fix),
    (139_004, 139_004, Class::Fix),
    (139_006, 139_006, Class::Fix),
    (139_100, 139_100, Class::Fix),
    (139_101, 139_101, Class::Fix),
    (139_102, 139_102, Class::Backoff),
    (139_103, 139_103, Class::Backoff),
    (147_001, 147_001, Class::Fix),
    (147_002, 147_002, Class::Fix),
    (147_003, 147_003, Class::Fix),
    (147_004, 147_004, Class::Fix),
    (147_005, 147_005, Class::Fix),
    (200_005, 200_005, Class::Fix),
    (200_006, 200_006, Class::Fix),
    (200_007, 200_007, Class::Fix),
    (1_752_041, 1_752_041, Class::Info),
    (2_388_001, 2_388_001, Class::Fix),
    (2_388_012, 2_388_012, Class::Fix),
    (2_388_019, 2_388_019, Class::Fix),
    (2_388_040, 2_388_040, Class::Fix),
    (2_388_047, 2_388_047, Class::Fix),
    (2_388_072, 2_388_072, Class::Fix),
    (2_388_073, 2_388_073, Class::Fix),
    (2_388_091, 2_388_091, Class::Fix),
    (2_388_093, 2_388_093, Class::Fix),
    (2_388_103, 2_388_103, Class::Fix),
    (2_388_293, 2_388_293, Class::Fix),
    (2_388_299, 2_388_299, Class::Fix),
    (2_494_100, 2_494_100, Class::Backoff),
    (2_494_164, 2_494_164, Class::Fix),
    (2_494_165, 2_494_165, Class::Fix),
    (2_494_166, 2_494_166, Class::Fix),
    (2_494_167, 2_494_167, Class::Fix),
    (2_494_168, 2_494_168, Class::Fix),
    (2_494_176, 2_494_176, Class::Fix),
    (2_494_177, 2_494_177, Class::Fix),
    (2_494_179, 2_494_179, Class::Fix),
    (2_593_079, 2_593_079, Class::Fix),
    (2_593_085, 2_593_085, Class::Fix),
    (2_593_107, 2_593_107, Class::Never),
    (2_593_108, 2_593_108, Class::Never),
    (2_593_109, 2_593_109, Class::Info),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_stand_once() {
        assert!(CODES.windows(2).all(|pair| matches!(pair, [(_, last, _), (first, _, _)] if last < first)));
    }

    #[test]
    fn known_codes_have_their_class() {
        for (code, class) in [
            (190, Class::Auth),
            (250, Class::Auth),
            (131_047, Class::Never),
            (131_056, Class::Backoff),
            (131_031, Class::Account),
        ] {
            assert_eq!(classify(code), class, "{code}");
        }
        assert_eq!(classify(-5), Class::Never);
    }
}
