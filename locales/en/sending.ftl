# Sending: the queue, the pace, numbers that stopped and sends that were given up.
sending-loading = Loading sends
sending-failed = Sending could not be opened
sending-none = No number connected
sending-none-text = The queue of each number appears here.
sending-running = Sending
sending-held = Stopped by itself
sending-paused = Paused
sending-since = Since { $at }.
sending-released = Number released: its queue goes out again
sending-pause = Pause sending
sending-resume = Resume sending
sending-resumed = Sending resumed
sending-waiting = { $count ->
    [0] Nothing waiting to go now
    [one] One message waiting to go
   *[other] { $count } messages waiting to go
}
sending-replies = Replies
sending-rules = Rules
sending-campaigns = Campaigns
sending-scheduled = Scheduled
sending-again = Trying again
sending-flying = Leaving now
sending-unknown = Unconfirmed
sending-oldest = The oldest waits since { $at }.
sending-reach = { $count ->
    [one] One of { $limit } people reached outside the window in the last 24 hours.
   *[other] { $reached } of { $limit } people reached outside the window in the last 24 hours.
}
sending-reach-unknown = { $count ->
    [one] One person reached outside the window in the last 24 hours. Meta's limit is not known yet.
   *[other] { $reached } people reached outside the window in the last 24 hours. Meta's limit is not known yet.
}
sending-pace = Pace: { $second }, { $minute }.
sending-per-second = { $count ->
    [one] one message a second
   *[other] { $count } messages a second
}
sending-second-free = no limit a second
sending-per-minute = { $count ->
    [one] one message a minute
   *[other] { $count } messages a minute
}
sending-minute-free = no limit a minute
sending-minute-company = a minute as the company's limit says
sending-default = { $pace } (default)
sending-no-limit = no limit
sending-change-pace = Change the pace
sending-second = Messages a second
sending-second-hint = From 0 to 1,000. Empty: default ({ $default }). 0: no limit. Meta takes 80; 20 if the number is also on a phone; 1,000 after the upgrade.
sending-minute = Messages a minute
sending-minute-hint = From 0 to 1,000. Empty: the company's limit. 0: no limit.
sending-company-pace = Pace of the company
sending-company-hint = From 0 to 1,000 over all numbers. Empty: default ({ $default }). 0: no limit.
sending-person-pace = To the same person, one message every 6 seconds after a short burst, as Meta asks.
sending-pace-saved = Pace saved
dead-title = Not sent
dead-text = WhatsApp refused for good, or the attempts ran out. Sending again passes all rules again.
dead-loading = Loading what was not sent
dead-failed = What was not sent could not be opened
dead-none = Nothing here
dead-none-text = Messages that WhatsApp refuses for good appear here with the reason.
dead-by-reason = By reason
dead-count = { $count ->
    [one] One message.
   *[other] { $count } messages.
}
dead-requeue = Send again
dead-requeue-name = Send again to { $name }
dead-requeue-all = Send all again
dead-discard = Discard
dead-away = Put away on { $at }
dead-away-by = Put away by { $name } on { $at }
dead-discard-name = Discard the message to { $name }
dead-discard-all = Discard all
dead-discard-title = { $count ->
    [one] Discard one message?
   *[other] Discard { $count } messages?
}
dead-discard-text = They leave this list and will not be sent by themselves. They stay in the conversation, marked as not sent.
dead-keep = Keep
dead-requeued = { $count ->
    [0] None went back to the queue.
    [one] One back in the queue.
   *[other] { $count } back in the queue.
}
dead-refused = { $count ->
    [one] One was refused by the rules and stays here.
   *[other] { $count } were refused by the rules and stay here.
}
dead-left = { $count ->
    [one] One is left: do it again.
   *[other] { $count } are left: do it again.
}
dead-discarded = { $count ->
    [one] One discarded
   *[other] { $count } discarded
}
dead-older = Older
dead-show-discarded = Show the discarded
dead-show-given-up = Back to not sent
dead-none-discarded = None discarded
dead-none-discarded-text = What is discarded stays here and in its conversation.
dead-nameless = No name
dead-facts = { $line } · { $at } · { $attempts ->
    [one] one attempt
   *[other] { $attempts } attempts
}
field-per_second = messages a second
field-per_minute = messages a minute
sending-sms = SMS when WhatsApp cannot deliver
sending-sms-text = The text goes once as SMS and is marked in the conversation. Marketing goes only to those who agreed.
sending-sms-none = No SMS number connected.
sending-sms-connect = Connect a Twilio number
sending-sms-off = Send no SMS
sending-sms-through = Number that sends
sending-sms-saved = Choice saved
