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
inbox-do-not-contact-by = Não contatar, a pedido, desde { $date } (anotado por { $name })
inbox-fact-status = Situação
inbox-fact-owner = Com
inbox-fact-line = Número
inbox-fact-window = Janela de 24 h
inbox-fact-export = Baixar

# A message.
inbox-reply = Responder
inbox-react = Reagir
inbox-reactions = Reações: { $list }
inbox-quote = Mensagem respondida
inbox-quote-us = Nós
inbox-quote-unknown = Mensagem que não está aqui
inbox-quote-jump = Ir para a mensagem respondida
inbox-in-group = Em grupo
inbox-forwarded = Encaminhada
inbox-by-sms = Enviada por SMS: o WhatsApp não entregou
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
inbox-kind-interactive = Resposta
inbox-kind-button = Resposta rápida
inbox-kind-order = Pedido
inbox-kind-reaction = Reação
inbox-kind-edit = Edição de mensagem
inbox-kind-revoke = Mensagem apagada
inbox-kind-system = Aviso do WhatsApp
inbox-kind-call = Chamada de voz
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
inbox-kind-ephemeral = Mensagem temporária
inbox-kind-poll = Enquete
inbox-kind-lost-file = Arquivo que o WhatsApp não entregou
inbox-kind-unknown = Tipo de mensagem novo
inbox-system-number = Mudou de número para { $phone }
inbox-system-identity = O código de segurança mudou: outro aparelho, ou WhatsApp reinstalado
inbox-call-taken = Chamada de voz, { $length }
inbox-call-missed = Chamada de voz perdida
inbox-call-made = Chamada sua, { $length }
inbox-call-unanswered = Chamada sua sem resposta
inbox-kind-raw = Tipo: { $kind }. Guardado inteiro aqui.
inbox-kind-on-phone = Veja no celular. Aqui fica guardado que chegou.

# Files.
inbox-file-waiting = Na fila para baixar do WhatsApp.
inbox-file-fetching = Baixando do WhatsApp.
inbox-file-failed = Não deu para baixar.
inbox-file-expired = O WhatsApp não guarda mais este arquivo.
inbox-file-removed = Apagado depois do prazo de guarda.
inbox-file-absent = O arquivo não está aqui.
inbox-file-again-at = Nova tentativa às { $time }.
inbox-file-download = Baixar
inbox-file-download-named = Baixar { $name }
inbox-picture-open = Ver a foto inteira
inbox-sound-play = Tocar
inbox-sound-pause = Pausar
inbox-sound-place = Posição no áudio
inbox-sound-speed = Velocidade
transcript-label = O que diz o áudio
transcript-pending = Escrevendo o que diz o áudio…
transcript-silence = Não há fala neste áudio
transcript-failure-away = O áudio não foi transcrito: quem transcreve não respondeu
transcript-failure-account = O áudio não foi transcrito: a chave ou o saldo de quem transcreve não vale
transcript-failure-broken = O áudio não foi transcrito: a resposta veio sem sentido
transcript-failure-storage = O áudio não foi transcrito: o arquivo não pôde ser lido
transcript-failure-gone = O áudio não foi transcrito: o arquivo não está mais aqui
transcript-failure-refused = O áudio não foi transcrito: este tipo de som não é lido
transcript-failure-too-long = O áudio não foi transcrito: é longo demais
transcript-failure-too-large = O áudio não foi transcrito: o arquivo é grande demais
transcript-again = Transcrever de novo
transcript-ask = Transcrever
picture-label = Texto na imagem
picture-pending = Lendo o texto da imagem…
picture-again = Ler de novo
picture-ask = Ler o texto
picture-failure-away = O texto da imagem não foi lido: o modelo não respondeu
picture-failure-account = O texto da imagem não foi lido: a chave ou o saldo do modelo não vale
picture-failure-broken = O texto da imagem não foi lido: a resposta veio sem sentido
picture-failure-busy = O texto da imagem ainda não foi lido: há perguntas demais
picture-failure-storage = O texto da imagem não foi lido: o arquivo não pôde ser aberto
picture-failure-gone = O texto da imagem não foi lido: o arquivo não está mais aqui
picture-failure-refused = O texto da imagem não foi lido: o modelo não aceita esta imagem
picture-failure-too-long = O texto da imagem não foi lido: não cabe no modelo
picture-failure-too-large = O texto da imagem não foi lido: o arquivo é grande demais
picture-failure-budget = O texto da imagem não foi lido: o limite do dia acabou
picture-failure-off = O texto da imagem não foi lido: ninguém lê imagens agora
picture-failure-unsafe = O texto da imagem não foi lido: o filtro reteve a resposta
inbox-place-open = Abrir no mapa
inbox-place-copy = Copiar coordenadas
inbox-copied = Copiado

# Places.
inbox-north = N
inbox-south = S
inbox-east = L
inbox-west = O

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
inbox-refused-window = Fora da janela: escolha um modelo
inbox-refused-never = A pessoa ainda não escreveu para este número. Antes disso, só sai modelo aprovado.
inbox-refused-contact = Pediu para não ser contatada
inbox-refused-line = Número desconectado
inbox-refused-blocked = Contato bloqueado
inbox-refused-consent = Sem autorização
inbox-refused-budget = Orçamento do mês usado
inbox-refused-panic = Número em pausa automática
inbox-refused-hours = Fora do horário permitido
inbox-refused-role = Você só acompanha esta conversa

# Keys.
inbox-keys = Nas conversas
inbox-key-next = Próxima conversa
inbox-key-previous = Conversa anterior
inbox-key-reply = Responder
inbox-key-assign = Atribuir a alguém
inbox-key-resolve = Resolver ou reabrir

# What messages say of themselves.
inbox-cancel = Cancelar
inbox-earlier = Ver antes da edição
inbox-scheduled = Sai em { $time }.
inbox-scheduled-cancel = Cancelar envio
inbox-copy-number = Copiar número
inbox-contact-add = Adicionar aos contatos
inbox-contact-added = Adicionado aos contatos
inbox-contact-known = Este número já está nos contatos
inbox-answer-button = Tocou em um botão
inbox-answer-list = Escolheu em uma lista
inbox-answer-flow = Formulário preenchido
inbox-answer-yes = Sim
inbox-answer-no = Não
inbox-answer-address = Endereço preenchido
inbox-answer-call = Pedido para ligar
inbox-answer-call-yes = Aceitou receber ligações
inbox-answer-call-no = Não aceitou receber ligações
inbox-answer-payment = Pagamento
inbox-order-items = { $count ->
    [one] { $count } item
   *[other] { $count } itens
}
inbox-order-total = Total
inbox-order-tax = Impostos
inbox-order-shipping = Entrega
inbox-order-discount = Desconto
inbox-order-pending = Pedido aguardando
inbox-order-processing = Pedido em preparo
inbox-order-partially-shipped = Pedido enviado em parte
inbox-order-shipped = Pedido enviado
inbox-order-completed = Pedido concluído
inbox-order-canceled = Pedido cancelado
inbox-payment-pending = pagamento pendente
inbox-payment-captured = pago
inbox-payment-failed = pagamento recusado
inbox-pay-pix = Copiar código Pix
inbox-pay-boleto = Copiar linha do boleto
inbox-pay-link = Abrir página de pagamento
inbox-ask-product = Produto do catálogo
inbox-ask-products = Produtos do catálogo
inbox-ask-catalog = Ver catálogo
inbox-ask-place = Enviar localização
inbox-template-marketing = Marketing
inbox-template-utility = Utilidade
inbox-template-authentication = Autenticação
inbox-referral-ad = Veio de um anúncio
inbox-referral-post = Veio de uma publicação
inbox-referral-other = Veio de um link
inbox-referral-product = Pergunta sobre o produto

# What can be sent besides words.
inbox-attach = Anexar
inbox-tool-gallery = Foto ou vídeo
inbox-tool-documents = Documento
inbox-tool-camera = Tirar foto
inbox-tool-files = Arquivos
inbox-tool-voice = Gravar áudio
inbox-tool-contact = Contato
inbox-tool-place = Localização
inbox-tool-ask-place = Pedir localização
inbox-tool-buttons = Botões
inbox-tool-list = Lista
inbox-tool-link = Botão com link
inbox-tool-pix = Cobrança Pix
inbox-tool-schedule = Agendar envio
inbox-tool-charge = Cobrança por boleto ou link
inbox-tool-order-news = Andamento do pedido
inbox-tool-products = Produtos do catálogo
inbox-tool-flow = Formulário
inbox-schedule = Agendar
inbox-link-preview = Prévia do link
inbox-files-count = { $count ->
    [one] { $count } arquivo
   *[other] { $count } arquivos
}
inbox-files-add = Adicionar arquivos
inbox-files-stop = Parar
inbox-files-remove = Tirar { $name }
inbox-files-caption = Legenda de { $name }
inbox-files-caption-placeholder = Legenda
inbox-files-limits = Fotos até 5 MB (as maiores são reduzidas), áudio e vídeo até 16 MB, documentos até 100 MB.
inbox-voice-asking = O navegador pede o microfone. Permita para gravar.
inbox-voice-no-type = Este navegador não grava em um formato que o WhatsApp aceita.
inbox-voice-refused = Sem acesso ao microfone. Libere nas permissões do site e tente de novo.
inbox-voice-no-device = Este navegador não dá acesso ao microfone. Abra o Prosa por https.
inbox-voice-broken = A gravação falhou. Tente de novo.
inbox-voice-discard = Descartar
inbox-voice-stop = Parar e ouvir
inbox-voice-length = Duração
inbox-form-text = Texto
inbox-form-footer = Rodapé (opcional)
inbox-form-button = Botão { $number }
inbox-form-words = Texto do botão
inbox-form-url = Endereço do link
inbox-form-list-button = Botão que abre a lista
inbox-form-row = Opção { $number }
inbox-form-row-second = Descrição (opcional)
inbox-form-row-add = Mais uma opção
inbox-form-name = Nome
inbox-form-phone = Telefone
inbox-form-phone-hint = Com o código do país, como +55 11 90000-0142, a pessoa pode tocar em "Conversar".
inbox-form-mail = E-mail (opcional)
inbox-form-company = Empresa (opcional)
inbox-form-point = Coordenadas
inbox-form-point-hint = Cole do mapa, como -23.18571, -46.89784.
inbox-form-place-name = Nome do lugar (opcional)
inbox-form-address = Endereço (opcional)
inbox-form-what = O que está sendo cobrado
inbox-form-amount = Valor em reais
inbox-form-amount-hint = Por exemplo, 8.037,00.
inbox-form-pix-code = Pix copia e cola
inbox-form-pix-code-hint = O código que seu banco gerou para esta cobrança.
inbox-form-merchant = Quem recebe
inbox-form-key-type = Tipo da chave
inbox-form-key = Chave Pix
inbox-form-key-evp = Aleatória
inbox-form-key-cnpj = CNPJ
inbox-form-key-cpf = CPF
inbox-form-key-phone = Telefone
inbox-form-key-mail = E-mail
inbox-form-when = Quando sai
inbox-form-catalog = ID do catálogo
inbox-form-catalog-hint = Gerenciador de comércio da Meta › Catálogo › Configurações
inbox-form-products = IDs dos produtos
inbox-form-products-hint = Um por linha, até 30.
inbox-form-products-title = Título da lista
inbox-form-products-title-hint = Só com mais de um produto.
inbox-form-products-body = Dê uma olhada:
inbox-form-flow = ID do formulário
inbox-form-flow-hint = Gerenciador do WhatsApp › Fluxos. Ele precisa estar publicado.
inbox-form-way = Como a pessoa paga
inbox-form-way-boleto = Boleto
inbox-form-way-link = Link de pagamento
inbox-form-boleto = Linha digitável
inbox-form-payment-link = Endereço do pagamento
inbox-form-reference = Referência do pedido
inbox-form-reference-hint = A da cobrança que você enviou.
inbox-form-order-state = Situação
inbox-map-scale = 200 m

# Templates.
inbox-tool-template = Escolha um modelo
inbox-template-send = Enviar modelo
inbox-template-loading = Carregando modelos
inbox-template-none = Nenhum modelo aprovado para este número.
inbox-template-make = Criar um modelo
inbox-template-search = Buscar modelo
inbox-template-header = Título
inbox-template-file = Arquivo do topo
inbox-template-file-here = Arquivo pronto
inbox-template-code = Código
inbox-template-button = Fim do link do botão
inbox-way-template = Escolher modelo
inbox-way-line = Ver o número
inbox-price-window = R$ 0,00 dentro da janela
inbox-price-entry = Grátis: veio de um anúncio há menos de 72 h
inbox-price-allowance = { $count ->
    [one] Grátis: resta { $count } mensagem neste mês
   *[other] Grátis: restam { $count } mensagens neste mês
}
inbox-price-billed = Este envio custa { $amount }
inbox-price-unknown = O preço deste envio não está na tabela
