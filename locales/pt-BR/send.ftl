# Why WhatsApp did not take or deliver a message; after "Não enviada:".
send-error-provider-away = o WhatsApp não respondeu depois de várias tentativas.
send-error-too-fast = foram mensagens demais em pouco tempo. Espere um pouco e tente de novo.
send-error-token = o acesso deste número venceu ou foi retirado. Renove o token em Configurações, Números.
send-error-account = a conta do WhatsApp está restrita. Veja o motivo no gerenciador da Meta.
send-error-experiment = o WhatsApp escolheu não entregar esta mensagem a esta pessoa por enquanto.
send-error-provider-failed = o WhatsApp teve um problema interno.
send-error-parameter = o WhatsApp não aceitou um dado da mensagem.
send-error-own-number = o destino é o próprio número da empresa.
send-error-undeliverable = o WhatsApp não conseguiu entregar. A pessoa pode não ter WhatsApp neste número ou usar uma versão antiga.
send-error-window = a janela de 24 horas fechou antes do envio. Agora só sai um modelo aprovado.
send-error-opted-out = a pessoa parou de receber mensagens desta empresa.
send-error-kind = o WhatsApp não aceita este tipo de mensagem.
send-error-pair-rate = foram mensagens demais para esta pessoa em pouco tempo. Espere um pouco e tente de novo.
send-error-other = o WhatsApp recusou a mensagem.
