# Why the file of a message is not here, and what to do.
media-failure-away = O WhatsApp não respondeu ao buscar o arquivo. Tentamos de novo sozinhos.
media-failure-throttled = O WhatsApp pediu calma. O arquivo vem daqui a pouco.
media-failure-token = O WhatsApp não aceita mais o acesso desta linha. Renove o token e o arquivo vem.
media-failure-gone = O WhatsApp diz que não tem mais este arquivo. Peça para enviarem de novo.
media-failure-refused = O WhatsApp recusou entregar este arquivo. Você pode tentar de novo.
media-failure-wrong-hash = O arquivo chegou diferente do que o WhatsApp anunciou. Você pode tentar de novo.
media-failure-too-large = O arquivo é maior do que esta instalação aceita. Peça outro menor ou um link.
media-failure-elsewhere = O WhatsApp apontou para um endereço desconhecido. Não buscamos o arquivo por segurança.
media-failure-no-line = A linha desta conversa não está conectada. Conecte e tente de novo.
media-failure-storage = Não foi possível guardar o arquivo aqui. Tentamos de novo sozinhos.
media-failure-expired = O WhatsApp guarda arquivos por 7 dias, e este passou do prazo. Peça para enviarem de novo.
media-failure-removed = O arquivo passou do prazo de guarda desta empresa e foi apagado.
