# The frame around every screen, its navigation, and the page of a wrong address.
frame-skip = Skip to content
frame-main = Main
frame-home = Prosa, home
frame-conversations = Conversations
frame-settings = Settings
frame-unread = { $count ->
    [one] { $place }, { $count } unread
   *[other] { $place }, { $count } unread
}
frame-search = Search and command (Ctrl K)
frame-account = { $initials } Account: { $name }
frame-my-account = My account
frame-language = Language
frame-theme = Theme
frame-theme-system = Same as system
frame-theme-light = Light
frame-theme-dark = Dark
frame-sign-out = Sign out
frame-offline = No internet. You can read what is on the screen; the rest waits for the connection.
settings-service = Service
settings-platform = Platform
settings-you = You
settings-lines = Numbers
settings-team = Team
settings-templates = Templates
settings-costs = Costs
settings-sending = Sending
settings-journal = Message journal
settings-account = Account
not-found-title = Nothing at this address
not-found-text = The address may have changed, or you have no access to it.
not-found-back = Back to conversations
away-title = Prosa will be right back
away-again = This page tries again by itself every 5 seconds.
