# Conversas: the list.
inbox-title = Conversaciones
inbox-list = Lista de conversaciones
inbox-search = Buscar y ordenar
inbox-scopes = Colas
inbox-scope-mine = Mías
inbox-scope-unassigned = Sin dueño
inbox-scope-all = Todas
inbox-status-filter = Estado de las conversaciones
inbox-status-any = Cualquier estado
inbox-list-open = Abiertas
inbox-list-pending = Pendientes
inbox-list-resolved = Resueltas
inbox-status-open = Abierta
inbox-status-pending = Pendiente
inbox-status-resolved = Resuelta
inbox-line-filter = Número de la empresa
inbox-lines-all = Todos los números
inbox-more = Mostrar más
inbox-more-again = No se cargó. Intentar de nuevo
inbox-unread = sin leer
inbox-nameless = Sin nombre
inbox-you = Tú
inbox-nobody = Nadie
inbox-list-loading = Cargando conversaciones
inbox-list-failed = No se pudieron cargar las conversaciones
inbox-first-title = Ninguna conversación abierta
inbox-first-text = Cuando alguien escriba a uno de tus números, la conversación aparece aquí al instante.
inbox-first-step = Conectar un número
inbox-empty-mine = Nada contigo ahora
inbox-empty-mine-text = Las conversaciones que tomes o que te pasen se quedan aquí.
inbox-empty-unassigned = Ninguna conversación sin dueño
inbox-empty-unassigned-text = Todas ya tienen a alguien a cargo.
inbox-empty-all = Ninguna conversación con este filtro
inbox-empty-all-text = Cambia el estado o el número para ver otras.
inbox-empty-step = Ver todas las abiertas

# The connection.
inbox-link-broken = Sin conexión con el servidor. Intentando de nuevo; lo que llegó aparece cuando vuelva.
inbox-link-retry = Intentar ahora

# The open conversation.
inbox-conversation = Conversación
inbox-conversation-with = Conversación con { $name }
inbox-none-title = Elige una conversación
inbox-none-text = La lista está al lado. Usa J y K para recorrerla y Enter para abrir.
inbox-missing-title = Conversación no encontrada
inbox-missing-text = La dirección puede estar incompleta, o la conversación es de otra empresa.
inbox-back = Volver a la lista
inbox-thread-loading = Abriendo la conversación
inbox-thread-failed = No se pudo abrir la conversación
inbox-thread-empty = Aún no hay mensajes
inbox-thread-empty-text = Cuando la persona escriba, aparece aquí al instante.
inbox-messages = Mensajes
inbox-older = Mensajes anteriores
inbox-latest = Ir al mensaje más nuevo
inbox-new-messages = { $count ->
    [one] { $count } mensaje nuevo
   *[other] { $count } mensajes nuevos
}
inbox-spoken = { $name } escribió: { $text }
inbox-with-you = { $status } contigo
inbox-with-member = { $status } con { $member }
inbox-with-nobody = { $status }, sin dueño
inbox-resolve = Resolver
inbox-reopen = Reabrir
inbox-status-change = Cambiar el estado
inbox-assign = Asignar
inbox-assign-me = Quedarme con ella
inbox-assign-nobody = Dejar sin dueño
inbox-done-open = Conversación con { $name } reabierta
inbox-done-pending = Conversación con { $name } pendiente
inbox-done-resolved = Conversación con { $name } resuelta
inbox-done-assigned = La conversación con { $name } ahora es de { $member }
inbox-done-unassigned = La conversación con { $name } quedó sin dueño
inbox-undo = Deshacer

# The person.
inbox-panel = Panel de la persona
inbox-no-phone = WhatsApp no muestra el número
inbox-since = Contacto desde { $date }
inbox-may-contact = Se le puede contactar
inbox-do-not-contact = No contactar, a pedido, desde { $date }
inbox-do-not-contact-by = No contactar, a pedido, desde { $date } (anotado por { $name })
inbox-fact-status = Estado
inbox-fact-owner = Con
inbox-fact-line = Número
inbox-fact-window = Ventana de 24 h
inbox-fact-export = Descargar

# A message.
inbox-reply = Responder
inbox-react = Reaccionar
inbox-reactions = Reacciones: { $list }
inbox-quote = Mensaje respondido
inbox-quote-us = Nosotros
inbox-quote-unknown = Un mensaje que no está aquí
inbox-quote-jump = Ir al mensaje respondido
inbox-in-group = En un grupo
inbox-forwarded = Reenviado
inbox-by-sms = Enviado por SMS: WhatsApp no lo entregó
inbox-edited = editado
inbox-revoked = Mensaje borrado por quien lo envió
inbox-sending = enviando
inbox-not-sent = No enviado
inbox-unknown = Envío sin confirmar
inbox-send-unknown = la conexión se cortó y WhatsApp no respondió. Puede haber salido. Confirma con la persona antes de reenviarlo.
inbox-failure-code = Código { $code }
inbox-retry = Intentar de nuevo
inbox-take-back = Volver a escribir
inbox-state-queued = en cola
inbox-state-unknown = sin confirmar
inbox-state-accepted = aceptado
inbox-state-sent = enviado
inbox-state-failed = falló
inbox-state-delivered = entregado
inbox-state-read = leído
inbox-state-played = escuchado

# Kinds of message.
inbox-kind-image = Foto
inbox-kind-audio = Audio
inbox-kind-voice = Mensaje de voz
inbox-kind-video = Video
inbox-kind-document = Documento
inbox-kind-sticker = Sticker
inbox-kind-location = Ubicación
inbox-kind-contacts = Contacto
inbox-kind-interactive = Respuesta
inbox-kind-button = Respuesta rápida
inbox-kind-order = Pedido
inbox-kind-reaction = Reacción
inbox-kind-edit = Edición de mensaje
inbox-kind-revoke = Mensaje borrado
inbox-kind-system = Aviso de WhatsApp
inbox-kind-call = Llamada de voz
inbox-kind-template = Plantilla
inbox-kind-buttons = Botones
inbox-kind-list = Lista de opciones
inbox-kind-cta-url = Botón con enlace
inbox-kind-product = Producto
inbox-kind-product-list = Productos
inbox-kind-catalog = Catálogo
inbox-kind-flow = Formulario
inbox-kind-location-request = Pedido de ubicación
inbox-kind-order-details = Cobro
inbox-kind-order-status = Novedades del pedido
inbox-kind-unsupported = WhatsApp no entrega este tipo
inbox-kind-ephemeral = Mensaje temporal
inbox-kind-poll = Encuesta
inbox-kind-lost-file = Archivo que WhatsApp no entregó
inbox-kind-unknown = Tipo de mensaje nuevo
inbox-system-number = Cambió de número a { $phone }
inbox-system-identity = El código de seguridad cambió: otro teléfono, o WhatsApp reinstalado
inbox-call-taken = Llamada de voz, { $length }
inbox-call-missed = Llamada de voz perdida
inbox-call-made = Llamada tuya, { $length }
inbox-call-unanswered = Llamada tuya sin respuesta
inbox-kind-raw = Tipo: { $kind }. Guardado completo aquí.
inbox-kind-on-phone = Míralo en el teléfono. Aquí queda guardado que llegó.

# Files.
inbox-file-waiting = En espera para bajar de WhatsApp.
inbox-file-fetching = Bajando de WhatsApp.
inbox-file-failed = No se pudo bajar.
inbox-file-expired = WhatsApp ya no guarda este archivo.
inbox-file-removed = Borrado al vencer el plazo de guarda.
inbox-file-absent = El archivo no está aquí.
inbox-file-again-at = Nuevo intento a las { $time }.
inbox-file-download = Descargar
inbox-file-download-named = Descargar { $name }
inbox-picture-open = Ver la foto entera
inbox-sound-play = Reproducir
inbox-sound-pause = Pausar
inbox-sound-place = Posición en el audio
inbox-sound-speed = Velocidad
transcript-label = Lo que dice el audio
transcript-pending = Escribiendo lo que dice el audio…
transcript-silence = No se dice nada en este audio
transcript-failure-away = No se transcribió: quien transcribe no respondió
transcript-failure-account = No se transcribió: la clave o el saldo de quien transcribe no vale
transcript-failure-broken = No se transcribió: la respuesta no tenía sentido
transcript-failure-storage = No se transcribió: no se pudo leer el archivo
transcript-failure-gone = No se transcribió: el archivo ya no está aquí
transcript-failure-refused = No se transcribió: este tipo de sonido no se lee
transcript-failure-too-long = No se transcribió: el audio es demasiado largo
transcript-failure-too-large = No se transcribió: el archivo es demasiado grande
transcript-again = Transcribir de nuevo
transcript-ask = Transcribir
picture-label = Texto en la imagen
picture-pending = Leyendo el texto de la imagen…
picture-again = Leer de nuevo
picture-ask = Leer el texto
picture-failure-away = No se leyó el texto de la imagen: el modelo no respondió
picture-failure-account = No se leyó el texto de la imagen: la clave o el saldo del modelo no vale
picture-failure-broken = No se leyó el texto de la imagen: la respuesta no tenía sentido
picture-failure-busy = Aún no se leyó el texto de la imagen: hay demasiadas preguntas
picture-failure-storage = No se leyó el texto de la imagen: no se pudo abrir el archivo
picture-failure-gone = No se leyó el texto de la imagen: el archivo ya no está aquí
picture-failure-refused = No se leyó el texto de la imagen: el modelo no acepta esta imagen
picture-failure-too-long = No se leyó el texto de la imagen: no cabe en el modelo
picture-failure-too-large = No se leyó el texto de la imagen: el archivo es demasiado grande
picture-failure-budget = No se leyó el texto de la imagen: se acabó el límite del día
picture-failure-off = No se leyó el texto de la imagen: nadie lee imágenes ahora
picture-failure-unsafe = No se leyó el texto de la imagen: el filtro retuvo la respuesta
inbox-place-open = Abrir en el mapa
inbox-place-copy = Copiar coordenadas
inbox-copied = Copiado

# Places.
inbox-north = N
inbox-south = S
inbox-east = E
inbox-west = O

# The composer.
inbox-message = Mensaje
inbox-write = Escribir un mensaje
inbox-write-placeholder = Escribe un mensaje
inbox-window = Ventana abierta por
inbox-send = Enviar
inbox-enter-sends = envía
inbox-answering = Respondiendo a { $name }
inbox-answering-stop = No responder a este mensaje
inbox-letters-left = { $count ->
    [one] Falta { $count } letra para el límite
   *[other] Faltan { $count } letras para el límite
}
inbox-too-long = { $count ->
    [one] { $count } letra de más
   *[other] { $count } letras de más
}
inbox-refused = No se puede enviar ahora
inbox-refused-window = Fuera de la ventana: elige una plantilla
inbox-refused-never = La persona aún no escribió a este número. Antes de eso solo sale una plantilla aprobada.
inbox-refused-contact = Pidió no ser contactada
inbox-refused-line = Número no conectado
inbox-refused-blocked = Contacto bloqueado
inbox-refused-consent = Sin autorización
inbox-refused-budget = Presupuesto del mes usado
inbox-refused-panic = Número en pausa automática
inbox-refused-hours = Fuera del horario permitido
inbox-refused-role = Solo sigues esta conversación

# Keys.
inbox-keys = En las conversaciones
inbox-key-next = Conversación siguiente
inbox-key-previous = Conversación anterior
inbox-key-reply = Responder
inbox-key-assign = Asignar a alguien
inbox-key-resolve = Resolver o reabrir

# What messages say of themselves.
inbox-cancel = Cancelar
inbox-earlier = Ver antes de la edición
inbox-scheduled = Sale el { $time }.
inbox-scheduled-cancel = Cancelar envío
inbox-copy-number = Copiar número
inbox-contact-add = Añadir a contactos
inbox-contact-added = Añadido a contactos
inbox-contact-known = Este número ya está en los contactos
inbox-answer-button = Tocó un botón
inbox-answer-list = Eligió en una lista
inbox-answer-flow = Formulario completado
inbox-answer-yes = Sí
inbox-answer-no = No
inbox-answer-address = Dirección completada
inbox-answer-call = Pedido para llamar
inbox-answer-call-yes = Aceptó recibir llamadas
inbox-answer-call-no = No aceptó recibir llamadas
inbox-answer-payment = Pago
inbox-order-items = { $count ->
    [one] { $count } artículo
   *[other] { $count } artículos
}
inbox-order-total = Total
inbox-order-tax = Impuestos
inbox-order-shipping = Entrega
inbox-order-discount = Descuento
inbox-order-pending = Pedido pendiente
inbox-order-processing = Pedido en preparación
inbox-order-partially-shipped = Pedido enviado en parte
inbox-order-shipped = Pedido enviado
inbox-order-completed = Pedido completado
inbox-order-canceled = Pedido cancelado
inbox-payment-pending = pago pendiente
inbox-payment-captured = pagado
inbox-payment-failed = pago rechazado
inbox-pay-pix = Copiar código Pix
inbox-pay-boleto = Copiar línea del boleto
inbox-pay-link = Abrir página de pago
inbox-ask-product = Producto del catálogo
inbox-ask-products = Productos del catálogo
inbox-ask-catalog = Ver catálogo
inbox-ask-place = Enviar ubicación
inbox-template-marketing = Marketing
inbox-template-utility = Utilidad
inbox-template-authentication = Autenticación
inbox-referral-ad = Vino de un anuncio
inbox-referral-post = Vino de una publicación
inbox-referral-other = Vino de un enlace
inbox-referral-product = Pregunta por el producto

# What can be sent besides words.
inbox-attach = Adjuntar
inbox-tool-gallery = Foto o video
inbox-tool-documents = Documento
inbox-tool-camera = Tomar foto
inbox-tool-files = Archivos
inbox-tool-voice = Grabar audio
inbox-tool-contact = Contacto
inbox-tool-place = Ubicación
inbox-tool-ask-place = Pedir ubicación
inbox-tool-buttons = Botones
inbox-tool-list = Lista
inbox-tool-link = Botón con enlace
inbox-tool-pix = Cobro Pix
inbox-tool-schedule = Programar envío
inbox-tool-charge = Cobro por boleto o enlace
inbox-tool-order-news = Estado del pedido
inbox-tool-products = Productos del catálogo
inbox-tool-flow = Formulario
inbox-schedule = Programar
inbox-link-preview = Vista previa del enlace
inbox-files-count = { $count ->
    [one] { $count } archivo
   *[other] { $count } archivos
}
inbox-files-add = Agregar archivos
inbox-files-stop = Detener
inbox-files-remove = Quitar { $name }
inbox-files-caption = Leyenda de { $name }
inbox-files-caption-placeholder = Leyenda
inbox-files-limits = Fotos hasta 5 MB (las mayores se reducen), audio y video hasta 16 MB, documentos hasta 100 MB.
inbox-voice-asking = El navegador pide el micrófono. Permítelo para grabar.
inbox-voice-no-type = Este navegador no graba en un formato que WhatsApp acepte.
inbox-voice-refused = Sin acceso al micrófono. Habilítalo en los permisos del sitio e intenta de nuevo.
inbox-voice-no-device = Este navegador no da acceso al micrófono. Abre Prosa por https.
inbox-voice-broken = La grabación falló. Intenta de nuevo.
inbox-voice-discard = Descartar
inbox-voice-stop = Detener y escuchar
inbox-voice-length = Duración
inbox-form-text = Texto
inbox-form-footer = Pie (opcional)
inbox-form-button = Botón { $number }
inbox-form-words = Texto del botón
inbox-form-url = Dirección del enlace
inbox-form-list-button = Botón que abre la lista
inbox-form-row = Opción { $number }
inbox-form-row-second = Descripción (opcional)
inbox-form-row-add = Una opción más
inbox-form-name = Nombre
inbox-form-phone = Teléfono
inbox-form-phone-hint = Con el código del país, como +55 11 90000-0142, la persona puede tocar "Mensaje".
inbox-form-mail = Correo (opcional)
inbox-form-company = Empresa (opcional)
inbox-form-point = Coordenadas
inbox-form-point-hint = Pega del mapa, como -23.18571, -46.89784.
inbox-form-place-name = Nombre del lugar (opcional)
inbox-form-address = Dirección (opcional)
inbox-form-what = Qué se cobra
inbox-form-amount = Valor en reales
inbox-form-amount-hint = Por ejemplo, 8.037,00.
inbox-form-pix-code = Pix copia y pega
inbox-form-pix-code-hint = El código que tu banco generó para este cobro.
inbox-form-merchant = Quién recibe
inbox-form-key-type = Tipo de clave
inbox-form-key = Clave Pix
inbox-form-key-evp = Aleatoria
inbox-form-key-cnpj = CNPJ
inbox-form-key-cpf = CPF
inbox-form-key-phone = Teléfono
inbox-form-key-mail = Correo
inbox-form-when = Cuándo sale
inbox-form-catalog = ID del catálogo
inbox-form-catalog-hint = Administrador de comercio de Meta › Catálogo › Configuración
inbox-form-products = ID de los productos
inbox-form-products-hint = Uno por línea, hasta 30.
inbox-form-products-title = Título de la lista
inbox-form-products-title-hint = Solo con más de un producto.
inbox-form-products-body = Échale un vistazo:
inbox-form-flow = ID del formulario
inbox-form-flow-hint = Administrador de WhatsApp › Flujos. Tiene que estar publicado.
inbox-form-way = Cómo paga la persona
inbox-form-way-boleto = Boleto
inbox-form-way-link = Enlace de pago
inbox-form-boleto = Línea digitable
inbox-form-payment-link = Dirección del pago
inbox-form-reference = Referencia del pedido
inbox-form-reference-hint = La del cobro que enviaste.
inbox-form-order-state = Situación
inbox-map-scale = 200 m

# Templates.
inbox-tool-template = Elige una plantilla
inbox-template-send = Enviar plantilla
inbox-template-loading = Cargando plantillas
inbox-template-none = Ninguna plantilla aprobada para este número.
inbox-template-make = Crear una plantilla
inbox-template-search = Buscar plantilla
inbox-template-header = Título
inbox-template-file = Archivo del encabezado
inbox-template-file-here = Archivo listo
inbox-template-code = Código
inbox-template-button = Fin del enlace del botón
inbox-way-template = Elegir plantilla
inbox-way-line = Ver el número
inbox-price-window = R$ 0,00 dentro de la ventana
inbox-price-entry = Gratis: vino de un anuncio hace menos de 72 h
inbox-price-allowance = { $count ->
    [one] Gratis: queda { $count } mensaje este mes
   *[other] Gratis: quedan { $count } mensajes este mes
}
inbox-price-billed = Este envío cuesta { $amount }
inbox-price-unknown = El precio de este envío no está en la tabla
