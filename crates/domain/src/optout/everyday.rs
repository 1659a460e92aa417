//! Words of every conversation, folded. Alone or together they say nothing about messages, and so a tenant cannot make them
//! mean stop.

/// Yes and no.
const YES_AND_NO: &str = "sim nao yes not dont don okay blz beleza certo claro isso talvez vale bueno nunca never nada nothing none";
/// Calling something off.
const CALLING_OFF: &str = "cancelar cancela cancele cancelem cancelo cancelei cancelado cancelada cancelen cancel canceled cancelled anular \
    anula anule desistir desisto desisti desistimos encerrar encerra finalizar terminar termina acabar acabou fim \
    fin end finish chega basta suficiente enough fechar cerrar close";
/// What is called off.
const CALLED_OFF: &str = "pedido pedidos compra compras encomenda encomendas entrega entregas envio produto produtos producto productos \
    item itens order orders purchase delivery product orden boleto pix pagamento pago pagar payment nota fatura \
    factura invoice reserva consulta horario agenda agendamento visita cita turno appointment booking troca \
    devolucao devolver estorno reembolso refund frete orcamento assinatura plano plan conta cuenta loja tienda store";
/// Asking.
const ASKING: &str = "quando cuando when onde donde where como how quanto cuanto qual cual what quem quien who por que porque why \
    preco precio price valor value ajuda ayuda help atendente humano pessoa persona person agente agent menu voltar \
    volver back inicio info informacao informacion";
/// Wanting, going, being.
const DOING: &str = "quero queria quiero querer want vou voy vamos going posso puedo can pode puede preciso necesito need tenho tengo \
    have esta estou estoy ser era foi fue sou soy tem tiene fazer hacer receber recibir receive";
/// Parting and thanking.
const PARTING: &str = "parabens felicidades felicitaciones congrats congratulations tchau adeus ate adios chau bye abraco abracos beijo bjs saludos";
/// Small words.
const SMALL: &str = "meu minha meus minhas mis mio mia the that this these esse essa este estes esa ese eso esto isto aquilo uma uns \
    una unos los las del dos das com con with sem sin without mais mas more muito muy much pra para for from and you \
    your ele ela eles nos hoje hoy today amanha manana tomorrow ontem ayer depois despues later antes aqui aca here \
    tudo todo toda all its";

/// Whether a folded word is one of them.
pub(super) fn has(word: &str) -> bool {
    let lists = [YES_AND_NO, CALLING_OFF, CALLED_OFF, ASKING, DOING, PARTING, SMALL];
    lists.iter().any(|list| list.split(' ').any(|one| one == word))
}
