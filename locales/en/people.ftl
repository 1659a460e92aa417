# Signing in and up, links of letters.
door-log-in-title = Log in
door-log-in = Log in
door-email = E-mail
door-password = Password
door-password-hint = Ten characters or more. A short sentence will do.
door-forgotten = Forgot password
door-to-sign-up = Create account
door-to-log-in = I have an account
door-back-to-log-in = Back to log in
door-password-renewed = Password changed. Log in with the new one.
door-sign-up-title = Create account
door-sign-up-lead = For your company. Then you invite the team and connect the numbers.
door-sign-up = Create account
door-tenant-name = Company name
door-name = Your name
door-forgotten-title = Forgot password
door-forgotten-lead = We send a link to your e-mail. It works for an hour.
door-ask-reset = Send the link
door-reset-asked = If there is an account with this e-mail, the link arrives in a few minutes. Check the spam folder too.
door-new-password-title = New password
door-new-password-lead = After the change, every open session ends.
door-new-password = New password
door-set-password = Change password
door-ask-again = Ask for another link
door-invitation-title = { $tenant } invited you
door-invitation-lead = Your role: { $role }. Choose a name and a password to begin.
door-accept = Accept and log in
door-invitation-gone = Invitation no longer valid

# Roles, and what each may do.
role-owner = Owner
role-admin = Administrator
role-manager = Manager
role-agent = Agent
role-viewer = Viewer
role-owner-help = Answers for the company: all an administrator does, and chooses owners.
role-admin-help = Connects numbers, invites and removes people, replays the journal.
role-manager-help = Hands out conversations, sees numbers and the journal.
role-agent-help = Answers customers and changes the state of conversations.
role-viewer-help = Reads conversations, without answering.

# Equipe.
team-loading = Loading the team
team-failed = The team could not be opened
team-members = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
team-person = Person
team-role = Role
team-last-seen = Last seen
team-acts = Actions
team-never-seen = not yet
team-you = you
team-role-of = Role of { $name }
team-role-changed = { $name } has a new role
team-remove = Remove
team-remove-name = Remove { $name }
team-remove-words = Sessions end now and open conversations are left with nobody. To confirm, type { $email }.
team-remove-type = E-mail of the person
team-removed = { $name } left the team
team-keep = Keep
team-invite-title = Invite somebody
team-invite-hint = The person gets a link that works for seven days.
team-invite = Invite
team-invited = The invitation is on its way
team-invitations = Open invitations
team-no-invitations = No open invitation. Whoever you invite is shown here until they accept.
team-invitation = { $role }, works until { $until }
team-withdraw = Withdraw
team-withdraw-name = Withdraw the invitation of { $email }
team-withdrawn = Invitation withdrawn: the link no longer works
team-roles = What each role does

# Conta.
account-who = Who is in this account
account-place = { $role } at { $tenant }
account-sessions = Sessions
account-sessions-lead = Where your account is open. If you do not recognise one, end it and change the password.
account-sessions-loading = Loading sessions
account-sessions-failed = Sessions could not be shown
account-session-times = Since { $since }, last used { $used }
account-session-ended = Session ended
account-this-session = this session
account-unknown-device = Unknown device
account-end = End
account-end-name = End the session { $device }
account-end-others = End all others
account-password = Password
account-password-lead = When it changes, the other sessions end.
account-password-now = Current password
account-change-password = Change password
account-password-changed = Password changed
account-look = Language and theme
