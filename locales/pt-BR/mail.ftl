# Letters to people. The first line of a text greets; a link stands alone on its line.
mail-invitation-subject = { $inviter } convidou você para { $tenant } no Prosa
mail-invitation-text =
    Olá,

    { $inviter } convidou você para atender os clientes de { $tenant } no Prosa, como { $role }.

    Para aceitar, abra este endereço e escolha uma senha:

    { $link }

    O convite vale até { $until } e serve uma vez só. Se você não esperava por ele, pode ignorar esta mensagem.

    Prosa
mail-reset-subject = Nova senha no Prosa
mail-reset-text =
    Olá, { $name },

    Alguém pediu uma nova senha para a sua conta no Prosa. Se foi você, abra este endereço:

    { $link }

    Ele vale até { $until } e serve uma vez só. Depois da troca, todas as sessões abertas terminam.
    Se não foi você, ignore esta mensagem: a senha continua a mesma.

    Prosa
mail-line-stopped-subject = { $line } parou de enviar
mail-line-stopped-text =
    Olá, { $name },

    O Prosa parou de enviar pelo número { $line }: { $reason }

    Nada se perde: as mensagens esperam na fila. Daqui a uma hora, uma mensagem testa se o caminho está livre. Veja o número aqui:

    { $link }

    Prosa
mail-line-reason-failures = muitas mensagens falharam em poucos minutos.
mail-line-reason-throttled = a Meta respondeu várias vezes que o ritmo era rápido demais.
mail-line-reason-auth = a Meta recusou o token. Troque o token e verifique o número.
mail-line-reason-account = a Meta restringiu a conta. Veja o motivo no painel da Meta.
mail-line-recovered-subject = { $line } voltou a enviar
mail-line-recovered-text =
    Olá, { $name },

    O número { $line } voltou a enviar, e as mensagens que esperavam já estão saindo. Veja o número aqui:

    { $link }

    Prosa

# Roles, as put into the invitation.
mail-role-owner = titular
mail-role-admin = administração
mail-role-manager = gerência
mail-role-agent = atendimento
mail-role-viewer = leitura

# Alarms.
mail-budget-tenant = toda a empresa
mail-budget-subject = Orçamento de mensagens: { $percent } usados ({ $scope })
mail-budget-text =
    Olá, { $name },

    O orçamento deste mês para { $scope } chegou a { $percent }: { $used } de { $limit }.

    Para ver os custos e mudar o limite:

    { $link }

    Prosa
mail-budget-stopped-subject = Orçamento de mensagens esgotado ({ $scope })
mail-budget-stopped-text =
    Olá, { $name },

    O orçamento deste mês para { $scope } chegou ao fim: { $used } de { $limit }.

    Mensagens cobradas não saem mais até o mês virar ou o limite mudar. O que é gratuito continua saindo.

    { $link }

    Prosa
mail-silence-subject = { $line } está em silêncio
mail-silence-text =
    Olá, { $name },

    Nenhuma mensagem chega em { $line } desde { $since }. Para este horário, isso não é normal.

    Confira o endereço do webhook e o token deste número:

    { $link }

    Prosa
mail-assistant-subject = O assistente { $assistant } passou uma conversa para a equipe
mail-assistant-text =
    Olá, { $name },

    O assistente { $assistant } não conseguiu responder e passou a conversa para a equipe. Motivo: { $reason }.

    Confira os modelos e o orçamento de IA. Até lá, ele continua passando as conversas para a equipe. Este aviso sai uma vez por dia.

    { $link }

    Prosa
mail-assistant-no-model = nenhum modelo ligado
mail-assistant-budget = orçamento do dia esgotado
mail-assistant-model-away = nenhum modelo respondeu
