# How Portuguese writes numbers, dates and lengths of time.
format-group = .
format-decimal = ,
format-money = { $symbol } { $amount }
format-date = { $day }/{ $month }/{ $year }
format-minutes = { $minutes } min
format-hours-minutes = { $hours } h { $minutes }
format-days-hours = { $days } d { $hours } h
format-today = Hoje
format-yesterday = Ontem
format-yesterday-short = ontem
format-now = agora
format-ago-minutes = há { $n } min
format-ago-hours = há { $n } h
format-ago-days = { $n ->
    [one] há { $n } dia
   *[other] há { $n } dias
}
format-weekday-1 = segunda-feira
format-weekday-2 = terça-feira
format-weekday-3 = quarta-feira
format-weekday-4 = quinta-feira
format-weekday-5 = sexta-feira
format-weekday-6 = sábado
format-weekday-7 = domingo
format-weekday-short-1 = segunda
format-weekday-short-2 = terça
format-weekday-short-3 = quarta
format-weekday-short-4 = quinta
format-weekday-short-5 = sexta
format-weekday-short-6 = sábado
format-weekday-short-7 = domingo
