# Why the file of a message is not here, and what to do.
media-failure-away = WhatsApp did not answer when the file was fetched. We try again by ourselves.
media-failure-throttled = WhatsApp asked for patience. The file comes shortly.
media-failure-token = WhatsApp no longer accepts this line’s access. Renew the token and the file comes.
media-failure-gone = WhatsApp says it no longer has this file. Ask for it to be sent again.
media-failure-refused = WhatsApp refused to hand over this file. You can try again.
media-failure-wrong-hash = The file came different from what WhatsApp announced. You can try again.
media-failure-too-large = The file is larger than this installation takes. Ask for a smaller one or a link.
media-failure-elsewhere = WhatsApp pointed to an unknown address. For safety the file was not fetched.
media-failure-no-line = The line of this conversation is not connected. Connect it and try again.
media-failure-storage = The file could not be stored here. We try again by ourselves.
media-failure-expired = WhatsApp keeps files for 7 days, and this one is past that. Ask for it to be sent again.
media-failure-removed = The file was past this company’s keeping time and was deleted.
