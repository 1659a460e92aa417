# The frame around every screen, its navigation, and the page of a wrong address.
frame-skip = Ir para o conteúdo
frame-main = Principal
frame-home = Prosa, início
frame-conversations = Conversas
frame-settings = Configurações
frame-unread = { $count ->
    [one] { $place }, { $count } não lida
   *[other] { $place }, { $count } não lidas
}
frame-search = Buscar e comandar (Ctrl K)
frame-account = { $initials } Conta: { $name }
frame-my-account = Minha conta
frame-language = Idioma
frame-theme = Tema
frame-theme-system = Como o sistema
frame-theme-light = Claro
frame-theme-dark = Escuro
frame-sign-out = Sair
frame-offline = Sem internet. Você pode ler o que já está na tela; o resto espera a conexão voltar.
settings-service = Atendimento
settings-platform = Plataforma
settings-you = Você
settings-lines = Números
settings-team = Equipe
settings-templates = Modelos
settings-costs = Custos
settings-sending = Envios
settings-journal = Diário de mensagens
settings-account = Conta
not-found-title = Nada neste endereço
not-found-text = O endereço pode ter mudado, ou você não tem acesso a ele.
not-found-back = Voltar às conversas
away-title = O Prosa volta já
away-again = Esta página tenta de novo sozinha a cada 5 segundos.
