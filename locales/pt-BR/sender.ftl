# Lines that stopped by themselves, on the screen of numbers.
line-stopped-failures = Parado: muitas mensagens falharam em poucos minutos
line-stopped-throttled = Parado: a Meta respondeu várias vezes que o ritmo era rápido demais
line-stopped-auth = Parado: a Meta recusou o token
line-stopped-account = Parado: a Meta restringiu a conta
line-stopped-probe = As mensagens esperam na fila. Uma delas testa o caminho { $when }.
line-recover = Voltar a enviar agora
