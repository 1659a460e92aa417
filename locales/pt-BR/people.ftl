# Signing in and up, links of letters.
door-log-in-title = Entrar
door-log-in = Entrar
door-email = E-mail
door-password = Senha
door-password-hint = Dez caracteres ou mais. Uma frase curta serve.
door-forgotten = Esqueci a senha
door-to-sign-up = Criar conta
door-to-log-in = Já tenho conta
door-back-to-log-in = Voltar para entrar
door-password-renewed = Senha trocada. Entre com a nova.
door-sign-up-title = Criar conta
door-sign-up-lead = Para a sua empresa. Depois você convida a equipe e conecta os números.
door-sign-up = Criar conta
door-tenant-name = Nome da empresa
door-name = Seu nome
door-forgotten-title = Esqueci a senha
door-forgotten-lead = Mandamos um link para o seu e-mail. Ele vale por uma hora.
door-ask-reset = Mandar o link
door-reset-asked = Se existir uma conta com este e-mail, o link chega em alguns minutos. Veja também a caixa de spam.
door-new-password-title = Nova senha
door-new-password-lead = Depois da troca, todas as sessões abertas terminam.
door-new-password = Nova senha
door-set-password = Trocar a senha
door-ask-again = Pedir outro link
door-invitation-title = { $tenant } convidou você
door-invitation-lead = Seu papel: { $role }. Escolha um nome e uma senha para começar.
door-accept = Aceitar e entrar
door-invitation-gone = Convite fora de validade

# Roles, and what each may do.
role-owner = Titular
role-admin = Administração
role-manager = Gerência
role-agent = Atendimento
role-viewer = Leitura
role-owner-help = Responde pela empresa: tudo o que a administração faz, e escolhe titulares.
role-admin-help = Conecta números, convida e remove pessoas, reprocessa o diário.
role-manager-help = Distribui conversas, vê números e o diário.
role-agent-help = Responde clientes e muda o estado das conversas.
role-viewer-help = Lê conversas, sem responder.

# Equipe.
team-loading = Carregando a equipe
team-failed = Não deu para abrir a equipe
team-members = { $count ->
    [one] { $count } pessoa
   *[other] { $count } pessoas
}
team-person = Pessoa
team-role = Papel
team-last-seen = Último acesso
team-acts = Ações
team-never-seen = ainda não entrou
team-you = você
team-role-of = Papel de { $name }
team-role-changed = { $name } tem um novo papel
team-remove = Remover
team-remove-name = Remover { $name }
team-remove-words = As sessões terminam agora e as conversas abertas ficam sem dono. Para confirmar, digite { $email }.
team-remove-type = E-mail da pessoa
team-removed = { $name } saiu da equipe
team-keep = Manter
team-invite-title = Convidar alguém
team-invite-hint = A pessoa recebe um link que vale por sete dias.
team-invite = Convidar
team-invited = Convite a caminho
team-invitations = Convites abertos
team-no-invitations = Nenhum convite aberto. Quem você convidar aparece aqui até aceitar.
team-invitation = { $role }, vale até { $until }
team-withdraw = Retirar
team-withdraw-name = Retirar o convite de { $email }
team-withdrawn = Convite retirado: o link não serve mais
team-roles = O que cada papel faz

# Conta.
account-who = Quem está nesta conta
account-place = { $role } em { $tenant }
account-sessions = Sessões
account-sessions-lead = Onde a sua conta está aberta. Se não reconhecer alguma, encerre e troque a senha.
account-sessions-loading = Carregando as sessões
account-sessions-failed = Não deu para ver as sessões
account-session-times = Desde { $since }, último uso { $used }
account-session-ended = Sessão encerrada
account-this-session = esta sessão
account-unknown-device = Aparelho desconhecido
account-end = Encerrar
account-end-name = Encerrar a sessão { $device }
account-end-others = Encerrar todas as outras
account-password = Senha
account-password-lead = Ao trocar, as outras sessões terminam.
account-password-now = Senha atual
account-change-password = Trocar a senha
account-password-changed = Senha trocada
account-look = Idioma e tema
