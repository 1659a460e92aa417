# Letters to people. The first line of a text greets; a link stands alone on its line.
mail-invitation-subject = { $inviter } te invitó a { $tenant } en Prosa
mail-invitation-text =
    Hola:

    { $inviter } te invitó a atender a los clientes de { $tenant } en Prosa, con el rol de { $role }.

    Para aceptar, abre esta dirección y elige una contraseña:

    { $link }

    La invitación vale hasta { $until } y sirve una sola vez. Si no la esperabas, puedes ignorar este mensaje.

    Prosa
mail-reset-subject = Nueva contraseña en Prosa
mail-reset-text =
    Hola, { $name }:

    Alguien pidió una nueva contraseña para tu cuenta de Prosa. Si fuiste tú, abre esta dirección:

    { $link }

    Vale hasta { $until } y sirve una sola vez. Después del cambio, todas las sesiones abiertas terminan.
    Si no fuiste tú, ignora este mensaje: la contraseña sigue igual.

    Prosa
mail-line-stopped-subject = { $line } dejó de enviar
mail-line-stopped-text =
    Hola, { $name }:

    Prosa dejó de enviar por el número { $line }: { $reason }

    No se pierde nada: los mensajes esperan en la cola. En una hora, un mensaje prueba si el camino está libre. Mira el número aquí:

    { $link }

    Prosa
mail-line-reason-failures = demasiados mensajes fallaron en pocos minutos.
mail-line-reason-throttled = Meta respondió una y otra vez que el ritmo era demasiado rápido.
mail-line-reason-auth = Meta rechazó el token. Cámbialo y verifica el número.
mail-line-reason-account = Meta restringió la cuenta. Mira el motivo en el panel de Meta.
mail-line-recovered-subject = { $line } vuelve a enviar
mail-line-recovered-text =
    Hola, { $name }:

    El número { $line } vuelve a enviar y los mensajes que esperaban ya están saliendo. Mira el número aquí:

    { $link }

    Prosa

# Roles, as put into the invitation.
mail-role-owner = titular
mail-role-admin = administración
mail-role-manager = gerencia
mail-role-agent = atención
mail-role-viewer = lectura

# Alarms.
mail-budget-tenant = toda la empresa
mail-budget-subject = Presupuesto de mensajes: { $percent } usado ({ $scope })
mail-budget-text =
    Hola, { $name }:

    El presupuesto de este mes para { $scope } llegó al { $percent }: { $used } de { $limit }.

    Para ver los costos y cambiar el límite:

    { $link }

    Prosa
mail-budget-stopped-subject = Presupuesto de mensajes agotado ({ $scope })
mail-budget-stopped-text =
    Hola, { $name }:

    El presupuesto de este mes para { $scope } se agotó: { $used } de { $limit }.

    Los mensajes cobrados no salen hasta que termine el mes o cambie el límite. Lo gratuito sigue saliendo.

    { $link }

    Prosa
mail-silence-subject = { $line } está en silencio
mail-silence-text =
    Hola, { $name }:

    No llega ningún mensaje a { $line } desde { $since }. Para esta hora no es normal.

    Revise la dirección del webhook y el token de este número:

    { $link }

    Prosa
mail-assistant-subject = El asistente { $assistant } pasó una conversación al equipo
mail-assistant-text =
    Hola, { $name }:

    El asistente { $assistant } no pudo responder y pasó la conversación al equipo. Motivo: { $reason }.

    Revise los modelos y el presupuesto de IA. Hasta entonces sigue pasando las conversaciones al equipo. Este aviso sale una vez al día.

    { $link }

    Prosa
mail-assistant-no-model = ningún modelo encendido
mail-assistant-budget = presupuesto del día agotado
mail-assistant-model-away = ningún modelo respondió
