# How English writes numbers, dates and lengths of time. Year first, so that no reader mistakes day for month.
format-group = ,
format-decimal = .
format-money = { $symbol } { $amount }
format-date = { $year }-{ $month }-{ $day }
format-minutes = { $minutes } min
format-hours-minutes = { $hours } h { $minutes }
format-days-hours = { $days } d { $hours } h
format-today = Today
format-yesterday = Yesterday
format-yesterday-short = yesterday
format-now = now
format-ago-minutes = { $n } min ago
format-ago-hours = { $n } h ago
format-ago-days = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
format-weekday-1 = Monday
format-weekday-2 = Tuesday
format-weekday-3 = Wednesday
format-weekday-4 = Thursday
format-weekday-5 = Friday
format-weekday-6 = Saturday
format-weekday-7 = Sunday
format-weekday-short-1 = Monday
format-weekday-short-2 = Tuesday
format-weekday-short-3 = Wednesday
format-weekday-short-4 = Thursday
format-weekday-short-5 = Friday
format-weekday-short-6 = Saturday
format-weekday-short-7 = Sunday
