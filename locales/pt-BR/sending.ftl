# Envios: a fila, o ritmo, números parados e envios que não saíram.
sending-loading = Carregando os envios
sending-failed = Não deu para abrir os envios
sending-none = Nenhum número conectado
sending-none-text = A fila de cada número aparece aqui.
sending-running = Enviando
sending-held = Parado sozinho
sending-paused = Em pausa
sending-since = Desde { $at }.
sending-released = Número liberado: a fila volta a sair
sending-pause = Pausar envios
sending-resume = Retomar envios
sending-resumed = Envios retomados
sending-waiting = { $count ->
    [0] Nada esperando para sair agora
    [one] Uma mensagem esperando para sair
   *[other] { $count } mensagens esperando para sair
}
sending-replies = Respostas
sending-rules = Regras
sending-campaigns = Campanhas
sending-scheduled = Agendadas
sending-again = Nova tentativa
sending-flying = Saindo agora
sending-unknown = Sem confirmação
sending-oldest = A mais antiga espera desde { $at }.
sending-reach = { $count ->
    [one] Uma de { $limit } pessoas alcançada fora da janela nas últimas 24 horas.
   *[other] { $reached } de { $limit } pessoas alcançadas fora da janela nas últimas 24 horas.
}
sending-reach-unknown = { $count ->
    [one] Uma pessoa alcançada fora da janela nas últimas 24 horas. O limite da Meta ainda não é conhecido.
   *[other] { $reached } pessoas alcançadas fora da janela nas últimas 24 horas. O limite da Meta ainda não é conhecido.
}
sending-pace = Ritmo: { $second }, { $minute }.
sending-per-second = { $count ->
    [one] uma mensagem por segundo
   *[other] { $count } mensagens por segundo
}
sending-second-free = sem limite por segundo
sending-per-minute = { $count ->
    [one] uma mensagem por minuto
   *[other] { $count } mensagens por minuto
}
sending-minute-free = sem limite por minuto
sending-minute-company = por minuto vale o limite da empresa
sending-default = { $pace } (padrão)
sending-no-limit = sem limite
sending-change-pace = Mudar o ritmo
sending-second = Mensagens por segundo
sending-second-hint = De 0 a 1.000. Vazio: padrão ({ $default }). 0: sem limite. A Meta aceita 80; 20 se o número também está no celular; 1.000 depois do aumento.
sending-minute = Mensagens por minuto
sending-minute-hint = De 0 a 1.000. Vazio: o limite da empresa. 0: sem limite.
sending-company-pace = Ritmo da empresa
sending-company-hint = De 0 a 1.000, somando todos os números. Vazio: padrão ({ $default }). 0: sem limite.
sending-person-pace = Para a mesma pessoa, uma mensagem a cada 6 segundos depois de uma sequência curta, como a Meta pede.
sending-pace-saved = Ritmo salvo
dead-title = Não enviadas
dead-text = O WhatsApp recusou de vez, ou as tentativas acabaram. Reenviar passa de novo por todas as regras.
dead-loading = Carregando as não enviadas
dead-failed = Não deu para abrir as não enviadas
dead-none = Nada por aqui
dead-none-text = Mensagens que o WhatsApp recusar de vez aparecem aqui com o motivo.
dead-by-reason = Por motivo
dead-count = { $count ->
    [one] Uma mensagem.
   *[other] { $count } mensagens.
}
dead-requeue = Reenviar
dead-requeue-name = Reenviar para { $name }
dead-requeue-all = Reenviar todas
dead-discard = Descartar
dead-away = Descartada em { $at }
dead-away-by = Descartada por { $name } em { $at }
dead-discard-name = Descartar a mensagem para { $name }
dead-discard-all = Descartar todas
dead-discard-title = { $count ->
    [one] Descartar uma mensagem?
   *[other] Descartar { $count } mensagens?
}
dead-discard-text = Saem desta lista e não serão reenviadas sozinhas. Continuam na conversa, marcadas como não enviadas.
dead-keep = Manter
dead-requeued = { $count ->
    [0] Nenhuma voltou à fila.
    [one] Uma de volta à fila.
   *[other] { $count } de volta à fila.
}
dead-refused = { $count ->
    [one] Uma foi recusada pelas regras e continua aqui.
   *[other] { $count } foram recusadas pelas regras e continuam aqui.
}
dead-left = { $count ->
    [one] Falta uma: repita.
   *[other] Faltam { $count }: repita.
}
dead-discarded = { $count ->
    [one] Uma descartada
   *[other] { $count } descartadas
}
dead-older = Mais antigas
dead-show-discarded = Ver as descartadas
dead-show-given-up = Voltar às não enviadas
dead-none-discarded = Nenhuma descartada
dead-none-discarded-text = O que for descartado continua aqui e na conversa.
dead-nameless = Sem nome
dead-facts = { $line } · { $at } · { $attempts ->
    [one] uma tentativa
   *[other] { $attempts } tentativas
}
field-per_second = mensagens por segundo
field-per_minute = mensagens por minuto
sending-sms = SMS quando o WhatsApp não entrega
sending-sms-text = O texto sai uma vez por SMS e aparece marcado na conversa. Marketing só sai para quem autorizou.
sending-sms-none = Nenhum número de SMS conectado.
sending-sms-connect = Conectar um número da Twilio
sending-sms-off = Não enviar SMS
sending-sms-through = Número que envia
sending-sms-saved = Escolha salva
