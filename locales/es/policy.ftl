# What the gate says to customers, and the screens about it.
policy-stop-heard = Listo: ya no recibirá promociones por aquí. Si cambia de idea, escriba QUIERO RECIBIR.
policy-resume-heard = De acuerdo: vuelve a recibir nuestras promociones. Para dejarlas, escriba BAJA.
