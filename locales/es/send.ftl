# Why WhatsApp did not take or deliver a message; after "Não enviada:".
send-error-provider-away = WhatsApp no respondió después de varios intentos.
send-error-too-fast = fueron demasiados mensajes en poco tiempo. Espera un poco e inténtalo de nuevo.
send-error-token = el acceso de este número venció o fue retirado. Renueva el token en Configuración, Números.
send-error-account = la cuenta de WhatsApp está restringida. Mira el motivo en el administrador de Meta.
send-error-experiment = WhatsApp decidió no entregar este mensaje a esta persona por ahora.
send-error-provider-failed = WhatsApp tuvo un problema interno.
send-error-parameter = WhatsApp no aceptó un dato del mensaje.
send-error-own-number = el destino es el propio número de la empresa.
send-error-undeliverable = WhatsApp no pudo entregarlo. La persona puede no tener WhatsApp en este número o usar una versión antigua.
send-error-window = la ventana de 24 horas se cerró antes del envío. Ahora solo sale una plantilla aprobada.
send-error-opted-out = la persona dejó de recibir mensajes de esta empresa.
send-error-kind = WhatsApp no acepta este tipo de mensaje.
send-error-pair-rate = fueron demasiados mensajes a esta persona en poco tiempo. Espera un poco e inténtalo de nuevo.
send-error-other = WhatsApp rechazó el mensaje.
