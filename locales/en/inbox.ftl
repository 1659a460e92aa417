# Conversas: the list.
inbox-title = Conversations
inbox-list = List of conversations
inbox-search = Search and command
inbox-scopes = Queues
inbox-scope-mine = Mine
inbox-scope-unassigned = Unassigned
inbox-scope-all = All
inbox-status-filter = Status of conversations
inbox-status-any = Any status
inbox-list-open = Open
inbox-list-pending = Pending
inbox-list-resolved = Resolved
inbox-status-open = Open
inbox-status-pending = Pending
inbox-status-resolved = Resolved
inbox-line-filter = Company number
inbox-lines-all = All numbers
inbox-more = Show more
inbox-more-again = It did not load. Try again
inbox-unread = unread
inbox-nameless = No name
inbox-you = You
inbox-nobody = Nobody
inbox-list-loading = Loading conversations
inbox-list-failed = The conversations could not be loaded
inbox-first-title = No open conversations
inbox-first-text = When somebody writes to one of your numbers, the conversation shows up here at once.
inbox-first-step = Connect a number
inbox-empty-mine = Nothing with you now
inbox-empty-mine-text = Conversations you take, or that are given to you, stay here.
inbox-empty-unassigned = No unassigned conversations
inbox-empty-unassigned-text = Somebody looks after every one of them.
inbox-empty-all = No conversations with this filter
inbox-empty-all-text = Change the status or the number to see others.
inbox-empty-step = See all open ones

# The connection.
inbox-link-broken = No connection to the server. Trying again; what came meanwhile appears when it is back.
inbox-link-retry = Try now

# The open conversation.
inbox-conversation = Conversation
inbox-conversation-with = Conversation with { $name }
inbox-none-title = Choose a conversation
inbox-none-text = The list is beside this. Use J and K to move through it and Enter to open.
inbox-missing-title = Conversation not found
inbox-missing-text = The address may be incomplete, or the conversation belongs to another company.
inbox-back = Back to the list
inbox-thread-loading = Opening the conversation
inbox-thread-failed = The conversation could not be opened
inbox-thread-empty = No messages yet
inbox-thread-empty-text = When the person writes, it appears here at once.
inbox-messages = Messages
inbox-older = Earlier messages
inbox-latest = Go to the newest message
inbox-new-messages = { $count ->
    [one] { $count } new message
   *[other] { $count } new messages
}
inbox-spoken = { $name } wrote: { $text }
inbox-with-you = { $status }, with you
inbox-with-member = { $status }, with { $member }
inbox-with-nobody = { $status }, unassigned
inbox-resolve = Resolve
inbox-reopen = Reopen
inbox-status-change = Change the status
inbox-assign = Assign
inbox-assign-me = Take it myself
inbox-assign-nobody = Leave unassigned
inbox-done-open = Conversation with { $name } reopened
inbox-done-pending = Conversation with { $name } is pending
inbox-done-resolved = Conversation with { $name } resolved
inbox-done-assigned = Conversation with { $name } now belongs to { $member }
inbox-done-unassigned = Conversation with { $name } is unassigned now
inbox-undo = Undo

# The person.
inbox-panel = The person
inbox-no-phone = WhatsApp hides the number
inbox-since = Contact since { $date }
inbox-may-contact = May be contacted
inbox-do-not-contact = Do not contact, on request, since { $date }
inbox-do-not-contact-by = Do not contact, on request, since { $date } (noted by { $name })
inbox-fact-status = Status
inbox-fact-owner = With
inbox-fact-line = Number
inbox-fact-window = 24 h window
inbox-fact-export = Download

# A message.
inbox-reply = Reply
inbox-react = React
inbox-reactions = Reactions: { $list }
inbox-quote = Answered message
inbox-quote-us = Us
inbox-quote-unknown = A message that is not here
inbox-quote-jump = Go to the answered message
inbox-in-group = In a group
inbox-forwarded = Forwarded
inbox-by-sms = Sent by SMS: WhatsApp could not deliver it
inbox-edited = edited
inbox-revoked = Deleted by the sender
inbox-sending = sending
inbox-not-sent = Not sent
inbox-unknown = Sending not confirmed
inbox-send-unknown = the connection broke off and WhatsApp did not answer. It may have been sent. Check with the person before sending it again.
inbox-failure-code = Code { $code }
inbox-retry = Try again
inbox-take-back = Back to writing
inbox-state-queued = queued
inbox-state-unknown = not confirmed
inbox-state-accepted = accepted
inbox-state-sent = sent
inbox-state-failed = failed
inbox-state-delivered = delivered
inbox-state-read = read
inbox-state-played = played

# Kinds of message.
inbox-kind-image = Photo
inbox-kind-audio = Audio
inbox-kind-voice = Voice message
inbox-kind-video = Video
inbox-kind-document = Document
inbox-kind-sticker = Sticker
inbox-kind-location = Location
inbox-kind-contacts = Contact
inbox-kind-interactive = Answer
inbox-kind-button = Quick reply
inbox-kind-order = Order
inbox-kind-reaction = Reaction
inbox-kind-edit = Edited message
inbox-kind-revoke = Deleted message
inbox-kind-system = WhatsApp notice
inbox-kind-call = Voice call
inbox-kind-template = Template
inbox-kind-buttons = Buttons
inbox-kind-list = List of options
inbox-kind-cta-url = Button with a link
inbox-kind-product = Product
inbox-kind-product-list = Products
inbox-kind-catalog = Catalogue
inbox-kind-flow = Form
inbox-kind-location-request = Request for a location
inbox-kind-order-details = Payment request
inbox-kind-order-status = News of an order
inbox-kind-unsupported = WhatsApp does not pass this kind on
inbox-kind-ephemeral = Disappearing message
inbox-kind-poll = Poll
inbox-kind-lost-file = File that WhatsApp did not pass on
inbox-kind-unknown = New kind of message
inbox-system-number = Changed the number to { $phone }
inbox-system-identity = The security code changed: another phone, or WhatsApp installed anew
inbox-call-taken = Voice call, { $length }
inbox-call-missed = Missed voice call
inbox-call-made = Your call, { $length }
inbox-call-unanswered = Your call was not answered
inbox-kind-raw = Kind: { $kind }. Kept here in full.
inbox-kind-on-phone = See it on the phone. That it came is kept here.

# Files.
inbox-file-waiting = Waiting to be fetched from WhatsApp.
inbox-file-fetching = Being fetched from WhatsApp.
inbox-file-failed = It could not be fetched.
inbox-file-expired = WhatsApp no longer keeps this file.
inbox-file-removed = Deleted at the end of its retention.
inbox-file-absent = The file is not here.
inbox-file-again-at = Next try at { $time }.
inbox-file-download = Download
inbox-file-download-named = Download { $name }
inbox-picture-open = See the whole photo
inbox-sound-play = Play
inbox-sound-pause = Pause
inbox-sound-place = Position in the audio
inbox-sound-speed = Speed
transcript-label = What the audio says
transcript-pending = Writing down what the audio says…
transcript-silence = Nothing is said in this audio
transcript-failure-away = Not written down: the transcriber did not answer
transcript-failure-account = Not written down: the transcriber's key or credit is no good
transcript-failure-broken = Not written down: the answer made no sense
transcript-failure-storage = Not written down: the file could not be read
transcript-failure-gone = Not written down: the file is no longer here
transcript-failure-refused = Not written down: this kind of sound is not read
transcript-failure-too-long = Not written down: the audio is too long
transcript-failure-too-large = Not written down: the file is too large
transcript-again = Write down again
transcript-ask = Write down
picture-label = Text in the picture
picture-pending = Reading the text in the picture…
picture-again = Read again
picture-ask = Read the text
picture-failure-away = The text in the picture was not read: the model did not answer
picture-failure-account = The text in the picture was not read: the model's key or credit is no good
picture-failure-broken = The text in the picture was not read: the answer made no sense
picture-failure-busy = The text in the picture was not read yet: there are too many questions
picture-failure-storage = The text in the picture was not read: the file could not be opened
picture-failure-gone = The text in the picture was not read: the file is no longer here
picture-failure-refused = The text in the picture was not read: the model does not take this picture
picture-failure-too-long = The text in the picture was not read: it does not fit into the model
picture-failure-too-large = The text in the picture was not read: the file is too large
picture-failure-budget = The text in the picture was not read: today's limit is used up
picture-failure-off = The text in the picture was not read: nobody reads pictures now
picture-failure-unsafe = The text in the picture was not read: the filter held the answer back
inbox-place-open = Open in maps
inbox-place-copy = Copy coordinates
inbox-copied = Copied

# Places.
inbox-north = N
inbox-south = S
inbox-east = E
inbox-west = W

# The composer.
inbox-message = Message
inbox-write = Write a message
inbox-write-placeholder = Write a message
inbox-window = Window open for
inbox-send = Send
inbox-enter-sends = sends
inbox-answering = Answering { $name }
inbox-answering-stop = Do not answer this message
inbox-letters-left = { $count ->
    [one] { $count } letter left
   *[other] { $count } letters left
}
inbox-too-long = { $count ->
    [one] { $count } letter over the limit
   *[other] { $count } letters over the limit
}
inbox-refused = It cannot be sent now
inbox-refused-window = Outside the window: choose a template
inbox-refused-never = The person has not written to this number yet. Until then only an approved template goes out.
inbox-refused-contact = Asked not to be contacted
inbox-refused-line = Number not connected
inbox-refused-blocked = Contact blocked
inbox-refused-consent = No consent
inbox-refused-budget = Budget of the month spent
inbox-refused-panic = Number paused by itself
inbox-refused-hours = Outside the permitted hours
inbox-refused-role = You only follow this conversation

# Keys.
inbox-keys = In conversations
inbox-key-next = Next conversation
inbox-key-previous = Previous conversation
inbox-key-reply = Reply
inbox-key-assign = Assign to somebody
inbox-key-resolve = Resolve or reopen

# What messages say of themselves.
inbox-cancel = Cancel
inbox-earlier = See before the edit
inbox-scheduled = Goes out on { $time }.
inbox-scheduled-cancel = Cancel sending
inbox-copy-number = Copy number
inbox-contact-add = Add to contacts
inbox-contact-added = Added to contacts
inbox-contact-known = This number is in the contacts already
inbox-answer-button = Tapped a button
inbox-answer-list = Chose from a list
inbox-answer-flow = Form filled in
inbox-answer-yes = Yes
inbox-answer-no = No
inbox-answer-address = Address filled in
inbox-answer-call = Request to call
inbox-answer-call-yes = Agreed to be called
inbox-answer-call-no = Did not agree to be called
inbox-answer-payment = Payment
inbox-order-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
inbox-order-total = Total
inbox-order-tax = Tax
inbox-order-shipping = Delivery
inbox-order-discount = Discount
inbox-order-pending = Order pending
inbox-order-processing = Order being prepared
inbox-order-partially-shipped = Order partly shipped
inbox-order-shipped = Order shipped
inbox-order-completed = Order completed
inbox-order-canceled = Order canceled
inbox-payment-pending = payment pending
inbox-payment-captured = paid
inbox-payment-failed = payment failed
inbox-pay-pix = Copy Pix code
inbox-pay-boleto = Copy boleto line
inbox-pay-link = Open payment page
inbox-ask-product = Product of the catalogue
inbox-ask-products = Products of the catalogue
inbox-ask-catalog = View catalogue
inbox-ask-place = Send location
inbox-template-marketing = Marketing
inbox-template-utility = Utility
inbox-template-authentication = Authentication
inbox-referral-ad = Came from an ad
inbox-referral-post = Came from a post
inbox-referral-other = Came from a link
inbox-referral-product = Asks about the product

# What can be sent besides words.
inbox-attach = Attach
inbox-tool-gallery = Photo or video
inbox-tool-documents = Document
inbox-tool-camera = Take a photo
inbox-tool-files = Files
inbox-tool-voice = Record audio
inbox-tool-contact = Contact
inbox-tool-place = Location
inbox-tool-ask-place = Ask for location
inbox-tool-buttons = Buttons
inbox-tool-list = List
inbox-tool-link = Button with a link
inbox-tool-pix = Pix charge
inbox-tool-schedule = Schedule sending
inbox-tool-charge = Charge by boleto or link
inbox-tool-order-news = Order status
inbox-tool-products = Catalogue products
inbox-tool-flow = Form
inbox-schedule = Schedule
inbox-link-preview = Link preview
inbox-files-count = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
inbox-files-add = Add files
inbox-files-stop = Stop
inbox-files-remove = Remove { $name }
inbox-files-caption = Caption of { $name }
inbox-files-caption-placeholder = Caption
inbox-files-limits = Photos up to 5 MB (larger ones are made smaller), audio and video up to 16 MB, documents up to 100 MB.
inbox-voice-asking = The browser asks for the microphone. Allow it to record.
inbox-voice-no-type = This browser does not record in a format WhatsApp takes.
inbox-voice-refused = No access to the microphone. Allow it in the site's permissions and try again.
inbox-voice-no-device = This browser gives no access to the microphone. Open Prosa over https.
inbox-voice-broken = The recording failed. Try again.
inbox-voice-discard = Discard
inbox-voice-stop = Stop and listen
inbox-voice-length = Length
inbox-form-text = Text
inbox-form-footer = Footer (optional)
inbox-form-button = Button { $number }
inbox-form-words = Text of the button
inbox-form-url = Address of the link
inbox-form-list-button = Button that opens the list
inbox-form-row = Option { $number }
inbox-form-row-second = Description (optional)
inbox-form-row-add = One more option
inbox-form-name = Name
inbox-form-phone = Phone
inbox-form-phone-hint = With the country code, like +55 11 90000-0142, the person can tap "Message".
inbox-form-mail = E-mail (optional)
inbox-form-company = Company (optional)
inbox-form-point = Coordinates
inbox-form-point-hint = Paste from a map, like -23.18571, -46.89784.
inbox-form-place-name = Name of the place (optional)
inbox-form-address = Address (optional)
inbox-form-what = What is being charged
inbox-form-amount = Amount in reais
inbox-form-amount-hint = For example, 8037.00.
inbox-form-pix-code = Pix copy-and-paste code
inbox-form-pix-code-hint = The code your bank made for this charge.
inbox-form-merchant = Who receives
inbox-form-key-type = Type of key
inbox-form-key = Pix key
inbox-form-key-evp = Random
inbox-form-key-cnpj = CNPJ
inbox-form-key-cpf = CPF
inbox-form-key-phone = Phone
inbox-form-key-mail = E-mail
inbox-form-when = When it goes out
inbox-form-catalog = Catalogue ID
inbox-form-catalog-hint = Meta Commerce Manager › Catalogue › Settings
inbox-form-products = Product IDs
inbox-form-products-hint = One a line, up to 30.
inbox-form-products-title = Title of the list
inbox-form-products-title-hint = Only with more than one product.
inbox-form-products-body = Have a look:
inbox-form-flow = Form ID
inbox-form-flow-hint = WhatsApp Manager › Flows. It has to be published.
inbox-form-way = How the person pays
inbox-form-way-boleto = Boleto
inbox-form-way-link = Payment link
inbox-form-boleto = Digitable line
inbox-form-payment-link = Address of the payment
inbox-form-reference = Order reference
inbox-form-reference-hint = The one of the charge you sent.
inbox-form-order-state = Status
inbox-map-scale = 200 m

# Templates.
inbox-tool-template = Choose a template
inbox-template-send = Send template
inbox-template-loading = Loading templates
inbox-template-none = No approved template for this number.
inbox-template-make = Create a template
inbox-template-search = Search templates
inbox-template-header = Header
inbox-template-file = File of the header
inbox-template-file-here = File ready
inbox-template-code = Code
inbox-template-button = End of the button's link
inbox-way-template = Choose a template
inbox-way-line = See the number
inbox-price-window = R$ 0.00 inside the window
inbox-price-entry = Free: came from an ad less than 72 h ago
inbox-price-allowance = { $count ->
    [one] Free: { $count } message left this month
   *[other] Free: { $count } messages left this month
}
inbox-price-billed = This send costs { $amount }
inbox-price-unknown = The price of this send is not in the table
