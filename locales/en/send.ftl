# Why WhatsApp did not take or deliver a message; after "Não enviada:".
send-error-provider-away = WhatsApp did not answer after several tries.
send-error-too-fast = too many messages in a short time. Wait a little and try again.
send-error-token = the access of this number expired or was withdrawn. Renew the token in Settings, Numbers.
send-error-account = the WhatsApp account is restricted. See why in Meta's manager.
send-error-experiment = WhatsApp chose not to deliver this message to this person for now.
send-error-provider-failed = WhatsApp had an internal problem.
send-error-parameter = WhatsApp did not accept part of the message.
send-error-own-number = it was addressed to the company's own number.
send-error-undeliverable = WhatsApp could not deliver it. The person may not have WhatsApp on this number, or an old version.
send-error-window = the 24-hour window closed before it was sent. Only an approved template goes out now.
send-error-opted-out = the person stopped receiving messages from this company.
send-error-kind = WhatsApp does not accept this kind of message.
send-error-pair-rate = too many messages to this person in a short time. Wait a little and try again.
send-error-other = WhatsApp refused the message.
