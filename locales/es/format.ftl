# How Spanish writes numbers, dates and lengths of time.
format-group = .
format-decimal = ,
format-money = { $symbol } { $amount }
format-date = { $day }/{ $month }/{ $year }
format-minutes = { $minutes } min
format-hours-minutes = { $hours } h { $minutes }
format-days-hours = { $days } d { $hours } h
format-today = Hoy
format-yesterday = Ayer
format-yesterday-short = ayer
format-now = ahora
format-ago-minutes = hace { $n } min
format-ago-hours = hace { $n } h
format-ago-days = { $n ->
    [one] hace { $n } día
   *[other] hace { $n } días
}
format-weekday-1 = lunes
format-weekday-2 = martes
format-weekday-3 = miércoles
format-weekday-4 = jueves
format-weekday-5 = viernes
format-weekday-6 = sábado
format-weekday-7 = domingo
format-weekday-short-1 = lunes
format-weekday-short-2 = martes
format-weekday-short-3 = miércoles
format-weekday-short-4 = jueves
format-weekday-short-5 = viernes
format-weekday-short-6 = sábado
format-weekday-short-7 = domingo
