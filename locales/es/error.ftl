# Why something was refused: one sentence per code of domain/refusal, and what to do.
error-signed-out = Tu sesión terminó. Entra de nuevo para continuar.
error-forbidden = Tu rol no permite hacer esto. Pídelo a quien administra la empresa.
error-not-found = No encontramos esto aquí. La dirección puede haber cambiado o el elemento se eliminó.
error-bad-credentials = El correo o la contraseña no coinciden. Revísalos e inténtalo de nuevo.
error-locked-out = { $minutes ->
    [one] Demasiadas contraseñas incorrectas. Espera { $minutes } minuto e inténtalo de nuevo.
   *[other] Demasiadas contraseñas incorrectas. Espera { $minutes } minutos e inténtalo de nuevo.
}
error-rate-limited = { $seconds ->
    [one] Demasiadas solicitudes en poco tiempo. Inténtalo de nuevo en { $seconds } segundo.
   *[other] Demasiadas solicitudes en poco tiempo. Inténtalo de nuevo en { $seconds } segundos.
}
error-email-taken = Ya existe una cuenta con este correo. Entra con ella o usa otro.
error-email-invalid = Este correo no parece completo. Revisa lo que va antes y después de la arroba.
error-password-weak = Elige una contraseña de al menos { $length_min } caracteres y que no sea común.
error-link-expired = Este enlace venció o ya se usó. Pide uno nuevo.
error-field-missing = Completa este campo: { $field }.
error-field-too-long = El campo { $field } acepta hasta { $length_max } caracteres. Acórtalo un poco.
error-field-invalid = Este valor no sirve para el campo { $field }. Revísalo e inténtalo de nuevo.
error-too-many = Caben hasta { $count_max }: { $field }.
error-last-owner = La empresa necesita al menos una persona propietaria. Pasa antes ese rol a otra.
error-window-closed = La ventana de 24 horas se cerró el { $closed_at }. Ahora solo sale una plantilla aprobada.
error-do-not-contact = Esta persona pidió no ser contactada. No se le envía nada.
error-line-not-connected = El número de esta conversación no está conectado. Mira en Configuración, Números.
error-message-empty = Escribe algo antes de enviar.
error-message-too-long = El mensaje pasa de { $length_max } caracteres, el límite de WhatsApp. Divídelo en dos.
error-media-too-large = { $kind ->
    [image] La imagen tiene { $size }; WhatsApp acepta hasta { $size_max }. Redúcela o envíala como documento.
    [audio] El audio tiene { $size }; WhatsApp acepta hasta { $size_max }. Acórtalo o envíalo como documento.
    [video] El video tiene { $size }; WhatsApp acepta hasta { $size_max }. Acórtalo o envíalo como documento.
    [sticker] El sticker tiene { $size }; WhatsApp acepta hasta { $size_max }.
   *[other] El archivo tiene { $size }; WhatsApp acepta hasta { $size_max }. Divídelo o envía un enlace.
}
error-media-type = { $kind ->
    [image] WhatsApp no acepta imágenes del tipo { $mime }, solo { $types }. Envíala como documento.
    [audio] WhatsApp no acepta audios del tipo { $mime }, solo { $types }. Envíalo como documento.
    [video] WhatsApp no acepta videos del tipo { $mime }, solo { $types }. Envíalo como documento.
   *[other] WhatsApp no acepta archivos del tipo { $mime } aquí, solo { $types }.
}
error-media-empty = El archivo está vacío. Revísalo y elige de nuevo.
error-media-broken = No se pudo abrir este archivo. Puede estar dañado o ser demasiado grande por dentro.
error-media-not-here = El archivo ya no está aquí. Elígelo de nuevo y envíalo otra vez.
error-storage-away = El lugar donde guardamos archivos no respondió. No se guardó nada; inténtalo en un momento.
error-not-retryable = Solo se puede reenviar un mensaje que falló o quedó sin respuesta.
error-line-taken = Este número ya está conectado, aquí o en otra empresa.
error-template-faulty = { $count ->
    [one] La plantilla tiene { $count } error. Corríjalo antes de enviarla a revisión.
   *[other] La plantilla tiene { $count } errores. Corríjalos antes de enviarla a revisión.
}
error-template-taken = Ya existe una plantilla con este nombre en este idioma. Use otro nombre o edite la que existe.
error-template-not-editable = Meta no acepta cambios en esta plantilla ahora. Espere a que termine la revisión o cree otra.
error-template-fixed = Una vez enviada, esto ya no cambia: { $field }. Cree otra plantilla.
error-template-edit-limit = Meta acepta una edición por día y diez en 30 días. Intente de nuevo después de { $until }.
error-template-name-locked = Este nombre se eliminó hace poco y Meta lo libera el { $until }. Use otro nombre.
error-template-not-sendable = Esta plantilla no se puede enviar ahora. Elija otra o vea el motivo en Plantillas.
error-template-value-missing = Falta completar { $variable } en la plantilla.
error-template-value-invalid = WhatsApp rechaza este texto en { $variable }: sin saltos de línea, tabulaciones ni más de cuatro espacios seguidos.
error-knowledge-changed = Otra persona guardó este texto mientras escribías (versión { $version }). Copia lo tuyo, ábrelo de nuevo y júntalo.
error-knowledge-no-text = No hay texto que leer en esta página. Copia sus palabras en lugar de su código.
error-knowledge-file-large = El archivo pasa de { $size_max } MB. Divídelo en partes más pequeñas y sube cada una.
error-knowledge-file-type = Este archivo no es PDF, DOCX, TXT ni MD. Guárdalo en uno de esos formatos y súbelo de nuevo.
error-knowledge-file-broken = No se pudo leer este archivo: está dañado o incompleto. Ábrelo, guárdalo de nuevo y sube la copia.
error-knowledge-file-locked = Este archivo está protegido. Guarda una copia sin contraseña ni protección y súbela de nuevo.
error-knowledge-file-pictures = Este PDF solo tiene imágenes: no hay texto para leer. Pásale un reconocimiento de texto (OCR) o escribe un artículo.
error-knowledge-file-wordless = No hay texto en este archivo.
error-knowledge-file-heavy = Este archivo es demasiado grande por dentro o tarda demasiado en leerse (hasta { $pages_max } páginas). Divídelo en partes más pequeñas.
error-knowledge-file-long = El texto de este archivo pasa de { $length_max } caracteres. Divídelo en partes más pequeñas y sube cada una.
error-provider-refused = WhatsApp lo rechazó: { $detail } (código { $provider_code }).
error-provider-unreachable = WhatsApp no respondió. Lo intentamos de nuevo solos; nada se pierde.
error-assist-no-provider = Ningún modelo de lenguaje está activo. Un administrador puede activar uno en Ajustes › IA.
error-assist-unavailable = { $reason ->
    [timeout] El modelo tardó demasiado en responder. Inténtalo de nuevo.
    [rate_limited] El proveedor del modelo recibió demasiadas preguntas. Espera un poco e inténtalo de nuevo.
    [overloaded] El proveedor del modelo está sobrecargado. Inténtalo de nuevo en un momento.
    [quota] El crédito en el proveedor del modelo se acabó.
    [auth] El proveedor del modelo rechazó la clave. Revísala en Ajustes › IA.
    [too_long] La conversación no cabe en este modelo.
    [filtered] El filtro del proveedor detuvo la pregunta o la respuesta.
    [refused] El proveedor no aceptó la pregunta. Revisa el nombre del modelo en Ajustes › IA.
    [malformed] La respuesta del modelo llegó ilegible. Inténtalo de nuevo.
    [cut] La respuesta del modelo se interrumpió. Inténtalo de nuevo.
    [empty] El modelo no escribió nada. Inténtalo de nuevo.
   *[other] Ningún modelo respondió ahora. Inténtalo de nuevo en un momento.
}
error-assist-money-spent = El límite de hoy para modelos de lenguaje se acabó. Mañana vuelve, o un administrador lo aumenta.
error-assist-tokens-spent = Los tokens de hoy se acabaron. Mañana vuelven, o un administrador aumenta el límite.
error-assist-no-price = Hay un límite en dinero y este modelo no tiene precio. Indica el precio en Ajustes › IA.
error-assist-unsafe = El filtro retuvo el texto del modelo: { $flaw ->
    [profanity] tiene una grosería.
    [price] tiene un precio que no está en ninguna fuente.
    [discount] promete un descuento o regalo que no está en ninguna fuente.
    [instructions] repite instrucciones internas.
    [link] tiene un enlace que no está permitido.
    [personal_data] tiene datos personales que no están en la conversación.
    [mark] trae un dato personal que no se pudo reponer.
   *[empty] está vacío.
}
error-assist-needs-model = Solo un modelo de lenguaje hace esto, y ninguno está activo.
error-assist-nothing-known = Ningún modelo está activo y la base de conocimiento no tiene respuesta para esto.
error-assist-address = { $reason ->
    [no_tls] La dirección debe empezar con https.
    [private] La dirección lleva a una red interna. Solo quien opera la instalación puede permitirlo.
    [extra] Indica la dirección sin usuario, parámetros ni ancla.
   *[unreadable] Esto no es una dirección.
}
error-assist-key-missing = Este proveedor necesita una clave.
error-assist-asked = Esto ya se pidió.
error-assistant-unconfirmed = Confirme que leyó lo que cambia cuando el asistente responde solo.
error-assistant-line-taken = El asistente "{ $name }" ya atiende uno de estos números. Apáguelo o elija otro número.
error-database-away = La base de datos no responde. Lo recibido está guardado y vuelve solo.
error-unreachable = No pudimos llegar al servidor. Revisa tu conexión e inténtalo de nuevo; no se pierde nada.
error-overloaded = Hay demasiadas solicitudes ahora. Inténtalo de nuevo en unos segundos.
error-cross-site = La solicitud vino de otro sitio y se rechazó por seguridad. Abre Prosa e inténtalo desde aquí.
error-internal = Algo falló de nuestro lado. Indica el código { $request_id } al soporte.

# Names of fields, put into the sentences above.
field-title = título
field-origin = origen
field-content = contenido
field-question = pregunta
field-answer = respuesta
field-pairs = preguntas
field-sources = fuentes
field-tenant_name = nombre de la empresa
field-name = nombre
field-email = correo
field-password = contraseña
field-role = rol
field-label = nombre interno
field-phone_number_id = ID del número de teléfono
field-account_id = ID de la cuenta de WhatsApp Business
field-token = token de acceso
field-app_secret = secreto de la aplicación
field-verify_token = token de verificación
field-graph_base = dirección de la Graph API
field-graph_version = versión de la Graph API
field-text = mensaje
field-language = idioma
field-category = categoría
field-variable = variable
field-header_file = archivo del encabezado
field-caption = leyenda
field-footer = pie
field-header = encabezado
field-body = texto
field-button = texto del botón
field-button_id = código del botón
field-buttons = botones
field-list_button = texto del botón de la lista
field-section = título de la sección
field-sections = secciones
field-row = opción de la lista
field-rows = opciones de la lista
field-row_id = código de la opción
field-row_description = descripción de la opción
field-link = enlace
field-file = archivo
field-point = punto en el mapa
field-place_name = nombre del lugar
field-address = dirección
field-contacts = contactos
field-contact_name = nombre del contacto
field-emoji = emoji
field-kind = tipo de mensaje
field-catalog = catálogo
field-product = producto
field-products = productos
field-flow = formulario
field-flow_button = texto del botón del formulario
field-flow_token = código del formulario
field-flow_data = datos del formulario
field-reference_id = referencia del pedido
field-currency = moneda
field-payment = forma de pago
field-items = artículos
field-item_name = nombre del artículo
field-quantity = cantidad
field-amount = importe
field-total = total
field-description = descripción
field-expires = plazo de pago
field-expires_description = texto del plazo
field-pix_code = código Pix
field-pix_key = clave Pix
field-merchant_name = nombre de quien recibe
field-payment_link = enlace de pago
field-boleto = número del boleto
field-send_at = hora de envío
field-statement = lo que dijo la persona
field-purpose = finalidad
field-at = cuándo
field-number = número
field-act = lo que decidió
field-quiet_from = inicio del silencio
field-quiet_until = fin del silencio
field-quiet_day_1 = silencio del lunes
field-quiet_day_2 = silencio del martes
field-quiet_day_3 = silencio del miércoles
field-quiet_day_4 = silencio del jueves
field-quiet_day_5 = silencio del viernes
field-quiet_day_6 = silencio del sábado
field-quiet_day_7 = silencio del domingo
field-stop_reply_pt-BR = respuesta en portugués
field-stop_reply_en = respuesta en inglés
field-stop_reply_es = respuesta en español
field-stop_words_pt-BR = palabras en portugués
field-stop_words_en = palabras en inglés
field-stop_words_es = palabras en español
field-frequency_max = límite por persona
field-frequency_days = días del límite
error-price-overlap = Ya hay un precio de este mercado y esta categoría que vale de { $from } a { $until }. Ciérrelo antes.
error-budget-taken = Ya existe un presupuesto para esto. Cambie el que existe.
error-currency-in-use = Hay presupuestos en { $currency }. Bórrelos antes de cambiar la moneda.
error-contact-blocked = Este contacto está bloqueado desde { $since }. Desbloquéelo para escribir.
error-opted-out = La persona pidió no recibir más en { $since }. Solo vuelva a enviar si autoriza de nuevo.
error-consent-missing = Falta la autorización de la persona para esta finalidad. Pídala y regístrela antes de enviar.
error-contact-unknown = Nadie con este número habló con la empresa todavía. Revisa el código de área y el número.
error-template-not-approved = Esta plantilla todavía no se puede enviar. Elija una aprobada.
error-template-language = Esta plantilla no existe en el idioma de la persona. Elija otra.
error-template-unfilled = { $count ->
    [one] Falta completar un campo de la plantilla.
   *[other] Faltan completar { $count } campos de la plantilla.
}
error-budget-spent = El presupuesto del mes se acabó y tiene tope. Aumente el límite en Costos para enviar.
error-line-panic = El número se detuvo solo por exceso de fallas. Nuevos envíos automáticos solo después de { $until }.
error-reach-spent = Sus números ya iniciaron conversación con { $limit } personas en 24 horas, el límite de Meta para todos juntos. Intente más tarde.
error-frequency-cap = { $count ->
    [one] La persona ya recibió una promoción en los últimos { $days } días, el límite de la empresa.
   *[other] La persona ya recibió { $count } promociones en los últimos { $days } días, el límite de la empresa.
}
error-quiet-hours = Horario de silencio o feriado. Envíe después de { $until } o prográmelo.
error-stop-word-everyday = “{ $word }” es una palabra de todos los días: quien escribe solo eso puede hablar de un pedido. Use una expresión sobre los mensajes, como “sin ofertas”.
