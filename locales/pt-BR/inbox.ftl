# Conversas: the list.
inbox-title = Conversas
inbox-list = Lista de conversas
inbox-search = Buscar e comandar
inbox-scopes = Filas
inbox-scope-mine = Minhas
inbox-scope-unassigned = Sem dono
inbox-scope-all = Todas
inbox-status-filter = Situação das conversas
inbox-status-any = Qualquer situação
inbox-list-open = Abertas
inbox-list-pending = Pendentes
inbox-list-resolved = Resolvidas
inbox-status-open = Aberta
inbox-status-pending = Pendente
inbox-status-resolved = Resolvida
inbox-line-filter = Número da empresa
inbox-lines-all = Todos os números
inbox-more = Mostrar mais
inbox-more-again = Não carregou. Tentar de novo
inbox-unread = não lidas
inbox-nameless = Sem nome
inbox-you = Você
inbox-nobody = Ninguém
inbox-list-loading = Carregando conversas
inbox-list-failed = Não deu para carregar as conversas
inbox-first-title = Nenhuma conversa aberta
inbox-first-text = Quando alguém escrever para um número seu, a conversa aparece aqui na hora.
inbox-first-step = Conectar um número
inbox-empty-mine = Nada com você agora
inbox-empty-mine-text = As conversas que você assumir ou que passarem para você ficam aqui.
inbox-empty-unassigned = Nenhuma conversa sem dono
inbox-empty-unassigned-text = Todas já têm alguém cuidando delas.
inbox-empty-all = Nenhuma conversa com este filtro
inbox-empty-all-text = Mude a situação ou o número para ver outras.
inbox-empty-step = Ver todas as abertas

# The connection.
inbox-link-broken = Sem conexão com o servidor. Tentando de novo; o que chegou aparece quando ela voltar.
inbox-link-retry = Tentar agora

# The open conversation.
inbox-conversation = Conversa
inbox-conversation-with = Conversa com { $name }
inbox-none-title = Escolha uma conversa
inbox-none-text = A lista fica ao lado. Use J e K para andar por ela e Enter para abrir.
inbox-missing-title = Conversa não encontrada
inbox-missing-text = O endereço pode estar incompleto, ou a conversa é de outra empresa.
inbox-back = Voltar para a lista
inbox-thread-loading = Abrindo a conversa
inbox-thread-failed = Não deu para abrir a conversa
inbox-thread-empty = Nenhuma mensagem ainda
inbox-thread-empty-text = Quando a pessoa escrever, aparece aqui na hora.
inbox-messages = Mensagens
inbox-older = Mensagens anteriores
inbox-latest = Ir para a mensagem mais nova
inbox-new-messages = { $count ->
    [one] { $count } mensagem nova
   *[other] { $count } mensagens novas
}
inbox-spoken = { $name } escreveu: { $text }
inbox-with-you = { $status } com você
inbox-with-member = { $status } com { $member }
inbox-with-nobody = { $status }, sem dono
inbox-resolve = Resolver
inbox-reopen = Reabrir
inbox-status-change = Mudar a situação
inbox-assign = Atribuir
inbox-assign-me = Ficar com a conversa
inbox-assign-nobody = Deixar sem dono
inbox-done-open = Conversa com { $name } reaberta
inbox-done-pending = Conversa com { $name } pendente
inbox-done-resolved = Conversa com { $name } resolvida
inbox-done-assigned = Conversa com { $name } agora é de { $member }
inbox-done-unassigned = Conversa com { $name } ficou sem dono
inbox-undo = Desfazer

# The person.
inbox-panel = Painel da pessoa
inbox-no-phone = O WhatsApp não mostra o número
inbox-since = Contato desde { $date }
inbox-may-contact = Pode ser contatada
inbox-do-not-contact = Não contatar, a pedido, desde { $date }
inbox-fact-status = Situação
inbox-fact-owner = Com
inbox-fact-line = Número
inbox-fact-window = Janela de 24 h

# A message.
inbox-reply = Responder
inbox-react = Reagir
inbox-reactions = Reações: { $list }
inbox-quote = Mensagem respondida
inbox-quote-us = Nós
inbox-quote-unknown = Mensagem que não está aqui
inbox-quote-jump = Ir para a mensagem respondida
inbox-forwarded = Encaminhada
inbox-edited = editada
inbox-revoked = Mensagem apagada por quem enviou
inbox-sending = enviando
inbox-not-sent = Não enviada
inbox-unknown = Envio sem confirmação
inbox-send-unknown = a conexão caiu no meio e o WhatsApp não respondeu. Pode ter saído. Confira com a pessoa antes de reenviar.
inbox-failure-code = Código { $code }
inbox-retry = Tentar de novo
inbox-take-back = Voltar a escrever
inbox-state-queued = na fila
inbox-state-unknown = sem confirmação
inbox-state-accepted = aceita
inbox-state-sent = enviada
inbox-state-failed = falhou
inbox-state-delivered = entregue
inbox-state-read = lida
inbox-state-played = ouvida

# Kinds of message.
inbox-kind-image = Foto
inbox-kind-audio = Áudio
inbox-kind-voice = Mensagem de voz
inbox-kind-video = Vídeo
inbox-kind-document = Documento
inbox-kind-sticker = Figurinha
inbox-kind-location = Localização
inbox-kind-contacts = Contato
inbox-kind-interactive = Resposta a uma lista ou botão
inbox-kind-button = Resposta rápida
inbox-kind-order = Pedido
inbox-kind-reaction = Reação
inbox-kind-edit = Edição de mensagem
inbox-kind-revoke = Mensagem apagada
inbox-kind-system = Aviso do WhatsApp
inbox-kind-template = Modelo
inbox-kind-buttons = Botões
inbox-kind-list = Lista de opções
inbox-kind-cta-url = Botão com link
inbox-kind-product = Produto
inbox-kind-product-list = Produtos
inbox-kind-catalog = Catálogo
inbox-kind-flow = Formulário
inbox-kind-location-request = Pedido de localização
inbox-kind-order-details = Cobrança
inbox-kind-order-status = Andamento do pedido
inbox-kind-unsupported = O WhatsApp não entrega este tipo
inbox-kind-unknown = Tipo de mensagem novo
inbox-kind-raw = Tipo: { $kind }. Guardado inteiro aqui.
inbox-kind-on-phone = Veja no celular. Aqui fica guardado que chegou.
inbox-kind-not-shown = Recebido e guardado; ainda não abre aqui

# The composer.
inbox-message = Mensagem
inbox-write = Escrever uma mensagem
inbox-write-placeholder = Escreva uma mensagem
inbox-window = Janela aberta por
inbox-send = Enviar
inbox-enter-sends = envia
inbox-answering = Respondendo a { $name }
inbox-answering-stop = Não responder a esta mensagem
inbox-letters-left = { $count ->
    [one] Falta { $count } letra para o limite
   *[other] Faltam { $count } letras para o limite
}
inbox-too-long = { $count ->
    [one] { $count } letra além do limite
   *[other] { $count } letras além do limite
}
inbox-refused = Não dá para enviar agora
inbox-refused-window = Janela fechada
inbox-refused-never = A pessoa ainda não escreveu para este número. Antes disso, só sai modelo aprovado.
inbox-refused-contact = Pediu para não ser contatada
inbox-refused-line = Número desconectado
inbox-refused-role = Você só acompanha esta conversa

# Keys.
inbox-keys = Nas conversas
inbox-key-next = Próxima conversa
inbox-key-previous = Conversa anterior
inbox-key-reply = Responder
inbox-key-assign = Atribuir a alguém
inbox-key-resolve = Resolver ou reabrir
