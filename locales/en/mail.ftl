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

# Roles, as put into the invitation.
mail-role-owner = owner
mail-role-admin = administrator
mail-role-manager = manager
mail-role-agent = agent
mail-role-viewer = viewer
