# Why something was refused: one sentence per code of domain/refusal, and what to do.
error-signed-out = Your session ended. Sign in again to go on.
error-forbidden = Your role does not allow this. Ask whoever manages the company.
error-not-found = We could not find this here. The address may have changed or the item was removed.
error-bad-credentials = E-mail or password do not match. Check them and try again.
error-locked-out = { $minutes ->
    [one] Too many wrong passwords. Wait { $minutes } minute and try again.
   *[other] Too many wrong passwords. Wait { $minutes } minutes and try again.
}
error-rate-limited = { $seconds ->
    [one] Too many requests in a short time. Try again in { $seconds } second.
   *[other] Too many requests in a short time. Try again in { $seconds } seconds.
}
error-email-taken = There is already an account with this e-mail. Sign in with it or use another.
error-email-invalid = This e-mail does not look complete. Check what comes before and after the at sign.
error-password-weak = Choose a password with at least { $length_min } characters that is not a common one.
error-link-expired = This link expired or was already used. Ask for a new one.
error-field-missing = Fill in this field: { $field }.
error-field-too-long = The field { $field } takes up to { $length_max } characters. Shorten it a little.
error-field-invalid = This value does not fit the field { $field }. Check it and try again.
error-too-many = Up to { $count_max } fit: { $field }.
error-last-owner = The company needs at least one owner. Give that role to someone else first.
error-window-closed = The 24-hour window closed on { $closed_at }. Only an approved template can be sent now.
error-do-not-contact = This person asked not to be contacted. Nothing is sent to them.
error-line-not-connected = The number of this conversation is not connected. See Settings, Numbers.
error-message-empty = Write something before sending.
error-message-too-long = The message is over { $length_max } characters, WhatsApp’s limit. Split it in two.
error-media-too-large = { $kind ->
    [image] The picture has { $size }; WhatsApp takes up to { $size_max }. Make it smaller or send it as a document.
    [audio] The audio has { $size }; WhatsApp takes up to { $size_max }. Shorten it or send it as a document.
    [video] The video has { $size }; WhatsApp takes up to { $size_max }. Shorten it or send it as a document.
    [sticker] The sticker has { $size }; WhatsApp takes up to { $size_max }.
   *[other] The file has { $size }; WhatsApp takes up to { $size_max }. Split it or send a link.
}
error-media-type = { $kind ->
    [image] WhatsApp does not take pictures of type { $mime }, only { $types }. Send it as a document.
    [audio] WhatsApp does not take audio of type { $mime }, only { $types }. Send it as a document.
    [video] WhatsApp does not take videos of type { $mime }, only { $types }. Send it as a document.
   *[other] WhatsApp does not take files of type { $mime } here, only { $types }.
}
error-media-empty = The file is empty. Check it and choose again.
error-media-broken = This file could not be opened. It may be damaged or far too large inside.
error-media-not-here = The file is no longer here. Choose it again and send it once more.
error-storage-away = The place where files are kept did not answer. Nothing was stored; try again in a moment.
error-not-retryable = Only a message that failed or got no answer can be sent again.
error-line-taken = This number is already connected, here or in another company.
error-template-faulty = { $count ->
    [one] The template has { $count } error. Correct it before submitting.
   *[other] The template has { $count } errors. Correct them before submitting.
}
error-template-taken = There is already a template with this name in this language. Use another name or edit that one.
error-template-not-editable = Meta takes no changes to this template now. Wait for the review to end or create another.
error-template-fixed = Once submitted, this never changes: { $field }. Create another template instead.
error-template-edit-limit = Meta takes one edit a day and ten in 30 days. Try again after { $until }.
error-template-name-locked = This name was deleted recently and Meta frees it on { $until }. Use another name.
error-template-not-sendable = This template cannot be sent now. Choose another or see the reason under Templates.
error-template-value-missing = Fill in { $variable } of the template.
error-template-value-invalid = WhatsApp refuses this text in { $variable }: no line break, tab or more than four spaces in a row.
error-knowledge-changed = Somebody else saved this text while you were writing (version { $version }). Copy what is yours, open it again and join the two.
error-knowledge-no-text = There is no text to read in this page. Copy its words instead of its code.
error-knowledge-file-large = The file is over { $size_max } MB. Split it into smaller parts and upload each.
error-knowledge-file-type = This file is not a PDF, DOCX, TXT or MD. Save it in one of these formats and upload it again.
error-knowledge-file-broken = This file could not be read: it is damaged or incomplete. Open it, save it again and upload the copy.
error-knowledge-file-locked = This file is protected. Save a copy without password or protection and upload it again.
error-knowledge-file-pictures = This PDF has pictures only: there is no text to read. Run text recognition (OCR) on it or write an article.
error-knowledge-file-wordless = There is no text in this file.
error-knowledge-file-heavy = This file is too large inside or takes too long to read (up to { $pages_max } pages). Split it into smaller parts.
error-knowledge-file-long = The text of this file is over { $length_max } characters. Split it into smaller parts and upload each.
error-provider-refused = WhatsApp refused: { $detail } (code { $provider_code }).
error-provider-unreachable = WhatsApp did not answer. We try again by ourselves; nothing is lost.
error-assist-no-provider = No language model is on. An administrator can turn one on under Settings › AI.
error-assist-unavailable = { $reason ->
    [timeout] The model took too long to answer. Try again.
    [rate_limited] The model's provider got too many questions. Wait a little and try again.
    [overloaded] The model's provider is overloaded. Try again in a moment.
    [quota] The credit at the model's provider is used up.
    [auth] The model's provider refused the key. Check it under Settings › AI.
    [too_long] The conversation does not fit into this model.
    [filtered] The provider's filter stopped the question or the answer.
    [refused] The provider did not take the question. Check the model's name under Settings › AI.
    [malformed] The model's answer could not be read. Try again.
    [cut] The model's answer was cut off. Try again.
    [empty] The model wrote nothing. Try again.
   *[other] No model answered just now. Try again in a moment.
}
error-assist-money-spent = Today's limit for language models is spent. It is back tomorrow, or an administrator raises it.
error-assist-tokens-spent = Today's tokens are used up. They are back tomorrow, or an administrator raises the limit.
error-assist-no-price = There is a limit in money and this model has no price. Enter the price under Settings › AI.
error-assist-unsafe = The model's text was held back by the filter: { $flaw ->
    [profanity] it has a swear word.
    [price] it has a price that stands in no source.
    [discount] it promises a discount or gift that stands in no source.
    [instructions] it repeats internal instructions.
    [link] it has a link that is not allowed.
    [personal_data] it has personal data that is not in the conversation.
    [mark] it has personal data that could not be put back.
   *[empty] it is empty.
}
error-assist-needs-model = Only a language model can do this, and none is on.
error-assist-nothing-known = No model is on, and the knowledge base has no answer to this.
error-assist-address = { $reason ->
    [no_tls] The address has to begin with https.
    [private] The address leads into an internal network. Only who runs the installation can allow that.
    [extra] Enter the address without user, parameters or anchor.
   *[unreadable] This is not an address.
}
error-assist-key-missing = This provider needs a key.
error-assist-asked = This was asked already.
error-assistant-unconfirmed = Confirm that you read what changes when the assistant answers by itself.
error-assistant-line-taken = The assistant "{ $name }" already serves one of these numbers. Turn it off or choose another number.
error-database-away = The database is away. What was received is kept and comes back by itself.
error-unreachable = We could not reach the server. Check your connection and try again; nothing is lost.
error-overloaded = There are too many requests right now. Try again in a few seconds.
error-cross-site = The request came from another site and was refused for safety. Open Prosa and try from here.
error-internal = Something failed on our side. Tell support the code { $request_id }.

# Names of fields, put into the sentences above.
field-title = title
field-origin = origin
field-content = content
field-question = question
field-answer = answer
field-pairs = questions
field-sources = sources
field-tenant_name = company name
field-name = name
field-email = e-mail
field-password = password
field-role = role
field-label = name in here
field-phone_number_id = phone number ID
field-account_id = WhatsApp Business account ID
field-token = access token
field-app_secret = app secret
field-verify_token = verify token
field-graph_base = Graph API address
field-graph_version = Graph API version
field-text = message
field-language = language
field-category = category
field-variable = variable
field-header_file = header file
field-caption = caption
field-footer = footer
field-header = header
field-body = text
field-button = button text
field-button_id = button code
field-buttons = buttons
field-list_button = text of the list button
field-section = section title
field-sections = sections
field-row = list option
field-rows = list options
field-row_id = option code
field-row_description = option description
field-link = link
field-file = file
field-point = point on the map
field-place_name = name of the place
field-address = address
field-contacts = contacts
field-contact_name = contact name
field-emoji = emoji
field-kind = kind of message
field-catalog = catalogue
field-product = product
field-products = products
field-flow = form
field-flow_button = text of the form button
field-flow_token = form code
field-flow_data = form data
field-reference_id = order reference
field-currency = currency
field-payment = way to pay
field-items = items
field-item_name = item name
field-quantity = quantity
field-amount = amount
field-total = total
field-description = description
field-expires = payment deadline
field-expires_description = deadline text
field-pix_code = Pix code
field-pix_key = Pix key
field-merchant_name = name of the receiver
field-payment_link = payment link
field-boleto = boleto number
field-send_at = time to send
field-statement = what the person said
field-purpose = purpose
field-at = when
field-number = number
field-act = what they decided
field-quiet_from = start of quiet hours
field-quiet_until = end of quiet hours
field-quiet_day_1 = quiet hours of Monday
field-quiet_day_2 = quiet hours of Tuesday
field-quiet_day_3 = quiet hours of Wednesday
field-quiet_day_4 = quiet hours of Thursday
field-quiet_day_5 = quiet hours of Friday
field-quiet_day_6 = quiet hours of Saturday
field-quiet_day_7 = quiet hours of Sunday
field-stop_reply_pt-BR = answer in Portuguese
field-stop_reply_en = answer in English
field-stop_reply_es = answer in Spanish
field-stop_words_pt-BR = words in Portuguese
field-stop_words_en = words in English
field-stop_words_es = words in Spanish
field-frequency_max = limit per person
field-frequency_days = days of the limit
error-price-overlap = There is already a price for this market and category from { $from } to { $until }. End that one first.
error-budget-taken = There is already a budget for this. Change that one.
error-currency-in-use = There are budgets in { $currency }. Delete them before you change the currency.
error-contact-blocked = This contact has been blocked since { $since }. Unblock them to write.
error-opted-out = The person asked to stop on { $since }. Send again only if they agree anew.
error-consent-missing = The person has not agreed to this purpose yet. Ask, and record it before sending.
error-contact-unknown = Nobody with this number has talked to the company yet. Check the area code and the number.
error-template-not-approved = This template cannot be sent yet. Choose an approved one.
error-template-language = This template does not exist in the person's language. Choose another.
error-template-unfilled = { $count ->
    [one] One field of the template is empty.
   *[other] { $count } fields of the template are empty.
}
error-budget-spent = This month's budget is used up and has a hard stop. Raise the limit under Costs to send.
error-line-panic = The number stopped itself after too many failures. Automatic sends wait until { $until }.
error-reach-spent = Your numbers have already started conversations with { $limit } people in 24 hours, Meta's limit for all of them together. Try later.
error-frequency-cap = { $count ->
    [one] The person already got a promotion in the last { $days } days, the company's limit.
   *[other] The person already got { $count } promotions in the last { $days } days, the company's limit.
}
error-quiet-hours = Quiet hours or a holiday. Send after { $until } or schedule it.
error-stop-word-everyday = “{ $word }” is an everyday word: who writes only that may mean an order. Use an expression about the messages, such as “no more offers”.
