# Why the file of a message is not here, and what to do.
media-failure-away = WhatsApp no respondió al buscar el archivo. Lo intentamos de nuevo solos.
media-failure-throttled = WhatsApp pidió calma. El archivo llega en un momento.
media-failure-token = WhatsApp ya no acepta el acceso de esta línea. Renueva el token y el archivo llega.
media-failure-gone = WhatsApp dice que ya no tiene este archivo. Pide que lo envíen de nuevo.
media-failure-refused = WhatsApp se negó a entregar este archivo. Puedes intentarlo de nuevo.
media-failure-wrong-hash = El archivo llegó distinto de lo que anunció WhatsApp. Puedes intentarlo de nuevo.
media-failure-too-large = El archivo es mayor de lo que acepta esta instalación. Pide uno más pequeño o un enlace.
media-failure-elsewhere = WhatsApp apuntó a una dirección desconocida. Por seguridad no buscamos el archivo.
media-failure-no-line = La línea de esta conversación no está conectada. Conéctala e inténtalo de nuevo.
media-failure-storage = No se pudo guardar el archivo aquí. Lo intentamos de nuevo solos.
media-failure-expired = WhatsApp guarda archivos por 7 días, y este pasó del plazo. Pide que lo envíen de nuevo.
media-failure-removed = El archivo pasó el plazo de conservación de esta empresa y se borró.
