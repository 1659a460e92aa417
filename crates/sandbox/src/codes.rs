//! Meta's error codes: HTTP status, title and the usual details. Used for answers and for `failed` statuses alike.

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The code.
    pub code: i32,
    /// HTTP status of a synchronous answer.
    pub http: u16,
    /// Title, also the message after `(#code)`.
    pub title: &'static str,
    /// Details when the caller has no better ones.
    pub details: &'static str,
}

const fn row(code: i32, http: u16, title: &'static str, details: &'static str) -> Row {
    Row { code, http, title, details }
}

/// The row of a code; an unknown code is answered as a plain 400.
pub fn find(code: i32) -> Row {
    let known = ROWS.iter().find(|row| row.code == code);
    known.copied().unwrap_or(row(code, 400, "Unknown error", "Unknown error."))
}

const ROWS: &[Row] = &[
    row(0, 401, "AuthException", "The app user could not be authenticated."),
    row(1, 400, "API Unknown", "Invalid request or possible server error."),
    row(2, 503, "API Service", "Temporary due to downtime or due to being overloaded."),
    row(3, 500, "API Method", "Capability or permissions issue."),
    row(4, 400, "API Too Many Calls", "The app has reached its API call rate limit."),
    row(10, 403, "API Permission Denied", "Permission is either not granted or has been removed."),
    row(33, 400, "Parameter value is not valid", "The business phone number has been deleted."),
    row(
        100,
        400,
        "Invalid parameter",
        "The request included one or more unsupported or misspelled parameters.",
    ),
    row(190, 401, "Access token has expired", "Your access token has expired."),
    row(200, 403, "API Permission", "Permission is either not granted or has been removed."),
    row(
        368,
        403,
        "Temporarily blocked for policies violations",
        "The account has been restricted or disabled.",
    ),
    row(80007, 400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    row(130_403, 400, "User blocked", "The business has blocked this user."),
    row(130_429, 429, "Rate limit hit", "Cloud API message throughput has been reached."),
    row(
        130_472,
        400,
        "User's number is part of an experiment",
        "Message was not sent as part of an experiment.",
    ),
    row(130_497, 403, "Business account is restricted", "The account may not message users in this country."),
    row(131_000, 500, "Something went wrong", "Message failed to send due to an unknown error."),
    row(131_005, 403, "Access denied", "Permission is either not granted or has been removed."),
    row(131_008, 400, "Required parameter is missing", "The request is missing a required parameter."),
    row(131_009, 400, "Parameter value is not valid", "One or more parameter values are invalid."),
    row(131_016, 500, "Service unavailable", "A service is temporarily unavailable."),
    row(131_021, 400, "Recipient cannot be sender", "Sender and recipient phone number is the same."),
    row(131_026, 400, "Message undeliverable", "Message undeliverable."),
    row(131_030, 400, "Recipient not in allowed list", "Recipient phone number not in allowed list."),
    row(131_031, 403, "Business Account locked", "The account has been restricted for violating a policy."),
    row(131_037, 400, "Display name approval needed", "The 555 number has no approved display name."),
    row(131_041, 400, "Group not found", "The group is unknown or the business is not a member."),
    row(
        131_042,
        400,
        "Business eligibility payment issue",
        "There was an error related to your payment method.",
    ),
    row(
        131_045,
        500,
        "Incorrect certificate",
        "Message failed to send due to a phone number registration error.",
    ),
    row(
        131_047,
        400,
        "Re-engagement message",
        "Message failed to send because more than 24 hours have passed since the customer last replied to this number.",
    ),
    row(131_048, 400, "Spam rate limit hit", "Previous messages were blocked or flagged as spam."),
    row(131_049, 400, "Meta chose not to deliver", "Not delivered to maintain healthy ecosystem engagement."),
    row(
        131_050,
        400,
        "User stopped marketing messages",
        "The user opted out of marketing from this business.",
    ),
    row(131_051, 400, "Unsupported message type", "Message type is not currently supported."),
    row(131_052, 400, "Media download error", "Unable to download the media sent by the user."),
    row(131_053, 400, "Media upload error", "Unable to upload the media used in the message."),
    row(
        131_056,
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        "Too many messages sent from this number to this same recipient in a short period of time.",
    ),
    row(131_057, 500, "Account in maintenance mode", "Business Account is in maintenance mode."),
    row(30_005, 400, "Unknown destination handset", "The destination number is unknown."),
    row(136_024, 400, "Number already verified", "The number is verified already."),
    row(139_100, 400, "Failed to block or unblock users", "Some users could not be blocked or unblocked."),
    row(2_593_107, 400, "Synchronization request limit exceeded", "This was asked for already."),
    row(131_062, 400, "Cannot be sent to this user id", "Authentication templates need a phone number."),
    row(
        132_000,
        400,
        "Number of parameters does not match",
        "The number of variable values differs from the template.",
    ),
    row(
        132_001,
        404,
        "Template name does not exist in the translation",
        "No such template, language or approval.",
    ),
    row(132_005, 400, "Translated text too long", "The text is too long once the variables are filled."),
    row(132_007, 400, "Template format character policy violated", "Template content violates a policy."),
    row(132_012, 400, "Parameter format does not match", "Variable values are formatted incorrectly."),
    row(
        132_018,
        400,
        "Template parameters are invalid",
        "There is a problem with the template's parameters.",
    ),
    row(132_015, 400, "Template is paused", "The template is paused due to low quality."),
    row(
        132_016,
        400,
        "Template is disabled",
        "The template was paused too many times and is disabled for good.",
    ),
    row(132_068, 400, "Flow is blocked", "Flow is in blocked state."),
    row(132_069, 400, "Flow is throttled", "Ten messages with this flow were sent in the last hour."),
    row(133_004, 503, "Server temporarily unavailable", "Server is temporarily unavailable."),
    row(133_005, 400, "Two-step verification PIN mismatch", "Two-step verification PIN incorrect."),
    row(133_010, 400, "Phone number not registered", "The number is not registered on the platform."),
    row(134_100, 400, "Only marketing messages supported", "Only marketing templates are accepted here."),
    row(134_011, 400, "Payments terms not accepted", "The payments terms of service were not accepted."),
    row(
        135_000,
        400,
        "Generic user error",
        "Message failed to send because of an unknown error with your parameters.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_in_the_table_once() {
        let codes: BTreeSet<i32> = ROWS.iter().map(|row| row.code).collect();
        assert_eq!(codes.len(), ROWS.len());
        assert_eq!(find(131_047).title, "Re-engagement message");
        assert_eq!(find(999).http, 400);
    }
}
