# Why something was refused: one sentence per code of domain/refusal, and what to do.
error-signed-out = Sua sessão terminou. Entre de novo para continuar.
error-forbidden = Seu papel não permite fazer isso. Peça a quem administra a empresa.
error-not-found = Não encontramos isso aqui. O endereço pode ter mudado ou o item foi removido.
error-bad-credentials = E-mail ou senha não conferem. Confira e tente de novo.
error-locked-out = { $minutes ->
    [one] Muitas senhas erradas. Espere { $minutes } minuto e tente de novo.
   *[other] Muitas senhas erradas. Espere { $minutes } minutos e tente de novo.
}
error-rate-limited = { $seconds ->
    [one] Muitos pedidos em pouco tempo. Tente de novo em { $seconds } segundo.
   *[other] Muitos pedidos em pouco tempo. Tente de novo em { $seconds } segundos.
}
error-email-taken = Já existe uma conta com este e-mail. Entre com ela ou use outro.
error-email-invalid = Este e-mail não parece completo. Confira o que vem antes e depois da arroba.
error-password-weak = Escolha uma senha com pelo menos { $length_min } caracteres e que não seja comum.
error-link-expired = Este link venceu ou já foi usado. Peça um novo.
error-field-missing = Preencha este campo: { $field }.
error-field-too-long = O campo { $field } aceita até { $length_max } caracteres. Encurte um pouco.
error-field-invalid = Este valor não serve para o campo { $field }. Confira e tente de novo.
error-too-many = Cabem até { $count_max }: { $field }.
error-last-owner = A empresa precisa de pelo menos uma pessoa titular. Passe esse papel a outra antes.
error-window-closed = A janela de 24 horas fechou em { $closed_at }. Agora só sai um modelo aprovado.
error-do-not-contact = Esta pessoa pediu para não ser contatada. Nada é enviado a ela.
error-line-not-connected = O número desta conversa não está conectado. Veja em Configurações, Números.
error-message-empty = Escreva algo antes de enviar.
error-message-too-long = A mensagem passa de { $length_max } caracteres, o limite do WhatsApp. Divida em duas.
error-media-too-large = { $kind ->
    [image] A imagem tem { $size }; o WhatsApp aceita até { $size_max }. Reduza ou mande como documento.
    [audio] O áudio tem { $size }; o WhatsApp aceita até { $size_max }. Encurte ou mande como documento.
    [video] O vídeo tem { $size }; o WhatsApp aceita até { $size_max }. Encurte ou mande como documento.
    [sticker] A figurinha tem { $size }; o WhatsApp aceita até { $size_max }.
   *[other] O arquivo tem { $size }; o WhatsApp aceita até { $size_max }. Divida ou mande um link.
}
error-media-type = { $kind ->
    [image] O WhatsApp não aceita imagem do tipo { $mime }, só { $types }. Mande como documento.
    [audio] O WhatsApp não aceita áudio do tipo { $mime }, só { $types }. Mande como documento.
    [video] O WhatsApp não aceita vídeo do tipo { $mime }, só { $types }. Mande como documento.
   *[other] O WhatsApp não aceita arquivos do tipo { $mime } aqui, só { $types }.
}
error-media-empty = O arquivo está vazio. Confira e escolha de novo.
error-media-broken = Não foi possível abrir este arquivo. Ele pode estar danificado ou ser grande demais por dentro.
error-media-not-here = O arquivo não está mais aqui. Escolha de novo e mande outra vez.
error-storage-away = O lugar onde guardamos arquivos não respondeu. Nada foi guardado; tente de novo em instantes.
error-not-retryable = Só dá para reenviar uma mensagem que falhou ou ficou sem resposta.
error-line-taken = Este número já está conectado, aqui ou em outra empresa.
error-template-faulty = { $count ->
    [one] O modelo tem { $count } erro. Corrija antes de enviar para aprovação.
   *[other] O modelo tem { $count } erros. Corrija antes de enviar para aprovação.
}
error-template-taken = Já existe um modelo com este nome neste idioma. Use outro nome ou edite o que existe.
error-template-not-editable = A Meta não aceita mudanças neste modelo agora. Espere a análise terminar ou crie outro.
error-template-fixed = Depois de enviado, isto não muda mais: { $field }. Para mudar, crie outro modelo.
error-template-edit-limit = A Meta aceita uma edição por dia e dez em 30 dias. Tente de novo depois de { $until }.
error-template-name-locked = Este nome foi excluído há pouco e a Meta só o libera em { $until }. Use outro nome.
error-template-not-sendable = Este modelo não pode ser enviado agora. Escolha outro ou veja o motivo em Modelos.
error-template-value-missing = Falta preencher { $variable } no modelo.
error-template-value-invalid = O WhatsApp recusa este texto em { $variable }: sem quebra de linha, tabulação ou mais de quatro espaços seguidos.
error-knowledge-changed = Outra pessoa salvou este texto enquanto você escrevia (versão { $version }). Copie o que é seu, abra de novo e junte.
error-knowledge-no-text = Não há texto para ler nesta página. Copie as palavras dela em vez do código.
error-knowledge-file-large = O arquivo passa de { $size_max } MB. Divida em partes menores e envie cada uma.
error-knowledge-file-type = Este arquivo não é PDF, DOCX, TXT nem MD. Salve em um desses formatos e envie de novo.
error-knowledge-file-broken = Não deu para ler este arquivo: ele está danificado ou incompleto. Abra, salve de novo e envie a cópia.
error-knowledge-file-locked = Este arquivo está protegido. Salve uma cópia sem senha nem proteção e envie de novo.
error-knowledge-file-pictures = Este PDF só tem imagens: não há texto para ler. Passe um reconhecimento de texto (OCR) ou escreva um artigo.
error-knowledge-file-wordless = Não há texto neste arquivo.
error-knowledge-file-heavy = Este arquivo é grande demais por dentro ou demora demais para ler (até { $pages_max } páginas). Divida em partes menores.
error-knowledge-file-long = O texto deste arquivo passa de { $length_max } caracteres. Divida em partes menores e envie cada uma.
error-provider-refused = O WhatsApp recusou: { $detail } (código { $provider_code }).
error-provider-unreachable = O WhatsApp não respondeu. Tentamos de novo sozinhos; nada se perde.
error-assist-no-provider = Nenhum modelo de linguagem está ligado. Um administrador pode ligar um em Configurações › IA.
error-assist-unavailable = { $reason ->
    [timeout] O modelo demorou demais para responder. Tente de novo.
    [rate_limited] O provedor do modelo recebeu perguntas demais. Espere um pouco e tente de novo.
    [overloaded] O provedor do modelo está sobrecarregado. Tente de novo daqui a pouco.
    [quota] O crédito no provedor do modelo acabou.
    [auth] O provedor do modelo recusou a chave. Confira em Configurações › IA.
    [too_long] A conversa não cabe neste modelo.
    [filtered] O filtro do provedor barrou a pergunta ou a resposta.
    [refused] O provedor não aceitou a pergunta. Confira o nome do modelo em Configurações › IA.
    [malformed] A resposta do modelo veio ilegível. Tente de novo.
    [cut] A resposta do modelo foi interrompida. Tente de novo.
    [empty] O modelo não escreveu nada. Tente de novo.
   *[other] Nenhum modelo respondeu agora. Tente de novo daqui a pouco.
}
error-assist-money-spent = O limite de hoje para modelos de linguagem acabou. Amanhã ele volta, ou um administrador o aumenta.
error-assist-tokens-spent = Os tokens de hoje acabaram. Amanhã eles voltam, ou um administrador aumenta o limite.
error-assist-no-price = Há um limite em dinheiro, e este modelo não tem preço. Informe o preço em Configurações › IA.
error-assist-unsafe = O texto do modelo foi retido pelo filtro: { $flaw ->
    [profanity] tem palavrão.
    [price] tem um preço que não está em nenhuma fonte.
    [discount] promete um desconto ou brinde que não está em nenhuma fonte.
    [instructions] repete orientações internas.
    [link] tem um link que não é permitido.
    [personal_data] tem dados pessoais que não estão na conversa.
    [mark] traz um dado pessoal que não pôde ser recolocado.
   *[empty] está vazio.
}
error-assist-needs-model = Só um modelo de linguagem faz isto, e nenhum está ligado.
error-assist-nothing-known = Nenhum modelo está ligado e a base de conhecimento não tem resposta para isto.
error-assist-address = { $reason ->
    [no_tls] O endereço precisa começar com https.
    [private] O endereço leva a uma rede interna. Só quem opera a instalação pode permitir isso.
    [extra] Informe o endereço sem usuário, parâmetros ou âncora.
   *[unreadable] Isto não é um endereço.
}
error-assist-key-missing = Este provedor precisa de uma chave.
error-assist-asked = Este pedido já foi feito.
error-assistant-unconfirmed = Confirme que você leu o que muda quando o assistente responde sozinho.
error-assistant-line-taken = O assistente "{ $name }" já atende um destes números. Desligue-o ou escolha outro número.
error-database-away = O banco de dados está fora do ar. O que já foi recebido está guardado e volta sozinho.
error-unreachable = Não conseguimos falar com o servidor. Confira a internet e tente de novo; nada se perde.
error-overloaded = Há pedidos demais agora. Tente de novo em alguns segundos.
error-cross-site = O pedido veio de outro site e foi recusado por segurança. Abra o Prosa e tente por aqui.
error-internal = Algo falhou do nosso lado. Informe o código { $request_id } ao suporte.

# Names of fields, put into the sentences above.
field-title = título
field-origin = origem
field-content = conteúdo
field-question = pergunta
field-answer = resposta
field-pairs = perguntas
field-sources = fontes
field-tenant_name = nome da empresa
field-name = nome
field-email = e-mail
field-password = senha
field-role = papel
field-label = nome aqui dentro
field-phone_number_id = ID do número de telefone
field-account_id = ID da conta do WhatsApp Business
field-token = token de acesso
field-app_secret = segredo do aplicativo
field-verify_token = token de verificação
field-graph_base = endereço da Graph API
field-graph_version = versão da Graph API
field-text = mensagem
field-language = idioma
field-category = categoria
field-variable = variável
field-header_file = arquivo do título
field-caption = legenda
field-footer = rodapé
field-header = título
field-body = texto
field-button = texto do botão
field-button_id = código do botão
field-buttons = botões
field-list_button = texto do botão da lista
field-section = título da seção
field-sections = seções
field-row = opção da lista
field-rows = opções da lista
field-row_id = código da opção
field-row_description = descrição da opção
field-link = link
field-file = arquivo
field-point = ponto no mapa
field-place_name = nome do lugar
field-address = endereço
field-contacts = contatos
field-contact_name = nome do contato
field-emoji = emoji
field-kind = tipo de mensagem
field-catalog = catálogo
field-product = produto
field-products = produtos
field-flow = formulário
field-flow_button = texto do botão do formulário
field-flow_token = código do formulário
field-flow_data = dados do formulário
field-reference_id = referência do pedido
field-currency = moeda
field-payment = forma de pagamento
field-items = itens
field-item_name = nome do item
field-quantity = quantidade
field-amount = valor
field-total = total
field-description = descrição
field-expires = prazo do pagamento
field-expires_description = texto do prazo
field-pix_code = código Pix
field-pix_key = chave Pix
field-merchant_name = nome de quem recebe
field-payment_link = link de pagamento
field-boleto = linha digitável do boleto
field-send_at = hora do envio
field-statement = o que a pessoa disse
field-purpose = finalidade
field-at = quando
field-number = número
field-act = o que ela decidiu
field-quiet_from = início do silêncio
field-quiet_until = fim do silêncio
field-quiet_day_1 = silêncio de segunda
field-quiet_day_2 = silêncio de terça
field-quiet_day_3 = silêncio de quarta
field-quiet_day_4 = silêncio de quinta
field-quiet_day_5 = silêncio de sexta
field-quiet_day_6 = silêncio de sábado
field-quiet_day_7 = silêncio de domingo
field-stop_reply_pt-BR = resposta em português
field-stop_reply_en = resposta em inglês
field-stop_reply_es = resposta em espanhol
field-stop_words_pt-BR = palavras em português
field-stop_words_en = palavras em inglês
field-stop_words_es = palavras em espanhol
field-frequency_max = limite por pessoa
field-frequency_days = dias do limite
error-price-overlap = Já há um preço deste mercado e desta categoria que vale de { $from } a { $until }. Encerre esse preço antes.
error-budget-taken = Já existe um orçamento para isso. Mude o que existe.
error-currency-in-use = Há orçamentos em { $currency }. Apague-os antes de trocar a moeda.
error-contact-blocked = Este contato está bloqueado desde { $since }. Desbloqueie para escrever.
error-opted-out = A pessoa pediu para parar em { $since }. Só volte a enviar se ela autorizar de novo.
error-consent-missing = Falta a autorização da pessoa para esta finalidade. Peça e registre antes de enviar.
error-contact-unknown = Ninguém com este número conversou com a empresa ainda. Confira o DDD e o número.
error-template-not-approved = Este modelo ainda não pode ser enviado. Escolha um modelo aprovado.
error-template-language = Este modelo não existe no idioma da pessoa. Escolha outro.
error-template-unfilled = { $count ->
    [one] Falta preencher um campo do modelo.
   *[other] Falta preencher { $count } campos do modelo.
}
error-budget-spent = O orçamento do mês acabou e está com trava. Aumente o limite em Custos para enviar.
error-line-panic = O número parou sozinho por excesso de falhas. Novos envios automáticos só depois de { $until }.
error-reach-spent = Seus números já iniciaram conversa com { $limit } pessoas em 24 horas, o limite da Meta para todos juntos. Tente mais tarde.
error-frequency-cap = { $count ->
    [one] A pessoa já recebeu uma divulgação nos últimos { $days } dias, o limite da empresa.
   *[other] A pessoa já recebeu { $count } divulgações nos últimos { $days } dias, o limite da empresa.
}
error-quiet-hours = Horário de silêncio ou feriado. Envie depois de { $until } ou agende.
error-stop-word-everyday = “{ $word }” é palavra do dia a dia: quem escreve só isso pode falar de um pedido. Use uma expressão que fale das mensagens, como “sem ofertas”.
