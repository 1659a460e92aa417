# Envíos: la cola, el ritmo, números detenidos y envíos que no salieron.
sending-loading = Cargando los envíos
sending-failed = No se pudieron abrir los envíos
sending-none = Ningún número conectado
sending-none-text = La cola de cada número aparece aquí.
sending-running = Enviando
sending-held = Detenido solo
sending-paused = En pausa
sending-since = Desde { $at }.
sending-released = Número liberado: la cola vuelve a salir
sending-pause = Pausar envíos
sending-resume = Retomar envíos
sending-resumed = Envíos retomados
sending-waiting = { $count ->
    [0] Nada espera para salir ahora
    [one] Un mensaje espera para salir
   *[other] { $count } mensajes esperan para salir
}
sending-replies = Respuestas
sending-rules = Reglas
sending-campaigns = Campañas
sending-scheduled = Programados
sending-again = Nuevo intento
sending-flying = Saliendo ahora
sending-unknown = Sin confirmación
sending-oldest = El más antiguo espera desde { $at }.
sending-reach = { $count ->
    [one] Una de { $limit } personas alcanzada fuera de la ventana en las últimas 24 horas.
   *[other] { $reached } de { $limit } personas alcanzadas fuera de la ventana en las últimas 24 horas.
}
sending-reach-unknown = { $count ->
    [one] Una persona alcanzada fuera de la ventana en las últimas 24 horas. El límite de Meta todavía no se conoce.
   *[other] { $reached } personas alcanzadas fuera de la ventana en las últimas 24 horas. El límite de Meta todavía no se conoce.
}
sending-pace = Ritmo: { $second }, { $minute }.
sending-per-second = { $count ->
    [one] un mensaje por segundo
   *[other] { $count } mensajes por segundo
}
sending-second-free = sin límite por segundo
sending-per-minute = { $count ->
    [one] un mensaje por minuto
   *[other] { $count } mensajes por minuto
}
sending-minute-free = sin límite por minuto
sending-minute-company = por minuto vale el límite de la empresa
sending-default = { $pace } (predeterminado)
sending-no-limit = sin límite
sending-change-pace = Cambiar el ritmo
sending-second = Mensajes por segundo
sending-second-hint = De 0 a 1.000. Vacío: predeterminado ({ $default }). 0: sin límite. Meta acepta 80; 20 si el número también está en el celular; 1.000 después del aumento.
sending-minute = Mensajes por minuto
sending-minute-hint = De 0 a 1.000. Vacío: el límite de la empresa. 0: sin límite.
sending-company-pace = Ritmo de la empresa
sending-company-hint = De 0 a 1.000, sumando todos los números. Vacío: predeterminado ({ $default }). 0: sin límite.
sending-person-pace = A la misma persona, un mensaje cada 6 segundos después de una serie corta, como pide Meta.
sending-pace-saved = Ritmo guardado
dead-title = No enviados
dead-text = WhatsApp los rechazó del todo, o se acabaron los intentos. Reenviar pasa otra vez por todas las reglas.
dead-loading = Cargando los no enviados
dead-failed = No se pudieron abrir los no enviados
dead-none = Nada por aquí
dead-none-text = Los mensajes que WhatsApp rechace del todo aparecen aquí con el motivo.
dead-by-reason = Por motivo
dead-count = { $count ->
    [one] Un mensaje.
   *[other] { $count } mensajes.
}
dead-requeue = Reenviar
dead-requeue-name = Reenviar a { $name }
dead-requeue-all = Reenviar todos
dead-discard = Descartar
dead-away = Descartado el { $at }
dead-away-by = Descartado por { $name } el { $at }
dead-discard-name = Descartar el mensaje a { $name }
dead-discard-all = Descartar todos
dead-discard-title = { $count ->
    [one] ¿Descartar un mensaje?
   *[other] ¿Descartar { $count } mensajes?
}
dead-discard-text = Salen de esta lista y no se reenviarán solos. Siguen en la conversación, marcados como no enviados.
dead-keep = Mantener
dead-requeued = { $count ->
    [0] Ninguno volvió a la cola.
    [one] Uno de vuelta en la cola.
   *[other] { $count } de vuelta en la cola.
}
dead-refused = { $count ->
    [one] Uno fue rechazado por las reglas y sigue aquí.
   *[other] { $count } fueron rechazados por las reglas y siguen aquí.
}
dead-left = { $count ->
    [one] Falta uno: repítelo.
   *[other] Faltan { $count }: repítelo.
}
dead-discarded = { $count ->
    [one] Uno descartado
   *[other] { $count } descartados
}
dead-older = Más antiguos
dead-show-discarded = Ver los descartados
dead-show-given-up = Volver a los no enviados
dead-none-discarded = Ninguno descartado
dead-none-discarded-text = Lo que se descarta sigue aquí y en la conversación.
dead-nameless = Sin nombre
dead-facts = { $line } · { $at } · { $attempts ->
    [one] un intento
   *[other] { $attempts } intentos
}
field-per_second = mensajes por segundo
field-per_minute = mensajes por minuto
sending-sms = SMS cuando WhatsApp no entrega
sending-sms-text = El texto sale una vez por SMS y queda marcado en la conversación. El marketing solo sale a quien lo autorizó.
sending-sms-none = Ningún número de SMS conectado.
sending-sms-connect = Conectar un número de Twilio
sending-sms-off = No enviar SMS
sending-sms-through = Número que envía
sending-sms-saved = Elección guardada
