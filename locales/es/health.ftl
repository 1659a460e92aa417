# Avisos de Meta, en el diario y en la salud del número.
notice-restricted = Meta restringió la cuenta: { $what }, hasta { $until }
notice-banned = Situación de la cuenta en Meta: { $state }
notice-violation = La cuenta infringió una regla de Meta: { $kind }
notice-disconnected = El número salió de la plataforma: { $reason }
notice-account = Cuenta: { $event }
notice-alert = Alerta de Meta ({ $severity }): { $alert }
notice-review = Revisión de la cuenta: { $decision }
notice-number = Número: { $event }
notice-name = Nombre visible { $name }: { $decision }
notice-capability = Límite de personas por día: { $limit }
notice-security = Seguridad del número: { $event }
notice-template = Plantilla { $name }: { $state }
notice-preferences = Preferencia de marketing: { $stopped } pararon, { $resumed } volvieron
notice-flow = Flow: { $event }
notice-call = Llamada: { $event }
notice-group = Grupo: { $event }
notice-payment = Configuración de pago: { $state }
notice-history = Historial del teléfono: { $progress } recibido
notice-app-messages = { $count ->
    [one] Un mensaje enviado desde el teléfono
   *[other] { $count } mensajes enviados desde el teléfono
}
notice-app-contacts = { $count ->
    [one] Un contacto del teléfono
   *[other] { $count } contactos del teléfono
}
notice-conversion = Meta detectó: { $event }
notice-username = Nombre de usuario { $name }: { $state }
notice-handover = Otra aplicación tomó o devolvió la conversación
notice-failure = Error de Meta, código { $code }
notice-identity = Alguien cambió de número o de identificación
notice-unreadable = No se pudo leer esta parte. Está guardada entera.
notice-other = Aviso de Meta: { $field }
# Palabras de Meta.
provider-changed = modificado
provider-approved = aprobado
provider-rejected = rechazado
provider-pending = en revisión
provider-deferred = aplazado
provider-paused = en pausa
provider-disabled = desactivado
provider-flagged = en observación
provider-deleted = borrado
provider-reinstated = reactivado
provider-green = buena
provider-yellow = media
provider-red = baja
provider-unknown = sin evaluar
provider-connected = conectado
provider-restricted = restringido
provider-banned = bloqueado por Meta
provider-available = disponible
provider-limited = limitado
provider-blocked = bloqueado
provider-tier-250 = 250
provider-tier-2k = 2 mil
provider-tier-10k = 10 mil
provider-tier-100k = 100 mil
provider-tier-unlimited = sin límite
provider-standard = estándar
provider-high = alta
provider-disable = desactivada
provider-schedule-for-disable = será desactivada
provider-reinstate = reactivada
provider-critical = grave
provider-warning = atención
provider-informational = información
provider-throughput-upgrade = velocidad de envío aumentada
provider-pin-changed = PIN cambiado
provider-pin-reset-request = pedido de nuevo PIN
provider-pin-request-success = nuevo PIN confirmado
provider-restricted-biz-initiated-messaging = mensajes iniciados por la empresa
provider-connect = llamada entrante
provider-terminate = llamada terminada
provider-utility = utilidad
provider-marketing = marketing
provider-authentication = autenticación
