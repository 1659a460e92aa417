# Signing in and up, links of letters.
door-log-in-title = Entrar
door-log-in = Entrar
door-email = Correo
door-password = Contraseña
door-password-hint = Diez caracteres o más. Una frase corta sirve.
door-forgotten = Olvidé la contraseña
door-to-sign-up = Crear cuenta
door-to-log-in = Ya tengo cuenta
door-back-to-log-in = Volver a entrar
door-password-renewed = Contraseña cambiada. Entra con la nueva.
door-sign-up-title = Crear cuenta
door-sign-up-lead = Para tu empresa. Después invitas al equipo y conectas los números.
door-sign-up = Crear cuenta
door-tenant-name = Nombre de la empresa
door-name = Tu nombre
door-forgotten-title = Olvidé la contraseña
door-forgotten-lead = Enviamos un enlace a tu correo. Vale por una hora.
door-ask-reset = Enviar el enlace
door-reset-asked = Si existe una cuenta con este correo, el enlace llega en unos minutos. Mira también la carpeta de spam.
door-new-password-title = Nueva contraseña
door-new-password-lead = Después del cambio, todas las sesiones abiertas terminan.
door-new-password = Nueva contraseña
door-set-password = Cambiar la contraseña
door-ask-again = Pedir otro enlace
door-invitation-title = { $tenant } te invitó
door-invitation-lead = Tu rol: { $role }. Elige un nombre y una contraseña para empezar.
door-accept = Aceptar y entrar
door-invitation-gone = La invitación ya no vale

# Roles, and what each may do.
role-owner = Titular
role-admin = Administración
role-manager = Gerencia
role-agent = Atención
role-viewer = Lectura
role-owner-help = Responde por la empresa: todo lo que hace administración, y elige titulares.
role-admin-help = Conecta números, invita y quita personas, reprocesa el diario.
role-manager-help = Reparte conversaciones, ve números y el diario.
role-agent-help = Responde a clientes y cambia el estado de las conversaciones.
role-viewer-help = Lee conversaciones, sin responder.

# Equipe.
team-loading = Cargando el equipo
team-failed = No se pudo abrir el equipo
team-members = { $count ->
    [one] { $count } persona
   *[other] { $count } personas
}
team-person = Persona
team-role = Rol
team-last-seen = Último acceso
team-acts = Acciones
team-never-seen = aún no entró
team-you = tú
team-role-of = Rol de { $name }
team-role-changed = { $name } tiene un nuevo rol
team-remove = Quitar
team-remove-name = Quitar a { $name }
team-remove-words = Las sesiones terminan ahora y las conversaciones abiertas quedan sin dueño. Para confirmar, escribe { $email }.
team-remove-type = Correo de la persona
team-removed = { $name } salió del equipo
team-keep = Mantener
team-invite-title = Invitar a alguien
team-invite-hint = La persona recibe un enlace que vale por siete días.
team-invite = Invitar
team-invited = Invitación en camino
team-invitations = Invitaciones abiertas
team-no-invitations = Ninguna invitación abierta. Quien invites aparece aquí hasta aceptar.
team-invitation = { $role }, vale hasta { $until }
team-withdraw = Retirar
team-withdraw-name = Retirar la invitación de { $email }
team-withdrawn = Invitación retirada: el enlace ya no sirve
team-roles = Qué hace cada rol

# Conta.
account-who = Quién está en esta cuenta
account-place = { $role } en { $tenant }
account-sessions = Sesiones
account-sessions-lead = Dónde está abierta tu cuenta. Si no reconoces alguna, ciérrala y cambia la contraseña.
account-sessions-loading = Cargando las sesiones
account-sessions-failed = No se pudieron ver las sesiones
account-session-times = Desde { $since }, último uso { $used }
account-session-ended = Sesión cerrada
account-this-session = esta sesión
account-unknown-device = Aparato desconocido
account-end = Cerrar
account-end-name = Cerrar la sesión { $device }
account-end-others = Cerrar todas las demás
account-password = Contraseña
account-password-lead = Al cambiarla, las demás sesiones terminan.
account-password-now = Contraseña actual
account-change-password = Cambiar la contraseña
account-password-changed = Contraseña cambiada
account-look = Idioma y tema
