# Lines that stopped by themselves, on the screen of numbers.
line-stopped-failures = Detenido: demasiados mensajes fallaron en pocos minutos
line-stopped-throttled = Detenido: Meta respondió una y otra vez que el ritmo era demasiado rápido
line-stopped-auth = Detenido: Meta rechazó el token
line-stopped-account = Detenido: Meta restringió la cuenta
line-stopped-probe = Los mensajes esperan en la cola. Uno de ellos prueba el camino { $when }.
line-recover = Volver a enviar ahora
