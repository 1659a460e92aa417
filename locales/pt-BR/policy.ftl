# What the gate says to customers, and the screens about it.
policy-stop-heard = Pronto: você não vai mais receber divulgações por aqui. Se mudar de ideia, escreva QUERO RECEBER.
policy-resume-heard = Combinado: você voltou a receber nossas divulgações. Para parar, escreva PARAR.
