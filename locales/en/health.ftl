# Notices from Meta, in the journal and in a number's health.
notice-restricted = Meta restricted the account: { $what }, until { $until }
notice-banned = State of the account at Meta: { $state }
notice-violation = The account broke a rule of Meta: { $kind }
notice-disconnected = The number left the platform: { $reason }
notice-account = Account: { $event }
notice-alert = Alert from Meta ({ $severity }): { $alert }
notice-review = Account review: { $decision }
notice-number = Number: { $event }
notice-name = Display name { $name }: { $decision }
notice-capability = Limit of people per day: { $limit }
notice-security = Security of the number: { $event }
notice-template = Template { $name }: { $state }
notice-preferences = Marketing preference: { $stopped } stopped, { $resumed } resumed
notice-flow = Flow: { $event }
notice-call = Call: { $event }
notice-group = Group: { $event }
notice-payment = Payment configuration: { $state }
notice-history = History from the phone: { $progress } received
notice-app-messages = { $count ->
    [one] One message sent from the phone
   *[other] { $count } messages sent from the phone
}
notice-app-contacts = { $count ->
    [one] One contact from the phone
   *[other] { $count } contacts from the phone
}
notice-conversion = Meta detected: { $event }
notice-username = User name { $name }: { $state }
notice-handover = Another app took the conversation or gave it back
notice-failure = Error from Meta, code { $code }
notice-identity = Somebody changed their number or id
notice-unreadable = This part could not be read. It is kept whole.
notice-other = Notice from Meta: { $field }
# Words of Meta.
provider-changed = changed
provider-approved = approved
provider-rejected = rejected
provider-pending = in review
provider-deferred = deferred
provider-paused = paused
provider-disabled = disabled
provider-flagged = flagged
provider-deleted = deleted
provider-reinstated = reinstated
provider-green = good
provider-yellow = medium
provider-red = low
provider-unknown = not rated
provider-connected = connected
provider-restricted = restricted
provider-banned = banned
provider-available = available
provider-limited = limited
provider-blocked = blocked
provider-tier-250 = 250
provider-tier-2k = 2,000
provider-tier-10k = 10,000
provider-tier-100k = 100,000
provider-tier-unlimited = unlimited
provider-standard = standard
provider-high = high
provider-disable = disabled
provider-schedule-for-disable = to be disabled
provider-reinstate = reinstated
provider-critical = critical
provider-warning = warning
provider-informational = information
provider-throughput-upgrade = sending speed raised
provider-pin-changed = PIN changed
provider-pin-reset-request = new PIN requested
provider-pin-request-success = new PIN confirmed
provider-restricted-biz-initiated-messaging = messages begun by the business
provider-connect = incoming call
provider-terminate = call ended
provider-utility = utility
provider-marketing = marketing
provider-authentication = authentication
