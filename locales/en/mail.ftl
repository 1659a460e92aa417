# Letters to people. The first line of a text greets; a link stands alone on its line.
mail-invitation-subject = { $inviter } invited you to { $tenant } on Prosa
mail-invitation-text =
    Hello,

    { $inviter } invited you to answer the customers of { $tenant } on Prosa, as { $role }.

    To accept, open this address and choose a password:

    { $link }

    The invitation works until { $until }, once. If you did not expect it, you can ignore this message.

    Prosa
mail-reset-subject = A new password for Prosa
mail-reset-text =
    Hello { $name },

    Somebody asked for a new password for your Prosa account. If it was you, open this address:

    { $link }

    It works until { $until }, once. After the change, every open session ends.
    If it was not you, ignore this message: the password stays as it is.

    Prosa
mail-line-stopped-subject = { $line } stopped sending
mail-line-stopped-text =
    Hello { $name },

    Prosa stopped sending through the number { $line }: { $reason }

    Nothing is lost: messages wait in the queue. In an hour, one message tries whether the way is open. See the number here:

    { $link }

    Prosa
mail-line-reason-failures = too many messages failed within a few minutes.
mail-line-reason-throttled = Meta answered again and again that it was too fast.
mail-line-reason-auth = Meta refused the token. Change it and check the number.
mail-line-reason-account = Meta restricted the account. See why in Meta's panel.
mail-line-recovered-subject = { $line } sends again
mail-line-recovered-text =
    Hello { $name },

    The number { $line } sends again, and the messages that waited are on their way. See the number here:

    { $link }

    Prosa

# Roles, as put into the invitation.
mail-role-owner = owner
mail-role-admin = administrator
mail-role-manager = manager
mail-role-agent = agent
mail-role-viewer = viewer

# Alarms.
mail-budget-tenant = the whole company
mail-budget-subject = Message budget: { $percent } used ({ $scope })
mail-budget-text =
    Hello { $name },

    This month's budget for { $scope } has reached { $percent }: { $used } of { $limit }.

    To see costs and change the limit:

    { $link }

    Prosa
mail-budget-stopped-subject = Message budget used up ({ $scope })
mail-budget-stopped-text =
    Hello { $name },

    This month's budget for { $scope } is used up: { $used } of { $limit }.

    Billed messages do not go out until the month ends or the limit changes. What is free still goes out.

    { $link }

    Prosa
mail-silence-subject = { $line } is silent
mail-silence-text =
    Hello { $name },

    No message has arrived at { $line } since { $since }. That is unusual for this hour.

    Check the webhook address and the token of this number:

    { $link }

    Prosa
mail-assistant-subject = The assistant { $assistant } handed a conversation to the team
mail-assistant-text =
    Hello { $name },

    The assistant { $assistant } could not answer and handed the conversation to the team. Reason: { $reason }.

    Check the models and the AI budget. Until then it goes on handing conversations to the team. This notice is sent once a day.

    { $link }

    Prosa
mail-assistant-no-model = no model is on
mail-assistant-budget = the day's budget is spent
mail-assistant-model-away = no model answered
