# Avisos da Meta, no Diário e na saúde do número.
notice-restricted = A Meta restringiu a conta: { $what }, até { $until }
notice-banned = Situação da conta na Meta: { $state }
notice-violation = A conta violou uma regra da Meta: { $kind }
notice-disconnected = O número saiu da plataforma: { $reason }
notice-account = Conta: { $event }
notice-alert = Alerta da Meta ({ $severity }): { $alert }
notice-review = Análise da conta: { $decision }
notice-number = Número: { $event }
notice-name = Nome de exibição { $name }: { $decision }
notice-capability = Limite de pessoas por dia: { $limit }
notice-security = Segurança do número: { $event }
notice-template = Modelo { $name }: { $state }
notice-preferences = Preferência de marketing: { $stopped } pararam, { $resumed } voltaram
notice-flow = Flow: { $event }
notice-call = Chamada: { $event }
notice-group = Grupo: { $event }
notice-payment = Configuração de pagamento: { $state }
notice-history = Histórico do celular: { $progress } recebido
notice-app-messages = { $count ->
    [one] Uma mensagem enviada pelo celular
   *[other] { $count } mensagens enviadas pelo celular
}
notice-app-contacts = { $count ->
    [one] Um contato do celular
   *[other] { $count } contatos do celular
}
notice-conversion = A Meta detectou: { $event }
notice-username = Nome de usuário { $name }: { $state }
notice-handover = Outro aplicativo assumiu ou devolveu a conversa
notice-failure = Erro da Meta, código { $code }
notice-identity = Alguém mudou de número ou de identificação
notice-unreadable = Não deu para ler esta parte. Ela está guardada inteira.
notice-other = Aviso da Meta: { $field }
# Palavras da Meta.
provider-changed = alterado
provider-approved = aprovado
provider-rejected = recusado
provider-pending = em análise
provider-deferred = adiado
provider-paused = pausado
provider-disabled = desativado
provider-flagged = em observação
provider-deleted = apagado
provider-reinstated = reativado
provider-green = boa
provider-yellow = média
provider-red = baixa
provider-unknown = sem avaliação
provider-connected = conectado
provider-restricted = restrito
provider-banned = banido
provider-available = disponível
provider-limited = limitado
provider-blocked = bloqueado
provider-tier-250 = 250
provider-tier-2k = 2 mil
provider-tier-10k = 10 mil
provider-tier-100k = 100 mil
provider-tier-unlimited = sem limite
provider-standard = padrão
provider-high = alta
provider-disable = desativada
provider-schedule-for-disable = será desativada
provider-reinstate = reativada
provider-critical = grave
provider-warning = atenção
provider-informational = informação
provider-throughput-upgrade = velocidade de envio aumentada
provider-pin-changed = PIN trocado
provider-pin-reset-request = pedido de novo PIN
provider-pin-request-success = novo PIN confirmado
provider-restricted-biz-initiated-messaging = mensagens iniciadas pela empresa
provider-connect = chamada recebida
provider-terminate = chamada encerrada
provider-utility = utilidade
provider-marketing = marketing
provider-authentication = autenticação
