# The frame around every screen, its navigation, and the page of a wrong address.
frame-skip = Ir al contenido
frame-main = Principal
frame-home = Prosa, inicio
frame-conversations = Conversaciones
frame-settings = Configuración
frame-unread = { $count ->
    [one] { $place }, { $count } no leída
   *[other] { $place }, { $count } no leídas
}
frame-search = Buscar y ordenar (Ctrl K)
frame-account = { $initials } Cuenta: { $name }
frame-my-account = Mi cuenta
frame-language = Idioma
frame-theme = Tema
frame-theme-system = Como el sistema
frame-theme-light = Claro
frame-theme-dark = Oscuro
frame-sign-out = Salir
frame-offline = Sin internet. Puedes leer lo que está en la pantalla; lo demás espera a que vuelva la conexión.
settings-service = Atención
settings-platform = Plataforma
settings-you = Tú
settings-lines = Números
settings-team = Equipo
settings-templates = Plantillas
settings-costs = Costos
settings-sending = Envíos
settings-journal = Diario de mensajes
settings-account = Cuenta
not-found-title = Nada en esta dirección
not-found-text = La dirección puede haber cambiado o no tienes acceso a ella.
not-found-back = Volver a las conversaciones
away-title = Prosa vuelve enseguida
away-again = Esta página lo intenta de nuevo sola cada 5 segundos.
